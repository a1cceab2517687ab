// SPDX-License-Identifier: MIT
#include "base/request_id.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QJsonDocument>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What crosses the gateway, in both directions: bodies byte for byte but for the splices, headers by the
// rules.
class TestGatewayBytes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void bodyIsForwardedAsItIs_data();
    void bodyIsForwardedAsItIs();
    void bodyIsSplicedOnly_data();
    void bodyIsSplicedOnly();
    void largeBody();
    void endpoints_data();
    void endpoints();
    void answerIsReturnedAsItIs_data();
    void answerIsReturnedAsItIs();
    void largeAnswer_data();
    void largeAnswer();
    void headersToTheProvider();
    void providerHeadersAndKey();
    void headersToTheClient();
    void requestIds();

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayBytes::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"allowed_origins"_s, u"http://localhost:3000"_s);
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s, u"real-model"_s, u"模型"_s});
    m_gateway->management().setRoute(u"alias"_s, u"up"_s, u"real-\"model\""_s);
    m_gateway->start();
}

void TestGatewayBytes::init()
{
    m_upstream.setScript({});
}

void TestGatewayBytes::bodyIsForwardedAsItIs_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("plain") << chatRequest();
    QTest::newRow("blanks and line ends")
            << QByteArray("\r\n{\t\"messages\" :\n[ ] , \"model\"\r\n:\"test-model\"\t}\n\n");
    QTest::newRow("numbers as written") << QByteArray(
            R"({"model":"test-model","messages":[],"temperature":1.0e0,"seed":12345678901234567890,"x":-0.0})");
    QTest::newRow("escapes as written") << QByteArray(
            R"({"model":"test\u002dmodel","messages":[{"role":"user","content":"\u4f60\/\ud83d\ude00 é 你"}]})");
    QTest::newRow("unknown members") << QByteArray(
            R"({"model":"test-model","messages":[],"thinking":{"a":1,"a":2},"enable_thinking":null,"":[]})");
    QTest::newRow("a model's name in Chinese") << QByteArray(R"({"model":"模型","messages":[]})");
    QTest::newRow("stream off") << QByteArray(R"({"model":"test-model","messages":[],"stream":false})");
    QTest::newRow("stream null") << QByteArray(R"({"model":"test-model","messages":[],"stream":null})");
    QTest::newRow("usage asked for") << chatRequest("test-model", true,
                                                    R"(, "stream_options": {"include_usage" : true })");
}

void TestGatewayBytes::bodyIsForwardedAsItIs()
{
    QFETCH(QByteArray, body);
    QCOMPARE(m_gateway->post("/v1/chat/completions", body).status, 200);
    const SeenRequest seen = m_upstream.requests().constLast();
    QCOMPARE(seen.body, body);
    QCOMPARE(seen.header("content-length").toLongLong(), body.size());
    QCOMPARE(seen.header("transfer-encoding"), QByteArray());
    QCOMPARE(seen.target(), "/v1/chat/completions");
}

void TestGatewayBytes::bodyIsSplicedOnly_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("cut"); // what of the body is not in the forwarded one
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("usageAsked");
    const QByteArray chat = "/v1/chat/completions";
    QTest::newRow("alias") << chat << QByteArray("{ \"messages\": [ ],\n \"model\" :  \"alias\" , \"n\":1}")
                           << QByteArray("\"alias\"") << u"real-\"model\""_s << false;
    QTest::newRow("stream") << chat << chatRequest("test-model", true) << QByteArray() << u"test-model"_s
                            << true;
    QTest::newRow("stream, other options")
            << chat
            << chatRequest("test-model", true, R"(, "stream_options":{ "include_obfuscation": false })")
            << QByteArray() << u"test-model"_s << true;
    QTest::newRow("stream, no options")
            << chat << chatRequest("test-model", true, R"(, "stream_options": {})") << QByteArray()
            << u"test-model"_s << true;
    QTest::newRow("stream, null options")
            << chat << chatRequest("test-model", true, R"(, "stream_options": null)") << QByteArray("null")
            << u"test-model"_s << true;
    QTest::newRow("stream, usage not wanted")
            << chat << chatRequest("test-model", true, R"(, "stream_options": {"include_usage": false})")
            << QByteArray("false") << u"test-model"_s << true;
    QTest::newRow("no model") << QByteArray("/v1/chat") << QByteArray(R"( {"messages": [ ]} )")
                              << QByteArray() << u"test-model"_s << false;
}

