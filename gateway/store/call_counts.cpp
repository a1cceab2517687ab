// SPDX-License-Identifier: MIT
#include "store/call_search.h"

#include "base/request_id.h"

#include <QElapsedTimer>
#include <QMap>

#include <algorithm>
#include <limits>

// How many calls fit a filter, and when they were: whole quarters of an hour from the roll-ups, what these do
// not know (calls in flight, texts of errors, pieces of a quarter) from the rows.
namespace gateway {

namespace {

constexpr qint64 quarterMillis = 900'000;
constexpr qint64 quartersOfDay = 96;

qint64 firstIdOf(qint64 quarter)
{
    return firstIdAt(fromMillis(quarter * quarterMillis)).value;
}

qint64 quarterOf(qint64 id)
{
    return toMillis(timeOf({id})) / quarterMillis;
}

// Of the roll-ups; empty when these do not know such calls.
QString sumOf(const CallFilter &filter)
{
    static constexpr const char *columns[] = {"ok", "failed", "cancelled", "interrupted", "refused"};
    QStringList sums;
    for (int status = int(CallStatus::Ok); status <= int(CallStatus::Refused); ++status) {
        if (wants(filter, CallStatus(status)))
            sums.append(QString::fromLatin1(columns[status - 1]));
    }
    return sums.join(QStringLiteral(" + "));
}

} // namespace

struct CallSearch::Counting
{
    Condition names;  // the filter's condition, and that a name holds the text
    Condition errors; // that no name holds the text, but the error does; empty without a text
    QString sum;      // of the roll-ups' columns
    QMap<qint64, qint64> byQuarter;
    QList<qint64> single; // ids of calls that no sum has
};

Result<CallCounts> CallSearch::counts(Millis atMost)
{
    CallCounts counts;
    Counting counting;
    if (const Outcome prepared = prepareCounting(counting); !prepared)
        return tl::make_unexpected(prepared.error());
    const Ids settled =
            idsNamed(QStringLiteral("SELECT id FROM requests WHERE status <> 0 ORDER BY id LIMIT 1"), {});
    if (!settled)
        return tl::make_unexpected(settled.error());
    if (m_nothing || m_first >= m_end)
        return counts;

    QElapsedTimer timer;
    timer.start();
    const qint64 oldest = settled->value(0, m_end);
    const qint64 first = std::max(m_first, oldest);
    const qint64 firstQuarter = quarterOf(first);
    // Of the oldest quarter some calls may be pruned already, whose sums stay.
    const bool cutAtStart = first != firstIdOf(firstQuarter) || firstQuarter == quarterOf(oldest);
    const qint64 lastQuarter = quarterOf(m_end - 1);
    const bool cutAtEnd = m_end != std::numeric_limits<qint64>::max() && m_end != firstIdOf(lastQuarter + 1);
    Outcome done = countOpen(counting);
    qint64 next = first < m_end ? lastQuarter + 1 : firstQuarter; // from here on all is counted
    while (done && next > firstQuarter) {
        const Ids newest = idsNamed(
                QStringLiteral("SELECT coalesce(max(quarter), 0) FROM rollups WHERE quarter < ?"), {next});
        if (!newest)
            return tl::make_unexpected(newest.error());
        const qint64 last = newest->value(0);
        if (last < firstQuarter) {
            next = firstQuarter;
            break;
        }
        if ((last == lastQuarter && cutAtEnd) || (last == firstQuarter && cutAtStart)) {
            next = last;
            done = countRows(counting, std::max(first, firstIdOf(last)),
                             std::min(m_end, firstIdOf(last + 1)));
        } else {
            next = std::max(firstQuarter + (cutAtStart ? 1 : 0), last + 1 - quartersOfDay);
            done = countRollUps(counting, next, last + 1);
        }
        if (done) {
            done = countErrors(counting, std::max(first, firstIdOf(next)),
                               std::min(m_end, firstIdOf(last + 1)));
        }
        if (timer.elapsed() >= atMost.count())
            break;
    }
    if (!done)
        return tl::make_unexpected(done.error());

    if (next > firstQuarter)
        counts.rest = RequestId{firstIdOf(next)};
    for (const qint64 id : std::as_const(counting.single)) {
        if (!counts.rest || id >= counts.rest->value)
            ++counting.byQuarter[quarterOf(id)];
    }
    for (auto it = counting.byQuarter.cend(); it != counting.byQuarter.cbegin();) {
        --it;
        if (it.value() > 0) {
            counts.stretches.append({RequestId{std::max(m_first, firstIdOf(it.key()))},
                                     RequestId{std::min(m_end, firstIdOf(it.key() + 1))}, it.value()});
        }
    }
    return counts;
}

Outcome CallSearch::prepareCounting(Counting &counting)
{
    if (const Outcome owners = addOwners(); !owners)
        return owners;
    counting.sum = sumOf(m_filter);
    counting.names = m_condition;
    const QString text = normalText();
    if (text.isEmpty())
        return {};
    const Result<Names> names = namesWith(text);
    if (!names)
        return tl::make_unexpected(names.error());
    const Condition any = names->any();
    const auto append = [](Condition &to, const Condition &more) {
        to.text += more.text;
        to.values += more.values;
    };
    append(counting.names, any);

    // A column without a value makes the condition unknown, which is no more a yes than false is.
    const Condition error = errorWith(text);
    Condition unnamed = m_condition;
    append(unnamed, {QStringLiteral(" AND NOT coalesce(1%1, 0)").arg(any.text), any.values});
    counting.errors = unnamed;
    append(counting.errors, error);
    if (const std::optional<RequestId> id = requestIdFromText(text.trimmed().toLower().toLatin1())) {
        append(unnamed, {QStringLiteral(" AND NOT (status > 1%1)").arg(error.text), error.values});
        const Ids found = idsNamed(
                QStringLiteral(
                        "SELECT id FROM requests WHERE id = ? AND id >= ? AND id < ? AND status IN (%1)")
                                .arg(wantedStatuses()) +
                        unnamed.text,
                QVariantList{id->value, m_first, m_end} + unnamed.values);
        if (!found)
            return tl::make_unexpected(found.error());
        counting.single += *found;
    }
    return {};
}

Outcome CallSearch::countOpen(Counting &counting)
{
    if (!wants(m_filter, CallStatus::Open))
        return {};
    const Ids ids =
            idsNamed(QStringLiteral("SELECT id FROM requests INDEXED BY requests_open WHERE status = 0 "
                                    "AND id >= ? AND id < ?") +
                             counting.names.text,
                     QVariantList{m_first, m_end} + counting.names.values);
    if (!ids)
        return tl::make_unexpected(ids.error());
    counting.single += *ids;
    return {};
}

Outcome CallSearch::countRollUps(Counting &counting, qint64 first, qint64 end)
{
    if (counting.sum.isEmpty())
        return {};
    return countInto(
            counting,
            QStringLiteral("SELECT quarter, sum(%1) FROM rollups WHERE quarter >= ? AND quarter < ?%2 "
                           "GROUP BY quarter")
                    .arg(counting.sum, counting.names.text),
            QVariantList{first, end} + counting.names.values);
}

Outcome CallSearch::countRows(Counting &counting, qint64 first, qint64 end)
{
    return countInto(
            counting,
            QStringLiteral("SELECT (id >> 21) / 900000, count(*) FROM requests WHERE id >= ? AND id < ? AND "
                           "status <> 0 AND +status IN (%1)%2 GROUP BY 1")
                    .arg(wantedStatuses(), counting.names.text),
            QVariantList{first, end} + counting.names.values);
}

Outcome CallSearch::countErrors(Counting &counting, qint64 first, qint64 end)
{
    if (counting.errors.text.isEmpty())
        return {};
    QStringList statuses;
    for (const CallStatus status :
         {CallStatus::Failed, CallStatus::Cancelled, CallStatus::Interrupted, CallStatus::Refused}) {
        if (wants(m_filter, status))
            statuses.append(QString::number(int(status)));
    }
    if (statuses.isEmpty())
        return {};
    return countInto(
            counting,
            QStringLiteral("SELECT (id >> 21) / 900000, count(*) FROM requests INDEXED BY "
                           "requests_ended_badly WHERE status > 1 AND status IN (%1) AND id >= ? AND "
                           "id < ?%2 GROUP BY 1")
                    .arg(statuses.join(u','), counting.errors.text),
            QVariantList{first, end} + counting.errors.values);
}

Outcome CallSearch::countInto(Counting &counting, const QString &statement, const QVariantList &values)
{
    Result<QSqlQuery> query = m_database.run(statement, values);
    if (!query)
        return tl::make_unexpected(query.error());
    while (query->next())
        counting.byQuarter[query->value(0).toLongLong()] += query->value(1).toLongLong();
    return {};
}

} // namespace gateway
