// SPDX-License-Identifier: MIT
#include "ledger/housekeeping.h"

#include "base/request_id.h"

namespace gateway {

namespace {

using namespace std::chrono_literals;

constexpr auto lookInterval = 10min; // between looks for what is too old
constexpr auto busyInterval = 100ms; // between pieces while calls come in
constexpr qint64 pieceBytes = 256 * 1024;
constexpr int idleRows = 500;
constexpr int busyRows = 100;
constexpr int captureRows = 20; // they may be large

} // namespace

Result<int> pruneRequests(Database &database, Time before, int limit)
{
    int removed = 0;
    const Outcome done = database.transaction([&]() -> Outcome {
        Result<QSqlQuery> newest = database.run(QStringLiteral("SELECT max(id) FROM (SELECT id FROM requests "
                                                               "WHERE id < ? AND status <> 0 ORDER BY id "
                                                               "LIMIT ?)"),
                                                {firstIdAt(std::max(before, Time{})).value, limit});
        if (!newest)
            return tl::make_unexpected(newest.error());
        if (!newest->next() || newest->value(0).isNull())
            return {};
        const qint64 last = newest->value(0).toLongLong();
        newest->finish();
        return database.run(QStringLiteral("DELETE FROM requests WHERE id <= ? AND status <> 0"), {last})
                .map([&](const QSqlQuery &query) { removed = query.numRowsAffected(); })
                .and_then([&] {
                    return database.run(QStringLiteral("DELETE FROM captures WHERE request_id <= ?"), {last});
                })
                .map([](const QSqlQuery &) {});
    });
    return done.map([&] { return removed; });
}

Result<int> pruneCaptures(Database &database, Time now, int limit)
{
    int removed = 0;
    const Outcome done = database.transaction([&] {
        return database
                .run(QStringLiteral("DELETE FROM captures WHERE request_id IN (SELECT request_id FROM "
                                    "captures WHERE "
                                    "expires_at <= ? ORDER BY expires_at LIMIT ?)"),
                     {toMillis(now), limit})
                .map([&](const QSqlQuery &query) { removed = query.numRowsAffected(); });
    });
    return done.map([&] { return removed; });
}

void Housekeeping::setRetention(int days)
{
    if (days == m_retentionDays)
        return;
    m_retentionDays = days;
    m_work = Work::Requests;
    m_pruneAt = {};
}

void Housekeeping::add(std::vector<CallCapture> captures)
{
    for (CallCapture &capture : captures)
        m_captures.push_back(std::move(capture));
}

SteadyTime Housekeeping::nextStep(SteadyTime now) const
{
    return m_captures.empty() ? std::max(m_pruneAt, now) : now;
}

void Housekeeping::step(SteadyTime now, Time wall, bool idle)
{
    if (!idle && now - m_stepped < busyInterval)
        return;
    if (!m_captures.empty()) {
        m_stepped = now;
        if (!storeCaptures()) // what cannot be written now would be in the way of the calls' own rows
            m_captures.clear();
    } else if (now >= m_pruneAt) {
        m_stepped = now;
        prune(wall, idle ? idleRows : busyRows);
        if (m_work == Work::None) {
            m_work = Work::Requests;
            m_pruneAt = now + lookInterval;
        }
    }
}

void Housekeeping::finish()
{
    while (!m_captures.empty()) {
        if (!storeCaptures())
            return;
    }
}

bool Housekeeping::storeCaptures()
{
    const Outcome done = m_database.transaction([&]() -> Outcome {
        qint64 bytes = 0;
        while (!m_captures.empty() && bytes < pieceBytes) {
            const CallCapture capture = std::move(m_captures.front());
            m_captures.pop_front();
            bytes += capture.bytes();
            const Result<QSqlQuery> stored = m_database.run(
                    QStringLiteral(
                            "INSERT OR REPLACE INTO captures (request_id, expires_at, request_headers, "
                            "request, response_headers, response, upstream_headers, upstream_request, "
                            "upstream_answer_headers) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                    {capture.id.value, toMillis(capture.expiresAt), capture.requestHeaders, capture.request,
                     capture.responseHeaders, capture.response, capture.upstreamHeaders,
                     capture.upstreamRequest, capture.upstreamAnswerHeaders});
            if (!stored)
                return tl::make_unexpected(stored.error());
        }
        return {};
    });
    if (!done)
        qWarning("Prompts and answers were not kept: %s", qUtf8Printable(done.error().message));
    return done.has_value();
}

void Housekeeping::prune(Time wall, int limit)
{
    // A piece that came out smaller than it may be was the last one.
    const bool requests = m_work == Work::Requests;
    if (requests && m_retentionDays == 0) {
        m_work = Work::Captures;
        return;
    }
    const int most = requests ? limit : captureRows;
    // Whole quarters of an hour: those at the edge of a sum are either in the rows or only in the roll-ups.
    const Time before = wall - wall.time_since_epoch() % 15min - 24h * m_retentionDays;
    const Result<int> removed = requests ? pruneRequests(m_database, before, most)
                                         : pruneCaptures(m_database, wall, most);
    if (!removed)
        qWarning("What is too old in the ledger was not removed: %s",
                 qUtf8Printable(removed.error().message));
    if (!removed || *removed < most)
        m_work = requests ? Work::Captures : Work::None;
}

} // namespace gateway
