// SPDX-License-Identifier: MIT
#include "support/limits_bench.h"

#include <QJsonArray>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(gateway::Limits)

// Limits of keys and users where they are met: over real sockets, in a client's own terms, and in the ledger.
class TestGatewayLimits : public QObject, LimitsBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(); }
    void cleanup() { tearDown(); }
    void refusals_data();
    void refusals();
    void headersOfAnAdmittedCall();
    void concurrency();
    void racingCalls_data();
    void racingCalls();
    void modelsThatTheProviderWouldChoose();
    void ownUsage();
};

void TestGatewayLimits::refusals_data()
{
    QTest::addColumn<Limits>("limits");
    QTest::addColumn<int>("before"); // calls that are let in first
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("anthropicType");
    QTest::addColumn<QString>("limit");       // in the row
    QTest::addColumn<QString>("shouldRetry"); // empty: nothing is said of retrying
    const auto row = [](const char *name, int before, int status, const QString &code,
                        const QString &anthropicType, const QString &limit, const QString &shouldRetry,
                        const std::function<void(Limits &)> &set) {
        Limits limits;
        set(limits);
        QTest::newRow(name) << limits << before << status << code << anthropicType << limit << shouldRetry;
    };
    const QString rate = u"rate_limit_exceeded"_s;
    const QString quota = u"insufficient_quota"_s;
    const QString limited = u"rate_limit_error"_s;
    row("requests per minute", 2, 429, rate, limited, u"key requests per minute"_s, u"true"_s,
        [](Limits &limits) { limits.requestsPerMinute = 2; });
    row("tokens per minute", 0, 429, rate, limited, u"key tokens per minute"_s, u"false"_s,
        [](Limits &limits) { limits.tokensPerMinute = 10; });
    row("budget of money", 1, 429, quota, limited, u"key budget 0.007USD/day"_s, u"false"_s,
        [](Limits &limits) { limits.budgets = {budget("0.007USD/day")}; });
    row("budget of tokens", 1, 429, quota, limited, u"key budget 19tok/total"_s, u"false"_s,
        [](Limits &limits) { limits.budgets = {budget("19tok/total")}; });
    row("models", 0, 403, u"model_not_allowed"_s, u"permission_error"_s, {}, {},
        [](Limits &limits) { limits.models = {u"other-*"_s}; });
    row("addresses", 0, 403, u"address_not_allowed"_s, u"permission_error"_s, u"key address ranges"_s, {},
        [](Limits &limits) { limits.addresses = {u"10.0.0.0/8"_s}; });
}

void TestGatewayLimits::refusals()
{
    QFETCH(Limits, limits);
    QFETCH(int, before);
    QFETCH(int, status);
    QFETCH(QString, code);
    QFETCH(QString, anthropicType);
    QFETCH(QString, limit);
    QFETCH(QString, shouldRetry);
    const QByteArray key = issue(limits);
    const QByteArray body = chatRequest("test-model", false, R"(, "max_tokens": 7)");
    for (int i = 0; i < before; ++i) {
        const HttpReply good = post(key, body);
        QCOMPARE(good.status, 200);
        QVERIFY(m_gateway->settledRow(good));
    }
    const int posts = m_upstream->posts();
    const HttpReply reply = post(key, body);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.errorCode(), code);
    QVERIFY(reply.errorMessage().endsWith(u'.'));
    QCOMPARE(QString::fromLatin1(reply.header("x-should-retry")), shouldRetry);
    if (status == 429)
        QVERIFY(reply.header("retry-after").toInt() >= 1);
    if (limits.requestsPerMinute) {
        QCOMPARE(reply.header("x-ratelimit-limit-requests"), "2");
        QCOMPARE(reply.header("x-ratelimit-remaining-requests"), "0");
        QVERIFY(!reply.header("x-ratelimit-reset-requests").isEmpty());
        QVERIFY(reply.header("retry-after").toInt() <= 61);
    }
    const auto row = m_gateway->settledRow(reply);
    QVERIFY(row);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Refused));
    QCOMPARE(row->settled.httpStatus, status);
    QVERIFY2(row->settled.error.startsWith(code) && row->settled.error.contains(limit),
             qPrintable(row->settled.error));
    QCOMPARE(row->settled.attempts, 0);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::None));

    const HttpReply anthropic = post(key, body, "/v1/messages");
    QCOMPARE(anthropic.status, status);
    QCOMPARE(anthropic.json()["type"_L1].toString(), u"error"_s);
    QCOMPARE(anthropic.json()["error"_L1]["type"_L1].toString(), anthropicType);
    QCOMPARE(anthropic.header("retry-after").isEmpty(), status != 429);
    if (limits.requestsPerMinute) {
        QCOMPARE(anthropic.header("anthropic-ratelimit-requests-remaining"), "0");
        QVERIFY(anthropic.headers("x-ratelimit-remaining-requests").isEmpty());
    }
    QCOMPARE(m_upstream->posts(), posts);              // no provider heard of any of it
    QCOMPARE(m_gateway->post(chat, body).status, 200); // another key of the same user
}

