// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

#include <memory>

namespace gateway::test {

// A proxy of HTTP (CONNECT) and SOCKS 5 on a free port of the loopback, in a thread of its own. Whatever host
// it is asked for, it connects to this machine, so that names which nobody else knows can be used.
class FakeProxy final
{
public:
    FakeProxy();
    ~FakeProxy();
    Q_DISABLE_COPY_MOVE(FakeProxy)

    QString httpUrl() const;     // "http://127.0.0.1:PORT"
    QString socksUrl() const;    // "socks5://127.0.0.1:PORT"
    QStringList targets() const; // "HOST:PORT" of each connection that was asked for, in order

private:
    class Server;
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gateway::test
