// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Limits in time, connections and memory, made small by settings.
class TestFramingLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void slowHead();
    void silentConnection();
    void slowBody();
    void idleKeepAlive();
    void connectionsPerAddress();
    void bodiesTogether();
    void manyUnknownKeysCostNoMemory();

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestFramingLimits::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"header_timeout"_s, u"1s"_s);
    m_gateway->set(u"body_timeout"_s, u"2s"_s);
    m_gateway->set(u"keep_alive_timeout"_s, u"1s"_s);
    m_gateway->set(u"max_connections_per_address"_s, u"20"_s);
    m_gateway->set(u"max_buffered_bytes"_s, u"1048576"_s);
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

void TestFramingLimits::slowHead()
{
    HttpClient client = m_gateway->connect();
    client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: loc");
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->status, 408);
    QCOMPARE(reply->errorCode(), u"request_timeout"_s);
    QVERIFY(client.waitForClose());
}

void TestFramingLimits::silentConnection()
{
    HttpClient client = m_gateway->connect();
    QVERIFY(client.waitForClose());
    QCOMPARE(client.unread(), QByteArray());
}

void TestFramingLimits::slowBody()
{
    HttpClient client = m_gateway->connect();
    client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + m_gateway->authorization() +
                "Content-Length: 100\r\n\r\n{");
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->status, 408);
    QVERIFY(client.waitForClose());
}

void TestFramingLimits::idleKeepAlive()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", "/healthz"));
    QVERIFY(client.read());
    QVERIFY(client.isConnected());
    QVERIFY(client.waitForClose());
    QCOMPARE(client.unread(), QByteArray());
}

void TestFramingLimits::connectionsPerAddress()
{
    Gate gate;
    m_upstream.setScript([&gate](UpstreamCall &call) {
        call.wait(gate);
        call.answer(200, chatCompletion());
    });
    const int before = m_upstream.requestCount();
    std::vector<HttpClient> clients;
    for (int i = 0; i < 20; ++i) {
        clients.push_back(m_gateway->connect());
        clients.back().send(
                httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest()));
    }
    QVERIFY(m_upstream.waitForRequests(before + 20));

    HttpClient oneMore = m_gateway->connect();
    oneMore.send(httpRequest("GET", "/healthz"));
    const auto refused = oneMore.read();
    if (refused) { // the request that crosses the refusal may turn the end into a reset
        QCOMPARE(refused->status, 503);
        QCOMPARE(refused->errorCode(), u"overloaded"_s);
    }
    QVERIFY(oneMore.waitForClose());

    gate.open(20);
    for (HttpClient &client : clients)
        QCOMPARE(client.read().value_or(HttpReply()).status, 200);
    clients.clear();
    QVERIFY(waitUntil([this] { return m_gateway->get("/healthz").status == 200; }));
    m_upstream.setScript({});
}

void TestFramingLimits::bodiesTogether()
{
    const QByteArray body =
            chatRequest("test-model", false, ", \"user\": \"" + QByteArray(700'000, 'x') + "\"");
    const QByteArray request = httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), body);
    const qsizetype most = request.size() - 20;
    HttpClient first = m_gateway->connect();
    first.send(request.left(most));
    QVERIFY(first.flush());
    HttpClient second = m_gateway->connect();
    second.send(request.left(most));
    second.flush();
    // One of them finds the memory taken, whichever was read last.
    std::optional<HttpReply> early;
    HttpClient *other = nullptr;
    QVERIFY(waitUntil(
            [&] {
                if ((early = first.read(false, 20ms)))
                    other = &second;
                else if ((early = second.read(false, 20ms)))
                    other = &first;
                return early.has_value();
            },
            1500ms));
    QCOMPARE(early->status, 503);
    QCOMPARE(early->errorCode(), u"overloaded"_s);
    other->send(request.mid(most));
    const auto served = other->read();
    QVERIFY(served);
    QCOMPARE(served->status, 200);
    QCOMPARE(m_upstream.requests().constLast().body, body);
    QCOMPARE(m_gateway->post("/v1/chat/completions", body).status, 200); // what was taken came back
}

void TestFramingLimits::manyUnknownKeysCostNoMemory()
{
    // Each is refused at the end of its head; if their bodies were kept, the third would find the memory
    // taken.
    for (int i = 0; i < 5; ++i) {
        HttpClient client = m_gateway->connect();
        client.send(httpRequest("POST", "/v1/chat/completions", "Authorization: Bearer sk-nobody\r\n",
                                QByteArray(700'000, 'x')));
        client.flush();
        const auto reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->status, 401);
    }
}

QTEST_GUILESS_MAIN(TestFramingLimits)
#include "tst_framing_limits.moc"
