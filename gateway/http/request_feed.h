// SPDX-License-Identifier: MIT
#pragma once

#include <QTcpSocket>

namespace gateway {

// What QHttpServer takes for its client socket. It has no descriptor: the connection reads the real socket, the guard
// checks the bytes, and only a whole, canonical request line reaches QHttpServer through here, one request at a time.
// That makes limits, pipelining, chunked uploads and Expect independent of the Qt version. Answers never pass here:
// they are written to the real socket by the connection. Gateway thread; belongs to the listener or to QHttpServer.
class RequestFeed final : public QTcpSocket
{
    Q_OBJECT

public:
    RequestFeed(const QTcpSocket &real, QObject *parent);
    ~RequestFeed() override;

    void feed(const QByteArray &request); // QHttpServer handles it before this returns
    void finish();                        // QHttpServer lets go of this object

    qint64 bytesAvailable() const override;
    void disconnectFromHost() override; // QHttpServer's way to say that it could not parse

Q_SIGNALS:
    void refused();

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_pending;
    qsizetype m_read = 0;
};

} // namespace gateway
