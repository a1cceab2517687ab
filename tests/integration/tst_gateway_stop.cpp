// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// How a gateway ends and begins again: calls in flight, idle connections, the lock, the port.
class TestGatewayStop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void letsCallsFinish();
    void endsCallsWhenToldTwice();
    void closesIdleConnections();
    void destructionKeepsWhatWasAnswered();
    void startsAgain();
    void onePerDatabase();
    void portInUse();
    void countsWhatItDoes();

private:
    HttpClient openStream();

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
    Gate m_gate;
};

void TestGatewayStop::init()
{
    m_gate = Gate();
    m_gateway = std::make_unique<TestGateway>();
    m_upstream = std::make_unique<FakeUpstream>([gate = m_gate](UpstreamCall &call) mutable {
        if (!call.request().body.contains("\"stream\": true")) {
            call.answer(200, chatCompletion());
            return;
        }
        const QList<QByteArray> events = chatStream({"a"});
        call.beginStream();
        call.piece(events[0] + events[1]); // the first alone would be held
        call.wait(gate);
        call.piece(events.mid(2).join());
        call.endStream();
    });
    m_gateway->addProvider(u"up"_s, m_upstream->baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

HttpClient TestGatewayStop::openStream()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", "/v1/chat/completions", m_gateway->authorization(),
                            chatRequest("test-model", true)));
    client.readHead();
    client.readBodyUntil("\"a\"");
    return client;
}

void TestGatewayStop::letsCallsFinish()
{
    HttpClient client = openStream();
    const quint16 port = m_gateway->port();
    m_gateway->service().stop();
    QCOMPARE(int(m_gateway->service().state()), int(GatewayService::State::Draining));
    QVERIFY(waitUntil([port] { return !HttpClient(port).isConnected(); }));

    m_gate.open();
    const HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QVERIFY(reply.body.endsWith("data: [DONE]\n\n"));
    QVERIFY(client.waitForClose());
    QVERIFY(waitUntil([this] { return m_gateway->service().state() == GatewayService::State::Stopped; }));
    QCOMPARE(toString(m_gateway->row(reply)->settled.status), toString(CallStatus::Ok));
}

void TestGatewayStop::endsCallsWhenToldTwice()
{
    HttpClient client = openStream();
    m_gateway->service().stop();
    m_gateway->service().stop();
    const HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QVERIFY(reply.body.contains("shutting_down"));
    QVERIFY(!reply.body.contains("[DONE]"));
    QVERIFY(waitUntil([this] { return m_gateway->service().state() == GatewayService::State::Stopped; }));
    const auto row = m_gateway->row(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
}

void TestGatewayStop::closesIdleConnections()
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", "/healthz"));
    QVERIFY(client.read());
    m_gateway->stop();
    QVERIFY(client.waitForClose());
}

void TestGatewayStop::destructionKeepsWhatWasAnswered()
{
    std::vector<HttpReply> replies;
    for (int i = 0; i < 20; ++i)
        replies.push_back(m_gateway->post("/v1/chat/completions", chatRequest()));
    HttpClient open = openStream();
    m_gateway->destroyService();
    for (const HttpReply &reply : replies) {
        const auto row = m_gateway->row(reply);
        QVERIFY(row);
        QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
        QCOMPARE(row->settled.usage.prompt.value_or(-1), 12);
    }
    for (const CallRow &row : m_gateway->rows())
        QVERIFY(row.settled.status != CallStatus::Open);
    QVERIFY(open.waitForClose());
}

void TestGatewayStop::startsAgain()
{
    m_gateway->stop();
    for (int i = 0; i < 3; ++i) {
        m_gateway->service().start();
        QVERIFY(waitUntil([this] { return m_gateway->service().state() == GatewayService::State::Running; }));
        QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
        m_gateway->stop();
    }
    QCOMPARE(m_gateway->rows().size(), 3);
}

void TestGatewayStop::onePerDatabase()
{
    GatewayService second(m_gateway->options());
    QSignalSpy failed(&second, &GatewayService::failed);
    second.start();
    QVERIFY(waitUntil([&] { return !failed.isEmpty(); }));
    const Error error = failed[0][0].value<Error>();
    QCOMPARE(int(error.code), int(ErrorCode::Locked));
    QVERIFY2(error.message.contains(QString::number(m_gateway->port())), qPrintable(error.message));
    QVERIFY2(error.message.contains(QString::number(QCoreApplication::applicationPid())),
             qPrintable(error.message));
    QCOMPARE(int(second.state()), int(GatewayService::State::Stopped));
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
}

void TestGatewayStop::portInUse()
{
    TestGateway other;
    GatewayService::Options options = other.options();
    options.listen = {u"127.0.0.1:%1"_s.arg(m_gateway->port())};
    GatewayService second(options);
    QSignalSpy failed(&second, &GatewayService::failed);
    second.start();
    QVERIFY(waitUntil([&] { return !failed.isEmpty(); }));
    const Error error = failed[0][0].value<Error>();
    QCOMPARE(int(error.code), int(ErrorCode::AddressInUse));
    QVERIFY2(error.message.contains(QString::number(m_gateway->port())), qPrintable(error.message));
    // The lock is free again: with another port it starts.
    second.setListen({u"127.0.0.1:0"_s});
    second.start();
    QVERIFY(waitUntil([&] { return second.state() == GatewayService::State::Running; }));
}

void TestGatewayStop::countsWhatItDoes()
{
    HttpClient client = openStream();
    QVERIFY(waitUntil([this] {
        const GatewayService::Stats stats = m_gateway->service().stats();
        return stats.callsInFlight == 1 && stats.callsStarted == 1 && stats.connections == 1;
    }));
    m_gate.open();
    client.finish();
    client.close();
    QVERIFY(waitUntil([this] {
        const GatewayService::Stats stats = m_gateway->service().stats();
        return stats.callsInFlight == 0 && stats.callsStarted == 1 && stats.connections == 0;
    }));
}

QTEST_GUILESS_MAIN(TestGatewayStop)
#include "tst_gateway_stop.moc"
