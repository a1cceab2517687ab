// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "ledger/record.h"
#include "store/database.h"
#include "store/spent.h"

#include <QObject>

#include <functional>
#include <memory>

namespace gateway {

// The one writer of a serving gateway: a thread of its own with the read-write connection. Records queue up
// and are written in batches, one transaction each (whatever arrived while the last commit ran is the next
// batch).
//
// open(), settle(), record(), capture() and job() may be called from any thread and never block. Signals are
// emitted in the writer's thread: connect with a receiver (they arrive queued).
//
// Durability: an opened row is on disk when `committed` has named a ticket at or above its own. A settlement
// is retried until the database takes it; the destructor writes what is left before it returns.
//
// Between batches it prunes rows older than the setting `retention_days` and captures that have expired, few
// at a time.
class LedgerWriter final : public QObject
{
    Q_OBJECT

public:
    explicit LedgerWriter(DatabaseLocation location, QObject *parent = nullptr);
    ~LedgerWriter() override;

    // Opens the connection, settles open rows of a gateway that died (interrupted), reads the first snapshot.
    // Blocks until done; only at start. The caller holds the ServeLock.
    struct Ready
    {
        SnapshotPtr snapshot;
        RequestId lastId;
        qint64 interrupted = 0;       // rows settled for a dead gateway
        QList<SpentQuarter> spent;    // what keys have used so far, for budgets: see store/spent.h
        QList<TypicalAnswer> typical; // of the newest answers, oldest first
    };
    Result<Ready> start();

    using Ticket = quint64; // rises by one with every open()
    Ticket open(CallOpened record);
    void settle(CallSettled record);
    // A call that is over before it was opened, such as a refused one: one row, written when there is time.
    void record(CallOpened opened, CallSettled settled);
    // Written when there is time, in pieces that delay no opening. A body is cut at 1 MiB; lost when more
    // than 64 MiB wait.
    void capture(CallCapture capture);
    void job(std::function<Outcome(Database &)> work); // errors are logged

Q_SIGNALS:
    void committed(quint64 ticket); // every open() up to this ticket is on disk
    void failed(quint64 ticket,
                const QString &reason); // opens up to this ticket that were not committed are lost
    void snapshotChanged(const gateway::SnapshotPtr &snapshot); // config_revision moved, by anyone
    // Somebody corrected rows: differences to what is spent, to be added.
    void corrected(const QList<gateway::SpentQuarter> &differences);
    // The setting `timezone` moved: all that was spent before `end`, cut for the new one.
    void recut(const QList<gateway::SpentQuarter> &spent, gateway::Time end);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace gateway
