// SPDX-License-Identifier: MIT
#include "http/connection.h"

#include "http/http_server.h"
#include "http/request_feed.h"

#include <QScopedValueRollback>
#include <QTimer>

#ifdef Q_OS_UNIX
#include <poll.h>
#include <sys/socket.h>
#endif

namespace gateway {

namespace {

constexpr qint64 readAhead = 64 * 1024;        // what a client may send ahead while its request is handled
constexpr qint64 congestedBytes = 256 * 1024;  // the handler stops the upstream above this
constexpr qint64 drainedBytes = 64 * 1024;     // and goes on below this
constexpr qint64 bodyProgress = 1024 * 1024;   // each such piece of a body renews its time limit
constexpr Millis lingerTime{2'000};
constexpr Millis flushTime{30'000};

} // namespace

Connection::Connection(QTcpSocket *socket, RequestFeed *feed, HttpServer &server)
    : QObject(&server)
    , m_server(server)
    , m_socket(socket)
    , m_feed(feed)
    , m_peer(socket->peerAddress())
    , m_parser(server.limits().framing)
{
    // An IPv4 client of a dual-stack socket is the same client.
    bool isIpv4 = false;
    if (const quint32 ipv4 = m_peer.toIPv4Address(&isIpv4); isIpv4)
        m_peer = QHostAddress(ipv4);
    m_socket->setParent(this);
    m_socket->setReadBufferSize(readAhead);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &Connection::readSocket);
    // Queued: writing can find out that the client has left, and whoever writes is not to be called back meanwhile.
    connect(m_socket, &QTcpSocket::disconnected, this, &Connection::onDisconnected, Qt::QueuedConnection);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &Connection::onBytesWritten);
    connect(m_feed, &RequestFeed::refused, this, [this] {
        if (m_exchange)
            m_exchange->abort();
    });
    setDeadline(m_server.limits().headerTimeout);
}

Connection::~Connection()
{
    m_server.releaseBuffered(m_accounted);
    if (m_feed)
        m_feed->finish();
}

void Connection::setDeadline(Millis fromNow) { m_deadline = m_server.clock().steady() + fromNow; }

void Connection::checkDeadline(SteadyTime now)
{
    if (m_phase == Phase::Handling && m_socket->bytesAvailable() >= readAhead && peerHasClosed()) {
        abort();
        return;
    }
    if (m_phase == Phase::Handling || m_phase == Phase::Delayed || now < m_deadline)
        return;
    switch (m_phase) {
    case Phase::Head:
    case Phase::Body:
        m_server.handler().framingFailed(
                {408, ErrorCode::RequestTimeout, QStringLiteral("The request did not arrive in time.")},
                [this](const QByteArray &answer) { write(answer); });
        closeWhenFlushed();
        break;
    case Phase::Idle:
        if (m_stalled)
            abort();
        else
            closeWhenFlushed();
        break;
    default:
        abort();
        break;
    }
}

void Connection::stopAccepting()
{
    m_stopping = true;
    if (m_phase == Phase::Idle)
        closeWhenFlushed();
}

bool Connection::mustCloseAfterAnswer() const
{
    return m_stopping || (m_phase == Phase::Body && m_exchange && m_exchange->head().hasBody());
}

void Connection::readSocket()
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    switch (m_phase) {
    case Phase::Handling:
    case Phase::Delayed:
        return; // stays in the socket, bounded by its read buffer
    case Phase::Refused:
    case Phase::Closing:
        m_socket->skip(m_socket->bytesAvailable());
        return;
    case Phase::Idle:
        if (m_stalled)
            return;
        [[fallthrough]];
    case Phase::Head:
    case Phase::Body:
        m_input += m_socket->readAll();
        process();
        return;
    }
}

void Connection::process()
{
    const QScopedValueRollback processing(m_processing, true);
    while (m_phase == Phase::Idle || m_phase == Phase::Head || m_phase == Phase::Body) {
        // A client that sends requests and reads no answers waits, instead of filling our memory with them.
        if (m_phase == Phase::Idle && m_socket->bytesToWrite() > congestedBytes) {
            m_stalled = true;
            setDeadline(flushTime);
            return;
        }
        switch (m_parser.advance(m_input)) {
        case RequestParser::Progress::NeedMore:
            if (m_phase == Phase::Idle && m_parser.started()) {
                m_phase = Phase::Head;
                setDeadline(m_server.limits().headerTimeout);
            } else if (m_phase == Phase::Body) {
                accountBody();
            }
            return;
        case RequestParser::Progress::HeadComplete:
            headComplete();
            break;
        case RequestParser::Progress::Complete:
            bodyComplete();
            break;
        case RequestParser::Progress::Failed:
            refuseFraming();
            return;
        }
    }
}

void Connection::headComplete()
{
    m_phase = Phase::Body;
    m_bodyMark = 0;
    setDeadline(m_server.limits().bodyTimeout);
    m_exchange = new Exchange(*this, m_parser.takeHead(), this);
    const RequestHead &head = m_exchange->head();
    const bool expectsContinue = head.expectContinue && head.hasBody()
            && head.contentLength.value_or(0) <= m_server.limits().framing.bodyBytes;
    m_server.handler().headComplete(*m_exchange);
    if (m_phase == Phase::Body && expectsContinue && m_input.isEmpty())
        write("HTTP/1.1 100 Continue\r\n\r\n");
}

void Connection::bodyReleased() { m_server.releaseBuffered(std::exchange(m_accounted, 0)); }

