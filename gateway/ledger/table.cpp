// SPDX-License-Identifier: MIT
#include "ledger/table.h"

#include <QSqlError>

namespace gateway {

namespace {

constexpr int constraintError = 19; // SQLITE_CONSTRAINT, the low byte of the extended codes

QVariant orNull(qint64 id)
{
    return id == 0 ? QVariant() : QVariant(id);
}

template <typename T>
QVariant orNull(const std::optional<T> &value)
{
    return value ? QVariant(*value) : QVariant();
}

QVariant orNull(const QString &text)
{
    return text.isEmpty() ? QVariant() : QVariant(text);
}

QVariant orNull(const std::optional<Millis> &duration)
{
    return duration ? QVariant(qint64(duration->count())) : QVariant();
}

int bindOpened(QSqlQuery &query, const CallOpened &record)
{
    int i = 0;
    query.bindValue(i++, record.id.value);
    query.bindValue(i++, toMillis(record.startedAt));
    query.bindValue(i++, orNull(record.userId.value));
    query.bindValue(i++, orNull(record.keyId.value));
    query.bindValue(i++, record.endpoint.isNull() ? QStringLiteral("") : record.endpoint);
    query.bindValue(i++, record.model.isNull() ? QStringLiteral("") : record.model);
    query.bindValue(i++, orNull(record.providerId.value));
    query.bindValue(i++, record.upstreamModel.isNull() ? QStringLiteral("") : record.upstreamModel);
    query.bindValue(i++, int(record.stream));
    query.bindValue(i++, record.requestBytes);
    return i;
}

int bindSettled(QSqlQuery &query, int i, const CallSettled &record)
{
    query.bindValue(i++, int(record.status));
    query.bindValue(i++, orNull(qint64(record.httpStatus)));
    query.bindValue(i++, orNull(record.usage.prompt));
    query.bindValue(i++, orNull(record.usage.cached));
    query.bindValue(i++, orNull(record.usage.cacheWrite));
    query.bindValue(i++, orNull(record.usage.completion));
    query.bindValue(i++, orNull(record.usage.reasoning));
    query.bindValue(i++, int(record.usageSource));
    query.bindValue(i++, orNull(record.costMicros));
    query.bindValue(i++, orNull(record.currency));
    query.bindValue(i++, orNull(record.firstToken));
    query.bindValue(i++, qint64(record.duration.count()));
    query.bindValue(i++, record.attempts);
    query.bindValue(i++, record.responseBytes);
    query.bindValue(i++, orNull(record.error));
    return i;
}

} // namespace

LedgerTable::LedgerTable(Database &database)
    : m_database(database)
    , m_insert(database.sql())
    , m_settle(database.sql())
    , m_insertSettled(database.sql())
{}

Outcome LedgerTable::prepare()
{
    const bool prepared =
            m_insert.prepare(QStringLiteral(
                    "INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, provider_id, "
                    "upstream_model, stream, request_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) &&
            m_settle.prepare(QStringLiteral(
                    "UPDATE requests SET status = ?, http_status = ?, prompt_tokens = ?, cached_tokens = ?, "
                    "cache_write_tokens = ?, completion_tokens = ?, reasoning_tokens = ?, usage_source = ?, "
                    "cost_micros = ?, currency = ?, first_token_ms = ?, duration_ms = ?, attempts = ?, "
                    "response_bytes = ?, error = ? WHERE id = ?")) &&
            m_insertSettled.prepare(QStringLiteral(
                    "INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, provider_id, "
                    "upstream_model, stream, request_bytes, status, http_status, prompt_tokens, "
                    "cached_tokens, "
                    "cache_write_tokens, completion_tokens, reasoning_tokens, usage_source, cost_micros, "
                    "currency, first_token_ms, duration_ms, attempts, response_bytes, error) VALUES (?, ?, "
                    "?, ?, "
                    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    if (!prepared) {
        return failure(ErrorCode::Storage,
                       QStringLiteral("The ledger of %1 cannot be written: %2.")
                               .arg(m_database.location().file, m_database.sql().lastError().databaseText()));
    }
    return {};
}

LedgerTable::Written LedgerTable::execute(QSqlQuery &query)
{
    if (query.exec())
        return Written::Yes;
    const QSqlError error = query.lastError();
    m_error = error.databaseText();
    return (error.nativeErrorCode().toInt() & 0xff) == constraintError ? Written::Refused : Written::Failed;
}

LedgerTable::Written LedgerTable::insert(const CallOpened &record)
{
    bindOpened(m_insert, record);
    return execute(m_insert);
}

LedgerTable::Written LedgerTable::settle(const CallSettled &record)
{
    m_settle.bindValue(bindSettled(m_settle, 0, record), record.id.value);
    const Written written = execute(m_settle);
    return written == Written::Yes && m_settle.numRowsAffected() == 0 ? Written::Missing : written;
}

LedgerTable::Written LedgerTable::insertSettled(const CallOpened &opened, const CallSettled &settled)
{
    bindSettled(m_insertSettled, bindOpened(m_insertSettled, opened), settled);
    return execute(m_insertSettled);
}

Result<qint64> LedgerTable::interruptOpenRows()
{
    // 0, 4 and 2: open, interrupted, partial. The literal 0 is what lets the small index of open rows be
    // used.
    qint64 rows = 0;
    const Outcome done = m_database.transaction([&] {
        return m_database
                .run(QStringLiteral(
                        "UPDATE requests SET status = 4, usage_source = 2, error = 'gateway stopped "
                        "before the call ended' WHERE status = 0"))
                .map([&](const QSqlQuery &query) { rows = query.numRowsAffected(); });
    });
    return done.map([&] { return rows; });
}

Result<RequestId> LedgerTable::lastId()
{
    Result<QSqlQuery> query = m_database.run(QStringLiteral("SELECT max(id) FROM requests"));
    if (!query)
        return tl::make_unexpected(query.error());
    return RequestId{query->next() ? query->value(0).toLongLong() : 0};
}

} // namespace gateway
