// SPDX-License-Identifier: MIT
#include "support/limits_bench.h"

#include <QJsonDocument>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Budgets as calls use them up: for how long, for whom, and what strict keys may not even begin.
class TestGatewayBudgets : public QObject, LimitsBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void budgetIsSpent();
    void budgetOfAUserHoldsForAllKeys();
    void budgetSurvivesARestart();
    void unpricedModels();
    void strictKeysAreBounded();
    void strictKeysAndOpenCosts_data();
    void strictKeysAndOpenCosts();
    void changesHoldAtOnceAndKeepWhatWasUsed();
};

void TestGatewayBudgets::budgetIsSpent()
{
    Limits limits;
    limits.budgets = {budget("0.02USD/day")};
    const QByteArray key = issue(limits);
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 7)");
    for (int i = 0; i < 2; ++i) { // 7000 micro-dollars each
        const HttpReply reply = post(key, body);
        QCOMPARE(reply.status, 200);
        const auto row = m_gateway->settledRow(reply);
        QVERIFY(row);
        QCOMPARE(row->settled.costMicros.value_or(-1), 7'000);
        QCOMPARE(row->opened.reservedMicros.value_or(-1), 7'000);
        QCOMPARE(row->settled.currency, u"USD"_s);
    }
    const HttpReply refused = post(key, body); // 6000 are left
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.json()["error"_L1]["type"_L1].toString(), u"insufficient_quota"_s);
    QVERIFY(refused.header("retry-after").toInt() > 0);
    QCOMPARE(post(key, chatRequest("test-model", false, R"(, "max_tokens": 6)")).status, 200);
}

void TestGatewayBudgets::budgetOfAUserHoldsForAllKeys()
{
    LimitsChange change;
    change.budgets = {budget("0.007USD/day")};
    QVERIFY(m_gateway->management().changeUserLimits(u"ann"_s, change));
    m_gateway->awaitConfig();
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 7)");
    QCOMPARE(post(issue({}), body).status, 200);
    const HttpReply refused = post(issue({}), body);
    QCOMPARE(refused.status, 429);
    QVERIFY(m_gateway->settledRow(refused)->settled.error.contains(u"user budget 0.007USD/day"_s));
}

void TestGatewayBudgets::budgetSurvivesARestart()
{
    Limits limits;
    limits.budgets = {budget("0.02USD/day"), budget("60tok/total")};
    const QByteArray key = issue(limits);
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 7)");
    QCOMPARE(post(key, body).status, 200);
    m_gateway->destroyService();
    m_gateway->start();
    QCOMPARE(post(key, body).status, 200);
    m_gateway->destroyService();
    m_gateway->start();
    QCOMPARE(post(key, body).status, 429); // two of 7000 and one more are 21,000
    QCOMPARE(m_upstream->posts(), 2);
}

void TestGatewayBudgets::unpricedModels()
{
    Limits limits;
    limits.budgets = {budget("5USD/day")};
    const HttpReply refused = post(issue(limits), chatRequest("unpriced-model"));
    QCOMPARE(refused.status, 403);
    QCOMPARE(refused.errorCode(), u"model_not_allowed"_s);
    QCOMPARE(m_upstream->posts(), 0);
    limits.allowUnpriced = true;
    const HttpReply allowed = post(issue(limits), chatRequest("unpriced-model"));
    QCOMPARE(allowed.status, 200);
    const auto row = m_gateway->settledRow(allowed);
    QVERIFY(row);
    QVERIFY(!row->settled.costMicros); // unknown, not nothing
}

void TestGatewayBudgets::strictKeysAreBounded()
{
    Limits limits;
    limits.budgets = {budget("0.02USD/day")};
    limits.strict = true;
    const QByteArray key = issue(limits);
    const HttpReply reply = post(key);
    QCOMPARE(reply.status, 200);
    const QJsonObject sent = QJsonDocument::fromJson(m_upstream->requests().constLast().body).object();
    const int most = sent["max_tokens"_L1].toInt(sent["max_completion_tokens"_L1].toInt());
    QCOMPARE(most, 20); // what 20,000 micro-dollars pay for
    QCOMPARE(m_gateway->settledRow(reply)->opened.reservedMicros.value_or(-1), 20'000);
    // The client's own bound is kept; one that cannot be paid is refused.
    QCOMPARE(post(key, chatRequest("test-model", false, R"(, "max_tokens": 5)")).status, 200);
    QVERIFY(m_upstream->requests().constLast().body.contains(R"("max_tokens": 5)"));
    QCOMPARE(post(key, chatRequest("test-model", false, R"(, "max_tokens": 5000)")).status, 429);
}

void TestGatewayBudgets::strictKeysAndOpenCosts_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("named"); // in the refusal
    QTest::newRow("search, with its defaults")
            << QByteArray(R"("web_search_options": {})") << 400 << u"web_search_options"_s;
    QTest::newRow("a server's tool") << QByteArray(R"("tools": [{"type": "web_search"}])") << 400
                                     << u"tools (web_search)"_s;
    QTest::newRow("other models") << QByteArray(R"("models": ["a", "b"])") << 400 << u"models"_s;
    QTest::newRow("what the provider kept")
            << QByteArray(R"("previous_response_id": "r")") << 400 << u"previous_response_id"_s;
    QTest::newRow("a function") << QByteArray(R"("tools": [{"type": "function", "function": {"name": "f"}}])")
                                << 200 << QString();
    QTest::newRow("nothing of it") << QByteArray(R"("web_search_options": null)") << 200 << QString();
}

void TestGatewayBudgets::strictKeysAndOpenCosts()
{
    QFETCH(QByteArray, member);
    QFETCH(int, status);
    QFETCH(QString, named);
    Limits limits;
    limits.budgets = {budget("5USD/day")};
    limits.strict = true;
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 5, )" + member);
    const HttpReply reply = post(issue(limits), body);
    QCOMPARE(reply.status, status);
    QCOMPARE(m_upstream->posts(), status == 200 ? 1 : 0);
    QVERIFY2(reply.errorMessage().contains(named), qPrintable(reply.errorMessage()));
    // Who is not bound so strictly may.
    limits.strict = false;
    QCOMPARE(post(issue(limits), body).status, 200);
}

void TestGatewayBudgets::changesHoldAtOnceAndKeepWhatWasUsed()
{
    Limits limits;
    limits.budgets = {budget("0.007USD/day")};
    const QByteArray key = issue(limits);
    const KeyId id = newestKey();
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 7)");
    QCOMPARE(post(key, body).status, 200);
    QCOMPARE(post(key, body).status, 429);

    KeyChange change;
    change.limits.budgets = {budget("0.014USD/day")};
    QVERIFY(m_gateway->management().changeKey(id, change));
    HttpReply reply;
    QVERIFY(waitUntil([&] { return (reply = post(key, body)).status == 200; }, 2s));
    QCOMPARE(post(key, body).status, 429); // the first call still counts

    QVERIFY(m_gateway->management().raiseKey(id, budget("0.007USD/day")));
    QVERIFY(waitUntil([&] { return (reply = post(key, body)).status == 200; }, 2s));
    QCOMPARE(post(key, body).status, 429);
    QCOMPARE(m_upstream->posts(), 3);
}

QTEST_GUILESS_MAIN(TestGatewayBudgets)
#include "tst_gateway_budgets.moc"
