// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Browsers: which pages may call, which names lead here; and what is answered without a key.
class TestGatewayOrigin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void hosts_data();
    void hosts();
    void preflight();
    void preflightOfAStranger();
    void preflightForAPrivateNetwork();
    void answersToAPage_data();
    void answersToAPage();
    void answerToAStranger();
    void anyOrigin();
    void health();
    void page();

private:
    std::optional<HttpReply> request(const QByteArray &bytes);

    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayOrigin::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"allowed_hosts"_s, u"gateway.lan"_s);
    m_gateway->set(u"allowed_origins"_s, u"http://localhost:3000,app://obsidian.md"_s);
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

std::optional<HttpReply> TestGatewayOrigin::request(const QByteArray &bytes)
{
    HttpClient client = m_gateway->connect();
    client.send(bytes);
    return client.read();
}

void TestGatewayOrigin::hosts_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("passes");
    for (const char *host :
         {"localhost", "localhost:5000", "LOCALHOST", "api.localhost:1", "127.0.0.1", "127.0.0.1:5000",
          "[::1]", "[::1]:5000", "192.168.1.20:5000", "gateway.lan", "Gateway.LAN:5000"})
        QTest::newRow(host) << QByteArray(host) << true;
    for (const char *host :
         {"evil.example", "evil.example:5000", "localhost.evil.example", "gateway.lan.evil.example",
          "127.0.0.1.evil.example", "", "evil.example#localhost", "xlocalhost"})
        QTest::newRow(*host ? host : "empty") << QByteArray(host) << false;
}

void TestGatewayOrigin::hosts()
{
    QFETCH(QByteArray, host);
    QFETCH(bool, passes);
    for (const QByteArray path : {"/", "/healthz", "/v1/models"}) {
        const auto reply = request("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" +
                                   m_gateway->authorization() + "\r\n");
        QVERIFY(reply);
        QCOMPARE(reply->status, passes ? 200 : 403);
        if (passes)
            continue;
        QCOMPARE(reply->errorCode(), u"host_not_allowed"_s);
        QVERIFY(reply->errorMessage().contains("allowed_hosts"_L1)); // says what to do
    }
}

void TestGatewayOrigin::preflight()
{
    const auto reply =
            request("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                    "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\n"
                    "Access-Control-Request-Headers: authorization,content-type,x-stainless-lang\r\n\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->status, 204); // without a key: browsers send none
    QCOMPARE(reply->header("access-control-allow-origin"), "http://localhost:3000");
    QVERIFY(reply->header("access-control-allow-methods").contains("POST"));
    QCOMPARE(reply->header("access-control-allow-headers"), "authorization,content-type,x-stainless-lang");
    QVERIFY(reply->headers("access-control-allow-credentials").isEmpty());
    QVERIFY(reply->header("vary").toLower().contains("origin"));
    QVERIFY(reply->body.isEmpty());
}

void TestGatewayOrigin::preflightOfAStranger()
{
    const auto reply = request("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                               "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->status, 403);
    QCOMPARE(reply->errorCode(), u"origin_not_allowed"_s);
    QVERIFY(reply->headers("access-control-allow-origin").isEmpty());
}

void TestGatewayOrigin::preflightForAPrivateNetwork()
{
    const auto reply =
            request("OPTIONS /v1/models HTTP/1.1\r\nHost: localhost\r\nOrigin: app://obsidian.md\r\n"
                    "Access-Control-Request-Method: GET\r\n"
                    "Access-Control-Request-Private-Network: true\r\n\r\n");
    QVERIFY(reply);
    QCOMPARE(reply->status, 204);
    QCOMPARE(reply->header("access-control-allow-private-network"), "true");
}

void TestGatewayOrigin::answersToAPage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("withKey");
    QTest::addColumn<int>("status");
    QTest::newRow("plain") << chatRequest() << true << 200;
    QTest::newRow("stream") << chatRequest("test-model", true) << true << 200;
    QTest::newRow("error") << QByteArray("{}") << true << 400;
    QTest::newRow("no key") << chatRequest() << false << 401;
}

void TestGatewayOrigin::answersToAPage()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, withKey);
    QFETCH(int, status);
    m_upstream.setScript([](UpstreamCall &call) {
        if (!call.request().body.contains("\"stream\": true")) {
            call.answer(200, chatCompletion(), "Access-Control-Allow-Origin: *\r\nVary: Accept\r\n");
            return;
        }
        call.beginStream("Access-Control-Allow-Origin: *\r\n");
        call.piece(chatStream({"a"}).join());
        call.endStream();
    });
    const auto reply = request(httpRequest("POST", "/v1/chat/completions",
                                           (withKey ? m_gateway->authorization() : QByteArray()) +
                                                   "Origin: http://localhost:3000\r\n",
                                           body));
    QVERIFY(reply);
    QCOMPARE(reply->status, status);
    // Once, and the same on errors: a page reads the reason only then.
    QCOMPARE(reply->headers("access-control-allow-origin"), QList<QByteArray>{"http://localhost:3000"});
    QVERIFY(reply->header("access-control-expose-headers").contains("x-request-id"));
}

void TestGatewayOrigin::answerToAStranger()
{
    const int posts = m_upstream.posts();
    const auto reply = request(httpRequest("POST", "/v1/chat/completions",
                                           m_gateway->authorization() + "Origin: https://evil.example\r\n",
                                           chatRequest()));
    QVERIFY(reply);
    QCOMPARE(reply->status, 403);
    QCOMPARE(reply->errorCode(), u"origin_not_allowed"_s);
    QVERIFY(reply->headers("access-control-allow-origin").isEmpty());
    QCOMPARE(m_upstream.posts(), posts);

    const auto opaque = request(httpRequest("POST", "/v1/chat/completions",
                                            m_gateway->authorization() + "Origin: null\r\n", chatRequest()));
    QCOMPARE(opaque->status, 403);

    // The gateway's own page.
    const auto own =
            request("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:5000\r\nOrigin: http://127.0.0.1:5000\r\n\r\n");
    QCOMPARE(own->status, 200);
}

void TestGatewayOrigin::anyOrigin()
{
    m_gateway->set(u"allowed_origins"_s, u"*"_s);
    const auto reply = request(httpRequest(
            "GET", "/v1/models", m_gateway->authorization() + "Origin: https://anyone.example\r\n"));
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->header("access-control-allow-origin"), "https://anyone.example");
    QVERIFY(reply->headers("access-control-allow-credentials").isEmpty());
    m_gateway->set(u"allowed_origins"_s, u"http://localhost:3000,app://obsidian.md"_s);
}

void TestGatewayOrigin::health()
{
    for (const char *path : {"/healthz", "/readyz"}) {
        const auto reply = request(httpRequest("GET", path));
        QVERIFY(reply);
        QCOMPARE(reply->status, 200);
        QVERIFY(!reply->json().isEmpty());
    }
}

void TestGatewayOrigin::page()
{
    const auto reply = request(httpRequest("GET", "/"));
    QVERIFY(reply);
    QCOMPARE(reply->status, 200);
    QVERIFY(reply->header("content-type").startsWith("text/html"));
    QVERIFY(reply->header("content-security-policy").contains("default-src 'none'"));
    QVERIFY(reply->body.contains("<html"));
    QVERIFY(!reply->body.contains("sk-upstream"));
}

QTEST_GUILESS_MAIN(TestGatewayOrigin)
#include "tst_gateway_origin.moc"
