// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/http_text.h"
#include "support/test_data.h"
#include "support/wait.h"

#include <QDeadlineTimer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {
namespace {

constexpr int sliceMs = 10; // how often a blocked script looks at the flags around it

struct Gone // ends a script
{};

} // namespace

struct Gate::State
{
    std::mutex mutex;
    std::condition_variable opened;
    int steps = 0;
};

Gate::Gate() : m_state(std::make_shared<State>()) {}

void Gate::open(int steps)
{
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->steps += steps;
    }
    m_state->opened.notify_all();
}

bool Gate::tryPass(std::chrono::milliseconds bound)
{
    std::unique_lock lock(m_state->mutex);
    if (!m_state->opened.wait_for(lock, bound, [this] { return m_state->steps > 0; }))
        return false;
    --m_state->steps;
    return true;
}

QByteArray SeenRequest::method() const
{
    return head.left(head.indexOf(' '));
}

QByteArray SeenRequest::target() const
{
    const qsizetype begin = head.indexOf(' ') + 1;
    return head.mid(begin, head.indexOf(' ', begin) - begin);
}

QList<QByteArray> SeenRequest::headers(QByteArrayView name) const
{
    return headerValues(head, name);
}

QByteArray SeenRequest::header(QByteArrayView name) const
{
    return headers(name).value(0);
}

// What the threads of an upstream have in common.
struct FakeUpstream::Shared
{
    Options options;
    std::atomic<bool> stopping = false;
    std::atomic<int> connections = 0;
    std::atomic<int> open = 0;
    std::atomic<int> clientsLeft = 0;
    std::atomic<qint64> sent = 0;

    mutable std::mutex mutex;
    Script script;
    QList<SeenRequest> requests;
    int numbers = 0;

    int add(const SeenRequest &request)
    {
        const std::lock_guard lock(mutex);
        requests.append(request);
        return numbers++;
    }
    void update(int number, const SeenRequest &request)
    {
        const std::lock_guard lock(mutex);
        requests[number] = request;
    }
};

// One accepted connection, in a thread of its own.
class UpstreamConnection final
{
public:
    UpstreamConnection(std::shared_ptr<FakeUpstream::Shared> shared, qintptr descriptor, int number)
        : m_shared(std::move(shared)), m_descriptor(descriptor), m_number(number)
    {}

    void run()
    {
        ++m_shared->open;
        try {
            open();
            while (serveOne()) {
            }
        } catch (const Gone &) {
        }
        if (m_socket)
            m_socket->abort();
        m_socket.reset();
        --m_shared->open;
    }

    void write(QByteArrayView bytes)
    {
        if (!isOpen())
            throw Gone{};
        m_socket->write(bytes.data(), bytes.size());
        while (m_socket->bytesToWrite() > 0) {
            checkStopping();
            const qint64 before = m_socket->bytesToWrite();
            m_socket->waitForBytesWritten(sliceMs);
            m_shared->sent += before - m_socket->bytesToWrite();
            if (!isOpen())
                leave();
        }
    }

    void wait(Gate &gate)
    {
        while (!gate.tryPass(std::chrono::milliseconds(sliceMs))) {
            checkStopping();
            m_socket->waitForReadyRead(0);
            if (!isOpen())
                leave();
        }
    }

    void waitForClientToLeave()
    {
        while (isOpen()) {
            checkStopping();
            m_socket->waitForReadyRead(sliceMs);
            m_socket->readAll();
        }
        ++m_shared->clientsLeft;
    }

    void readBody(SeenRequest &request, int number)
    {
        const QByteArray encoding = request.header("transfer-encoding").toLower();
        if (encoding == "chunked") {
            ChunkDecoder decoder;
            while (m_buffer = decoder.feed(m_buffer), !decoder.finished()) {
                request.body = decoder.body();
                m_shared->update(number, request);
                fill();
            }
            request.body = decoder.body();
        } else {
            const qint64 length = request.header("content-length").toLongLong();
            while (m_buffer.size() < length)
                fill();
            request.body = m_buffer.left(length);
            m_buffer.remove(0, length);
        }
        request.complete = true;
        m_shared->update(number, request);
    }

