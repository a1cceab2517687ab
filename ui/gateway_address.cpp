// SPDX-License-Identifier: MIT
#include "ui/gateway_address.h"

#include <QTcpServer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QHostAddress hostAddress(const QString &host)
{
    if (host.isEmpty())
        return QHostAddress(QHostAddress::Any);
    if (host == "localhost"_L1)
        return QHostAddress(QHostAddress::LocalHost);
    return QHostAddress(host);
}

} // namespace

QString addressForClients(const GatewayControl &control, const Settings &settings)
{
    if (!control.addresses().isEmpty())
        return control.addresses().first();
    const auto address = parseListenAddress(wantedListen(control, settings).value(0));
    return address ? address->url() : u"http://127.0.0.1:5000"_s;
}

QStringList wantedListen(const GatewayControl &control, const Settings &settings)
{
    return control.listenOverride().isEmpty() ? settings.listen : control.listenOverride();
}

QStringList withPort(const QStringList &listen, quint16 port)
{
    QStringList changed = listen;
    const auto first = parseListenAddress(listen.value(0));
    const QString host = first ? first->host : u"127.0.0.1"_s;
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    const QString text = shown + u':' + QString::number(port);
    if (changed.isEmpty())
        changed += text;
    else
        changed[0] = text;
    return changed;
}

bool isFree(const ListenAddress &address)
{
    QTcpServer server;
    return server.listen(hostAddress(address.host), address.port);
}

quint16 nextFreePort(const QString &host, quint16 taken)
{
    for (int port = taken + 1; port <= qMin(65'535, taken + 100); ++port) {
        if (isFree({host, quint16(port)}))
            return quint16(port);
    }
    return 0;
}

} // namespace gateway::ui
