// SPDX-License-Identifier: MIT
#include "base/port_holder.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool holdsOneOf(const QString &process, const QList<quint64> &inodes)
{
    const QDir descriptors(process + u"/fd"_s);
    for (const QString &descriptor : descriptors.entryList(QDir::Files | QDir::System)) {
        const QString target = QFile::symLinkTarget(descriptors.filePath(descriptor));
        for (const quint64 inode : inodes) {
            if (target.endsWith(u"socket:[%1]"_s.arg(inode)))
                return true;
        }
    }
    return false;
}

} // namespace

QList<quint64> listeningInodes(QByteArrayView procNetTcp, quint16 port)
{
    // Columns: sl, local address:port in hex, remote, state (0A is LISTEN), queues, timer, retransmits, uid,
    // timeout, inode, ... (Documentation/networking/proc_net_tcp.rst of Linux)
    QList<quint64> inodes;
    for (const QByteArray &line : procNetTcp.toByteArray().split('\n')) {
        const QList<QByteArray> columns = line.simplified().split(' ');
        if (columns.size() < 10 || columns[3] != "0A")
            continue;
        bool isHex = false;
        const uint local = columns[1].mid(columns[1].lastIndexOf(':') + 1).toUInt(&isHex, 16);
        if (isHex && local == port)
            inodes += columns[9].toULongLong();
    }
    return inodes;
}

std::optional<PortHolder> portHolder(quint16 port)
{
    const QList<quint64> inodes = listeningInodes(contentOf(u"/proc/net/tcp"_s), port) +
                                  listeningInodes(contentOf(u"/proc/net/tcp6"_s), port);
    if (inodes.isEmpty())
        return {};
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        bool isPid = false;
        const qint64 pid = name.toLongLong(&isPid);
        const QString process = u"/proc/"_s + name;
        if (isPid && holdsOneOf(process, inodes))
            return PortHolder{pid, programOf(pid)};
    }
    return {};
}

QString programOf(qint64 pid)
{
    return QString::fromUtf8(contentOf(u"/proc/%1/comm"_s.arg(pid))).trimmed();
}

} // namespace gateway
