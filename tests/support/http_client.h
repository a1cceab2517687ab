// SPDX-License-Identifier: MIT
#pragma once

#include "support/wait.h"

#include <QByteArray>
#include <QHostAddress>
#include <QJsonObject>
#include <QTcpSocket>

#include <memory>
#include <optional>

namespace gateway::test {

// An answer as a client saw it.
struct HttpReply
{
    int status = 0;
    QByteArray head;
    QByteArray body;
    QByteArray trailers;
    bool complete = false; // ended as its framing promised, not by a cut connection
    bool chunked = false;

    QByteArray header(QByteArrayView name) const; // the first; empty when there is none
    QList<QByteArray> headers(QByteArrayView name) const;
    QJsonObject json() const;
    QString errorCode() const;    // error.code of the body
    QString errorMessage() const; // error.message
};

// A client that sends exactly the bytes it is told to. Lives in the test's thread; waiting runs the event
// loop.
class HttpClient final
{
public:
    explicit HttpClient(quint16 port, const QHostAddress &address = QHostAddress::LocalHost);
    ~HttpClient();
    HttpClient(HttpClient &&) noexcept;

    bool isConnected() const;           // as far as was seen
    void send(const QByteArray &bytes); // queued; flush() waits for the system to take them
    bool flush(std::chrono::milliseconds bound = 10s);

    // Reads the next answer: its head, or all of it. Empty when the connection ended or the bound passed
    // before. `toHead`: the request was HEAD, so that no body follows. 1xx answers come like any other,
    // without a body.
    std::optional<HttpReply> readHead(std::chrono::milliseconds bound = 10s, bool toHead = false);
    std::optional<HttpReply> read(bool toHead = false, std::chrono::milliseconds bound = 30s);

    // After readHead(): what has come of the body, at least until it holds `count` bytes, ends or the bound
    // passes.
    QByteArray readBody(qsizetype count, std::chrono::milliseconds bound = 10s);
    bool readBodyUntil(QByteArrayView marker, std::chrono::milliseconds bound = 10s);
    HttpReply finish(std::chrono::milliseconds bound = 30s); // the rest of the answer that readHead() began

    bool waitForClose(std::chrono::milliseconds bound = 10s); // by the server
    QByteArray unread();                                      // bytes that belong to no answer so far

    void stopReading(); // the system's buffers fill up from now on
    void resumeReading();
    void close();        // FIN
    void closeWriting(); // FIN, and goes on reading
    void reset();        // RST

private:
    void consume();
    bool bodyEnded() const;

    struct State;
    std::unique_ptr<State> d;
};

// A request with Content-Length: "POST", "/v1/chat/completions", extra header lines (each with CRLF), body.
QByteArray httpRequest(const QByteArray &method, const QByteArray &path, const QByteArray &headerLines = {},
                       const std::optional<QByteArray> &body = {});

} // namespace gateway::test
