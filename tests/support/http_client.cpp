// SPDX-License-Identifier: MIT
#include "support/http_client.h"
#include "support/http_text.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

QByteArray HttpReply::header(QByteArrayView name) const
{
    return headers(name).value(0);
}
QList<QByteArray> HttpReply::headers(QByteArrayView name) const
{
    return headerValues(head, name);
}
QJsonObject HttpReply::json() const
{
    return QJsonDocument::fromJson(body).object();
}
QString HttpReply::errorCode() const
{
    return json()["error"_L1].toObject()["code"_L1].toString();
}
QString HttpReply::errorMessage() const
{
    return json()["error"_L1].toObject()["message"_L1].toString();
}

struct HttpClient::State
{
    QTcpSocket socket;
    QByteArray buffer;
    bool reading = true;

    // The answer at hand.
    HttpReply reply;
    bool inBody = false;
    bool noBody = false;
    qint64 length = -1;
    ChunkDecoder chunks;

    bool ended() const { return socket.state() == QAbstractSocket::UnconnectedState; }
    void take()
    {
        if (reading && socket.bytesAvailable() > 0)
            buffer += socket.readAll();
    }
};

HttpClient::HttpClient(quint16 port, const QHostAddress &address) : d(std::make_unique<State>())
{
    d->socket.connectToHost(address, port);
    waitUntil([this] { return d->socket.state() == QAbstractSocket::ConnectedState || d->ended(); });
    d->socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient &&) noexcept = default;

bool HttpClient::isConnected() const
{
    return d->socket.state() == QAbstractSocket::ConnectedState;
}

void HttpClient::send(const QByteArray &bytes)
{
    if (isConnected())
        d->socket.write(bytes);
}

bool HttpClient::flush(std::chrono::milliseconds bound)
{
    return waitUntil([this] { return d->socket.bytesToWrite() == 0 || d->ended(); }, bound) && isConnected();
}

std::optional<HttpReply> HttpClient::readHead(std::chrono::milliseconds bound, bool toHead)
{
    qsizetype end = -1;
    const auto headCame = [this, &end] {
        d->take();
        end = d->buffer.indexOf("\r\n\r\n");
        return end >= 0;
    };
    waitUntil([&] { return headCame() || d->ended(); }, bound);
    if (!headCame())
        return {};
    d->reply = {};
    d->reply.head = d->buffer.left(end + 4);
    d->buffer.remove(0, end + 4);
    d->reply.status = d->reply.head.mid(9, 3).toInt();
    d->reply.chunked = d->reply.header("transfer-encoding").toLower() == "chunked";
    d->length =
            d->reply.header("content-length").isEmpty() ? -1 : d->reply.header("content-length").toLongLong();
    d->noBody = toHead || d->reply.status < 200 || d->reply.status == 204 || d->reply.status == 304;
    d->chunks = {};
    d->inBody = true;
    consume();
    return d->reply;
}

std::optional<HttpReply> HttpClient::read(bool toHead, std::chrono::milliseconds bound)
{
    if (!readHead(bound, toHead))
        return {};
    return finish(bound);
}

// Moves what has come from the buffer into the body, as far as the answer reaches.
void HttpClient::consume()
{
    d->take();
    if (!d->inBody || d->noBody)
        return;
    if (d->reply.chunked) {
        d->reply.body.clear(); // or the decoder would copy what it has for each piece
        d->buffer = d->chunks.feed(d->buffer);
        d->reply.body = d->chunks.body();
        d->reply.trailers = d->chunks.trailers();
    } else {
        const qsizetype wanted = d->length < 0 ? d->buffer.size() : d->length - d->reply.body.size();
        d->reply.body += d->buffer.left(wanted);
        d->buffer.remove(0, qMin(wanted, d->buffer.size()));
    }
}

bool HttpClient::bodyEnded() const
{
    if (d->noBody)
        return true;
    if (d->reply.chunked)
        return d->chunks.finished();
    return d->length < 0 ? d->ended() : d->reply.body.size() == d->length;
}

QByteArray HttpClient::readBody(qsizetype count, std::chrono::milliseconds bound)
{
    waitUntil(
            [&] {
                consume();
                return d->reply.body.size() >= count || bodyEnded() || d->ended();
            },
            bound);
    return d->reply.body;
}

bool HttpClient::readBodyUntil(QByteArrayView marker, std::chrono::milliseconds bound)
{
    const auto found = [&] {
        consume();
        return d->reply.body.contains(marker);
    };
    waitUntil([&] { return found() || bodyEnded() || d->ended(); }, bound);
    return found();
}

HttpReply HttpClient::finish(std::chrono::milliseconds bound)
{
    waitUntil(
            [&] {
                consume();
                return bodyEnded() || d->ended() || d->chunks.broken();
            },
            bound);
    consume();
    d->reply.complete = bodyEnded();
    d->inBody = false;
    return d->reply;
}

bool HttpClient::waitForClose(std::chrono::milliseconds bound)
{
    return waitUntil(
            [this] {
                d->take();
                return d->ended();
            },
            bound);
}

QByteArray HttpClient::unread()
{
    d->take();
    return d->buffer;
}

void HttpClient::stopReading()
{
    d->reading = false;
    d->socket.setReadBufferSize(1);
}

void HttpClient::resumeReading()
{
    d->reading = true;
    d->socket.setReadBufferSize(0);
    d->take();
}

void HttpClient::close()
{
    d->socket.disconnectFromHost();
}

void HttpClient::closeWriting()
{
    flush();
    shutDownWriting(d->socket);
}

void HttpClient::reset()
{
    resetOnClose(d->socket);
    d->socket.abort();
}

QByteArray httpRequest(const QByteArray &method, const QByteArray &path, const QByteArray &headerLines,
                       const std::optional<QByteArray> &body)
{
    QByteArray request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headerLines;
    if (body)
        request += "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body->size()) +
                   "\r\n";
    return request + "\r\n" + body.value_or(QByteArray());
}

} // namespace gateway::test
