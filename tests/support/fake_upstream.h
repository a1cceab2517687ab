// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace gateway::test {

using namespace std::chrono_literals;

// A request as it came over the wire, byte for byte.
struct SeenRequest
{
    int connection = 0;    // number of its connection, from 0
    QByteArray head;       // request line and header lines, with the blank line
    QByteArray body;       // without the framing of chunks
    bool complete = false; // the body came whole

    QByteArray method() const;
    QByteArray target() const;
    QList<QByteArray> headers(QByteArrayView name) const;
    QByteArray header(QByteArrayView name) const; // the first; empty when there is none
};

// A step that a script waits for and a test grants. Any thread.
class Gate final
{
public:
    Gate();
    void open(int steps = 1);
    bool tryPass(std::chrono::milliseconds bound);

private:
    struct State;
    std::shared_ptr<State> m_state;
};

// One request in the hands of a script. A script runs in the thread of its connection and may block; when the
// peer has gone or the upstream is torn down, the next step ends the script.
class UpstreamCall final
{
public:
    int number() const { return m_number; } // of the request, in the order of arrival, from 0
    const SeenRequest &request() const { return m_request; }

    void readBody();                    // only with Options::headOnly
    void send(const QByteArray &bytes); // returns when the system has taken them
    void answer(int status, const QByteArray &body,
                const QByteArray &extraHeaders = {});      // with Content-Length
    void beginStream(const QByteArray &extraHeaders = {}); // 200, text/event-stream, chunked
    void piece(const QByteArray &bytes);                   // one chunk
    void endStream();
    void wait(Gate &gate);
    void waitForClientToLeave(); // returns when the peer has closed
    void close();                // FIN, and waits for the peer's
    void reset();                // RST

private:
    friend class UpstreamConnection;
    UpstreamCall(class UpstreamConnection &connection, SeenRequest &request, int number);

    class UpstreamConnection &m_connection;
    SeenRequest &m_request;
    int m_number;
};

// A provider made of raw sockets, whose every byte is up to the test: listens on a free port of the loopback,
// gives each connection a thread, and calls the script for each request. Keep-alive unless the script closes.
class FakeUpstream final
{
public:
    using Script = std::function<void(UpstreamCall &)>;

    struct Options
    {
        bool tls = false;      // with testCertificate()
        bool headOnly = false; // the script is called at the end of the headers
    };

    explicit FakeUpstream(Script script = {}) : FakeUpstream(std::move(script), Options{}) {}
    FakeUpstream(Script script, Options options);
    ~FakeUpstream();
    Q_DISABLE_COPY_MOVE(FakeUpstream)

    void setScript(Script script); // from the next request on
    QString baseUrl() const;       // "http://127.0.0.1:PORT/v1"
    quint16 port() const;

    QList<SeenRequest> requests() const;
    int requestCount() const;
    int posts() const;
    int connections() const;     // accepted so far
    int openConnections() const; // now
    int clientsLeft() const;     // calls whose peer went away while the script was at work
    qint64 bytesSent() const;

    // Waits with a running event loop.
    bool waitForRequests(int count, std::chrono::milliseconds bound = 10s) const;

    struct Shared;

private:
    std::shared_ptr<Shared> m_shared;
    class Acceptor;
    std::unique_ptr<Acceptor> m_acceptor;
};

} // namespace gateway::test
