// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/recordings.h"
#include "support/test_gateway.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What providers really answered, through a real gateway: byte for byte to a client that asks for usage, and
// the recorded usage in the ledger.
class TestReplayGateway : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void usageAskedFor_data() { addRows(); }
    void usageAskedFor();
    void usageNotAskedFor_data() { addRows(); }
    void usageNotAskedFor();

private:
    static const QList<Recording> &recordings();
    static void addRows();
    HttpReply replay(const Recording &recording, bool usageWanted);
    void checkRow(const Recording &recording, const HttpReply &reply);
    void checkRefusal(const HttpReply &reply);

    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

const QList<Recording> &TestReplayGateway::recordings()
{
    static const QList<Recording> loaded = loadRecordings();
    return loaded;
}

void TestReplayGateway::addRows()
{
    static const QByteArrayList offered{"/v1/chat/completions", "/v1/completions", "/v1/embeddings",
                                        "/v1/messages", "/v1/responses"};
    QTest::addColumn<int>("index");
    for (int i = 0; i < int(recordings().size()); ++i) {
        if (offered.contains(recordings()[i].endpoint))
            QTest::newRow(qPrintable(recordings()[i].name)) << i;
    }
}

void TestReplayGateway::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s}, [this](Provider &provider) {
        provider.responses = true;
        provider.anthropicUrl = m_upstream.baseUrl().chopped(3); // without /v1
    });
    m_gateway->start();
}

// In pieces of sizes that are the same in every run.
HttpReply TestReplayGateway::replay(const Recording &recording, bool usageWanted)
{
    m_upstream.setScript([&recording](UpstreamCall &call) {
        QRandomGenerator random(quint32(recording.bytes.size()));
        call.send("HTTP/1.1 " + QByteArray::number(recording.httpStatus) + " Recorded\r\nContent-Type: " +
                  recording.contentType + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (qsizetype at = 0; at < recording.bytes.size();) {
            const qsizetype size = 1 + random.bounded(2000);
            call.piece(recording.bytes.mid(at, size));
            at += size;
        }
        call.endStream();
    });
    QByteArray body = R"({"model":"test-model",)";
    const QByteArray messages = R"("messages":[{"role":"user","content":"Hi"}])";
    body += recording.endpoint == "/v1/chat/completions" ? messages
            : recording.endpoint == "/v1/messages"       ? R"("max_tokens":64,)" + messages
            : recording.endpoint == "/v1/completions"    ? QByteArray(R"("prompt":"Hi")")
                                                         : QByteArray(R"("input":"Hi")");
    if (recording.kind == Recording::Kind::Stream && recording.dialect != WireDialect::OpenAiChat)
        body += R"(,"stream":true)";
    else if (recording.kind == Recording::Kind::Stream)
        body += usageWanted ? R"(,"stream":true,"stream_options":{"include_usage":true})"
                            : R"(,"stream":true)";
    return m_gateway->post(recording.endpoint, body + "}");
}

void TestReplayGateway::checkRow(const Recording &recording, const HttpReply &reply)
{
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    const bool ok = recording.httpStatus < 300 && !recording.isError;
    QCOMPARE(toString(row->settled.status), toString(ok ? CallStatus::Ok : CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, recording.httpStatus);
    if (recording.usage.isEmpty()) {
        QVERIFY(row->settled.usageSource != UsageSource::Provider);
        return;
    }
    if (recording.dialect == WireDialect::Anthropic && !recording.usage.completion) {
        // It broke off when the provider had told of the prompt alone.
        QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
        QCOMPARE(row->settled.usage.prompt, recording.usage.prompt);
        QVERIFY(row->settled.usage.completion.value_or(0) > 0);
        return;
    }
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QVERIFY(row->settled.usage == recording.usage);
}

// A stream that begins with an error is none: the client is told with a status.
void TestReplayGateway::checkRefusal(const HttpReply &reply)
{
    QVERIFY(reply.status >= 400);
    QVERIFY(reply.header("content-type").startsWith("application/json"));
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
}

void TestReplayGateway::usageAskedFor()
{
    QFETCH(int, index);
    const Recording &recording = recordings()[index];
    const HttpReply reply = replay(recording, true);
    QVERIFY(reply.complete);
    if (recording.errorFirst) {
        checkRefusal(reply);
        return;
    }
    QCOMPARE(reply.status, recording.httpStatus);
    QCOMPARE(reply.header("content-type"), recording.contentType);
    QVERIFY(reply.body == recording.bytes);
    checkRow(recording, reply);
}

void TestReplayGateway::usageNotAskedFor()
{
    QFETCH(int, index);
    const Recording &recording = recordings()[index];
    const HttpReply reply = replay(recording, false);
    QVERIFY(reply.complete);
    if (recording.errorFirst) {
        checkRefusal(reply);
        return;
    }
    QCOMPARE(reply.status, recording.httpStatus);
    QVERIFY(reply.body ==
            (recording.kind == Recording::Kind::Stream ? recording.withoutUsage : recording.bytes));
    checkRow(recording, reply);
}

QTEST_GUILESS_MAIN(TestReplayGateway)
#include "tst_replay_gateway.moc"
