// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTcpServer>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// A provider that refuses, breaks or is not there, while it has not begun to answer a stream: what one
// attempt comes to. A gateway for each row, because a refused key or a place that rests is remembered.
class TestGatewayUpstreamFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void providerErrorsPass_data();
    void providerErrorsPass();
    void refusedKeyIsOurFault_data();
    void refusedKeyIsOurFault();
    void redirectsAreNotFollowed_data();
    void redirectsAreNotFollowed();
    void brokenAnswers_data();
    void brokenAnswers();
    void largeAnswersThatBreak_data();
    void largeAnswersThatBreak();
    void nobodyListens();
    void idleConnectionClosedByTheProvider();
    void keptConnectionThatDiesIsNotRetried();
    void earlyAnswerWhileUploading();
    void errorInsideOk_data();
    void errorInsideOk();
    void tlsWithItsAuthority();
    void tlsWithoutItsAuthority();
    void loopToItself();
    void loopOverASecondGateway();

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayUpstreamFaults::init()
{
    m_upstream.setScript({});
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"max_attempts"_s, u"1"_s);
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

void TestGatewayUpstreamFaults::providerErrorsPass_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("stream");
    for (const int status : {400, 404, 409, 413, 422, 429, 500, 502, 503, 529}) {
        QTest::addRow("%d", status) << status << false;
        QTest::addRow("%d, stream asked", status) << status << true;
    }
}

void TestGatewayUpstreamFaults::providerErrorsPass()
{
    QFETCH(int, status);
    QFETCH(bool, stream);
    const QByteArray body =
            "{\"error\" : {\"message\":\"no\", \"type\":\"t\",\"own\":" + QByteArray::number(status) + "}}\n";
    m_upstream.setScript([&](UpstreamCall &call) {
        call.answer(status, body,
                    "Retry-After: 3\r\nRetry-After-Ms: 2500\r\nX-Request-Id: up-9\r\n"
                    "X-RateLimit-Reset-Tokens: 6m0s\r\n");
    });
    const int posts = m_upstream.posts();
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("test-model", stream));
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.body, body);
    QCOMPARE(reply.header("content-type"), "application/json");
    QCOMPARE(reply.header("retry-after"), "3");
    QCOMPARE(reply.header("retry-after-ms"), "2500");
    QCOMPARE(reply.header("x-ratelimit-reset-tokens"), "6m0s");
    QCOMPARE(reply.header("x-upstream-request-id"), "up-9");
    QCOMPARE(m_upstream.posts(), posts + 1);

    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, status);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::None));
    QCOMPARE(row->settled.attempts, 1);
}

void TestGatewayUpstreamFaults::refusedKeyIsOurFault_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("401") << 401;
    QTest::newRow("402") << 402;
    QTest::newRow("403") << 403;
}

void TestGatewayUpstreamFaults::refusedKeyIsOurFault()
{
    QFETCH(int, status);
    m_upstream.setScript([&](UpstreamCall &call) {
        call.answer(status, R"({"error":{"message":"Incorrect API key provided: )" +
                                    call.request().header("authorization") + R"("}})");
    });
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QCOMPARE(reply.errorCode(), u"upstream_credentials"_s);
    QCOMPARE(reply.header("x-should-retry"), "false");
    QVERIFY(reply.errorMessage().contains("up"_L1));
    QVERIFY(!QByteArray(reply.head + reply.body).contains(TestGateway::providerKey));
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, 502);
    QVERIFY(!row->settled.error.contains(QLatin1StringView(TestGateway::providerKey)));
}

void TestGatewayUpstreamFaults::redirectsAreNotFollowed_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 304, 307, 308})
        QTest::addRow("%d", status) << status;
}

void TestGatewayUpstreamFaults::redirectsAreNotFollowed()
{
    QFETCH(int, status);
    FakeUpstream elsewhere;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.answer(status, {}, "Location: " + elsewhere.baseUrl().toLatin1() + "/stolen\r\n");
    });
    const int posts = m_upstream.posts();
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QCOMPARE(reply.errorCode(), u"upstream_invalid_response"_s);
    QVERIFY(reply.headers("location").isEmpty());
    QCOMPARE(m_upstream.posts(), posts + 1);
    QCOMPARE(elsewhere.connections(), 0);
}