void TestGatewayBytes::bodyIsSplicedOnly()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, cut);
    QFETCH(QString, model);
    QFETCH(bool, usageAsked);
    m_gateway->set(u"default_model"_s, u"test-model"_s);
    QCOMPARE(m_gateway->post(path, body).status, 200);
    const QByteArray seen = m_upstream.requests().constLast().body;

    const QJsonObject forwarded = QJsonDocument::fromJson(seen).object();
    QCOMPARE(forwarded["model"_L1].toString(), model);
    QCOMPARE(forwarded["stream_options"_L1]["include_usage"_L1].toBool(), usageAsked);
    // One place was changed: what is before and after it is the client's, and only `cut` is missing.
    qsizetype before = 0;
    while (before < body.size() && before < seen.size() && body.at(before) == seen.at(before))
        ++before;
    qsizetype after = 0;
    while (after < body.size() - before && after < seen.size() - before &&
           body.at(body.size() - 1 - after) == seen.at(seen.size() - 1 - after))
        ++after;
    QVERIFY2(body.size() - before - after <= cut.size(), seen);
    QVERIFY(body.contains(cut));
}

void TestGatewayBytes::largeBody()
{
    const QByteArray body =
            chatRequest("alias", true, ", \"user\": \"" + QByteArray("0123456789").repeated(800'000) + "\"");
    QCOMPARE(m_gateway->post("/v1/chat/completions", body).status, 200);
    const SeenRequest seen = m_upstream.requests().constLast();
    QVERIFY(seen.complete);
    QCOMPARE(seen.header("content-length").toLongLong(), seen.body.size());
    QVERIFY(seen.body.contains(QByteArray("0123456789").repeated(800'000)));
}

void TestGatewayBytes::endpoints_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("chat") << QByteArray("/v1/chat") << chatRequest() << QByteArray("/v1/chat/completions");
    QTest::newRow("chat completions")
            << QByteArray("/v1/chat/completions") << chatRequest() << QByteArray("/v1/chat/completions");
    QTest::newRow("completions") << QByteArray("/v1/completions")
                                 << QByteArray(R"({"model":"test-model","prompt":"Hi"})")
                                 << QByteArray("/v1/completions");
    QTest::newRow("embeddings") << QByteArray("/v1/embeddings")
                                << QByteArray(R"({"model":"test-model","input":["a","b"]})")
                                << QByteArray("/v1/embeddings");
    // A key in the query is a credential too.
    QTest::newRow("query") << QByteArray("/v1/chat/completions?key=sk-in-query") << chatRequest()
                           << QByteArray("/v1/chat/completions");
}

void TestGatewayBytes::endpoints()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, target);
    QCOMPARE(m_gateway->post(path, body).status, 200);
    const SeenRequest seen = m_upstream.requests().constLast();
    QCOMPARE(seen.target(), target);
    QCOMPARE(seen.body, body);
    QVERIFY(!seen.head.contains("sk-in-query"));
}

void TestGatewayBytes::answerIsReturnedAsItIs_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("completion") << 200 << QByteArray("application/json") << chatCompletion();
    QTest::newRow("odd spacing") << 200 << QByteArray("application/json; charset=utf-8")
                                 << QByteArray("\n\n {\"choices\" : [ ],\r\n\"n\": 1.00 }\n");
    QTest::newRow("not JSON") << 200 << QByteArray("text/plain") << QByteArray("hello");
    QTest::newRow("bytes") << 200 << QByteArray("audio/mpeg") << QByteArray("\x00\xff\r\n\r\n\x01", 7);
    QTest::newRow("201") << 201 << QByteArray("application/json") << QByteArray("{}");
}

void TestGatewayBytes::answerIsReturnedAsItIs()
{
    QFETCH(int, status);
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    m_upstream.setScript(
            [&](UpstreamCall &call) { call.answer(status, body, "Content-Type: " + type + "\r\n"); });
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, status);
    QVERIFY(reply.complete);
    QCOMPARE(reply.body, body);
    QCOMPARE(reply.headers("content-type"), QList<QByteArray>{type});
    QCOMPARE(reply.headers("content-length").size(), 1);
}

