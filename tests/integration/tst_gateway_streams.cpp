// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray chat = "/v1/chat/completions";
const QByteArray usageWanted = R"(, "stream_options": {"include_usage": true})";

} // namespace

// Streamed answers: as they arrive, whole to the end or visibly broken.
class TestGatewayStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void arrivesAsSent_data();
    void arrivesAsSent();
    void preambleIsHeld();
    void errorAfterPreambleGoesElsewhere();
    void halfAnEventIsNotHeldWhenUsageWasAskedFor();
    void bytesArePassedAsTheyAre_data();
    void bytesArePassedAsTheyAre();
    void usageChunkIsKeptBack_data();
    void usageChunkIsKeptBack();
    void refusedOptionIsRemembered();
    void otherRefusalIsNotRetried();
    void breaksInTheMiddle_data();
    void breaksInTheMiddle();
    void endsBeforeItBegan();
    void errorEventOfTheProvider();
    void fortyAtOnce();

private:
    HttpClient open(const QByteArray &body);

    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayStreams::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

void TestGatewayStreams::init()
{
    m_upstream.setScript({});
}

HttpClient TestGatewayStreams::open(const QByteArray &body)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", chat, m_gateway->authorization(), body));
    return client;
}

void TestGatewayStreams::arrivesAsSent_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<bool>("usageSeen");
    QTest::newRow("usage asked for by the client") << usageWanted << true;
    QTest::newRow("by the gateway") << QByteArray() << false;
}

// Each event is released only when the client has the one before it.
void TestGatewayStreams::arrivesAsSent()
{
    QFETCH(QByteArray, options);
    QFETCH(bool, usageSeen);
    const QList<QByteArray> events = chatStream({"Hello", " there", "!"}, 21, 3);
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream("X-Request-Id: up-3\r\n");
        for (const QByteArray &event : events) {
            call.wait(gate);
            call.piece(event);
        }
        call.wait(gate);
        call.endStream();
    });
    HttpClient client = open(chatRequest("test-model", true, options));
    QByteArray expected;
    for (qsizetype i = 0; i < events.size(); ++i) {
        gate.open();
        if (i == 0) { // says nothing yet, and is held
            expected += events[i];
            continue;
        }
        if (i == 1) {
            const auto head = client.readHead();
            QVERIFY(head);
            QCOMPARE(head->status, 200);
            QVERIFY(head->header("content-type").startsWith("text/event-stream"));
            QVERIFY(head->chunked);
            QVERIFY(head->header("content-length").isEmpty());
            QCOMPARE(head->header("x-upstream-request-id"), "up-3");
        }
        if (usageSeen || i != events.size() - 2)
            expected += events[i];
        QCOMPARE(client.readBody(expected.size()), expected);
    }
    gate.open();
    const HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QCOMPARE(reply.body, expected);

    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), 21);
    QCOMPARE(row->settled.usage.completion.value_or(-1), 3);
    QCOMPARE(row->settled.responseBytes, expected.size());
    QVERIFY(row->settled.firstToken);
    QVERIFY(row->opened.stream);
}

// As long as nothing was said, the call can still be made elsewhere.
void TestGatewayStreams::preambleIsHeld()
{
    const QList<QByteArray> events = chatStream({"Hello"});
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(": PROCESSING\n\n" + events[0]);
        call.wait(gate);
        call.piece(events.mid(1).join());
        call.endStream();
    });
    const qint64 sent = m_upstream.bytesSent();
    HttpClient client = open(chatRequest("test-model", true, usageWanted));
    QVERIFY(waitUntil([&] { return m_upstream.bytesSent() > sent + events[0].size(); }));
    QVERIFY(!client.readHead(300ms));
    gate.open();
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->body, QByteArray(": PROCESSING\n\n" + events.join()));
}

void TestGatewayStreams::errorAfterPreambleGoesElsewhere()
{
    const QList<QByteArray> events = chatStream({"Hello"});
    FakeUpstream first([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(events[0]);
        call.piece(R"(data: {"error":{"message":"overloaded","type":"server_error"}})"
                   "\n\n");
        call.endStream();
    });
    FakeUpstream second([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(events.join());
        call.endStream();
    });
    m_gateway->addProvider(u"first"_s, first.baseUrl(), {u"twice-model"_s});
    m_gateway->addProvider(u"second"_s, second.baseUrl(), {u"twice-model"_s});
    const HttpReply reply = m_gateway->post(chat, chatRequest("twice-model", true, usageWanted));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, events.join());
    QCOMPARE(reply.header("x-gateway-attempts"), "first=error_in_200, second=ok");
    QCOMPARE(first.posts(), 1);
    QCOMPARE(second.posts(), 1);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(row->settled.attempts, 2);
}