void TestGatewayUpstreamFaults::brokenAnswers_data()
{
    QTest::addColumn<QByteArray>("bytes"); // sent, then the connection ends
    QTest::addColumn<bool>("reset");
    QTest::addColumn<QString>("code"); // empty: either of the two 502s
    const QByteArray ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    QTest::newRow("reads and closes") << QByteArray() << false << u"upstream_unreachable"_s;
    QTest::newRow("reads and resets") << QByteArray() << true << u"upstream_unreachable"_s;
    QTest::newRow("closes in the head") << ok << false << QString();
    QTest::newRow("resets in the head") << ok << true << QString();
    QTest::newRow("closes in the body")
            << ok + "Content-Length: 100\r\n\r\n{\"cho" << false << u"upstream_invalid_response"_s;
    QTest::newRow("resets in the body")
            << ok + "Content-Length: 100\r\n\r\n{\"cho" << true << u"upstream_invalid_response"_s;
    QTest::newRow("closes in a chunk") << ok + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"cho" << false
                                       << u"upstream_invalid_response"_s;
    // Half of the JSON: with all of it there, the last chunk is missed by nobody.
    QTest::newRow("closes between chunks") << ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"cho\r\n"
                                           << false << u"upstream_invalid_response"_s;
    QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n\r\n") << false << QString();
    QTest::newRow("a status that is none") << QByteArray("HTTP/1.1 xyz OK\r\n\r\n") << false << QString();
}

void TestGatewayUpstreamFaults::brokenAnswers()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, reset);
    QFETCH(QString, code);
    m_upstream.setScript([&](UpstreamCall &call) {
        if (!bytes.isEmpty())
            call.send(bytes);
        if (reset)
            call.reset();
        call.close();
    });
    const int posts = m_upstream.posts();
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 502);
    QVERIFY(reply.complete);
    if (code.isEmpty())
        QVERIFY(reply.errorCode() == "upstream_unreachable"_L1 ||
                reply.errorCode() == "upstream_invalid_response"_L1);
    else
        QCOMPARE(reply.errorCode(), code);
    QCOMPARE(reply.header("x-should-retry"), "false");

    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.attempts, 1);
    QCOMPARE(m_upstream.posts(), posts + 1); // the provider was paid for one
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 502);
    QCOMPARE(m_upstream.posts(), posts + 2);
}

void TestGatewayUpstreamFaults::largeAnswersThatBreak_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("reset");
    QTest::newRow("with its length, closes") << false << false;
    QTest::newRow("with its length, resets") << false << true;
    QTest::newRow("chunked, closes") << true << false;
    QTest::newRow("chunked, resets") << true << true;
}

// Beyond what is held back until it is whole: what was sent cannot be unsaid, but it must not look complete.
void TestGatewayUpstreamFaults::largeAnswersThatBreak()
{
    QFETCH(bool, chunked);
    QFETCH(bool, reset);
    const QByteArray block(1'000'000, ' ');
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.send(QByteArray("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n") +
                  (chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: 9000000\r\n\r\n"));
        for (int i = 0; i < 3; ++i) {
            if (chunked)
                call.piece(block);
            else
                call.send(block);
        }
        call.wait(gate);
        if (reset)
            call.reset();
        call.close();
    });
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest()));
    QVERIFY(client.readHead());
    QCOMPARE(client.readBody(3 * block.size()).size(), 3 * block.size());
    gate.open();
    const HttpReply reply = client.finish();
    QVERIFY(!reply.complete);
    QVERIFY(client.waitForClose());
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
}

void TestGatewayUpstreamFaults::nobodyListens()
{
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    m_gateway->addProvider(u"nobody"_s, u"http://127.0.0.1:%1/v1"_s.arg(port), {u"nobody-model"_s});
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("nobody-model"));
    QCOMPARE(reply.status, 502);
    QCOMPARE(reply.errorCode(), u"upstream_unreachable"_s);
    QVERIFY(reply.errorMessage().contains("nobody"_L1));
}

// A provider may close a connection that has been idle. The next call must not be lost to that.
void TestGatewayUpstreamFaults::idleConnectionClosedByTheProvider()
{
    FakeUpstream upstream;
    Gate close;
    upstream.setScript([&close](UpstreamCall &call) {
        call.answer(200, chatCompletion());
        call.wait(close);
        call.close();
    });
    m_gateway->addProvider(u"closing"_s, upstream.baseUrl(), {u"closing-model"_s});
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("closing-model")).status, 200);
        close.open();
        QVERIFY(waitUntil([&] { return upstream.openConnections() == 0; }));
        QCOMPARE(upstream.posts(), i + 1);
    }
}

// On a connection that was used before, a call that dies may have been paid for: it is never sent again
// unasked.
void TestGatewayUpstreamFaults::keptConnectionThatDiesIsNotRetried()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.number() == 1)
            call.close();
        call.answer(200, chatCompletion());
    });
    m_gateway->addProvider(u"dying"_s, upstream.baseUrl(), {u"dying-model"_s});
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("dying-model")).status, 200);
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("dying-model"));
    QCOMPARE(reply.status, 502);
    QCOMPARE(upstream.posts(), 2);
    QCOMPARE(m_gateway->settledRow(reply)->settled.attempts, 1);
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("dying-model")).status, 200);
    QCOMPARE(upstream.posts(), 3);
}

