// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

#include <deque>
#include <vector>

namespace gateway {

// Removes at most `limit` settled rows that started before `before`, the oldest first, with their captures;
// how many. Roll-ups stay. Brings its own transaction.
Result<int> pruneRequests(Database &database, Time before, int limit);
Result<int> pruneCaptures(Database &database, Time now, int limit);

// What the ledger's writer does when it has time: stores captures, removes what is too old. Each step is one
// small transaction, so that a call that opens meanwhile waits for no more than that. The writer's thread.
class Housekeeping final
{
public:
    explicit Housekeeping(Database &database) : m_database(database) {}

    void setRetention(int days); // 0: rows are kept for ever
    void add(std::vector<CallCapture> captures);

    // Does one piece, if there is something to do and it is time: at once when the writer is idle, else once
    // in a while, so that a gateway that is never idle comes to it too.
    void step(SteadyTime now, Time wall, bool idle);
    SteadyTime nextStep(SteadyTime now) const; // when step() has something to do at the latest
    void finish();                             // all captures that wait

private:
    enum class Work { None, Requests, Captures };

    bool storeCaptures();
    void prune(Time wall, int limit);

    Database &m_database;
    std::deque<CallCapture> m_captures;
    int m_retentionDays = 0;
    Work m_work = Work::Requests; // what the next pruning looks at
    SteadyTime m_pruneAt{};
    SteadyTime m_stepped{};
};

} // namespace gateway