void TestGatewayStreams::halfAnEventIsNotHeldWhenUsageWasAskedFor()
{
    const QByteArray first = chatStream({"Hello"}).at(1);
    const QByteArray event = chatStream({" there"}).at(1);
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(first + event.left(20));
        call.wait(gate);
        call.piece(event.mid(20) + "data: [DONE]\n\n");
        call.endStream();
    });
    HttpClient client = open(chatRequest("test-model", true, usageWanted));
    QVERIFY(client.readHead());
    QCOMPARE(client.readBody(first.size() + 20), QByteArray(first + event.left(20)));
    gate.open();
    QCOMPARE(client.finish().body, QByteArray(first + event + "data: [DONE]\n\n"));
}

void TestGatewayStreams::bytesArePassedAsTheyAre_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qsizetype>("pieceSize");
    const QByteArray done = "data: [DONE]\n\n";
    const QByteArray chinese =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"你好，世界 😀\"}}]}\n\n" + done;
    QTest::newRow("UTF-8 byte by byte") << chinese << qsizetype(1);
    QTest::newRow("UTF-8 two by two") << chinese << qsizetype(2);
    QTest::newRow("CR LF") << QByteArray(chinese).replace("\n", "\r\n") << qsizetype(3);
    QTest::newRow("comments") << ": PROCESSING\n\n: ping\n\n" + chinese << qsizetype(7);
    QTest::newRow("a byte order mark") << "\xef\xbb\xbf" + chinese << qsizetype(5);
    QTest::newRow("other fields") << "event: message\nid: 7\nretry: 10\n" + chinese << qsizetype(11);
    QTest::newRow("a large event") << "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" +
                                              QByteArray(300'000, 'x') + "\"}}]}\n\n" + chinese
                                   << qsizetype(10'000);
}

void TestGatewayStreams::bytesArePassedAsTheyAre()
{
    QFETCH(QByteArray, bytes);
    QFETCH(qsizetype, pieceSize);
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        for (qsizetype at = 0; at < bytes.size(); at += pieceSize)
            call.piece(bytes.mid(at, pieceSize));
        call.endStream();
    });
    for (const QByteArray &options : {usageWanted, QByteArray()}) {
        HttpClient client = open(chatRequest("test-model", true, options));
        const auto reply = client.read();
        QVERIFY(reply && reply->complete);
        QVERIFY(reply->body == bytes);
    }
}

void TestGatewayStreams::usageChunkIsKeptBack_data()
{
    QTest::addColumn<QByteArray>("events");
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<int>("prompt");
    const QByteArray word = R"(data: {"choices":[{"index":0,"delta":{"content":"a"}}],"usage":null})"
                            "\n\n";
    const QByteArray usage = R"(data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}})"
                             "\n\n";
    const QByteArray done = "data: [DONE]\n\n";
    QTest::newRow("trailing chunk") << word + usage + done << word + done << 9;
    QTest::newRow("without choices") << word + usage + usage + done << word + done << 9;
    // Not the extra chunk: usage beside content, choices empty without usage, usage in the choice.
    const QByteArray beside =
            R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}})"
            "\n\n";
    QTest::newRow("usage beside the end") << word + beside + done << word + beside + done << 5;
    const QByteArray filter = R"(data: {"choices":[],"prompt_filter_results":[]})"
                              "\n\n";
    QTest::newRow("empty choices, no usage") << filter + word + usage + done << filter + word + done << 9;
    const QByteArray moonshot =
            R"(data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":6,"completion_tokens":2}}]})"
            "\n\n";
    QTest::newRow("usage in the choice") << word + moonshot + done << word + moonshot + done << 6;
}

void TestGatewayStreams::usageChunkIsKeptBack()
{
    QFETCH(QByteArray, events);
    QFETCH(QByteArray, expected);
    QFETCH(int, prompt);
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(events);
        call.endStream();
    });
    const HttpReply reply = m_gateway->post(chat, chatRequest("test-model", true));
    QCOMPARE(reply.body, expected);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(row->settled.usage.prompt.value_or(-1), prompt);

    const HttpReply asked = m_gateway->post(chat, chatRequest("test-model", true, usageWanted));
    QCOMPARE(asked.body, events);
}

void TestGatewayStreams::refusedOptionIsRemembered()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().body.contains("stream_options")) {
            call.answer(400, R"({"error":{"message":"Unknown parameter: 'stream_options'"}})");
            return;
        }
        call.beginStream();
        call.piece(chatStream({"a"}).join());
        call.endStream();
    });
    m_gateway->addProvider(u"old"_s, upstream.baseUrl(), {u"old-model"_s});
    const HttpReply first = m_gateway->post(chat, chatRequest("old-model", true));
    QCOMPARE(first.status, 200);
    QVERIFY(first.body.endsWith("data: [DONE]\n\n"));
    QCOMPARE(upstream.posts(), 2);
    QCOMPARE(upstream.requests()[1].body, chatRequest("old-model", true));
    QCOMPARE(m_gateway->settledRow(first)->settled.attempts, 2);

    const HttpReply second = m_gateway->post(chat, chatRequest("old-model", true));
    QCOMPARE(second.status, 200);
    QCOMPARE(upstream.posts(), 3);
    QCOMPARE(m_gateway->settledRow(second)->settled.attempts, 1);
    QVERIFY(waitUntil([this] {
        return m_gateway->management().provider(u"old"_s)->usageOption == UsageOption::Refused;
    }));

    // The client itself may ask; then the provider's refusal is its answer.
    const HttpReply third = m_gateway->post(chat, chatRequest("old-model", true, usageWanted));
    QCOMPARE(third.status, 400);
    QCOMPARE(upstream.posts(), 4);
}

