// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "http/exchange.h"
#include "http/framing.h"

#include <QHostAddress>
#include <QPointer>
#include <QTcpSocket>

namespace gateway {

class HttpServer;
class RequestFeed;

// One client connection: reads the socket, runs the framing guard, keeps the time limits, and writes answers. One
// exchange at a time; a pipelined request waits in the socket. Owned by HttpServer; gateway thread.
class Connection final : public QObject
{
    Q_OBJECT

public:
    Connection(QTcpSocket *socket, RequestFeed *feed, HttpServer &server);
    ~Connection() override;

    const QHostAddress &peer() const { return m_peer; }
    void checkDeadline(SteadyTime now);
    void stopAccepting(); // closes when idle; otherwise after the answer that is under way
    bool isIdle() const { return m_phase == Phase::Idle || m_phase == Phase::Closing; }
    void dispatch(); // called back by HttpServer while QHttpServer handles the request

    // For Exchange.
    void write(const QByteArray &bytes);
    void exchangeOver(bool close);
    void holdBack(Millis delay, const std::function<void()> &resume);
    void abort();
    qint64 unsentBytes() const { return m_socket->bytesToWrite(); }
    bool mustCloseAfterAnswer() const;
    void bodyReleased();

Q_SIGNALS:
    void closed(gateway::Connection *connection);

private:
    enum class Phase {
        Idle,      // between requests
        Head,      // part of a head has come
        Body,      // the head was accepted
        Handling,  // the request is with its handler
        Delayed,   // refused, and its answer has to wait
        Refused,   // answered before the body had come: what still comes is dropped for a while
        Closing,   // the last answer is being flushed
    };

    void readSocket();
    void process();
    void headComplete();
    void bodyComplete();
    void refuseFraming();
    void accountBody();
    void onDisconnected();
    void onBytesWritten();
    void setDeadline(Millis fromNow);
    bool peerHasClosed() const;
    void startLingering();
    void endSending();
    void closeWhenFlushed();

    HttpServer &m_server;
    QTcpSocket *m_socket;
    QPointer<RequestFeed> m_feed;
    QHostAddress m_peer;
    RequestParser m_parser;
    QByteArray m_input;
    Phase m_phase = Phase::Idle;
    Exchange *m_exchange = nullptr;
    qint64 m_accounted = 0;    // of the server's budget for buffered bodies
    qint64 m_bodyMark = 0;     // body bytes when the deadline was last moved
    SteadyTime m_deadline;
    bool m_stopping = false;
    bool m_congested = false;
    bool m_processing = false;
    bool m_stalled = false; // the next request waits until the client has read
};

} // namespace gateway