// Memory is taken from the common budget as it fills, so that many half-sent bodies cannot take it all.
void Connection::accountBody()
{
    const qint64 size = m_parser.bodySize();
    if (size > m_accounted && !m_server.reserveBuffered(size - m_accounted)) {
        m_server.handler().overloaded(*m_exchange);
        return;
    }
    m_accounted = qMax(m_accounted, size);
    if (size - m_bodyMark >= bodyProgress) {
        m_bodyMark = size;
        setDeadline(m_server.limits().bodyTimeout);
    }
}

void Connection::bodyComplete()
{
    accountBody();
    if (m_phase != Phase::Body)
        return;
    m_phase = Phase::Handling;
    m_exchange->m_body = m_parser.takeBody();
    const RequestHead &head = m_exchange->head();
    QByteArray request;
    request.reserve(head.method.size() + head.path.size() + head.query.size() + 64);
    request += head.method;
    request += ' ';
    request += head.path;
    if (!head.query.isEmpty()) {
        request += '?';
        request += head.query;
    }
    request += " HTTP/1.1\r\nhost: gateway\r\ncontent-length: 0\r\n\r\n";
    m_server.handOver(*this, *m_feed, request);
}

void Connection::dispatch()
{
    if (m_exchange && m_phase == Phase::Handling)
        m_server.handler().requestComplete(*m_exchange);
}

void Connection::refuseFraming()
{
    if (m_exchange) { // the body was bad: answer in the shape of the path
        m_server.handler().bodyFailed(*m_exchange, m_parser.error());
        return;
    }
    m_server.handler().framingFailed(m_parser.error(), [this](const QByteArray &answer) { write(answer); });
    startLingering();
}

void Connection::write(const QByteArray &bytes)
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_socket->write(bytes);
    m_socket->flush(); // at once, instead of on the next turn of the event loop
    m_congested = m_congested || m_socket->bytesToWrite() > congestedBytes;
}

void Connection::exchangeOver(bool close)
{
    Exchange *exchange = std::exchange(m_exchange, nullptr);
    if (exchange) {
        m_server.handler().exchangeOver(*exchange);
        exchange->deleteLater();
    }
    m_server.releaseBuffered(std::exchange(m_accounted, 0));
    if (m_phase == Phase::Closing || m_socket->state() != QAbstractSocket::ConnectedState) {
        m_phase = Phase::Closing; // nobody is there for whatever else has come
        return;
    }
    const bool bodyMissing = m_phase == Phase::Body && exchange && exchange->head().hasBody();
    if (bodyMissing) {
        startLingering();
        return;
    }
    if (close) {
        closeWhenFlushed();
        return;
    }
    m_phase = Phase::Idle;
    m_parser.reset();
    m_parser.setLimits(m_server.limits().framing);
    setDeadline(m_server.limits().keepAliveTimeout);
    // Answered within process(), whose loop goes on by itself; else the next request is taken up on the next turn.
    if (!m_processing && (!m_input.isEmpty() || m_socket->bytesAvailable() > 0))
        QMetaObject::invokeMethod(this, &Connection::readSocket, Qt::QueuedConnection);
}

void Connection::holdBack(Millis delay, const std::function<void()> &resume)
{
    const Phase before = std::exchange(m_phase, Phase::Delayed);
    QTimer::singleShot(delay, m_exchange, [this, before, resume] {
        m_phase = before;
        resume();
    });
}

// The client is still sending. Closing now would reset the connection and could destroy the answer on its way.
void Connection::startLingering()
{
    m_phase = Phase::Refused;
    setDeadline(lingerTime);
    m_input.clear();
    m_socket->skip(m_socket->bytesAvailable());
    if (m_socket->bytesToWrite() == 0)
        endSending();
}

// Tells a client that reads until the end that the answer is whole, while its own bytes are still taken.
void Connection::endSending()
{
#ifdef Q_OS_UNIX
    ::shutdown(int(m_socket->socketDescriptor()), SHUT_WR);
#endif
}

void Connection::closeWhenFlushed()
{
    m_phase = Phase::Closing;
    setDeadline(flushTime);
    m_socket->disconnectFromHost();
}

// With a full read buffer Qt does not look at the socket any more, and would not see the client leave.
bool Connection::peerHasClosed() const
{
#ifdef Q_OS_LINUX
    pollfd descriptor{int(m_socket->socketDescriptor()), POLLRDHUP, 0};
    return ::poll(&descriptor, 1, 0) > 0 && (descriptor.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
#else
    return false;
#endif
}

void Connection::abort()
{
    m_phase = Phase::Closing;
    m_socket->abort();
}

void Connection::onBytesWritten()
{
    if (m_phase == Phase::Refused && m_socket->bytesToWrite() == 0)
        endSending();
    if (m_stalled)
        setDeadline(flushTime);
    if (!m_congested || m_socket->bytesToWrite() > drainedBytes)
        return;
    m_congested = false;
    if (m_exchange)
        Q_EMIT m_exchange->drained();
    if (std::exchange(m_stalled, false)) {
        setDeadline(m_server.limits().keepAliveTimeout);
        readSocket();
    }
}

void Connection::onDisconnected()
{
    m_phase = Phase::Closing;
    if (Exchange *exchange = std::exchange(m_exchange, nullptr)) {
        if (exchange->m_state != Exchange::State::Over) { // else the handler itself has cut the connection
            exchange->m_state = Exchange::State::Over;
            Q_EMIT exchange->gone();
        }
        m_server.handler().exchangeOver(*exchange);
        exchange->deleteLater();
    }
    m_server.releaseBuffered(std::exchange(m_accounted, 0));
    Q_EMIT closed(this);
}

} // namespace gateway