void TestGatewayStreams::otherRefusalIsNotRetried()
{
    m_upstream.setScript([](UpstreamCall &call) {
        call.answer(400, R"({"error":{"message":"messages must not be empty"}})");
    });
    const int posts = m_upstream.posts();
    QCOMPARE(m_gateway->post(chat, chatRequest("test-model", true)).status, 400);
    QCOMPARE(m_upstream.posts(), posts + 1);
}

void TestGatewayStreams::breaksInTheMiddle_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QByteArray>("last"); // after two whole events
    QTest::addColumn<QString>("how");
    for (const QString &how : {u"reset"_s, u"close"_s, u"end"_s}) {
        for (const bool asked : {false, true}) {
            const QByteArray options = asked ? usageWanted : QByteArray();
            const QByteArray who = asked ? "usage asked" : "usage not asked";
            QTest::addRow("%s after an event, %s", qUtf8Printable(how), who.constData())
                    << options << QByteArray() << how;
            QTest::addRow("%s in an event, %s", qUtf8Printable(how), who.constData())
                    << options << QByteArray("data: {\"choices\":[{\"index\":0,\"del") << how;
        }
    }
}

void TestGatewayStreams::breaksInTheMiddle()
{
    QFETCH(QByteArray, options);
    QFETCH(QByteArray, last);
    QFETCH(QString, how);
    const QList<QByteArray> events = chatStream({"Hello", " there"});
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(events[0] + events[1]);
        if (!last.isEmpty())
            call.piece(last);
        call.wait(gate); // a reset would overtake what was sent
        if (how == "reset"_L1)
            call.reset();
        if (how == "end"_L1)
            call.endStream();
        call.close();
    });
    HttpClient client = open(chatRequest("test-model", true, options));
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("Hello"));
    gate.open();
    const HttpReply reply = client.finish();

    // The stream ends as HTTP should, says what happened, and does not look complete.
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith(QByteArray(events[0] + events[1])));
    QVERIFY(!reply.body.contains("[DONE]"));
    QVERIFY(reply.body.endsWith("\n\n"));
    const QByteArray lastEvent = reply.body.chopped(2).mid(reply.body.chopped(2).lastIndexOf("\n\n") + 2);
    QVERIFY2(lastEvent.startsWith("data: {\"error\":"), reply.body);
    QVERIFY(lastEvent.contains("upstream_invalid_response"));

    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, 200);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
    QVERIFY(row->settled.usage.completion.value_or(0) > 0);
}

void TestGatewayStreams::endsBeforeItBegan()
{
    m_upstream.setScript([](UpstreamCall &call) {
        call.beginStream();
        call.endStream();
    });
    const HttpReply reply = m_gateway->post(chat, chatRequest("test-model", true));
    QCOMPARE(reply.status, 502);
    QCOMPARE(reply.errorCode(), u"upstream_invalid_response"_s);
    QCOMPARE(toString(m_gateway->settledRow(reply)->settled.status), toString(CallStatus::Failed));
}

void TestGatewayStreams::errorEventOfTheProvider()
{
    const QByteArray bytes = chatStream({"a"}).at(1) +
                             R"(data: {"error":{"message":"overloaded","type":"server_error"}})"
                             "\n\n";
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(bytes);
        call.endStream();
    });
    const HttpReply reply = m_gateway->post(chat, chatRequest("test-model", true));
    QCOMPARE(reply.body, bytes); // it has said so itself: nothing is added
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QVERIFY(row->settled.error.contains("server_error"_L1));
}

// More than a QNetworkAccessManager would let through to one host.
void TestGatewayStreams::fortyAtOnce()
{
    constexpr int count = 40;
    const QList<QByteArray> events = chatStream({"a"});
    Gate gate;
    m_upstream.setScript([&](UpstreamCall &call) {
        call.beginStream();
        call.piece(events[0] + events[1]);
        call.wait(gate);
        call.piece(events.mid(2).join());
        call.endStream();
    });
    const int before = m_upstream.requestCount();
    std::vector<HttpClient> clients;
    for (int i = 0; i < count; ++i)
        clients.push_back(open(chatRequest("test-model", true, usageWanted)));
    QVERIFY(m_upstream.waitForRequests(before + count));
    const QByteArray begin = events[0] + events[1];
    for (HttpClient &client : clients) {
        QVERIFY(client.readHead());
        QCOMPARE(client.readBody(begin.size()), begin);
    }
    gate.open(count);
    for (HttpClient &client : clients)
        QCOMPARE(client.finish().body, events.join());
    QCOMPARE(m_upstream.requestCount(), before + count);
}

QTEST_GUILESS_MAIN(TestGatewayStreams)
#include "tst_gateway_streams.moc"
