// SPDX-License-Identifier: MIT
#include "ui/inspector/call_cost.h"

#include "ui/format.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString sign(Currency currency)
{
    return currency == Currency::Cny ? u"¥"_s : u"$"_s;
}

// `places` decimals, without zeros at the end beyond the first `least`.
QString decimal(qint64 value, qint64 unit, int places, int least)
{
    QString fraction = QString::number(value % unit).rightJustified(places, u'0');
    while (fraction.size() > least && fraction.endsWith(u'0'))
        fraction.chop(1);
    return Format::number(value / unit) + u'.' + fraction;
}

} // namespace

CostSum costSum(const Price &price, const TokenUsage &usage)
{
    CostSum sum;
    // A part that is known without its whole is the whole.
    const qint64 writes = usage.cacheWrite.value_or(usage.cacheWriteLong.value_or(0));
    const qint64 prompt = std::max<qint64>(usage.prompt.value_or(usage.cached.value_or(0) + writes), 0);
    const qint64 cached = std::clamp<qint64>(usage.cached.value_or(0), 0, prompt);
    const qint64 written = std::clamp<qint64>(writes, 0, prompt - cached);
    const qint64 writtenLong = std::clamp<qint64>(usage.cacheWriteLong.value_or(0), 0, written);
    const qint64 completion = std::max<qint64>(usage.completion.value_or(usage.reasoning.value_or(0)), 0);
    const qint64 reasoning = std::clamp<qint64>(usage.reasoning.value_or(0), 0, completion);
    TokenRates rates = price.rates;
    for (const PriceTier &tier : price.tiers) {
        if (prompt >= tier.fromPromptTokens) {
            rates = tier.rates;
            sum.fromTokens = tier.fromPromptTokens;
        }
    }
    const qint64 writeRate = rates.cacheWrite.value_or(rates.input);
    const qint64 longRate = rates.cacheWriteLong.value_or(writeRate);
    const qint64 longPart = longRate == writeRate ? 0 : writtenLong;
    // Reasoning and what is written for an hour stand apart only where they have a price of their own.
    const bool apart = rates.reasoning && *rates.reasoning != rates.output;
    const QList<CostPart> all{
            {CostPart::Kind::Input, prompt - cached - written, rates.input},
            {CostPart::Kind::Cached, cached, rates.cacheRead.value_or(rates.input)},
            {CostPart::Kind::CacheWrite, written - longPart, writeRate},
            {CostPart::Kind::CacheWriteLong, longPart, longRate},
            {CostPart::Kind::Output, apart ? completion - reasoning : completion, rates.output},
            {CostPart::Kind::Reasoning, apart ? reasoning : 0, rates.reasoning.value_or(rates.output)}};
    for (const CostPart &part : all) {
        sum.pico += part.pico();
        if (part.tokens > 0)
            sum.parts.append(part);
    }
    sum.micros = (sum.pico + 999'999) / 1'000'000;
    return sum;
}

QString CostText::name(CostPart::Kind kind)
{
    switch (kind) {
    case CostPart::Kind::Input:
        return tr("input");
    case CostPart::Kind::Cached:
        return tr("cached");
    case CostPart::Kind::CacheWrite:
        return tr("cache write");
    case CostPart::Kind::CacheWriteLong:
        return tr("cache write, 1 h");
    case CostPart::Kind::Output:
        return tr("output");
    case CostPart::Kind::Reasoning:
        return tr("reasoning");
    }
    return {};
}

QString CostText::exact(qint64 pico, Currency currency)
{
    return sign(currency) + decimal(pico, 1'000'000'000'000, 12, 6);
}

QString CostText::rate(qint64 micros, Currency currency)
{
    return sign(currency) + decimal(micros, 1'000'000, 6, 2);
}

QString CostText::line(const CostPart &part, Currency currency)
{
    return tr("%1 × %2 / M", "tokens times a price per million")
            .arg(Format::number(part.tokens), rate(part.rate, currency));
}

} // namespace gateway::ui
