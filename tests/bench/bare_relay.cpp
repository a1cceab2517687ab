// SPDX-License-Identifier: MIT
// bare_relay PORT URL CA_FILE: what QHttpServer and QNetworkAccessManager take by themselves. Every POST to
// the loopback port is posted to URL as it came, and answered with what came back: no checks, no key, no
// limits, no ledger, no streams. The gateway cannot be faster than this, and the distance between the two is
// what its own work costs.
#include <QAbstractHttpServer>
#include <QCoreApplication>
#include <QHttpServerRequest>
#include <QHttpServerResponder>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>

#include <cstdio>
#include <memory>
#include <vector>

namespace {

constexpr int connectionsPerHost = 6; // of one manager; the seventh call would wait

struct Lane
{
    QNetworkAccessManager manager;
    int calls = 0;
};

class BareRelay final : public QAbstractHttpServer
{
public:
    BareRelay(const QUrl &url, const QString &authority) : m_request(url)
    {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(authority));
        m_request.setSslConfiguration(tls);
        m_request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        m_request.setRawHeader("content-type", "application/json");
        m_request.setRawHeader("authorization", "Bearer sk-bench");
    }

    bool handleRequest(const QHttpServerRequest &request, QTcpSocket *socket) override
    {
        Lane &lane = freeLane();
        ++lane.calls;
        QNetworkReply *reply = lane.manager.post(m_request, request.body());
        auto responder = std::make_shared<QHttpServerResponder>(makeResponder(request, socket));
        connect(reply, &QNetworkReply::finished, this,
                [reply, responder, &lane, client = QPointer<QTcpSocket>(socket)] {
                    --lane.calls;
                    const bool good = reply->error() == QNetworkReply::NoError;
                    if (client)
                        responder->write(reply->readAll(), "application/json",
                                         good ? QHttpServerResponder::StatusCode::Ok
                                              : QHttpServerResponder::StatusCode::BadGateway);
                    reply->deleteLater();
                });
        return true;
    }

    void missingHandler(const QHttpServerRequest &, QTcpSocket *) override {}

private:
    Lane &freeLane()
    {
        for (const std::unique_ptr<Lane> &lane : m_lanes) {
            if (lane->calls < connectionsPerHost)
                return *lane;
        }
        m_lanes.push_back(std::make_unique<Lane>());
        m_lanes.back()->manager.setProxy(QNetworkProxy::NoProxy);
        return *m_lanes.back();
    }

    QNetworkRequest m_request;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as the gateway does
    const QCoreApplication app(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() != 4) {
        std::fputs("usage: bare_relay PORT URL CA_FILE\n", stderr);
        return 2;
    }
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost, words[1].toUShort())) {
        std::fputs("bare_relay: the port cannot be had\n", stderr);
        return 1;
    }
    BareRelay relay(QUrl(words[2]), words[3]);
    relay.bind(&server);
    return QCoreApplication::exec();
}
