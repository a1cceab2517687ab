// SPDX-License-Identifier: MIT
#include "ledger/price_list_reader.h"

#include <QStringDecoder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

constexpr qsizetype longestModel = 200;

// 0 beside a real price is how the lists say "not known" or "charged otherwise".
std::optional<qint64> known(const std::optional<qint64> &rate, qint64 parent)
{
    return rate == 0 && parent > 0 ? std::nullopt : rate;
}

TokenRates toRates(const ListedRates &listed)
{
    const qint64 input = listed.input.value_or(0);
    const qint64 output = listed.output.value_or(0);
    TokenRates rates{input,
                     output,
                     known(listed.cacheRead, input),
                     known(listed.cacheWrite, input),
                     known(listed.reasoning, output),
                     listed.cacheWriteLong};
    if (rates.reasoning == output)
        rates.reasoning.reset();
    // An hour in the cache is never cheaper than minutes; lists repeat one number for models of all prices.
    if (rates.cacheWriteLong && *rates.cacheWriteLong <= rates.cacheWrite.value_or(input))
        rates.cacheWriteLong.reset();
    return rates;
}

ListedRates over(const ListedRates &base, const ListedRates &tier)
{
    const auto either = [](const std::optional<qint64> &first, const std::optional<qint64> &second) {
        return first ? first : second;
    };
    return {either(tier.input, base.input),         either(tier.output, base.output),
            either(tier.cacheRead, base.cacheRead), either(tier.cacheWrite, base.cacheWrite),
            either(tier.reasoning, base.reasoning), either(tier.cacheWriteLong, base.cacheWriteLong)};
}

} // namespace

tl::expected<Price, QString> toPrice(const ListedRates &rates, const QList<ListedTier> &tiers)
{
    if (!rates.input)
        return tl::make_unexpected(u"not priced by the token"_s);
    if (!rates.output)
        return tl::make_unexpected(u"without a price of its output"_s);
    if (*rates.input == 0 && *rates.output == 0)
        return tl::make_unexpected(u"listed with 0, which may mean free, a plan, or not known"_s);
    Price price;
    price.rates = toRates(rates);
    QList<ListedTier> ascending = tiers;
    std::stable_sort(ascending.begin(), ascending.end(), [](const ListedTier &a, const ListedTier &b) {
        return a.fromPromptTokens < b.fromPromptTokens;
    });
    for (const ListedTier &tier : ascending)
        price.tiers.append({tier.fromPromptTokens, toRates(over(rates, tier.rates))});
    if (const Outcome sound = checkRates(price.rates, price.tiers); !sound)
        return tl::make_unexpected(sound.error().message);
    return price;
}

tl::expected<QString, QString> modelName(const QByteArray &utf8)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString name = decoder(utf8);
    const bool sound = !decoder.hasError() && std::all_of(name.begin(), name.end(), [](QChar c) {
        return !c.isSpace() && c.category() != QChar::Other_Control && c.category() != QChar::Other_Format &&
               c != u'*' && c != u',';
    });
    if (!sound || name.isEmpty() || name.size() > longestModel)
        return tl::make_unexpected(u"not the name of a model"_s);
    return name;
}

} // namespace gateway
