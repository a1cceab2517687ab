// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Calls in flight as people follow them, and their end when somebody stops one.
class TestGatewayCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void costsNothingUnwatched();
    void stopsAStream();
    void stopsBeforeAnAnswer();
    void stopsWhatNobodyWaitsFor();
    void leavesTheOthersAlone();
    void goesOnAfterARestart();

private:
    HttpClient openStream();
    HttpClient sendPlain();
    bool waitForCall(CallPhase phase);
    GatewayService &service() { return m_gateway->service(); }

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
    Gate m_gate;
};

void TestGatewayCalls::init()
{
    m_gate = Gate();
    m_gateway = std::make_unique<TestGateway>();
    m_upstream = std::make_unique<FakeUpstream>([gate = m_gate](UpstreamCall &call) mutable {
        if (!call.request().body.contains("\"stream\": true")) {
            call.wait(gate);
            call.answer(200, chatCompletion());
            return;
        }
        const QList<QByteArray> events = chatStream({"some", " words", " more"});
        call.beginStream();
        call.piece(events.mid(0, 3).join());
        call.wait(gate);
        call.piece(events.mid(3).join());
        call.endStream();
    });
    m_gateway->addProvider(u"up"_s, m_upstream->baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

HttpClient TestGatewayCalls::openStream()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(),
                            chatRequest("test-model", true)));
    client.readHead();
    client.readBodyUntil("words");
    return client;
}

HttpClient TestGatewayCalls::sendPlain()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(), chatRequest()));
    m_upstream->waitForRequests(1);
    return client;
}

bool TestGatewayCalls::waitForCall(CallPhase phase)
{
    return waitUntil(
            [&] { return service().calls().size() == 1 && service().calls().constFirst().phase == phase; });
}

void TestGatewayCalls::costsNothingUnwatched()
{
    QSignalSpy changes(&service(), &GatewayService::callsChanged);
    HttpClient client = openStream();
    QVERIFY(waitUntil([this] { return service().stats().callsInFlight == 1; }));
    QVERIFY(changes.isEmpty());
    QVERIFY(service().calls().isEmpty());

    service().setWatching(true);
    QVERIFY(waitForCall(CallPhase::Streaming));
    service().setWatching(false);
    QVERIFY(service().calls().isEmpty());
    changes.clear();
    m_gate.open();
    client.finish();
    QVERIFY(waitUntil([this] { return service().stats().callsInFlight == 0; }));
    QVERIFY(changes.isEmpty());
}

void TestGatewayCalls::stopsAStream()
{
    service().setWatching(true);
    HttpClient client = openStream();
    QVERIFY(waitForCall(CallPhase::Streaming));
    const LiveCall call = service().calls().constFirst();
    QCOMPARE(call.user, u"ann"_s);
    QCOMPARE(call.model, u"test-model"_s);
    QCOMPARE(call.provider, u"up"_s);
    QCOMPARE(call.upstreamModel, u"test-model"_s);
    QVERIFY(call.stream);
    QCOMPARE(call.attempts, 1);
    QVERIFY(call.keyId.value > 0);
    QVERIFY(call.promptTokens > 0);
    QVERIFY(call.completionTokens > 0);
    QVERIFY(call.bytes > 0);
    QVERIFY(call.firstToken.has_value());
    QVERIFY(call.startedAt > Time{});

    service().stopCall(call.id);
    const HttpReply reply = client.finish();
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QVERIFY2(reply.body.contains("\"code\":\"call_stopped\""), reply.body.constData());
    QVERIFY(!reply.body.contains("[DONE]"));
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 1; })); // it is not charged for the rest

    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(row->opened.id, call.id);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Cancelled));
    QCOMPARE(row->settled.error, u"call_stopped"_s);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
    QVERIFY(row->settled.usage.prompt.value_or(0) > 0);
    QVERIFY(row->settled.usage.completion.value_or(0) > 0);
    QVERIFY(waitUntil([this] { return service().calls().isEmpty(); }));
    service().stopCall(call.id); // once more: nothing happens
}

void TestGatewayCalls::stopsBeforeAnAnswer()
{
    service().setWatching(true);
    HttpClient client = sendPlain();
    QVERIFY(waitForCall(CallPhase::Waiting));
    const LiveCall call = service().calls().constFirst();
    QVERIFY(!call.stream);
    QCOMPARE(call.completionTokens, 0);
    QVERIFY(!call.firstToken);

    service().stopCall(call.id);
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, 403);
    QCOMPARE(reply->errorCode(), u"call_stopped"_s);
    const auto row = m_gateway->settledRow(*reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Cancelled));
    QCOMPARE(row->settled.httpStatus, 403);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial)); // it was at work
    QVERIFY(row->settled.usage.prompt.value_or(0) > 0);
}

// The client has left; the answer is read on for its usage, until somebody says no.
void TestGatewayCalls::stopsWhatNobodyWaitsFor()
{
    service().setWatching(true);
    HttpClient client = sendPlain();
    QVERIFY(waitForCall(CallPhase::Waiting));
    client.reset();
    QVERIFY(waitForCall(CallPhase::Draining));
    service().stopCall(service().calls().constFirst().id);
    QVERIFY(m_gateway->waitForRows([](const QList<CallRow> &rows) {
        return rows.size() == 1 && rows[0].settled.status == CallStatus::Cancelled;
    }));
    QVERIFY(waitUntil([this] { return m_upstream->clientsLeft() == 1; }));
}

void TestGatewayCalls::leavesTheOthersAlone()
{
    service().setWatching(true);
    HttpClient first = openStream();
    HttpClient second = openStream();
    QVERIFY(waitUntil([this] { return service().calls().size() == 2; }));
    const RequestId newest = service().calls().constFirst().id;
    QVERIFY(service().calls().constLast().id < newest);

    service().stopCall(newest);
    QVERIFY(second.finish().body.contains("call_stopped"));
    QVERIFY(waitUntil([this] { return service().calls().size() == 1; }));
    m_gate.open();
    const HttpReply reply = first.finish();
    QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
}

void TestGatewayCalls::goesOnAfterARestart()
{
    service().setWatching(true);
    HttpClient before = openStream();
    QVERIFY(waitForCall(CallPhase::Streaming));
    service().stop();
    service().stop();
    QVERIFY(waitUntil([this] { return service().state() == GatewayService::State::Stopped; }));
    QVERIFY(service().calls().isEmpty());
    service().stopCall(RequestId{1}); // nobody is there to hear it
    service().start();
    QVERIFY(waitUntil([this] { return service().state() == GatewayService::State::Running; }));
    HttpClient after = openStream();
    QVERIFY(waitForCall(CallPhase::Streaming));
}

QTEST_GUILESS_MAIN(TestGatewayCalls)
#include "tst_gateway_calls.moc"
