// SPDX-License-Identifier: MIT
#include "store/rows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gateway::rows {

namespace {

constexpr QLatin1StringView fromField("from");
constexpr QLatin1StringView inputField("input");
constexpr QLatin1StringView outputField("output");
constexpr QLatin1StringView cacheReadField("cache_read");
constexpr QLatin1StringView cacheWriteField("cache_write");
constexpr QLatin1StringView cacheWriteLongField("cache_write_1h");
constexpr QLatin1StringView reasoningField("reasoning");

std::optional<qint64> numberFrom(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

std::optional<qint64> numberFrom(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

QList<PriceTier> tiersFrom(const QString &text)
{
    QList<PriceTier> tiers;
    const QJsonArray list = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : list) {
        const QJsonObject tier = value.toObject();
        tiers.append({tier[fromField].toInteger(),
                      {tier[inputField].toInteger(), tier[outputField].toInteger(),
                       numberFrom(tier[cacheReadField]), numberFrom(tier[cacheWriteField]),
                       numberFrom(tier[reasoningField]), numberFrom(tier[cacheWriteLongField])}});
    }
    return tiers;
}

} // namespace

QString toText(const QList<PriceTier> &tiers)
{
    QJsonArray list;
    for (const PriceTier &tier : tiers) {
        QJsonObject object{{fromField, tier.fromPromptTokens},
                           {inputField, tier.rates.input},
                           {outputField, tier.rates.output}};
        const auto add = [&](QLatin1StringView field, const std::optional<qint64> &rate) {
            if (rate)
                object[field] = *rate;
        };
        add(cacheReadField, tier.rates.cacheRead);
        add(cacheWriteField, tier.rates.cacheWrite);
        add(cacheWriteLongField, tier.rates.cacheWriteLong);
        add(reasoningField, tier.rates.reasoning);
        list.append(object);
    }
    return list.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

Result<QList<Price>> prices(Database &database, bool takenBackToo)
{
    Result<QSqlQuery> query = database.run(
            QStringLiteral("SELECT id, model, preset, provider_id, currency, input, output, cache_read, "
                           "cache_write, reasoning, tiers, valid_from, source, cache_write_1h FROM prices%1 "
                           "ORDER BY id")
                    .arg(takenBackToo ? QString() : QStringLiteral(" WHERE removed_at IS NULL")));
    if (!query)
        return tl::make_unexpected(query.error());
    QList<Price> list;
    while (query->next()) {
        const std::optional<Currency> currency = currencyFromString(query->value(4).toString());
        if (!currency) // of a newer program: unpriced is better than priced wrongly
            continue;
        Price price;
        price.id = {query->value(0).toLongLong()};
        price.model = query->value(1).toString();
        price.preset = query->value(2).toString();
        price.providerId = {query->value(3).toLongLong()};
        price.currency = *currency;
        price.rates = {query->value(5).toLongLong(), query->value(6).toLongLong(),
                       numberFrom(query->value(7)),  numberFrom(query->value(8)),
                       numberFrom(query->value(9)),  numberFrom(query->value(13))};
        price.tiers = tiersFrom(query->value(10).toString());
        price.validFrom = fromMillis(query->value(11).toLongLong());
        price.source = query->value(12).toString();
        list.append(std::move(price));
    }
    return list;
}

} // namespace gateway::rows
