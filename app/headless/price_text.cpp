// SPDX-License-Identifier: MIT
#include "price_text.h"

#include "ledger/price_number.h"
#include "terminal.h"
#include "times.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

QJsonValue orNull(const std::optional<qint64> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject ratesJson(const TokenRates &rates)
{
    return {{u"input"_s, rates.input},
            {u"output"_s, rates.output},
            {u"cache_read"_s, orNull(rates.cacheRead)},
            {u"cache_write"_s, orNull(rates.cacheWrite)},
            {u"cache_write_1h"_s, orNull(rates.cacheWriteLong)},
            {u"reasoning"_s, orNull(rates.reasoning)}};
}

QJsonObject moneyJson(const Price &price)
{
    QJsonObject object = ratesJson(price.rates);
    object[u"currency"_s] = toString(price.currency);
    QJsonArray tiers;
    for (const PriceTier &tier : price.tiers) {
        QJsonObject part = ratesJson(tier.rates);
        part[u"from"_s] = tier.fromPromptTokens;
        tiers += part;
    }
    object[u"tiers"_s] = tiers;
    return object;
}

QString text(const std::optional<qint64> &rate)
{
    return rate ? microsText(*rate) : QString();
}

QString scope(const Price &price, const QHash<ProviderId, QString> &providers)
{
    if (price.providerId)
        return providers.value(price.providerId, u"(removed provider)"_s);
    return price.preset.isEmpty() ? u"(all)"_s : price.preset;
}

} // namespace

QJsonObject toJson(const Price &price, const QHash<ProviderId, QString> &providers, bool inForce)
{
    QJsonObject object = moneyJson(price);
    object[u"id"_s] = price.id.value;
    object[u"model"_s] = price.model;
    object[u"preset"_s] = price.preset.isEmpty() ? QJsonValue() : QJsonValue(price.preset);
    object[u"provider"_s] = price.providerId ? QJsonValue(providers.value(price.providerId)) : QJsonValue();
    object[u"valid_from"_s] =
            toMillis(price.validFrom) == 0 ? QJsonValue() : QJsonValue(toRfc3339(price.validFrom));
    object[u"source"_s] = price.source;
    object[u"in_force"_s] = inForce;
    return object;
}

QJsonObject toJson(const PriceDiff &diff, ImportedPrices::Format format, bool dryRun)
{
    const auto changes = [](const QList<PriceChange> &list) {
        QJsonArray rows;
        for (const PriceChange &change : list) {
            rows += QJsonObject{
                    {u"model"_s, change.after.model},
                    {u"preset"_s, change.after.preset},
                    {u"before"_s, change.before ? QJsonValue(moneyJson(*change.before)) : QJsonValue()},
                    {u"after"_s, moneyJson(change.after)}};
        }
        return rows;
    };
    QJsonArray skipped;
    for (const SkippedPrice &entry : diff.skipped)
        skipped += QJsonObject{{u"name"_s, entry.name}, {u"reason"_s, entry.reason}};
    return {{u"format"_s, format == ImportedPrices::Format::LiteLlm ? u"litellm"_s : u"models.dev"_s},
            {u"dry_run"_s, dryRun},
            {u"new"_s, changes(diff.added)},
            {u"changed"_s, changes(diff.changed)},
            {u"unchanged"_s, diff.unchanged.size()},
            {u"skipped"_s, skipped}};
}

Table priceTable()
{
    using Align = Table::Align;
    return Table({{u"MODEL"_s},
                  {u"FOR"_s},
                  {u"INPUT"_s, Align::Right},
                  {u"OUTPUT"_s, Align::Right},
                  {u"CACHE READ"_s, Align::Right},
                  {u"CACHE WRITE"_s, Align::Right},
                  {u"WRITE 1H"_s, Align::Right},
                  {u"CURRENCY"_s},
                  {u"SOURCE"_s},
                  {u"FROM"_s}});
}