void TestGatewayLimits::headersOfAnAdmittedCall()
{
    m_upstream->setScript([](UpstreamCall &call) {
        call.answer(200, chatCompletion(),
                    "X-RateLimit-Remaining-Requests: 4999\r\nX-RateLimit-Limit-Requests: 5000\r\n");
    });
    Limits limits;
    limits.requestsPerMinute = 5;
    limits.tokensPerMinute = 10'000;
    const HttpReply reply = post(issue(limits));
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.headers("x-ratelimit-remaining-requests"), QList<QByteArray>{"4"});
    QCOMPARE(reply.headers("x-ratelimit-limit-requests"), QList<QByteArray>{"5"});
    QCOMPARE(reply.header("x-ratelimit-limit-tokens"), "10000");
    // A key without limits is told the provider's.
    QCOMPARE(m_gateway->post(chat, chatRequest()).header("x-ratelimit-remaining-requests"), "4999");
}

void TestGatewayLimits::concurrency()
{
    Gate gate;
    m_upstream->setScript([gate](UpstreamCall &call) mutable {
        call.wait(gate);
        call.answer(200, chatCompletion());
    });
    Limits limits;
    limits.concurrency = 2;
    const QByteArray key = issue(limits);
    std::vector<HttpClient> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(m_gateway->connect());
        clients.back().send(httpRequest("POST", chat, lineOf(key), chatRequest()));
    }
    QVERIFY(m_upstream->waitForRequests(2));
    const HttpReply refused = post(key);
    QCOMPARE(refused.status, 429);
    QCOMPARE(refused.errorCode(), u"rate_limit_exceeded"_s);
    QCOMPARE(refused.header("x-should-retry"), "true");
    QCOMPARE(refused.header("retry-after"), "1");
    QVERIFY(m_gateway->settledRow(refused)->settled.error.contains(u"key concurrency"_s));
    gate.open(3);
    for (HttpClient &client : clients)
        QCOMPARE(client.read().value_or(HttpReply()).status, 200);
    QCOMPARE(post(key).status, 200);
}

void TestGatewayLimits::racingCalls_data()
{
    QTest::addColumn<Limits>("limits");
    Limits requests;
    requests.requestsPerMinute = 10;
    QTest::newRow("requests per minute") << requests;
    Limits concurrent;
    concurrent.concurrency = 10;
    QTest::newRow("concurrency") << concurrent;
    Limits money;
    money.budgets = {budget("0.07USD/day")};
    QTest::newRow("budget") << money;
}

