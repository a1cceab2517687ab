// SPDX-License-Identifier: MIT
#pragma once

#include "store/backup.h"
#include "store/store_thread.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace gateway {

// Makes the scheduled backups of a serving gateway, in a thread of their own that exists only meanwhile: a
// copy of a large database takes seconds. Gateway thread. Failures are logged, and the next try comes after a
// while.
class BackupRunner final : public QObject
{
    Q_OBJECT

public:
    BackupRunner(DatabaseLocation location, const Clock &clock, QObject *parent = nullptr);
    ~BackupRunner() override;

    void apply(const Settings &settings); // may be called as often as one likes

Q_SIGNALS:
    void made(const QString &file);

private:
    void plan();
    void run();
    void waitUntil(std::optional<Time> next);

    DatabaseLocation m_location;
    const Clock &m_clock;
    BackupPolicy m_policy;
    QTimer m_timer;
    std::unique_ptr<StoreThread> m_thread; // while a backup is being made
};

} // namespace gateway
