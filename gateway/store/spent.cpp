// SPDX-License-Identifier: MIT
#include "store/spent.h"

#include "ledger/record.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <map>

namespace gateway {

namespace {

constexpr qint64 quarterMillis = 900'000;
constexpr qint64 quartersADay = 96;
constexpr qint64 fineQuarters =
        24; // given one by one, so that hours come out in whatever way they are counted

using Owner = std::pair<qint64, qint64>; // user, key

qint64 quarterOf(Time time)
{
    return toMillis(time) / quarterMillis;
}

// Starts of the day, week and month of the zone that `now` is in, as quarters, ascending.
QList<qint64> periodStarts(const QString &zone, Time now)
{
    const QTimeZone named(zone.toUtf8());
    const QTimeZone calendar = named.isValid() ? named : QTimeZone::systemTimeZone();
    const QDate day = QDateTime::fromMSecsSinceEpoch(toMillis(now), calendar).date();
    QList<qint64> starts;
    for (const QDate date : {day, day.addDays(1 - day.dayOfWeek()), day.addDays(1 - day.day())})
        starts.append(quarterOf(fromMillis(date.startOfDay(calendar).toMSecsSinceEpoch())));
    std::sort(starts.begin(), starts.end());
    return starts;
}

// Adds up [first, end) of quarters by key: whole days from the small table, the rest from the roll-ups.
class Sums final
{
public:
    Sums(Database &database, QString condition, QVariantList values)
        : m_database(database), m_condition(std::move(condition)), m_values(std::move(values))
    {}

    Outcome add(qint64 first, qint64 end)
    {
        const qint64 firstDay = (first + quartersADay - 1) / quartersADay;
        const qint64 endDay = end / quartersADay;
        if (firstDay >= endDay)
            return quarters(first, end);
        return quarters(first, firstDay * quartersADay)
                .and_then([&] { return quarters(endDay * quartersADay, end); })
                .and_then([&] {
                    return read(QStringLiteral(
                                        "SELECT user_id, key_id, sum(usd_micros), sum(cny_micros), "
                                        "sum(tokens) FROM spent_days WHERE day >= ? AND day < ?%1 GROUP BY "
                                        "user_id, key_id"),
                                firstDay, endDay);
                });
    }

    const std::map<Owner, SpentSums> &byOwner() const { return m_sums; }
    SpentSums total() const
    {
        SpentSums all;
        for (const auto &[owner, sums] : m_sums) {
            all.usdMicros += sums.usdMicros;
            all.cnyMicros += sums.cnyMicros;
            all.tokens += sums.tokens;
        }
        return all;
    }

private:
    Outcome quarters(qint64 first, qint64 end)
    {
        if (first >= end)
            return {};
        return read(
                QStringLiteral("SELECT user_id, key_id, coalesce(sum(usd_micros), 0), "
                               "coalesce(sum(cny_micros), 0), coalesce(sum(prompt_tokens), 0) + "
                               "coalesce(sum(completion_tokens), 0) + sum(held_tokens) FROM rollups WHERE "
                               "quarter >= ? AND quarter < ?%1 GROUP BY user_id, key_id"),
                first, end);
    }

    Outcome read(const QString &statement, qint64 first, qint64 end)
    {
        Result<QSqlQuery> query =
                m_database.run(statement.arg(m_condition), QVariantList{first, end} + m_values);
        if (!query)
            return tl::make_unexpected(query.error());
        while (query->next()) {
            SpentSums &sums = m_sums[{query->value(0).toLongLong(), query->value(1).toLongLong()}];
            sums.usdMicros += query->value(2).toLongLong();
            sums.cnyMicros += query->value(3).toLongLong();
            sums.tokens += query->value(4).toLongLong();
        }
        return {};
    }

    Database &m_database;
    QString m_condition;
    QVariantList m_values;
    std::map<Owner, SpentSums> m_sums;
};

Result<SpentSums> sumsSince(Database &database, const QString &condition, const QVariantList &values,
                            Time since)
{
    Sums sums(database, condition, values);
    // Up to a quarter that no call reaches: whole days take in the current one.
    constexpr qint64 noEnd = std::numeric_limits<qint64>::max() / quarterMillis / quartersADay * quartersADay;
    return sums.add(quarterOf(std::max(since, Time{})), noEnd).map([&] { return sums.total(); });
}

} // namespace

Time spentIsFineSince(Time now)
{
    return fromMillis((quarterOf(now) + 1 - fineQuarters) * quarterMillis);
}

Result<QList<SpentQuarter>> spentUntil(Database &database, const QString &zone, Time now)
{
    const qint64 end = quarterOf(now) + 1;
    QList<qint64> starts = periodStarts(zone, now);
    starts.prepend(0);
    for (qint64 quarter = end - fineQuarters; quarter < end; ++quarter)
        starts.append(quarter);
    // After the last: what clocks that were set back have left in the future.
    starts.append(end);
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());

    QList<SpentQuarter> spent;
    for (qsizetype i = 0; i < starts.size(); ++i) {
        Sums sums(database, {}, {});
        const qint64 next = i + 1 < starts.size() ? starts[i + 1] : end + quartersADay;
        if (const Outcome added = sums.add(starts[i], next); !added)
            return tl::make_unexpected(added.error());
        for (const auto &[owner, sum] : sums.byOwner()) {
            if (sum != SpentSums{}) {
                spent.append({{owner.first},
                              {owner.second},
                              fromMillis(starts[i] * quarterMillis),
                              sum.usdMicros,
                              sum.cnyMicros,
                              sum.tokens});
            }
        }
    }
    return spent;
}

Result<SpentSums> spentInPeriod(Database &database, KeyId key, Time since)
{
    return sumsSince(
            database,
            QStringLiteral(" AND key_id = ? AND user_id = (SELECT k.user_id FROM keys k WHERE k.id = ?)"),
            {key.value, key.value}, since);
}

Result<SpentSums> spentInPeriod(Database &database, UserId user, Time since)
{
    return sumsSince(database, QStringLiteral(" AND user_id = ?"), {user.value}, since);
}

Result<QList<TypicalAnswer>> typicalAnswers(Database &database, int calls)
{
    // 1 and 0: ok, reported by the provider.
    Result<QSqlQuery> query = database.run(
            QStringLiteral(
                    "SELECT key_id, model, completion_tokens FROM (SELECT * FROM requests ORDER BY id DESC "
                    "LIMIT ?) WHERE status = 1 AND usage_source = 0 AND completion_tokens > 0 ORDER BY id"),
            {calls});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<TypicalAnswer> answers;
    while (query->next()) {
        answers.append(
                {{query->value(0).toLongLong()}, query->value(1).toString(), query->value(2).toLongLong()});
    }
    return answers;
}

} // namespace gateway
