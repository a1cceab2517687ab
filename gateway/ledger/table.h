// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "ledger/rollup.h"
#include "store/database.h"

namespace gateway {

// The statements that write the ledger, prepared once. Numbers of status and usage source are those of the
// enumerations in record.h and stand in the schema; they never change meaning. What settles a row counts it
// in the roll-ups too. Lives in the thread of its database. Callers bring the transaction.
class LedgerTable final
{
public:
    explicit LedgerTable(Database &database);
    ~LedgerTable();
    Q_DISABLE_COPY_MOVE(LedgerTable)

    Outcome prepare();

    // What became of one record.
    enum class Written {
        Yes,
        Missing, // settle(): there is no such row
        Refused, // this record breaks a rule of the table; others are not affected
        Failed   // the database cannot be written now; see lastError()
    };
    Written insert(const CallOpened &record);
    // `opened` spares reading the row; null where it is not at hand. A row that was settled before, e.g. as
    // interrupted, is replaced, and the roll-ups with it.
    Written settle(const CallSettled &record, const CallOpened *opened = nullptr);
    Written insertSettled(const CallOpened &opened, const CallSettled &settled);
    QString lastError() const { return m_error; }

    // Between these two the roll-ups are added up, and written at the end: once for the calls of a batch.
    void holdRollUps() { m_held = true; }
    bool writeRollUps();
    void dropRollUps(); // the transaction failed

    // Settles what a gateway that died has left open, at the reserved cost; how many rows.
    Result<qint64> interruptOpenRows();
    Result<RequestId> lastId(); // 0 in an empty ledger

private:
    // A prepared statement that remembers what it was given: binding costs more than comparing, and most
    // columns of a call are as in the call before.
    class Statement;
    Written execute(Statement &statement);
    static int bindOpened(Statement &statement, const CallOpened &record);
    static int bindSettled(Statement &statement, int first, const CallSettled &record);
    static int bindTarget(Statement &statement, int first, const CallSettled &record);
    Written replace(const CallSettled &record);
    Written counted(const CallOpened &opened, const CallSettled &settled);

    Database &m_database;
    std::unique_ptr<Statement> m_insert;
    std::unique_ptr<Statement> m_settle;
    std::unique_ptr<Statement> m_replace;
    std::unique_ptr<Statement> m_insertSettled;
    RollUps m_rollUps;
    bool m_held = false;
    QString m_error;
};

} // namespace gateway
