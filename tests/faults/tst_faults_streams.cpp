// SPDX-License-Identifier: MIT
#include "support/fault_bench.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// A stream whose content has begun, so that nobody else can be asked: it ends as HTTP should, says what
// happened in its own dialect, does not look complete, and is accounted for.
class TestFaultsStreams : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void breaks_data();
    void breaks();
    void errorOfTheProvider();
    void commentsDoNotLengthenSilence();
};

namespace {

struct Wording
{
    QByteArray path;
    QByteArray begin;    // preamble and content
    QByteArray half;     // of an event
    QByteArray terminal; // what a whole stream ends with
    QByteArray error;    // how the gateway's error event begins
};

Wording wordingOf(const QString &name)
{
    if (name == "messages"_L1) {
        return {"/v1/messages",
                "event: message_start\n"
                R"(data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],)"
                R"("model":"test-model","usage":{"input_tokens":12,"output_tokens":1}}})"
                "\n\n"
                "event: content_block_start\n"
                R"(data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})"
                "\n\n"
                "event: content_block_delta\n"
                R"(data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello"}})"
                "\n\n",
                R"(data: {"type":"content_bl)", "message_stop", "event: error\ndata: {\"error\":{"};
    }
    if (name == "responses"_L1) {
        return {"/v1/responses",
                "event: response.created\n"
                R"(data: {"type":"response.created","sequence_number":0,"response":{"id":"r","status":"in_progress"}})"
                "\n\n"
                "event: response.output_text.delta\n"
                R"(data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"i","delta":"Hello"})"
                "\n\n",
                R"(data: {"type":"response.outp)", "response.completed", "event: error\ndata: {"};
    }
    return {"/v1/chat/completions", chatStream({"Hello"}).mid(0, 2).join(), R"(data: {"choices":[{"index")",
            "[DONE]", "data: {\"error\":{"};
}

} // namespace

void TestFaultsStreams::breaks_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("how");
    QTest::addColumn<bool>("inEvent");
    for (const char *dialect : {"chat", "messages", "responses"}) {
        for (const char *how : {"end", "close", "reset", "silence"}) {
            QTest::addRow("%s, %s after an event", dialect, how)
                    << QString::fromLatin1(dialect) << QString::fromLatin1(how) << false;
            QTest::addRow("%s, %s in an event", dialect, how)
                    << QString::fromLatin1(dialect) << QString::fromLatin1(how) << true;
        }
    }
}

void TestFaultsStreams::breaks()
{
    QFETCH(QString, dialect);
    QFETCH(QString, how);
    QFETCH(bool, inEvent);
    const Wording form = wordingOf(dialect);
    Gate gate;
    FakeUpstream upstream([=](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(form.begin + (inEvent ? form.half : QByteArray()));
        if (how == "silence"_L1)
            call.waitForClientToLeave();
        call.wait(gate); // a reset would overtake what was sent
        if (how == "reset"_L1)
            call.reset();
        if (how == "end"_L1)
            call.endStream();
        call.close();
    });
    FakeUpstream other;
    TestGateway gateway;
    gateway.set(u"silence_timeout"_s, how == "silence"_L1 ? u"1s"_s : u"1m"_s);
    const auto offersAll = [](FakeUpstream &of) {
        return [&of](Provider &provider) {
            provider.responses = true;
            provider.anthropicUrl = of.baseUrl().chopped(3);
        };
    };
    gateway.addProvider(u"one"_s, upstream.baseUrl(), {u"test-model"_s}, offersAll(upstream));
    gateway.addProvider(u"two"_s, other.baseUrl(), {u"test-model"_s}, offersAll(other));
    gateway.start();
    HttpClient client = gateway.connect();
    client.send(httpRequest("POST", form.path, gateway.authorization(),
                            dialect == "responses"_L1
                                    ? QByteArray(R"({"model":"test-model","input":"hi","stream":true})")
                                    : QByteArray(R"({"model":"test-model","max_tokens":9,"stream":true,)"
                                                 R"("messages":[{"role":"user","content":"hi"}]})")));
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("Hello"));
    gate.open();
    const HttpReply reply = client.finish();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith(form.begin));
    QVERIFY(!reply.body.contains(form.terminal));
    QVERIFY(reply.body.endsWith("\n\n"));
    const QByteArray last = reply.body.mid(reply.body.chopped(2).lastIndexOf("\n\n") + 2);
    QVERIFY2(last.startsWith(form.error), reply.body);
    const bool timeout = how == "silence"_L1;
    if (dialect != "messages"_L1)
        QVERIFY2(last.contains(timeout ? "upstream_timeout" : "upstream_invalid_response"), last);
    else
        QVERIFY2(last.contains(timeout ? "timeout_error" : "api_error"), last);

    QCOMPARE(reply.header("x-gateway-attempts"), "one=ok"); // as far as was known then
    QCOMPARE(upstream.posts(), 1);
    QCOMPARE(other.posts(), 0);
    const auto row = gateway.settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, 200);
    QCOMPARE(row->settled.attempts, 1);
    QCOMPARE(row->settled.tried.value(0).outcome, timeout ? u"timeout"_s : u"invalid_response"_s);
    QVERIFY(row->settled.usageSource == UsageSource::Partial || dialect == "messages"_L1);
    QVERIFY(row->settled.usage.prompt.value_or(0) > 0);
    QVERIFY(row->settled.usage.completion.value_or(0) > 0);
}

void TestFaultsStreams::errorOfTheProvider()
{
    const QByteArray bytes = chatStream({"Hello"}).mid(0, 2).join() +
                             R"(data: {"error":{"message":"overloaded","type":"server_error"}})"
                             "\n\n";
    FaultBench bench([bytes](UpstreamCall &call) {
        call.beginStream();
        call.piece(bytes);
        call.endStream();
    });
    bench.start();
    const HttpReply reply = bench.call(true);
    QVERIFY(reply.complete);
    QCOMPARE(reply.body, bytes); // it has said so itself: nothing is added
    // The header says what was known when the row was written.
    QCOMPARE(bench.disagreement(reply, {u"one=error_in_200"_s}, 0, {u"one=(ok|error_in_200)"_s}), QString());
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
    QVERIFY(row->settled.usage.completion.value_or(0) > 0);
}

void TestFaultsStreams::commentsDoNotLengthenSilence()
{
    const QByteArray begin = chatStream({"Hello"}).mid(0, 2).join();
    FaultBench bench([begin](UpstreamCall &call) {
        Gate never;
        call.beginStream();
        call.piece(begin);
        for (;;) {
            call.piece(": PROCESSING\n\n");
            never.tryPass(50ms);
        }
    });
    bench.gateway.set(u"silence_timeout"_s, u"1s"_s);
    bench.start();
    const HttpReply reply = bench.call(true);
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith(begin));
    QVERIFY(reply.body.contains("upstream_timeout"));
    QCOMPARE(bench.disagreement(reply, {u"one=timeout"_s}, 0, {u"one=ok"_s}), QString());
    QVERIFY(waitUntil([&] { return bench.one.clientsLeft() == 1; }));
}

QTEST_GUILESS_MAIN(TestFaultsStreams)
#include "tst_faults_streams.moc"
