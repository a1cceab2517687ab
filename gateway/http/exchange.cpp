// SPDX-License-Identifier: MIT
#include "http/exchange.h"

#include "http/connection.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <ctime>

namespace gateway {

Exchange::Exchange(Connection &connection, RequestHead head, QObject *parent)
    : QObject(parent), m_connection(connection), m_head(std::move(head))
{}

const QHostAddress &Exchange::peer() const
{
    return m_connection.peer();
}

bool Exchange::fromLoopback() const
{
    if (!peer().isLoopback())
        return false;
    for (const HeaderField &field : m_head.headers) {
        if (field.name == "forwarded" || field.name.startsWith("x-forwarded-"))
            return false;
    }
    return true;
}

void Exchange::bodyReleased()
{
    m_connection.bodyReleased();
}

void Exchange::addHeader(const QByteArray &name, const QByteArray &value)
{
    m_extra.append({name, value});
}

bool Exchange::bodyless(int status) const
{
    return m_head.method == "HEAD" || status == 204 || status == 304;
}

QByteArray Exchange::headBytes(int status, const QList<HeaderField> &fields,
                               std::optional<qint64> contentLength, bool chunked) const
{
    QByteArray head;
    head.reserve(512);
    head += "HTTP/1.1 ";
    head += QByteArray::number(status);
    head += ' ';
    head += reasonPhrase(status);
    head += "\r\ndate: ";
    head += httpDate();
    head += "\r\n";
    for (const QList<HeaderField> *list : {&fields, &m_extra}) {
        for (const HeaderField &field : *list) {
            head += field.name;
            head += ": ";
            head += field.value;
            head += "\r\n";
        }
    }
    if (contentLength && status != 204) {
        head += "content-length: ";
        head += QByteArray::number(*contentLength);
        head += "\r\n";
    }
    if (chunked)
        head += "transfer-encoding: chunked\r\n";
    if (m_mustClose || !m_head.keepAlive)
        head += "connection: close\r\n";
    else if (m_head.minorVersion == 0)
        head += "connection: keep-alive\r\n";
    head += "\r\n";
    return head;
}

void Exchange::send(int status, const QList<HeaderField> &fields, const QByteArray &body)
{
    if (m_state != State::Waiting)
        return;
    m_state = State::Over;
    m_status = status;
    m_mustClose = m_mustClose || m_connection.mustCloseAfterAnswer();
    QByteArray bytes = headBytes(status, fields, body.size(), false);
    if (!bodyless(status)) {
        m_written = body.size();
        bytes += body;
    }
    m_connection.write(bytes);
    m_connection.exchangeOver(m_mustClose || !m_head.keepAlive);
}

void Exchange::sendLater(Millis delay, int status, const QList<HeaderField> &fields, const QByteArray &body)
{
    m_connection.holdBack(delay, [this, status, fields, body] { send(status, fields, body); });
}

void Exchange::begin(int status, const QList<HeaderField> &fields, std::optional<qint64> contentLength)
{
    if (m_state != State::Waiting)
        return;
    m_state = State::Streaming;
    m_status = status;
    m_noBody = bodyless(status);
    m_announced = contentLength;
    m_chunked = !contentLength && m_head.minorVersion == 1;
    m_mustClose = m_mustClose || m_connection.mustCloseAfterAnswer() || (!contentLength && !m_chunked);
    m_connection.write(headBytes(status, fields, contentLength, m_chunked && !m_noBody));
}

void Exchange::write(const QByteArray &data)
{
    if (m_state != State::Streaming || data.isEmpty())
        return;
    m_written += data.size();
    if (m_noBody)
        return;
    if (m_announced && m_written > *m_announced) { // what is beyond would pass for the next answer
        abort();
        return;
    }
    if (!m_chunked) {
        m_connection.write(data);
        return;
    }
    QByteArray chunk;
    chunk.reserve(data.size() + 12);
    chunk += QByteArray::number(data.size(), 16);
    chunk += "\r\n";
    chunk += data;
    chunk += "\r\n";
    m_connection.write(chunk);
}

void Exchange::end()
{
    if (m_state != State::Streaming)
        return;
    if (m_announced && m_written < *m_announced && !m_noBody) {
        abort();
        return;
    }
    m_state = State::Over;
    if (m_chunked && !m_noBody)
        m_connection.write("0\r\n\r\n");
    m_connection.exchangeOver(m_mustClose || !m_head.keepAlive);
}

void Exchange::abort()
{
    if (m_state == State::Over)
        return;
    m_state = State::Over;
    m_connection.abort();
}

qint64 Exchange::unsentBytes() const
{
    return m_connection.unsentBytes();
}

QByteArray httpDate()
{
    static thread_local qint64 second = -1;
    static thread_local QByteArray text;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (now != second) {
        second = now;
        text = QLocale::c()
                       .toString(QDateTime::fromSecsSinceEpoch(now, QTimeZone::utc()),
                                 QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                       .toLatin1();
    }
    return text;
}

QByteArrayView reasonPhrase(int status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 402:
        return "Payment Required";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    case 508:
        return "Loop Detected";
    default:
        return status < 400 ? "OK" : "Error";
    }
}

} // namespace gateway
