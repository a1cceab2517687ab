// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <optional>

namespace gateway {

struct PortHolder
{
    qint64 pid = 0;
    QString program; // "nginx"
};

// The process that listens on a local TCP port, where the system tells (Linux: /proc, and only processes that
// the caller may look into). For error messages; blocks for some milliseconds.
std::optional<PortHolder> portHolder(quint16 port);

// Its name, where the system tells; else empty. Does not block.
QString programOf(qint64 pid);

// The socket inodes that listen on `port`, from the text of /proc/net/tcp or tcp6. Pure.
QList<quint64> listeningInodes(QByteArrayView procNetTcp, quint16 port);

} // namespace gateway