void TestGatewayBytes::largeAnswer_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("with its length") << false;
    QTest::newRow("chunked") << true;
}

void TestGatewayBytes::largeAnswer()
{
    QFETCH(bool, chunked);
    QByteArray body = R"({"data":[{"embedding":[)" + QByteArray("0.0123456789,").repeated(400'000) +
                      R"(1]}],"usage":{"prompt_tokens":77,"total_tokens":77}})";
    m_upstream.setScript([&](UpstreamCall &call) {
        if (!chunked) {
            call.answer(200, body);
            return;
        }
        call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (qsizetype at = 0; at < body.size(); at += 100'000)
            call.piece(body.mid(at, 100'000));
        call.endStream();
    });
    const HttpReply reply = m_gateway->post("/v1/embeddings", R"({"model":"test-model","input":"a"})");
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QVERIFY(reply.body == body);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), 77);
    QCOMPARE(row->settled.responseBytes, body.size());
}

void TestGatewayBytes::headersToTheProvider()
{
    const HttpReply reply = m_gateway->post(
            "/v1/chat/completions", chatRequest(),
            "User-Agent: OpenAI/Python 1.2.3\r\nX-Stainless-Lang: python\r\nOpenAI-Beta: assistants=v2\r\n"
            "Accept: application/json\r\nIdempotency-Key: 42\r\nX-Custom: one, two\r\n"
            "X-Api-Key: sk-second\r\nCookie: session=1\r\nOrigin: http://localhost:3000\r\n"
            "Referer: http://localhost:3000/page\r\nForwarded: for=1.2.3.4\r\nX-Forwarded-For: 1.2.3.4\r\n"
            "X-Forwarded-Host: other\r\nX-Real-IP: 1.2.3.4\r\nConnection: keep-alive, X-Named\r\nX-Named: "
            "hop\r\n"
            "Keep-Alive: timeout=5\r\nTE: trailers\r\nTrailer: X-T\r\nUpgrade: h2c\r\n"
            "Proxy-Authorization: Basic abc\r\nProxy-Connection: keep-alive\r\nAccept-Encoding: gzip, br\r\n"
            "Sec-Fetch-Mode: cors\r\n");
    QCOMPARE(reply.status, 200);
    const SeenRequest seen = m_upstream.requests().constLast();

    QCOMPARE(seen.headers("authorization"),
             QList<QByteArray>{"Bearer " + QByteArray(TestGateway::providerKey)});
    QCOMPARE(seen.header("host"), "127.0.0.1:" + QByteArray::number(m_upstream.port()));
    QCOMPARE(seen.headers("user-agent"), QList<QByteArray>{"OpenAI/Python 1.2.3"});
    QCOMPARE(seen.header("x-stainless-lang"), "python");
    QCOMPARE(seen.header("openai-beta"), "assistants=v2");
    QCOMPARE(seen.header("accept"), "application/json");
    QCOMPARE(seen.header("idempotency-key"), "42");
    QCOMPARE(seen.header("x-custom"), "one, two");
    QCOMPARE(seen.header("content-type"), "application/json");
    QCOMPARE(seen.header("accept-encoding"), "identity");
    for (const char *name : {"x-api-key", "cookie", "origin", "referer", "forwarded", "x-forwarded-for",
                             "x-forwarded-host", "x-real-ip", "x-named", "te", "trailer", "upgrade",
                             "proxy-authorization", "proxy-connection", "sec-fetch-mode"})
        QVERIFY2(seen.headers(name).isEmpty(), name);
    QVERIFY(!seen.head.contains(m_gateway->key()));
}

void TestGatewayBytes::providerHeadersAndKey()
{
    FakeUpstream azure;
    m_gateway->addProvider(u"azure"_s, u"http://127.0.0.1:%1/openai/v4"_s.arg(azure.port()),
                           {u"azure-model"_s}, [](Provider &provider) {
                               provider.auth = AuthStyle::Header;
                               provider.authHeader = "api-key";
                               provider.headers = {{"X-Team", "blue"}};
                           });
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("azure-model"), "X-Team: red\r\n").status,
             200);
    const SeenRequest seen = azure.requests().constLast();
    QCOMPARE(seen.target(), "/openai/v4/chat/completions");
    QCOMPARE(seen.header("api-key"), TestGateway::providerKey);
    QVERIFY(seen.headers("authorization").isEmpty());
    QCOMPARE(seen.headers("x-team"), QList<QByteArray>{"blue"});
}

