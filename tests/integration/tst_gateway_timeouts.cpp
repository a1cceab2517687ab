// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTcpServer>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// The four limits on a provider's time, made short by settings. Each test sets one and leaves the others
// long.
class TestGatewayTimeouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void connecting();
    void firstByte();
    void silenceInAPlainAnswer();
    void silenceInAStream();
    void totalOfAStream();
    void aSlowClientIsNotTheProvidersSilence();

private:
    const QByteArray m_chat = "/v1/chat/completions";
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayTimeouts::init()
{
    m_upstream = std::make_unique<FakeUpstream>();
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"max_attempts"_s, u"1"_s);
    m_gateway->addProvider(u"up"_s, m_upstream->baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

void TestGatewayTimeouts::cleanup()
{
    m_gateway.reset();
    m_upstream.reset();
}

void TestGatewayTimeouts::connecting()
{
    // The system accepts, but nobody answers the TLS greeting: the connection never stands.
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    m_gateway->set(u"connect_timeout"_s, u"500ms"_s);
    m_gateway->addProvider(u"mute"_s, u"https://127.0.0.1:%1/v1"_s.arg(server.serverPort()),
                           {u"mute-model"_s});
    const HttpReply reply = m_gateway->post(m_chat, chatRequest("mute-model"));
    QCOMPARE(reply.status, 504);
    QCOMPARE(reply.errorCode(), u"upstream_timeout"_s);
    QCOMPARE(toString(m_gateway->settledRow(reply)->settled.status), toString(CallStatus::Failed));
}

void TestGatewayTimeouts::firstByte()
{
    m_gateway->set(u"first_byte_timeout"_s, u"1s"_s);
    m_upstream->setScript([](UpstreamCall &call) { call.waitForClientToLeave(); });
    for (const bool stream : {false, true}) {
        const HttpReply reply = m_gateway->post(m_chat, chatRequest("test-model", stream));
        QCOMPARE(reply.status, 504);
        QCOMPARE(reply.errorCode(), u"upstream_timeout"_s);
        QCOMPARE(m_gateway->settledRow(reply)->settled.httpStatus, 504);
    }
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 2; }));
    QCOMPARE(m_upstream->posts(), 2);
}

void TestGatewayTimeouts::silenceInAPlainAnswer()
{
    m_gateway->set(u"silence_timeout"_s, u"1s"_s);
    m_upstream->setScript([](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"cho");
        call.waitForClientToLeave();
    });
    const HttpReply reply = m_gateway->post(m_chat, chatRequest());
    QCOMPARE(reply.status, 504); // nothing of the half answer was sent
    QCOMPARE(reply.errorCode(), u"upstream_timeout"_s);
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 1; }));
    QCOMPARE(m_upstream->posts(), 1);
}

void TestGatewayTimeouts::silenceInAStream()
{
    m_gateway->set(u"silence_timeout"_s, u"1s"_s);
    const QByteArray event = chatStream({"Hello"}).at(1);
    m_upstream->setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(event);
        call.waitForClientToLeave();
    });
    const HttpReply reply = m_gateway->post(m_chat, chatRequest("test-model", true));
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith(QByteArray(event + "data: {\"error\":")));
    QVERIFY(reply.body.contains("upstream_timeout"));
    QVERIFY(!reply.body.contains("[DONE]"));
    const auto row = m_gateway->settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 1; }));
}

void TestGatewayTimeouts::totalOfAStream()
{
    m_gateway->set(u"total_timeout"_s, u"1s"_s);
    const QByteArray event = chatStream({"x"}).at(1);
    Gate never;
    m_upstream->setScript([&](UpstreamCall &call) {
        call.beginStream();
        for (;;) {
            call.piece(event);
            never.tryPass(50ms); // not silent, but without end
        }
    });
    const HttpReply reply = m_gateway->post(m_chat, chatRequest("test-model", true));
    QVERIFY(reply.complete);
    QVERIFY(reply.body.contains("upstream_timeout"));
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 1; }));
}

void TestGatewayTimeouts::aSlowClientIsNotTheProvidersSilence()
{
    m_gateway->set(u"silence_timeout"_s, u"1s"_s);
    const QByteArray block = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" +
                             QByteArray(60'000, 'x') + "\"}}]}\n\n";
    constexpr int blocks = 400;
    m_upstream->setScript([&](UpstreamCall &call) {
        call.beginStream();
        for (int i = 0; i < blocks; ++i)
            call.piece(block);
        call.piece("data: [DONE]\n\n");
        call.endStream();
    });
    HttpClient client = m_gateway->connect();
    client.stopReading();
    client.send(httpRequest("POST", m_chat, m_gateway->authorization(), chatRequest("test-model", true)));
    QVERIFY(client.flush());
    qint64 sent = 0;
    QDeadlineTimer stalled(2500ms); // well beyond the limit on silence
    QVERIFY(waitUntil([&] {
        if (m_upstream->bytesSent() != sent) {
            sent = m_upstream->bytesSent();
            stalled.setRemainingTime(2500ms);
        }
        return sent > 0 && stalled.hasExpired();
    }));
    QVERIFY(sent < blocks * block.size());
    client.resumeReading();
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->body.size(), blocks * block.size() + 14);
    QVERIFY(reply->body.endsWith("data: [DONE]\n\n"));
}

QTEST_GUILESS_MAIN(TestGatewayTimeouts)
#include "tst_gateway_timeouts.moc"
