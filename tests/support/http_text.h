// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

class QTcpSocket;

namespace gateway::test {

// The values of a header in the text of a message head, in order, without the spaces around them.
QList<QByteArray> headerValues(const QByteArray &head, QByteArrayView name);

// Decodes Transfer-Encoding: chunked from pieces cut anywhere.
class ChunkDecoder final
{
public:
    QByteArray
    feed(const QByteArray &bytes); // what was not used: an unfinished line, or what follows the end
    bool finished() const { return m_state == State::Finished; }
    bool broken() const { return m_broken; }
    const QByteArray &body() const { return m_body; }
    const QByteArray &trailers() const { return m_trailers; } // lines

private:
    enum class State { Size, Data, DataEnd, Trailers, Finished };
    State m_state = State::Size;
    qint64 m_left = 0;
    bool m_broken = false;
    QByteArray m_body;
    QByteArray m_trailers;
};

// Closing the socket then sends RST instead of FIN.
void resetOnClose(QTcpSocket &socket);

// Tells the peer that nothing more will be sent, and stays able to read.
void shutDownWriting(QTcpSocket &socket);

} // namespace gateway::test
