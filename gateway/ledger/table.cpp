// SPDX-License-Identifier: MIT
#include "ledger/table.h"

#include <QSqlError>

#include <vector>

namespace gateway {

namespace {

constexpr int constraintError = 19; // SQLITE_CONSTRAINT, the low byte of the extended codes

// NULL in the table, where 0 or an empty text says that nothing is known.
std::optional<qint64> known(qint64 number)
{
    return number == 0 ? std::nullopt : std::optional(number);
}

} // namespace

class LedgerTable::Statement final
{
public:
    explicit Statement(const QSqlDatabase &sql) : query(sql) {}

    void bind(int column, std::optional<qint64> value)
    {
        Bound &bound = slot(column);
        if (bound.set && bound.number == value)
            return;
        bound.set = true;
        bound.number = value;
        query.bindValue(column, value ? QVariant(*value) : QVariant());
    }

    // Null stays NULL, empty stays empty.
    void bindText(int column, const QString &value)
    {
        Bound &bound = slot(column);
        if (bound.set && bound.text.isNull() == value.isNull() && bound.text == value)
            return;
        bound.set = true;
        bound.text = value;
        query.bindValue(column, value.isNull() ? QVariant() : QVariant(value));
    }

    QSqlQuery query;

private:
    struct Bound
    {
        bool set = false;
        std::optional<qint64> number;
        QString text;
    };
    Bound &slot(int column)
    {
        if (size_t(column) >= m_bound.size())
            m_bound.resize(size_t(column) + 1);
        return m_bound[size_t(column)];
    }
    std::vector<Bound> m_bound;
};

int LedgerTable::bindOpened(Statement &statement, const CallOpened &record)
{
    static const QString empty = QStringLiteral("");
    const auto text = [](const QString &value) -> const QString & { return value.isNull() ? empty : value; };
    int i = 0;
    statement.bind(i++, record.id.value);
    statement.bind(i++, toMillis(record.startedAt));
    statement.bind(i++, known(record.userId.value));
    statement.bind(i++, known(record.keyId.value));
    statement.bindText(i++, text(record.endpoint));
    statement.bindText(i++, text(record.model));
    statement.bind(i++, known(record.providerId.value));
    statement.bindText(i++, text(record.upstreamModel));
    statement.bind(i++, qint64(record.stream));
    statement.bind(i++, record.requestBytes);
    return i;
}

int LedgerTable::bindSettled(Statement &statement, int first, const CallSettled &record)
{
    static const QString null;
    const auto text = [](const QString &value) -> const QString & { return value.isEmpty() ? null : value; };
    int i = first;
    statement.bind(i++, qint64(record.status));
    statement.bind(i++, known(record.httpStatus));
    statement.bind(i++, record.usage.prompt);
    statement.bind(i++, record.usage.cached);
    statement.bind(i++, record.usage.cacheWrite);
    statement.bind(i++, record.usage.completion);
    statement.bind(i++, record.usage.reasoning);
    statement.bind(i++, qint64(record.usageSource));
    statement.bind(i++, record.costMicros);
    statement.bindText(i++, text(record.currency));
    statement.bind(i++, record.firstToken ? std::optional<qint64>(record.firstToken->count()) : std::nullopt);
    statement.bind(i++, record.duration.count());
    statement.bind(i++, record.attempts);
    statement.bind(i++, record.responseBytes);
    statement.bindText(i++, text(record.error));
    return i;
}

LedgerTable::LedgerTable(Database &database)
    : m_database(database)
    , m_insert(std::make_unique<Statement>(database.sql()))
    , m_settle(std::make_unique<Statement>(database.sql()))
    , m_insertSettled(std::make_unique<Statement>(database.sql()))
{}

LedgerTable::~LedgerTable() = default;

Outcome LedgerTable::prepare()
{
    using namespace Qt::StringLiterals;
    const std::pair<Statement *, QLatin1StringView> statements[] = {
            {m_insert.get(), "INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, "
                             "provider_id, upstream_model, "
                             "stream, request_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1},
            {m_settle.get(),
             "UPDATE requests SET status = ?, http_status = ?, prompt_tokens = ?, cached_tokens = ?, "
             "cache_write_tokens = ?, completion_tokens = ?, reasoning_tokens = ?, usage_source = ?, "
             "cost_micros = ?, "
             "currency = ?, first_token_ms = ?, duration_ms = ?, attempts = ?, response_bytes = ?, error = ? "
             "WHERE id "
             "= ?"_L1},
            {m_insertSettled.get(),
             "INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, provider_id, "
             "upstream_model, "
             "stream, request_bytes, status, http_status, prompt_tokens, cached_tokens, cache_write_tokens, "
             "completion_tokens, reasoning_tokens, usage_source, cost_micros, currency, first_token_ms, "
             "duration_ms, "
             "attempts, response_bytes, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
             "?, ?, ?, "
             "?, ?, ?, ?)"_L1}};
    for (const auto &[statement, text] : statements) {
        if (!statement->query.prepare(text)) {
            return failure(ErrorCode::Storage, QStringLiteral("The ledger of %1 cannot be written: %2.")
                                                       .arg(m_database.location().file,
                                                            statement->query.lastError().databaseText()));
        }
    }
    return {};
}

LedgerTable::Written LedgerTable::execute(Statement &statement)
{
    if (statement.query.exec())
        return Written::Yes;
    const QSqlError error = statement.query.lastError();
    m_error = error.databaseText();
    return (error.nativeErrorCode().toInt() & 0xff) == constraintError ? Written::Refused : Written::Failed;
}

LedgerTable::Written LedgerTable::insert(const CallOpened &record)
{
    bindOpened(*m_insert, record);
    return execute(*m_insert);
}

LedgerTable::Written LedgerTable::settle(const CallSettled &record)
{
    m_settle->bind(bindSettled(*m_settle, 0, record), record.id.value);
    const Written written = execute(*m_settle);
    return written == Written::Yes && m_settle->query.numRowsAffected() == 0 ? Written::Missing : written;
}

LedgerTable::Written LedgerTable::insertSettled(const CallOpened &opened, const CallSettled &settled)
{
    bindSettled(*m_insertSettled, bindOpened(*m_insertSettled, opened), settled);
    return execute(*m_insertSettled);
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
