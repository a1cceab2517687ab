// SPDX-License-Identifier: MIT
#include "support/fault_bench.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What is remembered of a failing provider or key: how long it is left alone, and how it comes back.
class TestFaultsRests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void longRestIsHonoured();
    void refusedKeyIsFlagged_data();
    void refusedKeyIsFlagged();
    void restsAfterThreeFailures();
    void restingIsBetterThanNothing();
    void probesOneAtATime();
};

void TestFaultsRests::longRestIsHonoured()
{
    FaultBench bench(refusing(429, R"({"message":"slow down"})", "Retry-After: 60\r\n"));
    bench.start(FaultBench::Providers::OneAlone);
    const HttpReply first = bench.call(false);
    QCOMPARE(first.status, 429);
    QCOMPARE(first.header("retry-after"), "60");
    QCOMPARE(bench.disagreement(first, {u"one=rate_limited"_s}), QString());
    // The next one is not even sent.
    const HttpReply second = bench.call(false);
    QCOMPARE(second.status, 503);
    QCOMPARE(second.errorCode(), u"no_upstream_available"_s);
    const int wait = second.header("retry-after").toInt();
    QVERIFY2(wait > 40 && wait <= 60, second.header("retry-after"));
    QCOMPARE(bench.disagreement(second, {}), QString());
    QCOMPARE(toString(bench.gateway.settledRow(second)->settled.status), toString(CallStatus::Failed));
}

void TestFaultsRests::refusedKeyIsFlagged_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("401") << 401;
    QTest::newRow("402") << 402;
    QTest::newRow("403") << 403;
}

void TestFaultsRests::refusedKeyIsFlagged()
{
    QFETCH(int, status);
    // Keys are drawn, so the refused one is named, and calls are made until it was drawn.
    FaultBench bench([status](UpstreamCall &call) {
        if (call.request().header("authorization").endsWith(FaultBench::secondKey))
            call.answer(status, R"({"error":{"message":"no","type":"authentication_error"}})");
        else
            FaultBench::answerWell(call);
    });
    bench.start(FaultBench::Providers::OneAlone);
    bench.gateway.addProviderKey(u"one"_s, FaultBench::secondKey);
    HttpReply reply;
    QVERIFY(waitUntil([&] {
        const int before = bench.one.posts();
        reply = bench.call(false);
        return reply.status != 200 || bench.one.posts() == before + 2;
    }));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("x-gateway-attempts"), "one=credential_refused, one=ok");
    QVERIFY(waitUntil([&] {
        const QList<SealedKey> keys = bench.gateway.management().provider(u"one"_s)->keys;
        return keys.size() == 2 && !keys[0].flaggedAt && keys[1].flaggedAt &&
               keys[1].flag == u"HTTP %1"_s.arg(status);
    }));
    // From now on it is left alone.
    for (int i = 0; i < 10; ++i) {
        const int before = bench.one.posts();
        QCOMPARE(bench.call(false).header("x-gateway-attempts"), "one=ok");
        QCOMPARE(bench.one.posts(), before + 1);
    }
}

void TestFaultsRests::restsAfterThreeFailures()
{
    FaultBench bench(refusing(500, R"({"message":"oops"})"));
    bench.gateway.set(u"cooldown"_s, u"1s"_s);
    bench.start();
    for (int i = 0; i < 3; ++i)
        QCOMPARE(bench.disagreement(bench.call(false), {u"one=http_500"_s, u"two=ok"_s}), QString());
    bench.one.setScript(FaultBench::answerWell);
    QCOMPARE(bench.disagreement(bench.call(false), {u"two=ok"_s}), QString());
    // It is asked again when the rest is over, and stays.
    QVERIFY(waitUntil([&] { return bench.call(false).header("x-gateway-attempts") == "one=ok"; }));
    QCOMPARE(bench.call(false).header("x-gateway-attempts"), "one=ok");
}

void TestFaultsRests::restingIsBetterThanNothing()
{
    FaultBench bench(refusing(500, R"({"message":"oops"})"));
    bench.start(FaultBench::Providers::OneAlone);
    const HttpReply failed = bench.call(false);
    QCOMPARE(failed.status, 500);
    QCOMPARE(bench.disagreement(failed, {u"one=http_500"_s, u"one=http_500"_s, u"one=http_500"_s}),
             QString());
    bench.one.setScript(FaultBench::answerWell);
    const HttpReply reply = bench.call(false);
    QCOMPARE(reply.status, 200);
    QCOMPARE(bench.disagreement(reply, {u"one=ok"_s}), QString());
}

// The rest is over, and many calls come while nobody knows yet whether the provider is well: one of them
// finds out.
void TestFaultsRests::probesOneAtATime()
{
    FaultBench bench(refusing(500, R"({"message":"oops"})"));
    bench.gateway.set(u"cooldown"_s, u"1s"_s);
    bench.start();
    for (int i = 0; i < 3; ++i)
        bench.call(false);
    QCOMPARE(bench.one.posts(), 3);
    Gate gate;
    bench.one.setScript([gate](UpstreamCall &call) mutable {
        call.wait(gate);
        FaultBench::answerWell(call);
    });
    std::vector<HttpClient> clients;
    QVERIFY(waitUntil([&] {
        clients.push_back(bench.gateway.connect());
        clients.back().send(
                httpRequest("POST", "/v1/chat/completions", bench.gateway.authorization(), chatRequest()));
        clients.back().flush();
        return bench.one.waitForRequests(4, 50ms);
    }));
    for (int i = 0; i < 10; ++i)
        QCOMPARE(bench.call(false).header("x-gateway-attempts"), "two=ok");
    QCOMPARE(bench.one.posts(), 4);
    gate.open();
    const auto probe = clients.back().read();
    QVERIFY(probe);
    QCOMPARE(probe->header("x-gateway-attempts"), "one=ok");
    gate.open();
    QCOMPARE(bench.call(false).header("x-gateway-attempts"), "one=ok");
}

QTEST_GUILESS_MAIN(TestFaultsRests)
#include "tst_faults_rests.moc"
