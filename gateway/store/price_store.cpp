// SPDX-License-Identifier: MIT
#include "store/price_store.h"

#include "store/rows.h"

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

Result<qint64> takenOver(Database &database)
{
    Result<QSqlQuery> query = database.run(u"SELECT value FROM meta WHERE name = 'builtin_prices'"_s);
    if (!query)
        return tl::make_unexpected(query.error());
    return query->next() ? query->value(0).toLongLong() : 0;
}

// Two rows of which one may stand for the other.
bool isSame(const Price &row, const Price &entry)
{
    return row.model == entry.model && row.preset == entry.preset && row.validFrom == entry.validFrom &&
           row.currency == entry.currency && row.rates == entry.rates && row.tiers == entry.tiers;
}

struct Difference
{
    QList<Price> fresh; // to insert
    QList<PriceId> gone;
};

Result<Difference> differenceTo(Database &database, const BuiltinPrices &table)
{
    return rows::prices(database).map([&](const QList<Price> &inForce) {
        QHash<QString, QList<Price>> rowsByModel;
        for (const Price &row : inForce) {
            if (row.source == u"built-in")
                rowsByModel[row.model].append(row);
        }
        Difference difference;
        for (const Price &entry : table.prices) {
            QList<Price> &rows = rowsByModel[entry.model];
            const auto same = std::find_if(rows.begin(), rows.end(),
                                           [&entry](const Price &row) { return isSame(row, entry); });
            if (same == rows.end())
                difference.fresh.append(entry);
            else
                rows.erase(same);
        }
        for (const QList<Price> &rows : std::as_const(rowsByModel)) {
            for (const Price &row : rows)
                difference.gone.append(row.id);
        }
        return difference;
    });
}

Outcome apply(Database &database, Difference &difference, qint64 version, Time now)
{
    for (const PriceId id : std::as_const(difference.gone)) {
        if (const Outcome marked = priceStore::takeBack(database, id, now); !marked)
            return marked;
    }
    for (Price &price : difference.fresh) {
        if (const Outcome inserted = priceStore::insert(database, price, now); !inserted)
            return inserted;
    }
    return database
            .run(u"INSERT INTO meta (name, value) VALUES ('builtin_prices', ?) ON CONFLICT (name) DO UPDATE "
                 u"SET value "
                 "= excluded.value"_s,
                 {version})
            .and_then([&](const QSqlQuery &) {
                return database.run(
                        u"INSERT INTO audit (at, actor, action, subject) VALUES (?, 'gateway', 'price.built-in', ?)"_s,
                        {toMillis(now), u"version %1: %2 new, %3 gone"_s.arg(version)
                                                .arg(difference.fresh.size())
                                                .arg(difference.gone.size())});
            })
            .and_then([&](const QSqlQuery &) {
                return database.run(u"UPDATE meta SET value = value + 1 WHERE name = 'config_revision'"_s);
            })
            .map([](const QSqlQuery &) {});
}

} // namespace

Outcome refreshBuiltinPrices(Database &database, const Clock &clock, const BuiltinPrices &table)
{
    const Result<qint64> before = takenOver(database);
    if (!before)
        return tl::make_unexpected(before.error());
    // A program older than the one that filled the table leaves its newer prices alone.
    if (*before >= table.version)
        return {};
    return database.transaction([&]() -> Outcome {
        const Result<qint64> now = takenOver(database); // another process may have been faster
        if (!now)
            return tl::make_unexpected(now.error());
        if (*now >= table.version)
            return {};
        return differenceTo(database, table).and_then([&](Difference difference) {
            return apply(database, difference, table.version, clock.now());
        });
    });
}

namespace priceStore {

Outcome insert(Database &database, Price &price, Time now)
{
    const auto orNull = [](const std::optional<qint64> &rate) { return rate ? QVariant(*rate) : QVariant(); };
    return database
            .run(u"INSERT INTO prices (model, preset, provider_id, currency, input, output, cache_read, "
                 u"cache_write, cache_write_1h, reasoning, tiers, valid_from, source, created_at) VALUES "
                 u"(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                 {price.model, price.preset.isNull() ? u""_s : price.preset,
                  price.providerId ? QVariant(price.providerId.value) : QVariant(), toString(price.currency),
                  price.rates.input, price.rates.output, orNull(price.rates.cacheRead),
                  orNull(price.rates.cacheWrite), orNull(price.rates.cacheWriteLong),
                  orNull(price.rates.reasoning), price.tiers.isEmpty() ? u""_s : rows::toText(price.tiers),
                  toMillis(price.validFrom), price.source, toMillis(now)})
            .map([&](const QSqlQuery &query) { price.id = {query.lastInsertId().toLongLong()}; });
}

Outcome takeBack(Database &database, PriceId id, Time now)
{
    return database
            .run(u"UPDATE prices SET removed_at = ? WHERE id = ? AND removed_at IS NULL"_s,
                 {toMillis(now), id.value})
            .map([](const QSqlQuery &) {});
}

} // namespace priceStore
} // namespace gateway
