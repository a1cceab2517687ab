// SPDX-License-Identifier: MIT
#pragma once

#include "store/database.h"

#include <QThread>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace gateway {

// Moves what the writer has committed from the WAL into the database file, in a thread and with a connection
// of its own: waiting for the disk takes some ten milliseconds, for which no call's row should wait. Passive:
// it never holds the writer up. A WAL that grows faster than this works is the writer's to bound
// (wal_autocheckpoint). Owned by the writer; wrote() may be called from any thread.
class Checkpointer final
{
public:
    explicit Checkpointer(DatabaseLocation location);
    ~Checkpointer(); // waits for the one that runs
    Q_DISABLE_COPY_MOVE(Checkpointer)

    void wrote(size_t rows);

private:
    void run();

    const DatabaseLocation m_location;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    size_t m_rows = 0; // written since the last one began
    bool m_closed = false;
    std::unique_ptr<QThread> m_thread;
};

} // namespace gateway
