// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What a call leaves behind, and that no answer leaves before it.
class TestGatewayLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void rowOfACall();
    void cacheWritesOfAnHour_data();
    void cacheWritesOfAnHour();
    void usageOfProviders_data();
    void usageOfProviders();
    void estimatesWhenTheProviderSaysNothing_data();
    void estimatesWhenTheProviderSaysNothing();
    void refusedBodiesLeaveNothing();
    void noByteBeforeTheCommit_data();
    void noByteBeforeTheCommit();
    void refusesWhenTheLedgerStaysLocked_data();
    void refusesWhenTheLedgerStaysLocked();
    void servesWithoutTheLedgerWhenToldTo();
    void nothingSecretIsStored();

private:
    void lock() { QVERIFY(m_gateway->database().run(u"BEGIN IMMEDIATE"_s)); }
    void unlock() { QVERIFY(m_gateway->database().run(u"ROLLBACK"_s)); }

    const QByteArray m_chat = "/v1/chat/completions";
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayLedger::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(
            u"up"_s, m_upstream.baseUrl(), {u"test-model"_s, u"claude"_s},
            [this](Provider &provider) { provider.anthropicUrl = m_upstream.baseUrl().chopped(3); });
    Price price;
    price.model = u"claude"_s;
    price.rates = {3'000'000, 15'000'000, 300'000, 3'750'000, std::nullopt, 6'000'000};
    QVERIFY(m_gateway->management().setPrice(price));
    m_gateway->management().setRoute(u"alias"_s, u"up"_s, u"real-model"_s);
    m_gateway->start();
}

void TestGatewayLedger::init()
{
    m_upstream.setScript({});
}

void TestGatewayLedger::rowOfACall()
{
    m_upstream.setScript([](UpstreamCall &call) {
        call.answer(200,
                    R"({"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":8,"total_tokens":38,)"
                    R"("prompt_tokens_details":{"cached_tokens":20},)"
                    R"("completion_tokens_details":{"reasoning_tokens":5}}})");
    });
    const QByteArray body = chatRequest("alias");
    const HttpReply reply = m_gateway->post(m_chat, body);
    QCOMPARE(reply.status, 200);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(row->userName, u"ann"_s);
    QCOMPARE(row->keyLabel, u"test"_s);
    QCOMPARE(row->providerName, u"up"_s);
    QCOMPARE(row->opened.endpoint, QString::fromLatin1(m_chat));
    QCOMPARE(row->opened.model, u"alias"_s);
    QCOMPARE(row->opened.upstreamModel, u"real-model"_s);
    QVERIFY(!row->opened.stream);
    QCOMPARE(row->opened.requestBytes, body.size());
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(row->settled.httpStatus, 200);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), 30);
    QCOMPARE(row->settled.usage.cached.value_or(-1), 20);
    QCOMPARE(row->settled.usage.completion.value_or(-1), 8);
    QCOMPARE(row->settled.usage.reasoning.value_or(-1), 5);
    QVERIFY(!row->settled.usage.cacheWrite);
    QVERIFY(!row->settled.costMicros); // no price is known: unpriced, not free
    QCOMPARE(row->settled.attempts, 1);
    QCOMPARE(row->settled.responseBytes, reply.body.size());
    QVERIFY(row->settled.duration.count() >= 0);
    QVERIFY(row->settled.error.isEmpty());
}

// 7 tokens of input at 3, 10 read at 0.3, 100 written for minutes at 3.75 and 200 for an hour at 6, 20 of
// the answer at 15.
void TestGatewayLedger::cacheWritesOfAnHour_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QByteArray>("creation");
    QTest::addColumn<int>("written"); // for an hour; -1: not known
    QTest::addColumn<int>("micros");
    const QByteArray both =
            R"(,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200})";
    const int rest = 7 * 3 + 3 + 20 * 15;
    QTest::newRow("plain") << false << both << 200 << rest + 375 + 200 * 6;
    QTest::newRow("stream") << true << both << 200 << rest + 375 + 200 * 6;
    QTest::newRow("plain, nothing told") << false << QByteArray() << -1 << rest + 300 * 15 / 4;
    QTest::newRow("stream, nothing told") << true << QByteArray() << -1 << rest + 300 * 15 / 4;
}

