// SPDX-License-Identifier: MIT
#include "ledger/table.h"

#include "ledger/row.h"

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
    static const QString null;
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
    statement.bind(i++, known(record.reservedTokens));
    statement.bind(i++, record.reservedMicros);
    statement.bindText(i++, record.currency.isEmpty() ? null : record.currency);
    statement.bind(i++, known(record.priceId.value));
    statement.bind(i++, known(record.rateMicros));
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
    statement.bind(i++, record.usage.cacheWriteLong);
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

// Where the call ended up. NULL leaves what the row was opened with; a price of 0 is one that was taken away.
int LedgerTable::bindTarget(Statement &statement, int first, const CallSettled &record)
{
    static const QString null;
    int i = first;
    statement.bind(i++, known(record.providerId.value));
    statement.bindText(i++, record.upstreamModel.isEmpty() ? null : record.upstreamModel);
    statement.bind(i++, record.priceId ? std::optional(record.priceId->value) : std::nullopt);
    statement.bind(i++, known(record.providerKeyId));
    statement.bindText(i++, rows::toText(record.tried));
    statement.bind(i++, record.queued ? std::optional<qint64>(record.queued->count()) : std::nullopt);
    statement.bind(i++, record.connect ? std::optional<qint64>(record.connect->count()) : std::nullopt);
    return i;
}

LedgerTable::LedgerTable(Database &database)
    : m_database(database)
    , m_insert(std::make_unique<Statement>(database.sql()))
    , m_settle(std::make_unique<Statement>(database.sql()))
    , m_replace(std::make_unique<Statement>(database.sql()))
    , m_insertSettled(std::make_unique<Statement>(database.sql()))
    , m_rollUps(database)
{}

LedgerTable::~LedgerTable() = default;

