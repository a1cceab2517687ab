// SPDX-License-Identifier: MIT
#include "http/request_feed.h"

#include <cstring>

namespace gateway {

RequestFeed::RequestFeed(const QTcpSocket &real, QObject *parent) : QTcpSocket(parent)
{
    setOpenMode(QIODevice::ReadWrite);
    setSocketState(QAbstractSocket::ConnectedState);
    setPeerAddress(real.peerAddress());
    setPeerPort(real.peerPort());
    setLocalAddress(real.localAddress());
    setLocalPort(real.localPort());
}

RequestFeed::~RequestFeed() { setSocketState(QAbstractSocket::UnconnectedState); }

void RequestFeed::feed(const QByteArray &request)
{
    m_pending = request;
    m_read = 0;
    Q_EMIT readyRead();
}

void RequestFeed::finish()
{
    setSocketState(QAbstractSocket::UnconnectedState);
    Q_EMIT disconnected();
}

qint64 RequestFeed::bytesAvailable() const { return m_pending.size() - m_read + QIODevice::bytesAvailable(); }

void RequestFeed::disconnectFromHost() { Q_EMIT refused(); }

qint64 RequestFeed::readData(char *data, qint64 maxSize)
{
    const qint64 size = qMin<qint64>(maxSize, m_pending.size() - m_read);
    if (size > 0)
        std::memcpy(data, m_pending.constData() + m_read, size_t(size));
    m_read += size;
    return size;
}

qint64 RequestFeed::writeData(const char *, qint64 size) { return size; }

} // namespace gateway