void TestGatewayUpstreamFaults::earlyAnswerWhileUploading()
{
    FakeUpstream upstream(
            [](UpstreamCall &call) {
                call.answer(413, R"({"error":{"message":"too large for me"}})", "Connection: close\r\n");
                call.readBody();
                call.close();
            },
            {.headOnly = true});
    m_gateway->addProvider(u"early"_s, upstream.baseUrl(), {u"early-model"_s});
    const HttpReply reply = m_gateway->post(
            "/v1/chat/completions",
            chatRequest("early-model", false, ", \"user\": \"" + QByteArray(4'000'000, 'x') + "\""));
    QCOMPARE(reply.status, 413);
    QVERIFY(reply.body.contains("too large for me"));
    QCOMPARE(upstream.posts(), 1);
}

void TestGatewayUpstreamFaults::errorInsideOk_data()
{
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("quota") << QByteArray(R"({"message":"quota","type":"insufficient_quota","code":null})")
                           << 502 << u"upstream_credentials"_s;
    QTest::newRow("key") << QByteArray(R"({"message":"no","type":"authentication_error"})") << 502
                         << u"upstream_credentials"_s;
    QTest::newRow("its own trouble") << QByteArray(R"({"message":"oops","type":"server_error"})") << 502
                                     << u"upstream_invalid_response"_s;
    QTest::newRow("the client's mistake")
            << QByteArray(R"({"message":"no","type":"invalid_request_error"})") << 200 << QString();
}

void TestGatewayUpstreamFaults::errorInsideOk()
{
    QFETCH(QByteArray, error);
    QFETCH(int, status);
    QFETCH(QString, code);
    const QByteArray body = "{\"error\":" + error + "}";
    m_upstream.setScript([&](UpstreamCall &call) { call.answer(200, body); });
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, status);
    if (status == 200) // the client's own mistake
        QCOMPARE(reply.body, body);
    else
        QCOMPARE(reply.errorCode(), code);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::None));
}

void TestGatewayUpstreamFaults::tlsWithItsAuthority()
{
    const auto certificate = testCertificate();
    if (!certificate)
        QSKIP("the openssl program is not installed");
    FakeUpstream upstream({}, {.tls = true});
    m_gateway->addProvider(u"tls"_s, upstream.baseUrl(), {u"tls-model"_s},
                           [&](Provider &provider) { provider.caPem = certificate->certificatePem; });
    for (int i = 0; i < 3; ++i)
        QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("tls-model")).status, 200);
    QCOMPARE(upstream.connections(), 1); // kept open
    QCOMPARE(upstream.posts(), 3);
}

void TestGatewayUpstreamFaults::tlsWithoutItsAuthority()
{
    if (!testCertificate())
        QSKIP("the openssl program is not installed");
    FakeUpstream upstream({}, {.tls = true});
    m_gateway->addProvider(u"untrusted"_s, upstream.baseUrl(), {u"untrusted-model"_s});
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("untrusted-model"));
    QCOMPARE(reply.status, 502);
    QCOMPARE(reply.errorCode(), u"upstream_unreachable"_s);
    QVERIFY(reply.errorMessage().contains("certificate"_L1));
    QCOMPARE(upstream.posts(), 0);
}

void TestGatewayUpstreamFaults::loopToItself()
{
    m_gateway->addProvider(u"self"_s, u"http://127.0.0.1:%1/v1"_s.arg(m_gateway->port()), {u"loop-model"_s});
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("loop-model"));
    QCOMPARE(reply.status, 508);
    QCOMPARE(reply.errorCode(), u"loop_detected"_s);
}

void TestGatewayUpstreamFaults::loopOverASecondGateway()
{
    TestGateway second;
    second.addProvider(u"first"_s, u"http://127.0.0.1:%1/v1"_s.arg(m_gateway->port()), {u"ring-model"_s});
    second.start();
    m_gateway->addProvider(u"second"_s, u"http://127.0.0.1:%1/v1"_s.arg(second.port()), {u"ring-model"_s});
    m_gateway->setProviderKey(u"second"_s, second.key()); // each knows the other's
    second.setProviderKey(u"first"_s, m_gateway->key());
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("ring-model"));
    QCOMPARE(reply.status, 508);
    QCOMPARE(reply.errorCode(), u"loop_detected"_s);
}

QTEST_GUILESS_MAIN(TestGatewayUpstreamFaults)
#include "tst_gateway_upstream_faults.moc"
