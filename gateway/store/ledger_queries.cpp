// SPDX-License-Identifier: MIT
#include "store/ledger_queries.h"

#include "base/request_id.h"
#include "ledger/row.h"
#include "store/call_search.h"
#include "store/usage_fold.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr qint64 quarterMillis = 900'000;
constexpr qint64 noEnd = std::numeric_limits<qint64>::max();

std::optional<qint64> number(const QSqlQuery &query, int column)
{
    const QVariant value = query.value(column);
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

// The sums of the roll-ups; the currency is the last one.
constexpr QLatin1StringView
        rollUpSums("sum(requests), sum(requests) - sum(ok), sum(prompt_tokens), sum(cached_tokens), "
                   "sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens), sum(unpriced), "
                   "sum(cost_micros), sum(refused), sum(usd_micros), sum(cny_micros), sum(duration_ms), "
                   "sum(first_token_ms), sum(first_tokens), currency AS c");

// The same of the calls themselves. Their costs in one currency are rounded as ledger/price.h does it.
constexpr QLatin1StringView requestSums(
        "count(*), sum(status >= 2), sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens), "
        "sum(completion_tokens), sum(reasoning_tokens), sum(cost_micros IS NULL AND (status = 1 OR "
        "prompt_tokens IS "
        "NOT NULL OR completion_tokens IS NOT NULL)), sum(cost_micros), sum(status = 5), "
        "sum(CASE WHEN currency = 'USD' OR (currency = 'CNY' AND coalesce(rate_micros, 0) <= 0) THEN "
        "cost_micros "
        "WHEN currency = 'CNY' THEN (cost_micros * 1000000 + rate_micros / 2) / rate_micros END), "
        "sum(CASE WHEN currency = 'CNY' OR (currency = 'USD' AND coalesce(rate_micros, 0) <= 0) THEN "
        "cost_micros "
        "WHEN currency = 'USD' THEN (cost_micros * rate_micros + 500000) / 1000000 END), "
        "coalesce(sum(duration_ms), 0), coalesce(sum(first_token_ms), 0), count(first_token_ms), "
        "CASE WHEN cost_micros IS NULL THEN '' ELSE coalesce(currency, '') END AS c");

UsageSum readSum(const QSqlQuery &query, int first)
{
    int i = first;
    const auto next = [&] { return query.value(i++).toLongLong(); };
    UsageSum sum;
    sum.requests = next();
    sum.failed = next();
    sum.tokens.prompt = number(query, i++);
    sum.tokens.cached = number(query, i++);
    sum.tokens.cacheWrite = number(query, i++);
    sum.tokens.completion = number(query, i++);
    sum.tokens.reasoning = number(query, i++);
    sum.unpriced = next();
    const std::optional<qint64> cost = number(query, i++);
    sum.refused = next();
    sum.usdMicros = number(query, i++);
    sum.cnyMicros = number(query, i++);
    sum.duration = Millis(next());
    sum.firstToken = Millis(next());
    sum.firstTokens = next();
    if (cost)
        sum.costMicros.insert(query.value(i).toString(), *cost);
    return sum;
}

// How a group is told apart and named. The inner statement sums by a plain column, so that names are joined
// once for each group and not for each row. What the roll-ups have as 0 is NULL in the calls' rows.
struct Grouping
{
    QLatin1StringView column; // of both tables
    QLatin1StringView name;   // of the inner statement's `g`
    QLatin1StringView join;
};

Grouping groupingOf(UsageGroup group)
{
    using namespace Qt::StringLiterals;
    switch (group) {
    case UsageGroup::User:
        return {"coalesce(user_id, 0)"_L1, "n.name"_L1, "LEFT JOIN users n ON n.id = g"_L1};
    case UsageGroup::Key:
        return {"coalesce(key_id, 0)"_L1,
                "n.prefix || char(8230) || n.suffix || CASE n.label WHEN '' THEN '' ELSE ' ' || n.label END"_L1,
                "LEFT JOIN keys n ON n.id = g"_L1};
    case UsageGroup::Provider:
        return {"coalesce(provider_id, 0)"_L1, "n.name"_L1, "LEFT JOIN providers n ON n.id = g"_L1};
    case UsageGroup::Model:
        return {"+model"_L1, "g"_L1, {}}; // its index would be read out of order
    case UsageGroup::Hour:
    case UsageGroup::Day:
        // Quarters of an hour fit into every time zone's hours. The column is there in both, see usage().
        return {"quarter"_L1, "g"_L1, {}};
    case UsageGroup::None:
        break;
    }
    return {"0"_L1, "''"_L1, {}};
}

constexpr int nameColumns = rows::callColumnCount;

CallRow readRow(const QSqlQuery &query)
{
    rows::Call call = rows::readCall(query);
    CallRow row;
    row.opened = std::move(call.opened);
    row.settled = std::move(call.settled);
    int i = nameColumns;
    const auto next = [&] { return query.value(i++).toString(); };
    row.userName = next();
    row.keyLabel = next();
    const QString prefix = next();
    const QString suffix = next();
    row.keyHint = prefix.isEmpty() ? QString() : prefix + u'…' + suffix;
    row.providerName = next();
    row.providerKeyHint = next();
    return row;
}

QString selectCalls()
{
    return QStringLiteral(
                   "SELECT %1, u.name, k.label, k.prefix, k.suffix, p.name, pk.hint FROM requests r LEFT "
                   "JOIN "
                   "users u ON u.id = r.user_id LEFT JOIN keys k ON k.id = r.key_id LEFT JOIN providers p ON "
                   "p.id = r.provider_id LEFT JOIN provider_keys pk ON pk.id = r.provider_key_id ")
            .arg(rows::callColumns);
}

// A condition on columns that both tables have.
struct Condition
{
    QString text; // each part begins with " AND "
    QVariantList values;
};

Condition conditionOf(const UsageFilter &filter)
{
    using namespace Qt::StringLiterals;
    Condition condition;
    const auto add = [&](QLatin1StringView text, const QVariant &value) {
        condition.text += text;
        condition.values.append(value);
    };
    if (filter.user) {
        add(" AND user_id IN (SELECT id FROM users WHERE name = ?)"_L1,
            filter.user->normalized(QString::NormalizationForm_C));
    }
    if (filter.key)
        add(" AND key_id = ?"_L1, filter.key->value);
    if (filter.model)
        add(" AND model = ?"_L1, *filter.model);
    if (filter.provider) {
        add(" AND provider_id IN (SELECT id FROM providers WHERE name = ?)"_L1,
            filter.provider->normalized(QString::NormalizationForm_C));
    }
    return condition;
}

// Where the sums of a range come from: whole quarters of an hour from the roll-ups, pieces of one at both
// ends from the calls themselves.
struct Parts
{
    qint64 firstQuarter = 0;
    qint64 endQuarter = noEnd;
    QList<std::pair<Time, Time>> pieces;
};

// `keptSince`: calls before have been pruned; of a quarter that ends before only the roll-ups are left, so
// that a piece of it counts as all of it.
Parts partsOf(const UsageFilter &filter, Time keptSince)
{
    const auto startOf = [](qint64 quarter) { return fromMillis(quarter * quarterMillis); };
    Parts parts;
    const Time since = std::max(filter.since.value_or(Time{}), Time{});
    parts.firstQuarter = toMillis(since) / quarterMillis;
    const bool cutAtStart =
            startOf(parts.firstQuarter) != since && startOf(parts.firstQuarter + 1) > keptSince;
    if (!filter.until) {
        if (cutAtStart) {
            parts.pieces.append({since, startOf(parts.firstQuarter + 1)});
            ++parts.firstQuarter;
        }
        return parts;
    }
    const Time until = std::max(*filter.until, since);
    parts.endQuarter = toMillis(until) / quarterMillis;
    const bool cutAtEnd = startOf(parts.endQuarter) != until;
    if (cutAtStart && parts.endQuarter == parts.firstQuarter) {
        parts.pieces.append({since, until});
        return parts;
    }
    if (cutAtStart) {
        parts.pieces.append({since, startOf(parts.firstQuarter + 1)});
        ++parts.firstQuarter;
    }
    if (cutAtEnd && startOf(parts.endQuarter + 1) > keptSince)
        parts.pieces.append({startOf(parts.endQuarter), until});
    else if (cutAtEnd)
        ++parts.endQuarter;
    return parts;
}

} // namespace

