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

} // namespace

// Clients that leave before they have their answer.
class TestGatewayLeaving : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void clientLeaves_data();
    void clientLeaves();
    void answersAreDrained_data();
    void answersAreDrained();
    void drainingHasABound();

private:
    HttpClient open(const QByteArray &body);

    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayLeaving::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->addProvider(u"cutting"_s, m_upstream.baseUrl(), {u"cut-model"_s},
                           [](Provider &provider) { provider.drainPlain = false; });
    m_gateway->addProvider(u"draining"_s, m_upstream.baseUrl(), {u"drain-model"_s},
                           [](Provider &provider) { provider.drainStreams = true; });
    m_gateway->start();
}

void TestGatewayLeaving::init()
{
    m_upstream.setScript({});
}

HttpClient TestGatewayLeaving::open(const QByteArray &body)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", chat, m_gateway->authorization(), body));
    return client;
}

void TestGatewayLeaving::clientLeaves_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<int>("eventsBefore"); // -1: before the head
    QTest::addColumn<bool>("reset");
    QTest::newRow("plain, waiting") << false << -1 << false;
    QTest::newRow("stream, waiting") << true << -1 << false;
    QTest::newRow("stream, in the middle") << true << 2 << false;
    QTest::newRow("stream, in the middle, reset") << true << 2 << true;
}

void TestGatewayLeaving::clientLeaves()
{
    QFETCH(bool, stream);
    QFETCH(int, eventsBefore);
    QFETCH(bool, reset);
    const QList<QByteArray> events = chatStream({"Hello", " there"});
    m_upstream.setScript([&](UpstreamCall &call) {
        if (eventsBefore >= 0) {
            call.beginStream();
            for (int i = 0; i < eventsBefore; ++i)
                call.piece(events[i]);
        }
        call.waitForClientToLeave();
    });
    const int before = m_upstream.requestCount();
    const int left = m_upstream.clientsLeft();
    const qsizetype rowsBefore = m_gateway->rows().size();
    HttpClient client = open(chatRequest("cut-model", stream));
    QVERIFY(m_upstream.waitForRequests(before + 1));
    if (eventsBefore >= 0) {
        QVERIFY(client.readHead());
        QVERIFY(client.readBodyUntil("Hello"));
    }
    if (reset)
        client.reset();
    else
        client.close();
    QVERIFY(waitUntil([&] { return m_upstream.clientsLeft() == left + 1; }));
    QVERIFY(m_gateway->waitForRows([&](const QList<CallRow> &rows) {
        return rows.size() == rowsBefore + 1 && rows[0].settled.status == CallStatus::Cancelled;
    }));
    const CallRow row = m_gateway->rows().constFirst();
    // Also before anything was answered: it was at work, and will be charged for.
    QCOMPARE(toString(row.settled.usageSource), toString(UsageSource::Partial));
    QVERIFY(row.settled.usage.completion.value_or(0) > 0);
}

void TestGatewayLeaving::answersAreDrained_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<int>("eventsBefore"); // -1: before the head
    QTest::addColumn<int>("httpStatus");
    QTest::newRow("plain, by default") << QByteArray("test-model") << false << -1 << 0;
    QTest::newRow("stream, when told so, waiting") << QByteArray("drain-model") << true << -1 << 0;
    QTest::newRow("stream, when told so, in the middle") << QByteArray("drain-model") << true << 2 << 200;
}

// The client has left, and the provider goes on: what it says of usage is worth waiting for.
void TestGatewayLeaving::answersAreDrained()
{
    QFETCH(QByteArray, model);
    QFETCH(bool, stream);
    QFETCH(int, eventsBefore);
    QFETCH(int, httpStatus);
    const QList<QByteArray> events = chatStream({"Hello", " there"}, 31, 9);
    Gate gate;
    m_upstream.setScript([=](UpstreamCall &call) mutable {
        if (eventsBefore >= 0) {
            call.beginStream();
            call.piece(events.mid(0, eventsBefore).join());
        }
        call.wait(gate);
        if (!stream) {
            call.answer(200, chatCompletion("Hello", 31, 9));
            return;
        }
        if (eventsBefore < 0)
            call.beginStream();
        call.piece(events.mid(qMax(eventsBefore, 0)).join());
        call.endStream();
    });
    const int before = m_upstream.requestCount();
    const int left = m_upstream.clientsLeft();
    const qsizetype rowsBefore = m_gateway->rows().size();
    HttpClient client = open(chatRequest(model, stream));
    QVERIFY(m_upstream.waitForRequests(before + 1));
    if (eventsBefore >= 0) {
        QVERIFY(client.readHead());
        QVERIFY(client.readBodyUntil("Hello"));
    }
    const auto isAtWork = [this](int connections) {
        const GatewayService::Stats stats = m_gateway->service().stats();
        return stats.callsInFlight == 1 && stats.connections == connections;
    };
    QVERIFY(waitUntil([&] { return isAtWork(1); }));
    client.close();
    QVERIFY(waitUntil([&] { return isAtWork(0); }));
    gate.open();
    QVERIFY(m_gateway->waitForRows([&](const QList<CallRow> &rows) {
        return rows.size() == rowsBefore + 1 && rows[0].settled.status != CallStatus::Open;
    }));
    const CallRow row = m_gateway->rows().constFirst();
    QCOMPARE(toString(row.settled.status), toString(CallStatus::Cancelled));
    QCOMPARE(toString(row.settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row.settled.usage.prompt.value_or(-1), 31);
    QCOMPARE(row.settled.usage.completion.value_or(-1), 9);
    QCOMPARE(row.settled.httpStatus, httpStatus);
    QCOMPARE(row.settled.attempts, 1);
    QCOMPARE(m_upstream.clientsLeft(), left); // it was not cut
    QCOMPARE(m_upstream.requestCount(), before + 1);
}

void TestGatewayLeaving::drainingHasABound()
{
    m_gateway->set(u"drain_limit"_s, u"300ms"_s);
    m_upstream.setScript([](UpstreamCall &call) { call.waitForClientToLeave(); });
    const int before = m_upstream.requestCount();
    const int left = m_upstream.clientsLeft();
    HttpClient client = open(chatRequest());
    QVERIFY(m_upstream.waitForRequests(before + 1));
    client.close();
    QVERIFY(waitUntil([&] { return m_upstream.clientsLeft() == left + 1; }));
    QVERIFY(m_gateway->waitForRows(
            [](const QList<CallRow> &rows) { return rows[0].settled.status == CallStatus::Cancelled; }));
    const CallRow row = m_gateway->rows().constFirst();
    QCOMPARE(toString(row.settled.usageSource), toString(UsageSource::Partial)); // it was at work
    QVERIFY(row.settled.usage.prompt.value_or(0) > 0);
    QVERIFY(row.settled.duration >= 300ms);
    m_gateway->set(u"drain_limit"_s, u"2m"_s);
}

QTEST_GUILESS_MAIN(TestGatewayLeaving)
#include "tst_gateway_leaving.moc"
