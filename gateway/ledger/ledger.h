// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "ledger/writer.h"

#include <QObject>
#include <QPointer>

#include <deque>
#include <functional>

namespace gateway {

// The gateway thread's side of the ledger: opens rows, says when they are on disk, hands over settlements.
// Gateway thread; the writer outlives it.
class Ledger final : public QObject
{
    Q_OBJECT

public:
    Ledger(LedgerWriter &writer, const Clock &clock, QObject *parent = nullptr);

    struct Policy
    {
        Millis timeout{2'000};
        bool serviceOverAccounting = false; // a row that cannot be written does not stop the call
    };
    void setPolicy(Policy policy) { m_policy = policy; }

    // `done` comes once, later, unless `context` is gone by then: when the row is on disk, or with
    // LedgerUnavailable.
    void open(const CallOpened &record, QObject *context, std::function<void(Outcome)> done);
    void settle(const CallSettled &record) { m_writer.settle(record); }
    // A call that is over at once, such as a refused one: nobody waits for its row.
    void record(const CallOpened &opened, const CallSettled &settled) { m_writer.record(opened, settled); }
    void capture(CallCapture capture) { m_writer.capture(std::move(capture)); }
    void checkDeadlines(SteadyTime now);
    bool healthy() const { return m_healthy; } // the last batch was written

    LedgerWriter &writer() { return m_writer; }

private:
    struct Waiting
    {
        LedgerWriter::Ticket ticket;
        SteadyTime deadline;
        QPointer<QObject> context;
        std::function<void(Outcome)> done;
    };
    void answerUpTo(LedgerWriter::Ticket ticket, const Outcome &outcome);
    Outcome orServe(const Outcome &outcome) const;

    LedgerWriter &m_writer;
    const Clock &m_clock;
    Policy m_policy;
    std::deque<Waiting> m_waiting; // by ticket
    bool m_healthy = true;
};

} // namespace gateway
