// SPDX-License-Identifier: MIT
#include "ui/model_text.h"

#include "ui/format.h"

#include "ledger/price_number.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// The share of one weight, rounded to whole percents.
QString percent(qint64 weight, qint64 sum)
{
    return QString::number(sum > 0 ? (200 * weight + sum) / (2 * sum) : 0) + " %"_L1;
}

template <typename Target>
qint64 weightOf(const QList<Target> &targets, qsizetype begin, qsizetype &end)
{
    qint64 sum = 0;
    for (end = begin; end < targets.size() && targets[end].priority == targets[begin].priority; ++end)
        sum += targets[end].weight;
    return sum;
}

} // namespace

QString ModelText::rate(qint64 micros, Currency currency)
{
    QString figure = microsText(micros);
    const qsizetype point = figure.indexOf(u'.');
    if (point < 0)
        figure += ".00"_L1;
    else
        figure = figure.leftJustified(point + 3, u'0');
    return (currency == Currency::Usd ? u'$' : u'¥') + figure;
}

QString ModelText::inOut(const Price &price)
{
    if (price.rates.input == 0 && price.rates.output == 0 && price.tiers.isEmpty())
        return tr("free");
    return rate(price.rates.input, price.currency) + " / "_L1 + rate(price.rates.output, price.currency);
}

QString ModelText::tier(const PriceTier &tier, Currency currency)
{
    return tr("From %1 prompt tokens: %2 in, %3 out")
            .arg(Format::number(tier.fromPromptTokens), rate(tier.rates.input, currency),
                 rate(tier.rates.output, currency));
}

QString ModelText::allRates(const Price &price)
{
    QStringList lines{tr("Input %1").arg(rate(price.rates.input, price.currency)),
                      tr("Output %1").arg(rate(price.rates.output, price.currency))};
    const auto add = [&](const QString &words, const std::optional<qint64> &micros) {
        if (micros)
            lines += words.arg(rate(*micros, price.currency));
    };
    add(tr("Cache read %1"), price.rates.cacheRead);
    add(tr("Cache write %1"), price.rates.cacheWrite);
    add(tr("Cache write, 1 h %1"), price.rates.cacheWriteLong);
    add(tr("Reasoning %1"), price.rates.reasoning);
    for (const PriceTier &one : price.tiers)
        lines += tier(one, price.currency);
    return lines.join(u'\n');
}

QString ModelText::source(const Price &price)
{
    if (price.source == "built-in"_L1)
        return tr("built in");
    return price.source == "import"_L1 ? tr("imported") : tr("set by hand");
}

std::optional<qint64> ModelText::parseRate(const QString &text)
{
    QString digits = text.trimmed();
    digits.remove(u'$').remove(u'¥').remove(u'￥').remove(u',').remove(u'，').remove(u' ');
    const Result<qint64> micros = scaledDecimal(digits.toUtf8(), 6, highestRate, DecimalRounding::Exact);
    return micros ? std::optional(*micros) : std::nullopt;
}

QString ModelText::typed(std::optional<qint64> rate)
{
    return rate ? microsText(*rate) : QString();
}

QString ModelText::way(const OfferedModel &model)
{
    QStringList steps;
    for (qsizetype begin = 0, end = 0; begin < model.targets.size(); begin = end) {
        const qint64 sum = weightOf(model.targets, begin, end);
        QStringList places;
        for (qsizetype i = begin; i < end; ++i) {
            const OfferedTarget &target = model.targets[i];
            QString place = target.provider;
            if (!target.model.isEmpty() && target.model != model.name)
                place += u'/' + target.model;
            if (!target.enabled)
                place = tr("%1 (off)").arg(place);
            else if (end - begin > 1)
                place += u' ' + percent(target.weight, sum);
            places += place;
        }
        steps += places.join(" + "_L1);
    }
    return steps.isEmpty() ? Format::dash() : steps.join(u" → "_s);
}

QString ModelText::share(const QList<TargetRequest> &targets, qsizetype index)
{
    qint64 sum = 0;
    for (const TargetRequest &target : targets) {
        if (target.priority == targets[index].priority)
            sum += target.weight;
    }
    return percent(targets[index].weight, sum);
}

QString ModelText::sentence(const QList<TargetRequest> &targets)
{
    QStringList parts;
    for (qsizetype begin = 0, end = 0; begin < targets.size(); begin = end) {
        const qint64 sum = weightOf(targets, begin, end);
        QStringList places;
        for (qsizetype i = begin; i < end; ++i) {
            places += end - begin > 1
                              ? tr("%1 (%2)").arg(targets[i].provider, percent(targets[i].weight, sum))
                              : targets[i].provider;
        }
        const QString any = places.join(tr(" or ", "between providers"));
        parts += begin == 0 ? tr("First %1.").arg(any) : tr(" If that fails: %1.").arg(any);
    }
    return parts.join(QString());
}

} // namespace gateway::ui
