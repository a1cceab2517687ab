// SPDX-License-Identifier: MIT
// Comments that keep a silent stream open, and what they must not break.
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr char chat[] = "/v1/chat/completions";
const QByteArray comment = ": keep-alive\n\n";

} // namespace

class TestGatewayKeepAlive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void betweenEvents();
    void neverInsideAnEvent();
    void opensTheStreamOfASlowStart();
    void anotherProviderTakesOver();
    void errorAfterOpeningIsToldInside();
    void plainAnswersGetNone();
    void offWhenZero();

private:
    HttpClient open(bool stream = true);
    void addUpstreams(FakeUpstream::Script first, FakeUpstream::Script second = {});

    std::unique_ptr<FakeUpstream> m_first;
    std::unique_ptr<FakeUpstream> m_second;
    std::unique_ptr<TestGateway> m_gateway;
    Gate m_gate;
};

void TestGatewayKeepAlive::init()
{
    m_gate = Gate();
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"stream_keep_alive"_s, u"100ms"_s);
}

void TestGatewayKeepAlive::addUpstreams(FakeUpstream::Script first, FakeUpstream::Script second)
{
    m_first = std::make_unique<FakeUpstream>(std::move(first));
    m_second = std::make_unique<FakeUpstream>(std::move(second));
    m_gateway->addProvider(u"first"_s, m_first->baseUrl(), {u"test-model"_s},
                           [](Provider &provider) { provider.usageOption = UsageOption::Unneeded; });
    m_gateway->addProvider(u"second"_s, m_second->baseUrl(), {u"test-model"_s},
                           [](Provider &provider) { provider.usageOption = UsageOption::Unneeded; });
    m_gateway->start();
}

HttpClient TestGatewayKeepAlive::open(bool stream)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", chat, m_gateway->authorization(), chatRequest("test-model", stream)));
    return client;
}

void TestGatewayKeepAlive::betweenEvents()
{
    const QList<QByteArray> events = chatStream({"a", "b"});
    addUpstreams([events, gate = m_gate](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(events.mid(0, 2).join());
        call.wait(gate);
        call.piece(events.mid(2).join());
        call.endStream();
    });
    HttpClient client = open();
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil(QByteArray(comment + comment)));
    m_gate.open();
    HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QVERIFY(reply.body.startsWith(QByteArray(events.mid(0, 2).join() + comment)));
    QCOMPARE(reply.body.replace(comment, ""), events.join());
    QCOMPARE(toString(m_gateway->settledRow(reply)->settled.status), toString(CallStatus::Ok));
}

void TestGatewayKeepAlive::neverInsideAnEvent()
{
    const QList<QByteArray> events = chatStream({"a", "b"});
    const QByteArray half = events[2].left(12);
    addUpstreams([events, half, gate = m_gate](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(events.mid(0, 2).join() + half);
        call.wait(gate);
        call.piece(events[2].mid(half.size()) + events.mid(3).join());
        call.endStream();
    });
    HttpClient client = open();
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil(half));
    QVERIFY(!client.readBodyUntil(comment, 400ms));
    m_gate.open();
    QCOMPARE(client.finish().body, events.join());
}

// The provider has opened its stream and thinks: the client hears of it, and the answer comes whole.
void TestGatewayKeepAlive::opensTheStreamOfASlowStart()
{
    const QList<QByteArray> events = chatStream({"a"});
    addUpstreams([events, gate = m_gate](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(": PROCESSING\n\n" + events[0]);
        call.wait(gate);
        call.piece(events.mid(1).join());
        call.endStream();
    });
    HttpClient client = open();
    const auto head = client.readHead();
    QVERIFY(head);
    QCOMPARE(head->status, 200);
    QVERIFY(head->header("content-type").startsWith("text/event-stream"));
    QVERIFY(client.readBodyUntil(comment));
    m_gate.open();
    HttpReply reply = client.finish();
    QCOMPARE(reply.body.replace(comment, ""), QByteArray(": PROCESSING\n\n" + events.join()));
}

void TestGatewayKeepAlive::anotherProviderTakesOver()
{
    const QList<QByteArray> events = chatStream({"a"});
    addUpstreams(
            [events, gate = m_gate](UpstreamCall &call) mutable {
                call.beginStream();
                call.piece(events[0]);
                call.wait(gate);
                call.piece("data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}\n\n");
                call.endStream();
            },
            [events](UpstreamCall &call) {
                call.beginStream();
                call.piece(events.join());
                call.endStream();
            });
    HttpClient client = open();
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil(comment));
    m_gate.open();
    HttpReply reply = client.finish();
    QCOMPARE(reply.body.replace(comment, ""), events.join());
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(row->settled.attempts, 2);
    QCOMPARE(row->providerName, u"second"_s);
    QCOMPARE(m_first->posts(), 1);
    QCOMPARE(m_second->posts(), 1);
}

void TestGatewayKeepAlive::errorAfterOpeningIsToldInside()
{
    m_gateway->set(u"max_attempts"_s, u"1"_s);
    const QList<QByteArray> events = chatStream({"a"});
    addUpstreams([events, gate = m_gate](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(events[0]);
        call.wait(gate);
        call.reset();
    });
    HttpClient client = open();
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil(comment));
    m_gate.open();
    const HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QVERIFY(reply.body.contains("\"error\""));
    QVERIFY(!reply.body.contains("[DONE]"));
    QCOMPARE(toString(m_gateway->settledRow(reply)->settled.status), toString(CallStatus::Failed));
}

void TestGatewayKeepAlive::plainAnswersGetNone()
{
    addUpstreams([gate = m_gate](UpstreamCall &call) mutable {
        call.wait(gate);
        call.answer(200, chatCompletion());
    });
    HttpClient client = open(false);
    QVERIFY(!client.readHead(400ms));
    m_gate.open();
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->body, chatCompletion());
}

void TestGatewayKeepAlive::offWhenZero()
{
    m_gateway->set(u"stream_keep_alive"_s, u"0s"_s);
    const QList<QByteArray> events = chatStream({"a"});
    addUpstreams([events, gate = m_gate](UpstreamCall &call) mutable {
        call.beginStream();
        call.piece(events.mid(0, 2).join());
        call.wait(gate);
        call.piece(events.mid(2).join());
        call.endStream();
    });
    HttpClient client = open();
    QVERIFY(client.readHead());
    QVERIFY(!client.readBodyUntil(comment, 400ms));
    m_gate.open();
    QCOMPARE(client.finish().body, events.join());
}

QTEST_GUILESS_MAIN(TestGatewayKeepAlive)
#include "tst_gateway_keep_alive.moc"
