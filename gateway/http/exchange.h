// SPDX-License-Identifier: MIT
#pragma once

#include "http/framing.h"

#include <QHostAddress>
#include <QObject>

#include <any>

namespace gateway {

class Connection;

// One request and its answer. Made when the head is complete, deleted by its connection after the answer or when the
// client has left. Gateway thread. An answer is either send(), or begin(), write()... and end() or abort().
class Exchange final : public QObject
{
    Q_OBJECT

public:
    Exchange(Connection &connection, RequestHead head, QObject *parent);

    const RequestHead &head() const { return m_head; }
    const QHostAddress &peer() const;
    bool fromLoopback() const; // the client itself is on this machine: not through a proxy that says otherwise
    QByteArray takeBody() { return std::move(m_body); }
    void bodyReleased(); // its memory is free again for the common budget
    std::any &context() { return m_context; } // what the handler keeps between head and body

    void addHeader(const QByteArray &name, const QByteArray &value); // goes with whatever answer is sent
    const QList<HeaderField> &addedHeaders() const { return m_extra; }

    void send(int status, const QList<HeaderField> &fields, const QByteArray &body);
    // The same after a while, during which nothing more of the request is read: for those who try keys.
    void sendLater(Millis delay, int status, const QList<HeaderField> &fields, const QByteArray &body);
    void begin(int status, const QList<HeaderField> &fields, std::optional<qint64> contentLength = {});
    void write(const QByteArray &data);
    void end();
    void abort(); // cuts the connection: what was announced cannot be delivered

    bool hasBegun() const { return m_state != State::Waiting; }
    bool isOver() const { return m_state == State::Over; }
    qint64 unsentBytes() const; // accepted by write() and not yet taken by the operating system
    qint64 bytesWritten() const { return m_written; } // of the body
    int status() const { return m_status; } // 0 until an answer has begun

Q_SIGNALS:
    void bodyComplete();
    void gone();    // the client has left before the answer was over; nothing more can be sent
    void drained(); // unsentBytes() has become small again

private:
    friend class Connection;
    enum class State { Waiting, Streaming, Over };

    QByteArray headBytes(int status, const QList<HeaderField> &fields, std::optional<qint64> contentLength,
                         bool chunked) const;
    bool bodyless(int status) const;

    Connection &m_connection;
    RequestHead m_head;
    QByteArray m_body;
    QList<HeaderField> m_extra;
    std::any m_context;
    State m_state = State::Waiting;
    int m_status = 0;
    bool m_chunked = false;
    bool m_noBody = false;
    bool m_mustClose = false; // the length is told by closing, or the connection cannot be used again
    qint64 m_written = 0;
    std::optional<qint64> m_announced; // the length of the body, as told to the client
};

// The reason phrases and the Date header; cached per second.
QByteArray httpDate();
QByteArrayView reasonPhrase(int status);

} // namespace gateway
