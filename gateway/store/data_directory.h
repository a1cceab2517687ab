// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QFile>

#include <memory>
#include <optional>

namespace gateway {

// $XDG_DATA_HOME/api-gateway and its equivalents: one directory for both executables.
QString defaultDataDirectory();

// Makes the directory where it is missing (0700). Refuses one that belongs to another user, and takes group
// and world access from our own.
Outcome prepareDataDirectory(const QString &path);

// The OS lock on DIR/gateway.lock that makes one process the one that serves this database. Released when the
// object or the process dies. The file holds address and pid for people and other windows.
class ServeLock final
{
public:
    struct Holder
    {
        QString address; // "http://127.0.0.1:5000"; empty while starting
        qint64 pid = 0;
    };

    // Locked when another process holds it; the message names address and pid.
    static Result<std::unique_ptr<ServeLock>> acquire(const QString &dataDir);
    static std::optional<Holder> holder(const QString &dataDir); // empty when nobody serves
    ~ServeLock();
    Q_DISABLE_COPY_MOVE(ServeLock)

    Outcome publish(const QString &address);

private:
    explicit ServeLock(std::unique_ptr<QFile> file);
    std::unique_ptr<QFile> m_file;
};

} // namespace gateway