Outcome LedgerTable::prepare()
{
    const QString openedColumns = QStringLiteral(
            "id, started_at, user_id, key_id, endpoint, model, provider_id, upstream_model, stream, "
            "request_bytes, reserved_tokens, reserved_micros, reserved_currency, price_id, rate_micros");
    const QString settledColumns = QStringLiteral(
            "status, http_status, prompt_tokens, cached_tokens, cache_write_tokens, cache_write_1h_tokens, "
            "completion_tokens, reasoning_tokens, usage_source, cost_micros, currency, first_token_ms, "
            "duration_ms, attempts, response_bytes, error");
    const auto marks = [](qsizetype count) { return QStringList(count, QStringLiteral("?")).join(u", "); };
    const qsizetype openedCount = openedColumns.count(u',') + 1;
    const qsizetype settledCount = settledColumns.count(u',') + 1;
    const QString settle =
            QStringLiteral("UPDATE requests SET %1 = ?, provider_id = coalesce(?, provider_id), "
                           "upstream_model = coalesce(?, upstream_model), "
                           "price_id = nullif(coalesce(?, price_id), 0), provider_key_id = ?, tried = ?, "
                           "queued_ms = ?, connect_ms = ? WHERE id = ?")
                    .arg(QString(settledColumns).replace(QStringLiteral(", "), QStringLiteral(" = ?, ")));
    const std::pair<Statement *, QString> statements[] = {
            {m_insert.get(),
             QStringLiteral("INSERT INTO requests (%1) VALUES (%2)").arg(openedColumns, marks(openedCount))},
            {m_settle.get(), settle + QStringLiteral(" AND status = 0")},
            {m_replace.get(), settle},
            {m_insertSettled.get(),
             QStringLiteral("INSERT INTO requests (%1, %2, provider_key_id, tried, queued_ms, connect_ms) "
                            "VALUES (%3)")
                     .arg(openedColumns, settledColumns, marks(openedCount + settledCount + 4))}};
    for (const auto &[statement, text] : statements) {
        if (!statement->query.prepare(text)) {
            return failure(ErrorCode::Storage, QStringLiteral("The ledger of %1 cannot be written: %2.")
                                                       .arg(m_database.location().file,
                                                            statement->query.lastError().databaseText()));
        }
    }
    return m_rollUps.prepare();
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

LedgerTable::Written LedgerTable::settle(const CallSettled &record, const CallOpened *opened)
{
    m_settle->bind(bindTarget(*m_settle, bindSettled(*m_settle, 0, record), record), record.id.value);
    const Written written = execute(*m_settle);
    if (written != Written::Yes)
        return written;
    if (m_settle->query.numRowsAffected() == 0)
        return replace(record);
    if (opened)
        return counted(*opened, record);
    Result<QSqlQuery> row =
            m_database.run(QStringLiteral("SELECT %1 FROM requests r WHERE r.id = ?").arg(rows::callColumns),
                           {record.id.value});
    if (!row || !row->next()) {
        m_error = row ? QStringLiteral("the row is gone") : row.error().message;
        return Written::Failed;
    }
    return counted(rows::readCall(*row).opened, record);
}

// The row is not open: there is none, or it was settled before.
LedgerTable::Written LedgerTable::replace(const CallSettled &record)
{
    Result<QSqlQuery> row =
            m_database.run(QStringLiteral("SELECT %1 FROM requests r WHERE r.id = ?").arg(rows::callColumns),
                           {record.id.value});
    if (!row) {
        m_error = row.error().message;
        return Written::Failed;
    }
    if (!row->next())
        return Written::Missing;
    const rows::Call before = rows::readCall(*row);
    row->finish();
    m_replace->bind(bindTarget(*m_replace, bindSettled(*m_replace, 0, record), record), record.id.value);
    const Written written = execute(*m_replace);
    if (written != Written::Yes)
        return written;
    m_rollUps.add(before.opened, before.settled, -1);
    return counted(before.opened, record);
}

LedgerTable::Written LedgerTable::insertSettled(const CallOpened &opened, const CallSettled &settled)
{
    CallOpened row = opened;
    if (settled.providerId)
        row.providerId = settled.providerId;
    if (!settled.upstreamModel.isEmpty())
        row.upstreamModel = settled.upstreamModel;
    row.priceId = settled.priceId.value_or(opened.priceId);
    int next = bindSettled(*m_insertSettled, bindOpened(*m_insertSettled, row), settled);
    m_insertSettled->bind(next++, known(settled.providerKeyId));
    m_insertSettled->bindText(next++, rows::toText(settled.tried));
    m_insertSettled->bind(next++,
                          settled.queued ? std::optional<qint64>(settled.queued->count()) : std::nullopt);
    m_insertSettled->bind(next++,
                          settled.connect ? std::optional<qint64>(settled.connect->count()) : std::nullopt);
    const Written written = execute(*m_insertSettled);
    return written == Written::Yes ? counted(row, settled) : written;
}

LedgerTable::Written LedgerTable::counted(const CallOpened &opened, const CallSettled &settled)
{
    m_rollUps.add(opened, settled);
    return m_held || writeRollUps() ? Written::Yes : Written::Failed;
}

bool LedgerTable::writeRollUps()
{
    m_held = false;
    if (m_rollUps.write())
        return true;
    m_error = m_rollUps.lastError();
    return false;
}

void LedgerTable::dropRollUps()
{
    m_held = false;
    m_rollUps.drop();
}

Result<qint64> LedgerTable::interruptOpenRows()
{
    // 0, 4 and 2: open, interrupted, partial. The literal 0 is what lets the small index of open rows be
    // used.
    qint64 rows = 0;
    const Outcome done = m_database.transaction([&]() -> Outcome {
        Result<QSqlQuery> open = m_database.run(
                QStringLiteral("SELECT %1 FROM requests r WHERE r.status = 0").arg(rows::callColumns));
        if (!open)
            return tl::make_unexpected(open.error());
        while (open->next()) {
            rows::Call call = rows::readCall(*open);
            call.settled.status = CallStatus::Interrupted;
            call.settled.costMicros = call.opened.reservedMicros;
            call.settled.currency = call.opened.currency;
            m_rollUps.add(call.opened, call.settled);
            ++rows;
        }
        open->finish();
        if (rows == 0)
            return {};
        const Result<QSqlQuery> updated = m_database.run(QStringLiteral(
                "UPDATE requests SET status = 4, usage_source = 2, cost_micros = reserved_micros, "
                "currency = CASE WHEN reserved_micros IS NOT NULL THEN reserved_currency END, "
                "error = 'gateway stopped before the call ended' WHERE status = 0"));
        if (!updated)
            return tl::make_unexpected(updated.error());
        if (!writeRollUps())
            return failure(ErrorCode::Storage, m_error);
        return {};
    });
    dropRollUps();
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
