// SPDX-License-Identifier: MIT
#include "ledger/checkpointer.h"

namespace gateway {

namespace {

constexpr size_t rowsBetween = 400; // some 4,000 pages of WAL, most of them the same few

} // namespace

Checkpointer::Checkpointer(DatabaseLocation location)
    : m_location(std::move(location)), m_thread(QThread::create([this] { run(); }))
{
    m_thread->setObjectName(QStringLiteral("checkpoints"));
    m_thread->start();
}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_one();
    m_thread->wait();
}

void Checkpointer::wrote(size_t rows)
{
    const std::lock_guard lock(m_mutex);
    m_rows += rows;
    if (m_rows >= rowsBetween)
        m_changed.notify_one();
}

void Checkpointer::run()
{
    std::unique_ptr<Database> database;
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_closed || m_rows >= rowsBetween; });
            if (m_closed)
                return;
            m_rows = 0;
        }
        if (!database) {
            Result<std::unique_ptr<Database>> opened = Database::open(m_location, OpenMode::Existing);
            if (!opened)
                continue; // the writer, which has the same database, says what is wrong with it
            database = std::move(*opened);
        }
        // What it could not do is done by the next one, or by the writer.
        std::ignore = database->run(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)"));
    }
}

} // namespace gateway
