// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Everything that HTTP/1.x allows and clients do.
class TestFramingRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void chunkedUploadCutAnywhere();
    void requestByteByByte();
    void emptyLinesBeforeARequest();
    void absoluteTarget();
    void continueIsSentForAKnownKey();
    void continueIsNotSentForARefusal_data();
    void continueIsNotSentForARefusal();
    void http10();
    void http10KeepAlive();
    void http10Stream();
    void connectionClose();
    void head_data();
    void head();
    void pipelining();
    void pipeliningBehindAStream();
    void methods_data();
    void methods();
    void unknownPath();

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestFramingRequests::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

void TestFramingRequests::chunkedUploadCutAnywhere()
{
    const QByteArray body = chatRequest();
    const QByteArray head = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" +
                            m_gateway->authorization() +
                            "Content-Type: application/json\r\nTransfer-Encoding: Chunked\r\n\r\n";
    const QByteArray chunks = "5;name=\"value\"\r\n" + body.left(5) + "\r\n" +
                              QByteArray::number(body.size() - 5, 16).toUpper() + "\r\n" + body.mid(5) +
                              "\r\n000\r\nX-Trailer: dropped\r\n\r\n";
    HttpClient client = m_gateway->connect();
    for (qsizetype cut = 0; cut <= chunks.size(); ++cut) {
        client.send(head + chunks.left(cut));
        QVERIFY(client.flush());
        QTest::qWait(1); // so that the two parts come apart, mostly
        client.send(chunks.mid(cut));
        const auto reply = client.read();
        QVERIFY2(reply, QByteArray::number(cut));
        QCOMPARE(reply->status, 200);
        const SeenRequest seen = m_upstream.requests().constLast();
        QCOMPARE(seen.body, body);
        QCOMPARE(seen.header("x-trailer"), QByteArray());
    }
}

void TestFramingRequests::requestByteByByte()
{
    HttpClient client = m_gateway->connect();
    const QByteArray request =
            httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest());
    for (const char byte : request) {
        client.send(QByteArray(1, byte));
        QVERIFY(client.flush());
    }
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);
    QCOMPARE(m_upstream.requests().constLast().body, chatRequest());
}

void TestFramingRequests::emptyLinesBeforeARequest()
{
    HttpClient client = m_gateway->connect();
    client.send("\r\n\r\n" + httpRequest("GET", "/healthz"));
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);
    client.send("\r\n" + httpRequest("GET", "/healthz"));
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);
}

void TestFramingRequests::absoluteTarget()
{
    HttpClient client = m_gateway->connect();
    client.send("GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);
}

void TestFramingRequests::continueIsSentForAKnownKey()
{
    const QByteArray request =
            httpRequest("POST", "/v1/chat/completions",
                        m_gateway->authorization() + "Expect: 100-continue\r\n", chatRequest());
    const qsizetype headEnd = request.indexOf("\r\n\r\n") + 4;
    HttpClient client = m_gateway->connect();
    client.send(request.left(headEnd));
    const auto goOn = client.read();
    QVERIFY(goOn);
    QCOMPARE(goOn->status, 100);
    client.send(request.mid(headEnd));
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);

    // A client need not wait for it: then there is one answer, or two in this order.
    client.send(request);
    auto reply = client.read();
    if (reply && reply->status == 100)
        reply = client.read();
    QCOMPARE(reply.value_or(HttpReply()).status, 200);
    QCOMPARE(m_upstream.requests().constLast().header("expect"), QByteArray());
}

void TestFramingRequests::continueIsNotSentForARefusal_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<int>("status");
    QTest::newRow("unknown key") << QByteArray("Authorization: Bearer sk-nobody\r\nContent-Length: 1000\r\n")
                                 << 401;
    QTest::newRow("no key") << QByteArray("Content-Length: 1000\r\n") << 401;
    QTest::newRow("too large") << m_gateway->authorization() + "Content-Length: 99000000000\r\n" << 413;
}

void TestFramingRequests::continueIsNotSentForARefusal()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, status);
    HttpClient client = m_gateway->connect();
    client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" + lines +
                "\r\n");
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, status);
    QVERIFY(client.waitForClose());
}

void TestFramingRequests::http10()
{
    HttpClient client = m_gateway->connect();
    client.send("GET /healthz HTTP/1.0\r\n\r\n");
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->status, 200);
    QVERIFY(!reply->chunked);
    QCOMPARE(reply->header("connection"), "close");
    QVERIFY(client.waitForClose());
}

void TestFramingRequests::http10KeepAlive()
{
    HttpClient client = m_gateway->connect();
    for (int i = 0; i < 2; ++i) {
        client.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        const auto reply = client.read();
        QVERIFY(reply && reply->complete);
        QCOMPARE(reply->header("connection").toLower(), "keep-alive");
        QVERIFY(!reply->header("content-length").isEmpty());
    }
}