void TestGatewayLedger::cacheWritesOfAnHour()
{
    QFETCH(bool, stream);
    QFETCH(QByteArray, creation);
    QFETCH(int, written);
    QFETCH(int, micros);
    const QByteArray input =
            R"("input_tokens":7,"cache_creation_input_tokens":300,"cache_read_input_tokens":10)";
    m_upstream.setScript([&](UpstreamCall &call) {
        if (!stream) {
            call.answer(
                    200,
                    R"({"type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"usage":{)" +
                            input + creation + R"(,"output_tokens":20}})");
            return;
        }
        call.beginStream();
        call.piece("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{" +
                   input + creation +
                   ",\"output_tokens\":1}}}\n\n"
                   "event: message_delta\ndata: "
                   "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                   "\"usage\":{\"output_tokens\":20}}\n\n"
                   "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        call.endStream();
    });
    const QByteArray body =
            R"({"model":"claude","max_tokens":64,"messages":[{"role":"user","content":"Hi"}],"stream":)" +
            QByteArray(stream ? "true" : "false") + '}';
    const HttpReply reply = m_gateway->post("/v1/messages", body);
    QCOMPARE(reply.status, 200);
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), 317);
    QCOMPARE(row->settled.usage.cacheWrite.value_or(-1), 300);
    QCOMPARE(row->settled.usage.cacheWriteLong.value_or(-1), written);
    QCOMPARE(row->settled.costMicros.value_or(-1), micros);
}

void TestGatewayLedger::usageOfProviders_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("prompt");
    QTest::addColumn<int>("completion");
    QTest::newRow("zero is a report")
            << QByteArray(R"({"usage":{"prompt_tokens":0,"completion_tokens":0}})") << 0 << 0;
    QTest::newRow("in the choice")
            << QByteArray(R"({"choices":[{"usage":{"prompt_tokens":4,"completion_tokens":5}}]})") << 4 << 5;
    QTest::newRow("groq")
            << QByteArray(R"({"choices":[],"x_groq":{"usage":{"prompt_tokens":6,"completion_tokens":7}}})")
            << 6 << 7;
}

void TestGatewayLedger::usageOfProviders()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, prompt);
    QFETCH(int, completion);
    m_upstream.setScript([&](UpstreamCall &call) { call.answer(200, answer); });
    const auto row = m_gateway->settledRow(m_gateway->post(m_chat, chatRequest()));
    QVERIFY(row);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), prompt);
    QCOMPARE(row->settled.usage.completion.value_or(-1), completion);
}

void TestGatewayLedger::estimatesWhenTheProviderSaysNothing_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("plain") << false;
    QTest::newRow("stream") << true;
}

void TestGatewayLedger::estimatesWhenTheProviderSaysNothing()
{
    QFETCH(bool, stream);
    m_upstream.setScript([&](UpstreamCall &call) {
        if (!stream) {
            call.answer(200,
                        R"({"choices":[{"message":{"content":"twelve bytes"},"finish_reason":"stop"}]})");
            return;
        }
        call.beginStream();
        call.piece("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"twelve bytes\"}}]}\n\n"
                   "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: "
                   "[DONE]\n\n");
        call.endStream();
    });
    const auto row = m_gateway->settledRow(m_gateway->post(m_chat, chatRequest("test-model", stream)));
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Estimated));
    QCOMPARE(row->settled.usage.completion.value_or(-1), 3);
    QVERIFY(row->settled.usage.prompt.value_or(0) > 0);
    QVERIFY(!row->settled.usage.cached);
}

void TestGatewayLedger::refusedBodiesLeaveNothing()
{
    const qsizetype before = m_gateway->rows().size();
    const int posts = m_upstream.posts();
    QCOMPARE(m_gateway->post(m_chat, "not json").status, 400);
    QCOMPARE(m_gateway->post(m_chat, chatRequest("no-such-model")).status, 404);
    QCOMPARE(m_gateway->post(m_chat, chatRequest(), "X-Dummy: 1\r\n").status, 200);
    QVERIFY(m_gateway->waitForRows([&](const QList<CallRow> &rows) { return rows.size() == before + 1; }));
    QCOMPARE(m_upstream.posts(), posts + 1);
}

