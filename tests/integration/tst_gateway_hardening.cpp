// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray chat = R"({"model":"test-model","messages":[{"role":"user","content":"hi"}]})";
const QByteArray streamedChat =
        R"({"model":"test-model","stream":true,"messages":[{"role":"user","content":"hi"}]})";
const QByteArray answer = R"({"id":"a","choices":[{"message":{"content":"x"},"finish_reason":"stop"}],)"
                          R"("usage":{"prompt_tokens":3,"completion_tokens":4}})";
const QByteArray contentEvent = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n";
const QByteArray finishEvent =
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

} // namespace

// What a hostile or clumsy peer, on either side, must not achieve.
class TestGatewayHardening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_gateway = std::make_unique<TestGateway>();
        m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
        m_gateway->start();
    }

    void earlyAnswersNeverReachAnotherCall_data()
    {
        QTest::addColumn<QByteArray>("early");
        QTest::newRow("103") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        QTest::newRow("102") << QByteArray("HTTP/1.1 102 Processing\r\nX-A: b\r\n\r\n");
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n");
        QTest::newRow("304") << QByteArray("HTTP/1.1 304 Not Modified\r\nX-A: b\r\n\r\n");
    }
    void earlyAnswersNeverReachAnotherCall()
    {
        QFETCH(QByteArray, early);
        Gate late;
        m_upstream.setScript([&](UpstreamCall &call) {
            call.send(early);
            call.wait(late);
            call.answer(200, R"({"id":"late"})");
        });
        m_gateway->post("/v1/chat/completions", chat);
        m_upstream.setScript([&](UpstreamCall &call) {
            late.open();
            call.answer(200, answer);
        });
        for (int i = 0; i < 3; ++i) {
            const HttpReply reply = m_gateway->post("/v1/chat/completions", chat);
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.body, answer);
        }
    }

    void invalidJsonIsNoAnswer_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("cut") << QByteArray("application/json") << QByteArray("{\"id\":\"a\",\"choi");
        QTest::newRow("empty") << QByteArray("application/json") << QByteArray();
        QTest::newRow("portal") << QByteArray("text/html") << QByteArray("<html>Log in</html>");
    }
    void invalidJsonIsNoAnswer()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        m_upstream.setScript([&](UpstreamCall &call) {
            call.send("HTTP/1.1 200 OK\r\nContent-Type: " + type +
                      "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
        });
        const HttpReply reply = m_gateway->post("/v1/chat/completions", chat);
        QCOMPARE(reply.status, 502);
        QCOMPARE(reply.errorCode(), u"upstream_invalid_response"_s);
        const auto row = m_gateway->settledRow(reply);
        QVERIFY(row);
        QCOMPARE(int(row->settled.status), int(CallStatus::Failed));
    }

    void usageOptionIsKeptWhenTheClientBrokeTheCall()
    {
        const QByteArray refusal = R"({"error":{"message":"Unrecognized request argument: include_usage"}})";
        m_upstream.setScript([&](UpstreamCall &call) { call.answer(400, refusal); });
        const int before = m_upstream.posts();
        const HttpReply named = m_gateway->post(
                "/v1/chat/completions",
                R"({"model":"test-model","stream":true,"include_usage":1,"messages":[{"role":"user","content":"hi"}]})");
        QCOMPARE(named.status, 400);
        QCOMPARE(m_upstream.posts(), before + 1);
        // Asked again without the option, and refused all the same: it was not the option.
        const HttpReply other = m_gateway->post("/v1/chat/completions", streamedChat);
        QCOMPARE(other.status, 400);
        QCOMPARE(m_upstream.posts(), before + 3);
        QCOMPARE(int(m_gateway->management().provider(u"up"_s)->usageOption), int(UsageOption::Ask));

        m_upstream.setScript([&](UpstreamCall &call) { call.answer(200, R"({"data":[]})"); });
        m_gateway->post("/v1/embeddings", R"({"model":"test-model","input":"x","stream":true})");
        QVERIFY(!m_upstream.requests().constLast().body.contains("stream_options"));
    }

    void keyRevokedWhileItsBodyComesIsRefused()
    {
        const QByteArray key = m_gateway->issueKey(u"ann"_s);
        HttpClient client = m_gateway->connect();
        client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key +
                    "\r\nContent-Length: " + QByteArray::number(chat.size()) + "\r\n\r\n" + chat.chopped(5));
        QVERIFY(client.flush());
        const int before = m_upstream.posts();
        KeyId newest;
        const Result<QList<KeyInfo>> keys = m_gateway->management().keys();
        QVERIFY(keys);
        for (const KeyInfo &info : *keys)
            newest = qMax(newest, info.key.id);
        QVERIFY(m_gateway->management().revokeKey(newest));
        m_gateway->awaitConfig();
        client.send(chat.last(5));
        const auto reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->status, 401);
        QCOMPARE(m_upstream.posts(), before);
    }

    void bodiesOfStrangersAreNotTaken()
    {
        HttpClient client = m_gateway->connect();
        client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 33000000\r\n\r\n");
        const auto reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->status, 400);
        QCOMPARE(reply->header("connection"), "close");
    }

    void tooLargeIsToldToWebPagesToo()
    {
        m_gateway->set(u"allowed_origins"_s, u"http://localhost:3000"_s);
        HttpClient client = m_gateway->connect();
        client.send(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n" +
                m_gateway->authorization() + "Content-Length: 2000000000\r\nExpect: 100-continue\r\n\r\n");
        const auto reply = client.read();
        QVERIFY(reply);
        QCOMPARE(reply->status, 413);
        QCOMPARE(reply->header("access-control-allow-origin"), "http://localhost:3000");
    }

    void unreadAnswersStopTheNextRequest()
    {
        // About 100 bytes ask for about 3 KB: who sends and never reads must not fill our memory.
        HttpClient client = m_gateway->connect();
        client.stopReading();
        const QByteArray flood = QByteArray("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(1'000'000);
        client.send(flood);
        QVERIFY(!client.flush(3s)); // the gateway has stopped taking them
    }

    void headersOfTheProviderAreClean()
    {
        m_upstream.setScript([](UpstreamCall &call) {
            call.answer(200, answer,
                        "X-Cr: a\rSet-Cookie: evil=1\r\nConnection: keep-alive, X-Hop\r\nX-Hop: 1\r\nX-Good: "
                        "1\r\n");
        });
        const HttpReply reply = m_gateway->post("/v1/chat/completions", chat);
        QCOMPARE(reply.status, 200);
        QVERIFY(!reply.head.contains("evil"));
        QVERIFY(reply.header("x-hop").isEmpty());
        QCOMPARE(reply.header("x-good"), "1");
    }

    void repeatedHeadersAndQueryReachTheProvider()
    {
        m_upstream.setScript([](UpstreamCall &call) { call.answer(200, answer); });
        m_gateway->post("/v1/chat/completions?api-version=7&key=sk-secret", chat,
                        "X-Beta: a\r\nX-Beta: b\r\nRange: bytes=0-1\r\nIf-None-Match: x\r\n");
        const SeenRequest seen = m_upstream.requests().constLast();
        QCOMPARE(seen.header("x-beta"), "a, b");
        QVERIFY(seen.header("range").isEmpty());
        QVERIFY(seen.header("if-none-match").isEmpty());
        QVERIFY(seen.target().endsWith("?api-version=7"));
    }

    void leavingAfterDoneIsNoLoss()
    {
        Gate end;
        m_upstream.setScript([&](UpstreamCall &call) {
            call.beginStream();
            call.piece(contentEvent + finishEvent + "data: [DONE]\n\n");
            call.wait(end);
            call.endStream();
        });
        HttpClient client = m_gateway->connect();
        client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), streamedChat));
        const auto head = client.readHead();
        QVERIFY(head);
        QVERIFY(client.readBodyUntil("[DONE]"));
        client.close();
        const auto row = m_gateway->settledRow(*head);
        end.open();
        QVERIFY(row);
        QCOMPARE(int(row->settled.status), int(CallStatus::Ok));
    }

    void breakingAfterDoneIsNoLoss()
    {
        m_upstream.setScript([](UpstreamCall &call) {
            call.beginStream();
            call.piece(contentEvent + finishEvent + "data: [DONE]\n\n");
            call.close(); // without the last chunk; a reset could destroy what was sent before it
        });
        const HttpReply reply = m_gateway->post("/v1/chat/completions", streamedChat);
        QVERIFY(reply.complete);
        QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
        const auto row = m_gateway->settledRow(reply);
        QVERIFY(row);
        QCOMPARE(int(row->settled.status), int(CallStatus::Ok));
    }

    void leavingIsSeenBehindManyPipelinedBytes()
    {
        m_gateway->addProvider(u"cutting"_s, m_upstream.baseUrl(), {u"cut-model"_s},
                               [](Provider &provider) { provider.drainPlain = false; });
        m_upstream.setScript([](UpstreamCall &call) { call.waitForClientToLeave(); });
        const int before = m_upstream.clientsLeft();
        const int seen = m_upstream.requestCount();
        HttpClient client = m_gateway->connect();
        client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(),
                                QByteArray(chat).replace("test-model", "cut-model")) +
                    QByteArray("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").repeated(10'000));
        QVERIFY(m_upstream.waitForRequests(seen + 1));
        client.reset();
        QTRY_VERIFY_WITH_TIMEOUT(m_upstream.clientsLeft() > before, 10'000);
    }

    void manyMembersAreRefused()
    {
        QByteArray body = "{";
        for (int i = 0; i < 2'000; ++i)
            body += "\"k" + QByteArray::number(i) + "\":1,";
        const HttpReply reply = m_gateway->post("/v1/chat/completions", body + R"("model":"test-model"})");
        QCOMPARE(reply.status, 400);
    }

    // The reset is found out while the answer is written: Qt does not look at a socket whose buffer is full.
    void resetInTheMiddleOfALargeAnswer()
    {
        const QByteArray block(1'500'000, 'x');
        Gate gate;
        m_upstream.setScript([&](UpstreamCall &call) {
            call.wait(gate);
            call.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3000008\r\n\r\n");
            call.send("{\"a\":\"" + block);
            call.send(block + "\"}");
        });
        const int before = m_upstream.requestCount();
        const qsizetype rowsBefore = m_gateway->rows().size();
        HttpClient client = m_gateway->connect();
        client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest()));
        QVERIFY(m_upstream.waitForRequests(before + 1));
        client.send("POST /v1/chat HTTP/1.1\r\nhost: localhost\r\nx: " + QByteArray(300'000, 'y'));
        client.flush(500ms); // as much as the gateway and the system take
        client.reset();
        gate.open();
        QVERIFY(m_gateway->waitForRows([&](const QList<CallRow> &rows) {
            return rows.size() == rowsBefore + 1 && rows[0].settled.status != CallStatus::Open;
        }));
        QCOMPARE(m_gateway->get("/healthz").status, 200);
    }

    void callsOfADeadConnectionEnd()
    {
        m_upstream.setScript([](UpstreamCall &call) { call.waitForClientToLeave(); });
        QByteArray requests;
        for (int i = 0; i < 200; ++i)
            requests += httpRequest("GET", "/healthz");
        requests += httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(),
                                chatRequest("test-model", true));
        for (int i = 0; i < 5; ++i) {
            HttpClient client = m_gateway->connect();
            client.send(requests);
            client.flush();
            client.reset();
        }
        QVERIFY(waitUntil([this] { return m_gateway->service().stats().callsInFlight == 0; }));
        QVERIFY(m_gateway->waitForRows([](const QList<CallRow> &rows) {
            return std::all_of(rows.begin(), rows.end(),
                               [](const CallRow &row) { return row.settled.status != CallStatus::Open; });
        }));
    }

    void headersThatNameAnAccountStayHere()
    {
        m_upstream.setScript([](UpstreamCall &call) { call.answer(200, chatCompletion()); });
        const int before = m_upstream.requestCount();
        const HttpReply reply = m_gateway->post(
                "/v1/chat/completions", chatRequest(),
                "OpenAI-Organization: org-x\r\nOpenAI-Project: p\r\nX-Goog-User-Project: g\r\n");
        QCOMPARE(reply.status, 200);
        const SeenRequest seen = m_upstream.requests().at(before);
        for (const char *name : {"openai-organization", "openai-project", "x-goog-user-project"})
            QVERIFY2(seen.header(name).isEmpty(), name);
    }

    void ourKeyInAnErrorStaysHere()
    {
        const QByteArray key = TestGateway::providerKey;
        m_upstream.setScript([key](UpstreamCall &call) {
            call.answer(400, "{\"error\":{\"message\":\"bad request with " + key + "\"}}",
                        "x-debug: " + key + "\r\nx-other: 1\r\n");
        });
        const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
        QCOMPARE(reply.status, 400);
        QVERIFY(!reply.body.contains(key));
        QVERIFY(!reply.head.contains(key));
        QCOMPARE(reply.header("x-other"), "1");
        QVERIFY(reply.body.contains("bad request with ***"));
    }

    // However a stream's packets cut it, in an error or not.
    void ourKeyInAStreamStaysHere()
    {
        const QByteArray key = TestGateway::providerKey;
        m_upstream.setScript([key](UpstreamCall &call) {
            call.beginStream();
            call.piece("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + key.first(5));
            call.piece(key.sliced(5) + " it is\"}}]}\n\n");
            call.piece("data: {\"error\":{\"message\":\"refused " + key.first(12));
            call.piece(key.sliced(12) + "\"}}\n\n");
            call.endStream();
        });
        const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest("test-model", true));
        QCOMPARE(reply.status, 200);
        QVERIFY2(reply.body.contains("\"content\":\"*** it is\""), reply.body);
        QVERIFY2(reply.body.contains("refused ***\""), reply.body);
        QVERIFY(!reply.body.contains(key));
    }

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

QTEST_GUILESS_MAIN(TestGatewayHardening)
#include "tst_gateway_hardening.moc"
