// SPDX-License-Identifier: MIT
#pragma once

#include "store/database.h"

#include <QObject>
#include <QPointer>
#include <QThread>

#include <functional>
#include <memory>

namespace gateway {

// A thread with a connection of its own, for queries and management that must not block the caller. Jobs run
// in order; results come back in the thread of `receiver`, and are dropped when it is gone. The database is
// opened with the first job, and made where there is none. Owned by whoever makes it; the destructor finishes
// the jobs that are queued, whose results still arrive.
class StoreThread final : public QObject
{
    Q_OBJECT

public:
    explicit StoreThread(DatabaseLocation location, QObject *parent = nullptr);
    ~StoreThread() override;

    template <typename T>
    void run(QObject *receiver, std::function<Result<T>(Database &)> job, std::function<void(Result<T>)> done)
    {
        // Carries the result into the receiver's thread: the receiver may be deleted there at any moment,
        // this is not.
        const auto courier = std::make_shared<QObject>();
        courier->moveToThread(receiver->thread());
        post([courier, guard = QPointer<QObject>(receiver), job = std::move(job),
              done = std::move(done)](Result<Database *> database) {
            auto result = std::make_shared<Result<T>>(database ? job(**database)
                                                               : tl::make_unexpected(database.error()));
            const auto deliver = [courier, guard, done, result] {
                if (guard)
                    done(std::move(*result));
            };
            QMetaObject::invokeMethod(courier.get(), deliver, Qt::QueuedConnection);
        });
    }

private:
    using Job = std::function<void(Result<Database *>)>;
    void post(Job job);

    class Worker;
    QThread m_thread;
    Worker *m_worker; // lives in m_thread, which deletes it
};

} // namespace gateway
