// SPDX-License-Identifier: MIT
#include "ledger/ledger.h"

namespace gateway {

Ledger::Ledger(LedgerWriter &writer, const Clock &clock, QObject *parent)
    : QObject(parent), m_writer(writer), m_clock(clock)
{
    connect(&m_writer, &LedgerWriter::committed, this, [this](quint64 ticket) {
        m_healthy = true;
        answerUpTo(ticket, {});
    });
    connect(&m_writer, &LedgerWriter::failed, this, [this](quint64 ticket, const QString &) {
        m_healthy = false;
        answerUpTo(ticket, failure(ErrorCode::LedgerUnavailable,
                                   QStringLiteral("The ledger could not be written, so the call is not answered. See "
                                                  "the gateway's log.")));
    });
}

void Ledger::open(const CallOpened &record, QObject *context, std::function<void(Outcome)> done)
{
    m_waiting.push_back({m_writer.open(record), m_clock.steady() + m_policy.timeout, context, std::move(done)});
}

void Ledger::answerUpTo(LedgerWriter::Ticket ticket, const Outcome &outcome)
{
    while (!m_waiting.empty() && m_waiting.front().ticket <= ticket) {
        const Waiting waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (waiting.context)
            waiting.done(orServe(outcome));
    }
}

void Ledger::checkDeadlines(SteadyTime now)
{
    while (!m_waiting.empty() && m_waiting.front().deadline <= now) {
        const Waiting waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_healthy = false;
        if (waiting.context)
            waiting.done(orServe(failure(ErrorCode::LedgerUnavailable,
                                         QStringLiteral("The ledger did not take the call in time. Try again."))));
    }
}

Outcome Ledger::orServe(const Outcome &outcome) const
{
    return m_policy.serviceOverAccounting ? Outcome() : outcome;
}

} // namespace gateway