// All of them are on their way before the first is answered.
void TestGatewayLimits::racingCalls()
{
    QFETCH(Limits, limits);
    constexpr int count = 100;
    constexpr int room = 10;
    const QByteArray key = issue(limits);
    Gate gate;
    m_upstream->setScript([gate](UpstreamCall &call) mutable {
        call.wait(gate);
        call.answer(200, chatCompletion());
    });
    const QByteArray request =
            httpRequest("POST", chat, lineOf(key), chatRequest("test-model", false, R"(, "max_tokens": 7)"));
    std::vector<HttpClient> clients;
    for (int i = 0; i < count; ++i)
        clients.push_back(m_gateway->connect());
    for (HttpClient &client : clients)
        client.send(request);
    QVERIFY(m_upstream->waitForRequests(room));
    gate.open(count);
    int good = 0;
    int refused = 0;
    for (HttpClient &client : clients) {
        const int status = client.read().value_or(HttpReply()).status;
        good += status == 200 ? 1 : 0;
        refused += status == 429 ? 1 : 0;
    }
    if (limits.concurrency) // its room comes back with each answer
        QVERIFY(good >= room);
    else
        QCOMPARE(good, room);
    QCOMPARE(refused, count - good);
    QCOMPARE(m_upstream->posts(), good);
    QVERIFY(m_gateway->waitForRows([&](const QList<CallRow> &rows) {
        return std::count_if(rows.cbegin(), rows.cend(),
                             [](const CallRow &row) { return row.settled.status == CallStatus::Ok; }) == good;
    }));
}

void TestGatewayLimits::modelsThatTheProviderWouldChoose()
{
    Limits limits;
    limits.models = {u"test-*"_s};
    const QByteArray key = issue(limits);
    QCOMPARE(post(key).status, 200);
    for (const char *member : {R"("models": ["dear-model"])", R"("route": "fallback")"}) {
        const HttpReply reply = post(key, chatRequest("test-model", false, QByteArray(", ") + member));
        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.errorCode(), u"model_not_allowed"_s);
    }
    QCOMPARE(m_upstream->posts(), 1);
}

void TestGatewayLimits::ownUsage()
{
    Limits limits;
    limits.requestsPerMinute = 5;
    limits.budgets = {budget("0.02USD/day")};
    const QByteArray key = issue(limits);
    const HttpReply call = post(key, chatRequest("test-model", false, R"(, "max_tokens": 7)"));
    QVERIFY(m_gateway->settledRow(call));
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", "/v1/usage", lineOf(key)));
    const HttpReply reply = client.read().value_or(HttpReply());
    QCOMPARE(reply.status, 200);
    const QJsonObject usage = reply.json();
    QCOMPARE(usage["object"_L1].toString(), u"usage"_s);
    QCOMPARE(usage["user"_L1].toString(), u"ann"_s);
    QCOMPARE(usage["key"_L1]["label"_L1].toString(), u"limited"_s);
    const QJsonObject today = usage["today"_L1].toObject();
    QCOMPARE(today["requests"_L1].toInt(), 1);
    QCOMPARE(today["prompt_tokens"_L1].toInt(), 12);
    QCOMPARE(today["completion_tokens"_L1].toInt(), 7);
    QCOMPARE(today["cost"_L1]["USD"_L1].toInt(), 7'000);
    QMap<QString, QJsonObject> byName;
    for (const QJsonValue limit : usage["limits"_L1].toArray())
        byName.insert(limit["limit"_L1].toString(), limit.toObject());
    const QJsonObject money = byName.value(u"budget 0.02USD/day"_s);
    QCOMPARE(money["amount"_L1].toInt(), 20'000);
    QCOMPARE(money["used"_L1].toInt(), 7'000);
    QCOMPARE(money["reserved"_L1].toInt(-1), 0);
    QCOMPARE(money["left"_L1].toInt(), 13'000);
    QVERIFY(!money["resets_at"_L1].toString().isEmpty());
    QCOMPARE(byName.value(u"requests per minute"_s)["left"_L1].toInt(), 4);
    // Nobody else's, and nobody without a key.
    QVERIFY(m_gateway->get("/v1/usage").json()["limits"_L1].toArray().isEmpty());
    client.send(httpRequest("GET", "/v1/usage"));
    QCOMPARE(client.read().value_or(HttpReply()).status, 401);
}

QTEST_GUILESS_MAIN(TestGatewayLimits)
#include "tst_gateway_limits.moc"