bool wants(const CallFilter &filter, CallStatus status)
{
    const bool failure = status == CallStatus::Failed || status == CallStatus::Interrupted ||
                         status == CallStatus::Refused;
    return (!filter.status || *filter.status == status) && (!filter.failures || failure);
}

LedgerQueries::LedgerQueries(Database &database, QString timeZone)
    : m_database(database), m_timeZone(std::move(timeZone))
{}

Result<QList<UsageSum>> LedgerQueries::usage(UsageGroup group, const UsageFilter &filter)
{
    Result<QSqlQuery> oldest =
            m_database.run(QStringLiteral("SELECT id FROM requests WHERE status <> 0 ORDER BY id LIMIT 1"));
    if (!oldest)
        return tl::make_unexpected(oldest.error());
    const Time keptSince = oldest->next() ? timeOf({oldest->value(0).toLongLong()}) : Time{};

    const Grouping grouping = groupingOf(group);
    const Condition condition = conditionOf(filter);
    UsageFold fold;
    const auto read = [&](const QString &from, QLatin1StringView sums, const QVariantList &range) -> Outcome {
        Result<QSqlQuery> query = m_database.run(
                QStringLiteral("SELECT g, %1, s.* FROM (SELECT %2 AS g, %3 FROM %4%5 GROUP BY g, c) s %6")
                        .arg(grouping.name, grouping.column, sums, from, condition.text, grouping.join),
                range + condition.values);
        if (!query)
            return tl::make_unexpected(query.error());
        while (query->next()) {
            UsageSum sum = readSum(*query, 3);
            sum.group = query->value(1).toString();
            if (group == UsageGroup::Key)
                sum.groupId = query->value(0).toLongLong();
            fold.add(query->value(0).toString(), sum);
        }
        return {};
    };

    const Parts parts = partsOf(filter, keptSince);
    Outcome done;
    if (parts.firstQuarter < parts.endQuarter) {
        done = read(QStringLiteral("rollups WHERE quarter >= ? AND quarter < ?"), rollUpSums,
                    {parts.firstQuarter, parts.endQuarter});
    }
    for (const auto &[since, until] : parts.pieces) {
        if (done) {
            done = read(
                    QStringLiteral(
                            "(SELECT (id >> 21) / 900000 AS quarter, * FROM requests WHERE id >= ? AND id < "
                            "? AND status <> 0) WHERE 1"),
                    requestSums, {firstIdAt(since).value, firstIdAt(until).value});
        }
    }
    if (!done)
        return tl::make_unexpected(done.error());

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
    const Result<QList<qint64>> ids = CallSearch(m_database, filter).ids();
    if (!ids)
        return tl::make_unexpected(ids.error());
    return ids->isEmpty() ? QList<CallRow>() : read(*ids);
}

