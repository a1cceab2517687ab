// SPDX-License-Identifier: MIT
#include "store/ledger_queries.h"

#include "base/request_id.h"
#include "store/usage_fold.h"

#include <algorithm>
#include <functional>

namespace gateway {

namespace {

constexpr int mostCalls = 10'000;

struct Range
{
    qint64 first = 0;
    qint64 end = std::numeric_limits<qint64>::max();
};

Range rangeOf(const std::optional<Time> &since, const std::optional<Time> &until)
{
    Range range;
    if (since)
        range.first = firstIdAt(qMax(*since, Time{})).value;
    if (until)
        range.end = firstIdAt(qMax(*until, Time{})).value;
    return range;
}

std::optional<qint64> number(const QSqlQuery &query, int column)
{
    const QVariant value = query.value(column);
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

// The sums, from column `first` on; the currency is the last one.
// 2 to 5: failed, cancelled, interrupted, refused. Unpriced are calls that brought an answer or used tokens.
constexpr QLatin1StringView
        sums("count(*), sum(status >= 2), sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens), "
             "sum(completion_tokens), sum(reasoning_tokens), sum(cost_micros IS NULL AND (status = 1 OR "
             "prompt_tokens "
             "IS NOT NULL OR completion_tokens IS NOT NULL)), sum(cost_micros), currency");

UsageSum readSum(const QSqlQuery &query, int first)
{
    UsageSum sum;
    sum.requests = query.value(first).toLongLong();
    sum.failed = query.value(first + 1).toLongLong();
    sum.tokens.prompt = number(query, first + 2);
    sum.tokens.cached = number(query, first + 3);
    sum.tokens.cacheWrite = number(query, first + 4);
    sum.tokens.completion = number(query, first + 5);
    sum.tokens.reasoning = number(query, first + 6);
    sum.unpriced = query.value(first + 7).toLongLong();
    const std::optional<qint64> cost = number(query, first + 8);
    if (cost)
        sum.costMicros.insert(query.value(first + 9).toString(), *cost);
    return sum;
}

// How a group is told apart and named. The inner statement sums by a plain column, so that names are joined
// once for each group and not for each row.
struct Grouping
{
    QLatin1StringView column;
    QLatin1StringView name; // of the inner statement's `g`
    QLatin1StringView join;
};

Grouping groupingOf(UsageGroup group)
{
    using namespace Qt::StringLiterals;
    switch (group) {
    case UsageGroup::User:
        return {"user_id"_L1, "n.name"_L1, "LEFT JOIN users n ON n.id = g"_L1};
    case UsageGroup::Key:
        return {"key_id"_L1,
                "n.prefix || char(8230) || n.suffix || CASE n.label WHEN '' THEN '' ELSE ' ' || n.label END"_L1,
                "LEFT JOIN keys n ON n.id = g"_L1};
    case UsageGroup::Provider:
        return {"provider_id"_L1, "n.name"_L1, "LEFT JOIN providers n ON n.id = g"_L1};
    case UsageGroup::Model:
        return {"model"_L1, "g"_L1, {}};
    case UsageGroup::Hour:
    case UsageGroup::Day:
        // 21 bits below the milliseconds, see base/request_id.h; quarters of an hour fit into every time
        // zone's hours.
        return {"(id >> 21) / 900000"_L1, "g"_L1, {}};
    case UsageGroup::None:
        break;
    }
    return {"0"_L1, "''"_L1, {}};
}

CallRow readCall(const QSqlQuery &query)
{
    int i = 0;
    const auto next = [&] { return query.value(i++); };
    CallRow row;
    row.opened.id = {next().toLongLong()};
    row.opened.startedAt = fromMillis(next().toLongLong());
    row.opened.userId = {next().toLongLong()};
    row.opened.keyId = {next().toLongLong()};
    row.opened.endpoint = next().toString();
    row.opened.model = next().toString();
    row.opened.providerId = {next().toLongLong()};
    row.opened.upstreamModel = next().toString();
    row.opened.stream = next().toBool();
    row.opened.requestBytes = next().toLongLong();
    row.settled.id = row.opened.id;
    row.settled.status = CallStatus(next().toInt());
    row.settled.httpStatus = next().toInt();
    row.settled.usage.prompt = number(query, i++);
    row.settled.usage.cached = number(query, i++);
    row.settled.usage.cacheWrite = number(query, i++);
    row.settled.usage.completion = number(query, i++);
    row.settled.usage.reasoning = number(query, i++);
    row.settled.usageSource = UsageSource(number(query, i++).value_or(qint64(UsageSource::None)));
    row.settled.costMicros = number(query, i++);
    row.settled.currency = next().toString();
    if (const std::optional<qint64> millis = number(query, i++))
        row.settled.firstToken = Millis(*millis);
    row.settled.duration = Millis(next().toLongLong());
    row.settled.attempts = next().toInt();
    row.settled.responseBytes = next().toLongLong();
    row.settled.error = next().toString();
    row.userName = next().toString();
    row.keyLabel = next().toString();
    const QString prefix = next().toString();
    const QString suffix = next().toString();
    row.keyHint = prefix.isEmpty() ? QString() : prefix + u'…' + suffix;
    row.providerName = next().toString();
    return row;
}

constexpr QLatin1StringView callColumns("SELECT r.id, r.started_at, r.user_id, r.key_id, r.endpoint, "
                                        "r.model, r.provider_id, r.upstream_model, "
                                        "r.stream, r.request_bytes, r.status, r.http_status, "
                                        "r.prompt_tokens, r.cached_tokens, r.cache_write_tokens, "
                                        "r.completion_tokens, r.reasoning_tokens, r.usage_source, "
                                        "r.cost_micros, r.currency, r.first_token_ms, "
                                        "r.duration_ms, r.attempts, r.response_bytes, r.error, u.name, "
                                        "k.label, k.prefix, k.suffix, p.name FROM "
                                        "requests r LEFT JOIN users u ON u.id = r.user_id LEFT JOIN keys k "
                                        "ON k.id = r.key_id LEFT JOIN providers p "
                                        "ON p.id = r.provider_id ");

struct Condition
{
    QString text; // of a table named r
    QVariantList values;
};

// All of the filter but the user.
Condition conditionOf(const CallFilter &filter)
{
    using namespace Qt::StringLiterals;
    Range range = rangeOf(filter.since, filter.until);
    if (filter.before)
        range.end = qMin(range.end, filter.before->value);
    Condition condition{QStringLiteral("r.id >= ? AND r.id < ?"), {range.first, range.end}};
    const auto add = [&](QLatin1StringView text, const QVariant &value) {
        condition.text += text;
        condition.values.append(value);
    };
    if (filter.key)
        add(" AND r.key_id = ?"_L1, filter.key->value);
    if (filter.model)
        add(" AND r.model = ?"_L1, *filter.model);
    if (filter.status)
        add(" AND r.status = ?"_L1, int(*filter.status));
    return condition;
}

} // namespace

LedgerQueries::LedgerQueries(Database &database, QString timeZone)
    : m_database(database), m_timeZone(std::move(timeZone))
{}

Result<QList<UsageSum>> LedgerQueries::usage(UsageGroup group, const UsageFilter &filter)
{
    const Range range = rangeOf(filter.since, filter.until);
    const Grouping grouping = groupingOf(group);
    Result<QSqlQuery> query = m_database.run(
            QStringLiteral(
                    "SELECT g, %1, s.* FROM (SELECT %2 AS g, %3 FROM requests WHERE id >= ? AND id < ? GROUP "
                    "BY 1, currency) s %4")
                    .arg(grouping.name, grouping.column, sums, grouping.join),
            {range.first, range.end});
    if (!query)
        return tl::make_unexpected(query.error());

    UsageFold fold;
    while (query->next()) {
        UsageSum sum = readSum(*query, 3);
        sum.group = query->value(1).toString();
        if (group == UsageGroup::Key)
            sum.groupId = query->value(0).toLongLong();
        fold.add(query->value(0).toString(), sum);
    }
    switch (group) {
    case UsageGroup::None:
        return QList<UsageSum>{fold.total()};
    case UsageGroup::Hour:
    case UsageGroup::Day:
        return fold.byTime(group == UsageGroup::Hour ? UsageFold::Step::Hour : UsageFold::Step::Day,
                           m_timeZone, filter.since, filter.until);
    case UsageGroup::User:
    case UsageGroup::Key:
    case UsageGroup::Model:
    case UsageGroup::Provider:
        break;
    }
    return fold.busiestFirst();
}

Result<QList<CallRow>> LedgerQueries::calls(const CallFilter &filter)
{
    const Condition condition = conditionOf(filter);
    const int limit = qBound(0, filter.limit, mostCalls);
    if (!filter.user)
        return read(condition.text, condition.values, limit);

    // By way of the user's keys: each has an index in order of time, of which only the newest entries are
    // looked at.
    Result<QSqlQuery> keys = m_database.run(
            QStringLiteral("SELECT k.id FROM keys k JOIN users u ON u.id = k.user_id WHERE u.name = ?"),
            {filter.user->normalized(QString::NormalizationForm_C)});
    if (!keys)
        return tl::make_unexpected(keys.error());
    QList<qint64> newest;
    while (keys->next()) {
        Result<QSqlQuery> ids =
                m_database.run(QStringLiteral("SELECT r.id FROM requests r WHERE r.key_id = ? AND ") +
                                       condition.text + QStringLiteral(" ORDER BY r.id DESC LIMIT ?"),
                               QVariantList{keys->value(0)} + condition.values + QVariantList{limit});
        if (!ids)
            return tl::make_unexpected(ids.error());
        while (ids->next())
            newest.append(ids->value(0).toLongLong());
    }
    std::sort(newest.begin(), newest.end(), std::greater<>());
    QStringList wanted;
    for (const qint64 id : newest.first(qMin(newest.size(), qsizetype(limit))))
        wanted.append(QString::number(id));
    return read(QStringLiteral("r.id IN (%1)").arg(wanted.join(u',')), {}, limit);
}

Result<QList<CallRow>> LedgerQueries::read(const QString &condition, const QVariantList &values, int limit)
{
    Result<QSqlQuery> query = m_database.run(callColumns + QStringLiteral("WHERE ") + condition +
                                                     QStringLiteral(" ORDER BY r.id DESC LIMIT ?"),
                                             values + QVariantList{limit});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<CallRow> rows;
    while (query->next())
        rows.append(readCall(*query));
    return rows;
}

Result<CallRow> LedgerQueries::call(RequestId id)
{
    Result<QSqlQuery> query = m_database.run(callColumns + QStringLiteral("WHERE r.id = ?"), {id.value});
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next()) {
        return failure(
                ErrorCode::NotFound,
                QStringLiteral("There is no request %1 in the ledger.").arg(QString::fromLatin1(toText(id))));
    }
    return readCall(*query);
}

} // namespace gateway