void addRow(Table &table, const Price &price, const QHash<ProviderId, QString> &providers,
            const QTimeZone &zone)
{
    const QString from =
            toMillis(price.validFrom) == 0 ? QString() : toLocalText(price.validFrom, zone).left(16);
    table.add({price.model, scope(price, providers), text(price.rates.input), text(price.rates.output),
               text(price.rates.cacheRead), text(price.rates.cacheWrite), text(price.rates.cacheWriteLong),
               toString(price.currency), price.source, from});
    for (const PriceTier &tier : price.tiers) {
        table.add({u"  from %1 prompt tokens"_s.arg(tier.fromPromptTokens), QString(), text(tier.rates.input),
                   text(tier.rates.output), text(tier.rates.cacheRead), text(tier.rates.cacheWrite),
                   text(tier.rates.cacheWriteLong), toString(price.currency), QString(), QString()});
    }
}

QString ratesText(const Price &price)
{
    const auto part = [](const TokenRates &rates) {
        QString out = u"%1 in, %2 out"_s.arg(microsText(rates.input), microsText(rates.output));
        if (rates.cacheRead)
            out += u", %1 cached"_s.arg(microsText(*rates.cacheRead));
        if (rates.cacheWrite)
            out += u", %1 cache write"_s.arg(microsText(*rates.cacheWrite));
        if (rates.cacheWriteLong)
            out += u", %1 cache write of an hour"_s.arg(microsText(*rates.cacheWriteLong));
        if (rates.reasoning)
            out += u", %1 reasoning"_s.arg(microsText(*rates.reasoning));
        return out;
    };
    QString out = part(price.rates);
    for (const PriceTier &tier : price.tiers)
        out += u"; from %1 prompt tokens %2"_s.arg(tier.fromPromptTokens).arg(part(tier.rates));
    return out + u' ' + toString(price.currency);
}

QString preview(const PriceDiff &diff, ImportedPrices::Format format)
{
    QStringList lines{format == ImportedPrices::Format::LiteLlm ? u"A price list of LiteLLM."_s
                                                                : u"A price list of models.dev."_s};
    for (const PriceChange &change : diff.added)
        lines += u"new      %1/%2: %3"_s.arg(change.after.preset, printable(change.after.model),
                                             ratesText(change.after));
    for (const PriceChange &change : diff.changed) {
        lines += u"changed  %1/%2: %3 -> %4"_s.arg(change.after.preset, printable(change.after.model),
                                                   ratesText(*change.before), ratesText(change.after));
    }
    std::map<QString, int> reasons;
    for (const SkippedPrice &entry : diff.skipped)
        ++reasons[entry.reason];
    lines += u"%1 new, %2 changed, %3 unchanged, %4 skipped"_s.arg(diff.added.size())
                     .arg(diff.changed.size())
                     .arg(diff.unchanged.size())
                     .arg(diff.skipped.size());
    for (const auto &[reason, count] : reasons)
        lines += u"skipped  %1: %2"_s.arg(count).arg(printable(reason));
    return lines.join(u'\n');
}

QList<Price> sortedForPeople(const PriceTable &prices)
{
    QList<Price> sorted = prices.prices();
    std::stable_sort(sorted.begin(), sorted.end(), [](const Price &a, const Price &b) {
        return std::tie(a.model, a.preset) < std::tie(b.model, b.preset);
    });
    return sorted;
}

bool matches(const QString &pattern, const QString &model)
{
    const QRegularExpression::PatternOptions options = QRegularExpression::CaseInsensitiveOption;
    const QStringList parts = pattern.split(u'*');
    QStringList escaped;
    for (const QString &part : parts)
        escaped += QRegularExpression::escape(part);
    return QRegularExpression(QRegularExpression::anchoredPattern(escaped.join(u".*"_s)), options)
            .match(model)
            .hasMatch();
}

} // namespace gateway::cli
