// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace gateway {

// What waits for the ledger's writer. Any thread puts in, the writer's takes out; nobody is ever blocked by
// the database.
class WriteQueue final
{
public:
    using Ticket = quint64;
    using Job = std::function<Outcome(Database &)>;

    // A call that is over. `opened` comes with it where the row was never opened.
    struct Settlement
    {
        CallSettled settled;
        std::unique_ptr<CallOpened> opened;
    };

    Ticket open(CallOpened record); // the ticket rises by one with each
    void settle(Settlement record);
    void job(Job work);
    void capture(CallCapture capture); // wakes nobody; dropped when too much waits
    void close();                      // the batch that has everything says so

    struct Batch
    {
        std::vector<CallOpened> opens;
        std::vector<Settlement> settles;
        std::vector<Job> jobs;
        std::vector<CallCapture> captures;
        Ticket lastTicket = 0; // of the last of `opens`
        bool closed = false;   // nothing comes after this one
    };
    // What there is, at most `limit` openings; waits for something until `wakeAt`.
    Batch take(std::chrono::steady_clock::time_point wakeAt, size_t limit);

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    // What the writer sleeps for: it is not woken for less.
    enum class Sleep { Awake, UntilAnything, UntilOpening } m_sleep = Sleep::Awake;
    std::deque<CallOpened> m_opens;
    std::deque<Settlement> m_settles;
    std::vector<Job> m_jobs;
    std::vector<CallCapture> m_captures;
    qint64 m_capturedBytes = 0; // of m_captures
    Ticket m_issued = 0;
    bool m_closed = false;
};

} // namespace gateway
