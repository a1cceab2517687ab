// SPDX-License-Identifier: MIT
#include "support/http_text.h"

#include <QTcpSocket>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace gateway::test {

QList<QByteArray> headerValues(const QByteArray &head, QByteArrayView name)
{
    QList<QByteArray> values;
    const QList<QByteArray> lines = head.split('\n');
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        if (colon > 0 && QByteArrayView(lines[i]).first(colon).compare(name, Qt::CaseInsensitive) == 0)
            values += lines[i].mid(colon + 1).trimmed();
    }
    return values;
}

QByteArray ChunkDecoder::feed(const QByteArray &bytes)
{
    qsizetype at = 0;
    while (m_state != State::Finished && !m_broken) {
        if (m_state == State::Data) {
            const qsizetype taken = qMin<qint64>(m_left, bytes.size() - at);
            m_body += QByteArrayView(bytes).sliced(at, taken);
            at += taken;
            m_left -= taken;
            if (m_left > 0)
                break;
            m_state = State::DataEnd;
        }
        const qsizetype end = bytes.indexOf("\r\n", at);
        if (end < 0)
            break;
        const QByteArray line = bytes.mid(at, end - at);
        at = end + 2;
        if (m_state == State::DataEnd) {
            m_broken = !line.isEmpty();
            m_state = State::Size;
        } else if (m_state == State::Size) {
            bool valid = false;
            m_left = line.split(';').first().trimmed().toLongLong(&valid, 16);
            m_broken = !valid;
            m_state = m_left > 0 ? State::Data : State::Trailers;
        } else if (line.isEmpty()) {
            m_state = State::Finished;
        } else {
            m_trailers += line + "\r\n";
        }
    }
    return bytes.mid(at);
}

void resetOnClose(QTcpSocket &socket)
{
    linger option{1, 0};
    setsockopt(static_cast<int>(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER,
               reinterpret_cast<const char *>(&option), sizeof option);
}

void shutDownWriting(QTcpSocket &socket)
{
#ifdef Q_OS_WIN
    shutdown(socket.socketDescriptor(), SD_SEND);
#else
    shutdown(static_cast<int>(socket.socketDescriptor()), SHUT_WR);
#endif
}

} // namespace gateway::test
