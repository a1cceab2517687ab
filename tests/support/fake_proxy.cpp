// SPDX-License-Identifier: MIT
#include "support/fake_proxy.h"

#include <QHostAddress>
#include <QMutex>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <memory>
#include <optional>

namespace gateway::test {

using namespace Qt::Literals::StringLiterals;

namespace {

struct Asked
{
    QByteArray host;
    quint16 port = 0;
    QByteArray answer; // when the connection stands
};

// Of "CONNECT host:port HTTP/1.1" and its headers, once they are whole.
std::optional<Asked> readConnect(QTcpSocket &client)
{
    const QByteArray seen = client.peek(8'192);
    const qsizetype end = seen.indexOf("\r\n\r\n");
    if (end < 0 || !seen.startsWith("CONNECT "))
        return {};
    client.skip(end + 4);
    const QByteArray target = seen.split(' ').value(1);
    const qsizetype colon = target.lastIndexOf(':');
    return Asked{target.left(colon), target.mid(colon + 1).toUShort(), "HTTP/1.1 200 OK\r\n\r\n"};
}

// RFC 1928: the greeting, then a request to connect to a name or an IPv4 address.
std::optional<Asked> readSocks(QTcpSocket &client, bool &greeted)
{
    if (!greeted) {
        const QByteArray seen = client.peek(2);
        if (seen.size() < 2 || client.bytesAvailable() < 2 + uchar(seen[1]))
            return {};
        client.skip(2 + uchar(seen[1]));
        client.write(QByteArray("\x05\x00", 2));
        greeted = true;
    }
    const QByteArray seen = client.peek(300);
    if (seen.size() < 5)
        return {};
    const bool named = seen[3] == 3;
    const qsizetype hostSize = named ? uchar(seen[4]) : 4;
    const qsizetype hostAt = named ? 5 : 4;
    if (seen.size() < hostAt + hostSize + 2)
        return {};
    client.skip(hostAt + hostSize + 2);
    QByteArray host = seen.mid(hostAt, hostSize);
    if (!named)
        host = "an address";
    const auto port = quint16(uchar(seen[hostAt + hostSize]) << 8 | uchar(seen[hostAt + hostSize + 1]));
    return Asked{host, port, QByteArray("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10)};
}

} // namespace

class FakeProxy::Server final : public QTcpServer
{
public:
    Server(QMutex &mutex, QStringList &targets) : m_mutex(mutex), m_targets(targets)
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = nextPendingConnection())
                serve(client);
        });
    }

private:
    void serve(QTcpSocket *client)
    {
        auto *provider = new QTcpSocket(client);
        auto greeted = std::make_shared<bool>(false);
        auto told = std::make_shared<bool>(false);
        connect(client, &QTcpSocket::readyRead, this, [this, client, provider, greeted, told] {
            if (*told) {
                if (provider->state() == QTcpSocket::ConnectedState)
                    provider->write(client->readAll());
                return;
            }
            const bool socks = client->peek(1) == "\x05";
            const auto asked = socks || *greeted ? readSocks(*client, *greeted) : readConnect(*client);
            if (!asked)
                return;
            *told = true;
            {
                const QMutexLocker guard(&m_mutex);
                m_targets += QString::fromLatin1(asked->host) + u':' + QString::number(asked->port);
            }
            connect(provider, &QTcpSocket::connected, client, [client, provider, answer = asked->answer] {
                client->write(answer);
                provider->write(client->readAll());
            });
            provider->connectToHost(QHostAddress::LocalHost, asked->port);
        });
        connect(provider, &QTcpSocket::readyRead, client,
                [client, provider] { client->write(provider->readAll()); });
        connect(provider, &QTcpSocket::disconnected, client, [client] { client->disconnectFromHost(); });
        connect(provider, &QTcpSocket::errorOccurred, client, [client] { client->disconnectFromHost(); });
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

    QMutex &m_mutex;
    QStringList &m_targets;
};

struct FakeProxy::Private
{
    mutable QMutex mutex;
    QStringList targets;
    QThread thread;
    Server *server = nullptr;
    quint16 port = 0;
};

FakeProxy::FakeProxy() : d(std::make_unique<Private>())
{
    d->server = new Server(d->mutex, d->targets);
    d->server->listen(QHostAddress::LocalHost);
    d->port = d->server->serverPort();
    d->server->moveToThread(&d->thread);
    QObject::connect(&d->thread, &QThread::finished, d->server, &QObject::deleteLater);
    d->thread.start();
}

FakeProxy::~FakeProxy()
{
    d->thread.quit();
    d->thread.wait();
}

QString FakeProxy::httpUrl() const
{
    return u"http://127.0.0.1:%1"_s.arg(d->port);
}

QString FakeProxy::socksUrl() const
{
    return u"socks5://127.0.0.1:%1"_s.arg(d->port);
}

QStringList FakeProxy::targets() const
{
    const QMutexLocker guard(&d->mutex);
    return d->targets;
}

} // namespace gateway::test
