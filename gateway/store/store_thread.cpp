// SPDX-License-Identifier: MIT
#include "store/store_thread.h"

namespace gateway {

// Holds the connection in the thread that uses it.
class StoreThread::Worker final : public QObject
{
public:
    explicit Worker(DatabaseLocation location) : m_location(std::move(location)) {}

    void run(const Job &job)
    {
        // Tried again with every job: what was in the way may have gone.
        if (!m_database) {
            Result<std::unique_ptr<Database>> opened = Database::open(m_location, OpenMode::Create);
            if (!opened) {
                job(tl::make_unexpected(opened.error()));
                return;
            }
            m_database = std::move(*opened);
        }
        job(m_database.get());
    }

private:
    DatabaseLocation m_location;
    std::unique_ptr<Database> m_database;
};

StoreThread::StoreThread(DatabaseLocation location, QObject *parent)
    : QObject(parent), m_worker(new Worker(std::move(location)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("store"));
    m_thread.start();
}

StoreThread::~StoreThread()
{
    // Behind the jobs that are queued, so that they are done first.
    QMetaObject::invokeMethod(
            m_worker, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void StoreThread::post(Job job)
{
    QMetaObject::invokeMethod(
            m_worker, [worker = m_worker, job = std::move(job)] { worker->run(job); }, Qt::QueuedConnection);
}

} // namespace gateway