Result<QList<CallRow>> LedgerQueries::callsById(const QList<RequestId> &ids)
{
    QList<qint64> numbers;
    for (const RequestId id : ids)
        numbers.append(id.value);
    return numbers.isEmpty() ? QList<CallRow>() : read(numbers);
}

Result<CallCounts> LedgerQueries::counts(const CallFilter &filter, Millis atMost)
{
    return CallSearch(m_database, filter).counts(atMost);
}

Result<QList<CallRow>> LedgerQueries::read(const QList<qint64> &ids)
{
    QStringList wanted;
    for (const qint64 id : ids)
        wanted.append(QString::number(id));
    Result<QSqlQuery> query = m_database.run(
            selectCalls() + QStringLiteral("WHERE r.id IN (%1) ORDER BY r.id DESC").arg(wanted.join(u',')));
    if (!query)
        return tl::make_unexpected(query.error());
    QList<CallRow> rows;
    while (query->next())
        rows.append(readRow(*query));
    return rows;
}

Result<CallRow> LedgerQueries::call(RequestId id)
{
    Result<QSqlQuery> query = m_database.run(selectCalls() + QStringLiteral("WHERE r.id = ?"), {id.value});
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next()) {
        return failure(
                ErrorCode::NotFound,
                QStringLiteral("There is no request %1 in the ledger.").arg(QString::fromLatin1(toText(id))));
    }
    return readRow(*query);
}

Result<std::optional<CallCapture>> LedgerQueries::capture(RequestId id)
{
    Result<QSqlQuery> query = m_database.run(
            QStringLiteral(
                    "SELECT expires_at, request_headers, request, response_headers, response, upstream_headers, "
                    "upstream_request, upstream_answer_headers FROM captures WHERE request_id = ?"),
            {id.value});
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next())
        return std::optional<CallCapture>();
    return CallCapture{id,
                       fromMillis(query->value(0).toLongLong()),
                       query->value(1).toString(),
                       query->value(2).toByteArray(),
                       query->value(3).toString(),
                       query->value(4).toByteArray(),
                       query->value(5).toString(),
                       query->value(6).toByteArray(),
                       query->value(7).toString()};
}

} // namespace gateway