    // Until the peer has closed too: then it has seen the end, and will not use this connection again.
    void close()
    {
        if (m_shared->options.tls)
            m_socket->disconnectFromHost();
        else
            shutDownWriting(*m_socket);
        const QDeadlineTimer bound(2'000);
        while (isOpen() && !bound.hasExpired()) {
            checkStopping();
            m_socket->waitForReadyRead(sliceMs);
            m_socket->readAll();
        }
        throw Gone{};
    }

    void reset()
    {
        resetOnClose(*m_socket);
        m_socket->abort();
        throw Gone{};
    }

    void countLeft() { ++m_shared->clientsLeft; }

private:
    void open()
    {
        if (!m_shared->options.tls) {
            m_socket = std::make_unique<QTcpSocket>();
            m_socket->setSocketDescriptor(m_descriptor);
        } else {
            auto socket = std::make_unique<QSslSocket>();
            const std::optional<TestCertificate> certificate = testCertificate();
            socket->setLocalCertificate(QSslCertificate(certificate->certificatePem));
            socket->setPrivateKey(QSslKey(certificate->keyPem, QSsl::Ec));
            socket->setPeerVerifyMode(QSslSocket::VerifyNone); // of the client, which has no certificate
            socket->setSocketDescriptor(m_descriptor);
            socket->startServerEncryption();
            while (!socket->waitForEncrypted(sliceMs)) {
                checkStopping();
                if (socket->state() != QAbstractSocket::ConnectedState)
                    throw Gone{};
            }
            m_socket = std::move(socket);
        }
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

    bool serveOne()
    {
        qsizetype end = -1;
        while ((end = m_buffer.indexOf("\r\n\r\n")) < 0)
            fill();
        SeenRequest request;
        request.connection = m_number;
        request.head = m_buffer.left(end + 4);
        m_buffer.remove(0, end + 4);
        const int number = m_shared->add(request);
        if (!m_shared->options.headOnly)
            readBody(request, number);

        FakeUpstream::Script script;
        {
            const std::lock_guard lock(m_shared->mutex);
            script = m_shared->script;
        }
        UpstreamCall call(*this, request, number);
        if (script)
            script(call);
        else
            call.answer(200, chatCompletion());
        return isOpen();
    }

    void fill()
    {
        while (m_socket->bytesAvailable() == 0) {
            checkStopping();
            if (!isOpen())
                throw Gone{};
            m_socket->waitForReadyRead(sliceMs);
        }
        m_buffer += m_socket->readAll();
    }

    bool isOpen() const { return m_socket->state() == QAbstractSocket::ConnectedState; }

    void checkStopping() const
    {
        if (m_shared->stopping)
            throw Gone{};
    }

    [[noreturn]] void leave()
    {
        ++m_shared->clientsLeft;
        throw Gone{};
    }

    std::shared_ptr<FakeUpstream::Shared> m_shared;
    qintptr m_descriptor;
    int m_number;
    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_buffer;
};

UpstreamCall::UpstreamCall(UpstreamConnection &connection, SeenRequest &request, int number)
    : m_connection(connection), m_request(request), m_number(number)
{}

void UpstreamCall::readBody()
{
    m_connection.readBody(m_request, m_number);
}

void UpstreamCall::send(const QByteArray &bytes)
{
    m_connection.write(bytes);
}

void UpstreamCall::answer(int status, const QByteArray &body, const QByteArray &extraHeaders)
{
    const bool typed = extraHeaders.toLower().contains("content-type:");
    send("HTTP/1.1 " + QByteArray::number(status) + " Scripted\r\n" +
         (typed ? QByteArray() : QByteArray("Content-Type: application/json\r\n")) +
         "Content-Length: " + QByteArray::number(body.size()) + "\r\n" + extraHeaders + "\r\n" + body);
}

void UpstreamCall::beginStream(const QByteArray &extraHeaders)
{
    send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n" +
         extraHeaders + "\r\n");
}

void UpstreamCall::piece(const QByteArray &bytes)
{
    send(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void UpstreamCall::endStream()
{
    send("0\r\n\r\n");
}

void UpstreamCall::wait(Gate &gate)
{
    m_connection.wait(gate);
}

void UpstreamCall::waitForClientToLeave()
{
    m_connection.waitForClientToLeave();
}

void UpstreamCall::close()
{
    m_connection.close();
}

void UpstreamCall::reset()
{
    m_connection.reset();
}

class FakeUpstream::Acceptor final : public QTcpServer
{
public:
    explicit Acceptor(std::shared_ptr<Shared> shared) : m_shared(std::move(shared))
    {
        setListenBacklogSize(512);
        listen(QHostAddress::LocalHost);
        m_port = serverPort();
        m_thread.start();
        moveToThread(&m_thread);
    }

    ~Acceptor() override
    {
        m_shared->stopping = true;
        QMetaObject::invokeMethod(
                this,
                [this] {
                    close();
                    moveToThread(nullptr);
                },
                Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
        for (const std::unique_ptr<QThread> &worker : m_workers)
            worker->wait();
    }

    quint16 port() const { return m_port; }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        std::erase_if(m_workers, [](const std::unique_ptr<QThread> &worker) { return worker->isFinished(); });
        const int number = m_shared->connections++;
        m_workers.emplace_back(QThread::create([shared = m_shared, descriptor, number] {
            UpstreamConnection(shared, descriptor, number).run();
        }));
        m_workers.back()->start();
    }

private:
    std::shared_ptr<Shared> m_shared;
    quint16 m_port = 0;
    QThread m_thread;
    std::vector<std::unique_ptr<QThread>> m_workers;
};

FakeUpstream::FakeUpstream(Script script, Options options) : m_shared(std::make_shared<Shared>())
{
    m_shared->options = options;
    m_shared->script = std::move(script);
    if (options.tls)
        testCertificate(); // made here, not in the thread of the first connection
    m_acceptor = std::make_unique<Acceptor>(m_shared);
}

FakeUpstream::~FakeUpstream() = default;

void FakeUpstream::setScript(Script script)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->script = std::move(script);
}

QString FakeUpstream::baseUrl() const
{
    return (m_shared->options.tls ? u"https://127.0.0.1:"_s : u"http://127.0.0.1:"_s) +
           QString::number(port()) + u"/v1"_s;
}

quint16 FakeUpstream::port() const
{
    return m_acceptor->port();
}

QList<SeenRequest> FakeUpstream::requests() const
{
    const std::lock_guard lock(m_shared->mutex);
    return m_shared->requests;
}

int FakeUpstream::requestCount() const
{
    const std::lock_guard lock(m_shared->mutex);
    return int(m_shared->requests.size());
}

int FakeUpstream::posts() const
{
    int count = 0;
    for (const SeenRequest &request : requests())
        count += request.method() == "POST" ? 1 : 0;
    return count;
}

int FakeUpstream::connections() const
{
    return m_shared->connections;
}
int FakeUpstream::openConnections() const
{
    return m_shared->open;
}
int FakeUpstream::clientsLeft() const
{
    return m_shared->clientsLeft;
}
qint64 FakeUpstream::bytesSent() const
{
    return m_shared->sent;
}

bool FakeUpstream::waitForRequests(int count, std::chrono::milliseconds bound) const
{
    return waitUntil([this, count] { return requestCount() >= count; }, bound);
}

} // namespace gateway::test