void TestFramingRequests::http10Stream()
{
    const QList<QByteArray> events = chatStream({"a", "b"});
    FakeUpstream upstream([&events](UpstreamCall &call) {
        call.beginStream();
        for (const QByteArray &event : events)
            call.piece(event);
        call.endStream();
    });
    m_gateway->addProvider(u"streaming"_s, upstream.baseUrl(), {u"streamed"_s});
    const QByteArray body = chatRequest("streamed", true, R"(, "stream_options": {"include_usage": true})");
    HttpClient client = m_gateway->connect();
    client.send("POST /v1/chat/completions HTTP/1.0\r\n" + m_gateway->authorization() +
                "Content-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                "\r\n\r\n" + body);
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QVERIFY(!reply->chunked);
    QCOMPARE(reply->header("content-length"), QByteArray());
    QCOMPARE(reply->body, events.join());
    QVERIFY(client.waitForClose());
    m_gateway->management().removeProvider(u"streaming"_s);
    m_gateway->awaitConfig();
}

void TestFramingRequests::connectionClose()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions",
                            m_gateway->authorization() + "Connection: close\r\n", chatRequest()));
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->status, 200);
    QCOMPARE(reply->header("connection"), "close");
    QVERIFY(client.waitForClose());
}

void TestFramingRequests::head_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("/") << QByteArray("/") << 200;
    QTest::newRow("/healthz") << QByteArray("/healthz") << 200;
    QTest::newRow("/v1/models") << QByteArray("/v1/models") << 200;
    QTest::newRow("unknown") << QByteArray("/nothing") << 404;
}

void TestFramingRequests::head()
{
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", path, m_gateway->authorization()));
    const auto full = client.read();
    QVERIFY(full);
    client.send(httpRequest("HEAD", path, m_gateway->authorization()) + httpRequest("GET", "/healthz"));
    const auto reply = client.read(true);
    QVERIFY(reply);
    QCOMPARE(reply->status, status);
    QCOMPARE(reply->header("content-length"), full->header("content-length"));
    QCOMPARE(reply->header("content-type"), full->header("content-type"));
    const auto next = client.read(); // not mixed with a body
    QVERIFY(next && next->complete);
    QCOMPARE(next->status, 200);
    QCOMPARE(client.unread(), QByteArray());
}

void TestFramingRequests::pipelining()
{
    Gate gate;
    m_upstream.setScript([&gate](UpstreamCall &call) {
        const bool first = call.request().body.contains("first");
        if (first)
            call.wait(gate);
        call.answer(200, chatCompletion(first ? "one" : "three"));
    });
    const int before = m_upstream.requestCount();
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(),
                            chatRequest("test-model", false, R"(, "user": "first")")) +
                httpRequest("GET", "/healthz") +
                httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest()));
    QVERIFY(m_upstream.waitForRequests(before + 1));
    QVERIFY(!client.read(false, 100ms)); // the second answer waits for the first one
    gate.open();
    const auto first = client.read();
    const auto second = client.read();
    const auto third = client.read();
    QVERIFY(first && second && third);
    QVERIFY(first->body.contains("one"));
    QCOMPARE(second->status, 200);
    QVERIFY(!second->body.contains("choices"));
    QVERIFY(third->body.contains("three"));
    QCOMPARE(client.unread(), QByteArray());
    m_upstream.setScript({});
}

void TestFramingRequests::pipeliningBehindAStream()
{
    Gate gate;
    const QList<QByteArray> events = chatStream({"a", "b"});
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        for (const QByteArray &event : events) {
            call.wait(gate);
            call.piece(event);
        }
        call.endStream();
    });
    const QByteArray body = chatRequest("test-model", true, R"(, "stream_options": {"include_usage": true})");
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), body) +
                httpRequest("GET", "/healthz"));
    gate.open(2); // up to the first content: what comes before it is held
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("\"a\""));
    gate.open(int(events.size()));
    const HttpReply stream = client.finish();
    QVERIFY(stream.complete);
    QCOMPARE(stream.body, events.join());
    const auto next = client.read();
    QVERIFY(next && next->complete);
    QCOMPARE(next->status, 200);
    m_upstream.setScript({});
}

void TestFramingRequests::methods_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("GET chat") << QByteArray("GET") << QByteArray("/v1/chat/completions")
                              << QByteArray("POST");
    QTest::newRow("PUT chat") << QByteArray("PUT") << QByteArray("/v1/chat/completions")
                              << QByteArray("POST");
    QTest::newRow("DELETE chat") << QByteArray("DELETE") << QByteArray("/v1/chat") << QByteArray("POST");
    QTest::newRow("own word") << QByteArray("BREW") << QByteArray("/v1/embeddings") << QByteArray("POST");
    QTest::newRow("POST models") << QByteArray("POST") << QByteArray("/v1/models") << QByteArray("GET");
    QTest::newRow("POST healthz") << QByteArray("POST") << QByteArray("/healthz") << QByteArray("GET");
    QTest::newRow("TRACE /") << QByteArray("TRACE") << QByteArray("/") << QByteArray("GET");
}

void TestFramingRequests::methods()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, allow);
    HttpClient client = m_gateway->connect();
    client.send(httpRequest(method, path, m_gateway->authorization()));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 405);
    QCOMPARE(reply->errorCode(), u"method_not_allowed"_s);
    QVERIFY2(reply->header("allow").contains(allow), reply->header("allow"));
}

void TestFramingRequests::unknownPath()
{
    for (const char *path :
         {"/v1/nothing", "/v2/chat/completions", "/v1/chat/completions/", "/favicon.txt"}) {
        const HttpReply reply = m_gateway->get(path);
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.errorCode(), u"unknown_path"_s);
    }
}

QTEST_GUILESS_MAIN(TestFramingRequests)
#include "tst_framing_requests.moc"
