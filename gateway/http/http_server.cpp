// SPDX-License-Identifier: MIT
#include "http/http_server.h"

#include "http/request_feed.h"

#include <QHttpServerRequest>
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
#include <QHttpServerResponder>
#endif
#include <QTcpServer>

#include <algorithm>

namespace gateway {

namespace {

constexpr int listenBacklog = 1024;
constexpr auto sweepInterval = std::chrono::milliseconds(250);

// Makes the sockets itself, so that the guard is in front of QHttpServer on every Qt version.
class Listener final : public QTcpServer
{
public:
    Listener(HttpServer &server, QObject *parent) : QTcpServer(parent), m_server(server)
    {
        setListenBacklogSize(listenBacklog);
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QTcpSocket;
        if (!socket->setSocketDescriptor(descriptor)) {
            delete socket;
            return;
        }
        if (RequestFeed *feed = m_server.accept(socket, this))
            addPendingConnection(feed);
    }

private:
    HttpServer &m_server;
};

} // namespace

HttpLimits HttpLimits::from(const Settings &settings)
{
    HttpLimits limits;
    limits.framing.headerBytes = settings.maxHeaderBytes;
    limits.framing.headerCount = settings.maxHeaderCount;
    limits.framing.requestLineBytes = qMin<qint64>(limits.framing.requestLineBytes, settings.maxHeaderBytes);
    limits.framing.bodyBytes = settings.maxBodyBytes;
    limits.bufferedBytes = settings.maxBufferedBytes;
    limits.headerTimeout = settings.headerTimeout;
    limits.bodyTimeout = settings.bodyTimeout;
    limits.keepAliveTimeout = settings.keepAliveTimeout;
    limits.connections = settings.maxConnections;
    limits.connectionsPerAddress = settings.maxConnectionsPerAddress;
    return limits;
}

HttpServer::HttpServer(HttpHandler &handler, const Clock &clock, QObject *parent)
    : QAbstractHttpServer(parent), m_handler(handler), m_clock(clock)
{
    m_sweeper.setInterval(sweepInterval);
    connect(&m_sweeper, &QTimer::timeout, this, &HttpServer::sweep);
}

HttpServer::~HttpServer()
{
    closeConnections();
    qDeleteAll(findChildren<Connection *>(Qt::FindDirectChildrenOnly)); // while the budget they give back to exists
}

Result<QStringList> HttpServer::listen(const ListenAddress &address)
{
    QHostAddress host;
    if (address.host.isEmpty())
        host = QHostAddress(QHostAddress::Any);
    else if (address.host == QLatin1String("localhost"))
        host = QHostAddress(QHostAddress::LocalHost);
    else if (!host.setAddress(address.host))
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("'%1' is not an address of this machine. Use a literal address such as 127.0.0.1.")
                               .arg(address.host));
    const Result<QString> url = listenOn(host, address.port);
    if (!url)
        return tl::make_unexpected(url.error());
    QStringList urls{*url};
    if (host == QHostAddress(QHostAddress::LocalHost)) {
        // `localhost` is ::1 first on most machines. Where IPv6 is off there is nothing to listen on, and no harm.
        const quint16 port = servers().constLast()->serverPort();
        if (const Result<QString> second = listenOn(QHostAddress(QHostAddress::LocalHostIPv6), port))
            urls.append(*second);
    }
    return urls;
}

Result<QString> HttpServer::listenOn(const QHostAddress &address, quint16 port)
{
    auto *listener = new Listener(*this, this);
    if (!listener->listen(address, port)) {
        const bool taken = listener->serverError() == QAbstractSocket::AddressInUseError;
        const QString reason = listener->errorString();
        delete listener;
        const QString place = ListenAddress{address.toString(), port}.url();
        return taken ? failure(ErrorCode::AddressInUse,
                               QStringLiteral("%1 cannot be used: another program listens on port %2.")
                                       .arg(place)
                                       .arg(port))
                     : failure(ErrorCode::Network, QStringLiteral("%1 cannot be used: %2.").arg(place, reason));
    }
    bind(listener);
    const bool any = address == QHostAddress(QHostAddress::Any);
    return ListenAddress{any ? QString() : address.toString(), listener->serverPort()}.url();
}

RequestFeed *HttpServer::accept(QTcpSocket *socket, QObject *feedParent)
{
    const QHostAddress peer = socket->peerAddress();
    if (m_connections.size() >= m_limits.connections || m_perAddress.value(peer) >= m_limits.connectionsPerAddress) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        socket->setParent(this);
        m_handler.framingFailed({503, ErrorCode::Overloaded, QStringLiteral("Too many connections are open.")},
                                [socket](const QByteArray &answer) { socket->write(answer); });
        socket->disconnectFromHost();
        return nullptr;
    }
    auto *feed = new RequestFeed(*socket, feedParent);
    auto *connection = new Connection(socket, feed, *this);
    m_connections.insert(connection, peer);
    ++m_perAddress[peer];
    if (!m_sweeper.isActive())
        m_sweeper.start();
    connect(connection, &Connection::closed, this, [this](Connection *closed) {
        const QHostAddress address = m_connections.take(closed);
        if (--m_perAddress[address] <= 0)
            m_perAddress.remove(address);
        if (m_connections.isEmpty())
            m_sweeper.stop();
        closed->deleteLater();
    });
    return feed;
}

bool HttpServer::isSending() const
{
    return std::any_of(m_connections.keyBegin(), m_connections.keyEnd(),
                       [](const Connection *connection) { return connection->unsentBytes() > 0; });
}

bool HttpServer::reserveBuffered(qint64 bytes)
{
    if (m_buffered + bytes > m_limits.bufferedBytes)
        return false;
    m_buffered += bytes;
    return true;
}

void HttpServer::handOver(Connection &connection, RequestFeed &feed, const QByteArray &request)
{
    m_current = &connection;
    feed.feed(request);
    m_current = nullptr;
}

void HttpServer::stopAccepting()
{
    for (QTcpServer *server : servers())
        server->close();
    const QList<Connection *> connections = m_connections.keys();
    for (Connection *connection : connections)
        connection->stopAccepting();
}

void HttpServer::closeConnections()
{
    const QList<Connection *> connections = m_connections.keys();
    for (Connection *connection : connections)
        connection->abort();
}

void HttpServer::sweep()
{
    const SteadyTime now = m_clock.steady();
    const QList<Connection *> connections = m_connections.keys();
    for (Connection *connection : connections)
        connection->checkDeadline(now);
}

#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
bool HttpServer::handleRequest(const QHttpServerRequest &, QTcpSocket *)
{
    if (m_current)
        m_current->dispatch();
    return true;
}

void HttpServer::missingHandler(const QHttpServerRequest &, QTcpSocket *) {}
#else
bool HttpServer::handleRequest(const QHttpServerRequest &, QHttpServerResponder &)
{
    if (m_current)
        m_current->dispatch();
    return true;
}

void HttpServer::missingHandler(const QHttpServerRequest &, QHttpServerResponder &) {}
#endif

} // namespace gateway
