// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "config/settings.h"
#include "http/connection.h"
#include "http/exchange.h"

#include <QAbstractHttpServer>
#include <QHash>
#include <QTimer>

#include <functional>

QT_BEGIN_NAMESPACE
class QHttpServerResponder;
QT_END_NAMESPACE

namespace gateway {

class RequestFeed;

struct HttpLimits
{
    FramingLimits framing;
    qint64 bufferedBytes = 256LL * 1024 * 1024;
    Millis headerTimeout{10'000};
    Millis bodyTimeout{60'000};
    Millis keepAliveTimeout{75'000};
    int connections = 4096;
    int connectionsPerAddress = 1024;

    static HttpLimits from(const Settings &settings);
};

// What stands behind the server. All calls in the gateway thread.
class HttpHandler
{
public:
    virtual ~HttpHandler() = default;
    // The head is there and the body is not yet read: answer now to refuse, or return to have it read.
    virtual void headComplete(Exchange &exchange) = 0;
    virtual void requestComplete(Exchange &exchange) = 0;
    virtual void bodyFailed(Exchange &exchange, const FramingError &error) = 0;
    virtual void overloaded(Exchange &exchange) = 0;
    virtual void exchangeOver(Exchange &exchange) = 0; // answered, or left by its client; once
    // Bytes that are not a request: `write` takes a whole HTTP answer.
    virtual void framingFailed(const FramingError &error, const std::function<void(const QByteArray &)> &write) = 0;
};

// Accepts connections on any number of addresses and passes requests to the handler. QHttpServer parses and dispatches
// what the guard lets through (http/request_feed.h). Gateway thread.
class HttpServer final : public QAbstractHttpServer
{
    Q_OBJECT

public:
    HttpServer(HttpHandler &handler, const Clock &clock, QObject *parent = nullptr);
    ~HttpServer() override;

    // Listens on one more address; port 0 takes a free one. "localhost" and 127.0.0.1 include [::1] where it can be had.
    Result<QStringList> listen(const ListenAddress &address); // URLs
    void setLimits(const HttpLimits &limits) { m_limits = limits; }
    void stopAccepting();
    void closeConnections(); // at once
    bool isSending() const; // some answer is not yet with the operating system
    int connectionCount() const { return int(m_connections.size()); }

    // For Connection.
    const HttpLimits &limits() const { return m_limits; }
    const Clock &clock() const { return m_clock; }
    HttpHandler &handler() { return m_handler; }
    bool reserveBuffered(qint64 bytes);
    void releaseBuffered(qint64 bytes) { m_buffered -= bytes; }
    void handOver(Connection &connection, RequestFeed &feed, const QByteArray &request);
    RequestFeed *accept(QTcpSocket *socket, QObject *feedParent); // null: refused, over a cap

private:
#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override;
    void missingHandler(const QHttpServerRequest &request, QTcpSocket *socket) override;
#else
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
#endif
    Result<QString> listenOn(const QHostAddress &address, quint16 port);
    void sweep();

    HttpHandler &m_handler;
    const Clock &m_clock;
    HttpLimits m_limits;
    QHash<Connection *, QHostAddress> m_connections;
    QHash<QHostAddress, int> m_perAddress;
    Connection *m_current = nullptr; // whose request is being handed to QHttpServer
    qint64 m_buffered = 0;
    QTimer m_sweeper;
};

} // namespace gateway