void TestGatewayBytes::headersToTheClient()
{
    m_upstream.setScript([](UpstreamCall &call) {
        call.answer(200, chatCompletion(),
                    "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\nOpenAI-Organization: org-secret\r\n"
                    "OpenAI-Project: proj-secret\r\nX-Request-ID: up-1\r\nOpenAI-Processing-MS: 42\r\n"
                    "X-RateLimit-Remaining-Requests: 99\r\nRetry-After: 7\r\nX-Provider-Own: kept\r\n"
                    "Access-Control-Allow-Origin: *\r\nKeep-Alive: timeout=5\r\n");
    });
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("x-upstream-request-id"), "up-1");
    QCOMPARE(reply.header("openai-processing-ms"), "42");
    QCOMPARE(reply.header("x-ratelimit-remaining-requests"), "99");
    QCOMPARE(reply.header("retry-after"), "7");
    QCOMPARE(reply.header("x-provider-own"), "kept");
    for (const char *name :
         {"set-cookie", "openai-organization", "openai-project", "keep-alive", "access-control-allow-origin"})
        QVERIFY2(reply.headers(name).isEmpty(), name);
    QVERIFY(!reply.head.contains(TestGateway::providerKey));
}

void TestGatewayBytes::requestIds()
{
    HttpReply reply =
            m_gateway->post("/v1/chat/completions", chatRequest(), "X-Request-ID: client-7_a.b\r\n");
    QCOMPARE(reply.headers("x-request-id"), QList<QByteArray>{"client-7_a.b"});
    QVERIFY(requestIdFromText(reply.header("x-gateway-request-id")));
    QVERIFY(m_gateway->settledRow(reply));

    // One that could break a log or a page is not repeated, but there is one.
    reply = m_gateway->post("/v1/chat/completions", chatRequest(),
                            "X-Request-ID: <script>" + QByteArray(5000, 'x') + "\r\n");
    QCOMPARE(reply.headers("x-request-id").size(), 1);
    QVERIFY(!reply.header("x-request-id").contains('<'));
    QVERIFY(!reply.header("x-request-id").isEmpty());

    for (const char *path : {"/healthz", "/v1/models", "/nothing"}) {
        reply = m_gateway->get(path);
        QVERIFY2(!reply.header("x-request-id").isEmpty(), path);
        QVERIFY2(!reply.header("x-gateway-request-id").isEmpty(), path);
    }
}

QTEST_GUILESS_MAIN(TestGatewayBytes)
#include "tst_gateway_bytes.moc"