void TestGatewayLedger::noByteBeforeTheCommit_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("plain") << false;
    QTest::newRow("stream") << true;
}

void TestGatewayLedger::noByteBeforeTheCommit()
{
    QFETCH(bool, stream);
    m_gateway->set(u"ledger_timeout"_s, u"20s"_s);
    const QList<QByteArray> events = chatStream({"Hello"});
    m_upstream.setScript([&](UpstreamCall &call) {
        if (!stream) {
            call.answer(200, chatCompletion());
            return;
        }
        call.beginStream();
        call.piece(events.join());
        call.endStream();
    });
    const int before = m_upstream.requestCount();
    lock();
    HttpClient client = m_gateway->connect();
    client.send(
            httpRequest("POST", m_chat, m_gateway->authorization(),
                        chatRequest("test-model", stream, R"(, "stream_options": {"include_usage": true})")));
    QVERIFY(m_upstream.waitForRequests(before + 1)); // the provider is asked meanwhile
    QVERIFY(!client.readHead(700ms));
    QCOMPARE(client.unread(), QByteArray());
    unlock();
    QVERIFY(client.readHead());
    const HttpReply reply = client.finish();
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, stream ? events.join() : chatCompletion());
    QVERIFY(m_gateway->row(reply)); // at once: it was there before the answer
    QCOMPARE(toString(m_gateway->settledRow(reply)->settled.status), toString(CallStatus::Ok));
}

void TestGatewayLedger::refusesWhenTheLedgerStaysLocked_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("plain") << false;
    QTest::newRow("stream") << true;
}

void TestGatewayLedger::refusesWhenTheLedgerStaysLocked()
{
    QFETCH(bool, stream);
    m_gateway->set(u"ledger_timeout"_s, u"1s"_s);
    m_upstream.setScript([&](UpstreamCall &call) {
        if (stream)
            call.beginStream();
        call.waitForClientToLeave();
    });
    const int left = m_upstream.clientsLeft();
    lock();
    const HttpReply reply = m_gateway->post(m_chat, chatRequest("test-model", stream));
    QCOMPARE(reply.status, 503);
    QCOMPARE(reply.errorCode(), u"ledger_unavailable"_s);
    QVERIFY(waitUntil([&] { return m_upstream.clientsLeft() == left + 1; })); // no answer is paid for in vain
    unlock();

    // Once the ledger is back, it tells of the call, and calls are served.
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, 503);
    m_upstream.setScript({});
    QCOMPARE(m_gateway->post(m_chat, chatRequest()).status, 200);
}

void TestGatewayLedger::servesWithoutTheLedgerWhenToldTo()
{
    m_gateway->set(u"ledger_timeout"_s, u"500ms"_s);
    m_gateway->set(u"service_over_accounting"_s, u"true"_s);
    lock();
    const HttpReply reply = m_gateway->post(m_chat, chatRequest());
    unlock();
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, chatCompletion());
    m_gateway->set(u"service_over_accounting"_s, u"false"_s);
    const auto row = m_gateway->settledRow(reply); // written late, but written
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
}

void TestGatewayLedger::nothingSecretIsStored()
{
    m_gateway->post(m_chat, chatRequest("test-model", false, R"(, "user": "prompt-that-must-not-be-kept")"));
    m_upstream.setScript([](UpstreamCall &call) {
        call.answer(400, R"({"error":{"message":"answer-that-must-not-be-kept"}})");
    });
    m_gateway->post(m_chat, chatRequest());
    m_gateway->stop();
    QDir directory(m_gateway->dataDir());
    for (const QString &name : directory.entryList(QDir::Files)) {
        QFile file(directory.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains("must-not-be-kept"), qPrintable(name));
        QVERIFY2(!bytes.contains(m_gateway->key()), qPrintable(name));
        QVERIFY2(!bytes.contains(TestGateway::providerKey), qPrintable(name));
    }
}

QTEST_GUILESS_MAIN(TestGatewayLedger)
#include "tst_gateway_ledger.moc"
