// SPDX-License-Identifier: MIT
#pragma once

#include "base/request_id.h"
#include "ledger/writer.h"
#include "support/wait.h"

#include <QObject>

#include <atomic>

namespace gateway::test {

inline CallOpened opening(RequestId id, const QString &model = QStringLiteral("gpt"))
{
    CallOpened record;
    record.id = id;
    record.startedAt = timeOf(id);
    record.userId = {1};
    record.keyId = {2};
    record.endpoint = QStringLiteral("/v1/chat/completions");
    record.model = model;
    record.providerId = {3};
    record.upstreamModel = QStringLiteral("up-") + model;
    record.stream = true;
    record.requestBytes = 321;
    return record;
}

inline CallSettled settlement(RequestId id, CallStatus status = CallStatus::Ok)
{
    CallSettled record;
    record.id = id;
    record.status = status;
    record.httpStatus = 200;
    record.usage = {100, 20, 5, 40, 7};
    record.usageSource = UsageSource::Provider;
    record.costMicros = 1234;
    record.currency = QStringLiteral("USD");
    record.firstToken = Millis(15);
    record.duration = Millis(250);
    record.attempts = 2;
    record.responseBytes = 4321;
    return record;
}

// A writer with its signals caught in this thread.
class Writing final : public QObject
{
public:
    explicit Writing(const DatabaseLocation &location) : writer(std::make_unique<LedgerWriter>(location))
    {
        connect(writer.get(), &LedgerWriter::committed, this, [this](quint64 ticket) { committed = ticket; });
        connect(writer.get(), &LedgerWriter::failed, this, [this](quint64 ticket, const QString &text) {
            failed = ticket;
            reason = text;
        });
        connect(writer.get(), &LedgerWriter::snapshotChanged, this,
                [this](const SnapshotPtr &changed) { snapshots.append(changed); });
        Result<LedgerWriter::Ready> started = writer->start();
        if (!started)
            qFatal("%s", qUtf8Printable(started.error().message));
        ready = std::move(*started);
        ids.setFloor(ready.lastId);
    }

    RequestId next() { return ids.next(clock.now()); }
    bool waitCommitted(LedgerWriter::Ticket ticket)
    {
        return waitUntil([&] { return committed >= ticket; });
    }
    // Runs in the writer's thread; back when it is done.
    bool run(const QString &statement)
    {
        std::atomic<int> result{0};
        writer->job([&](Database &database) {
            const Result<QSqlQuery> query = database.run(statement);
            result = query ? 1 : -1;
            return query.map([](const QSqlQuery &) {});
        });
        return waitUntil([&] { return result != 0; }) && result == 1;
    }

    std::unique_ptr<LedgerWriter> writer;
    LedgerWriter::Ready ready;
    LedgerWriter::Ticket committed = 0;
    LedgerWriter::Ticket failed = 0;
    QString reason;
    QList<SnapshotPtr> snapshots;
    RequestIdSource ids;
    SystemClock clock;
};

} // namespace gateway::test
