// SPDX-License-Identifier: MIT
#include "config/limits_text.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(gateway::Limits)

namespace {

const QByteArray chat = "/v1/chat/completions";

Budget budget(const char *text)
{
    return limits_text::parseBudget(QString::fromLatin1(text)).value();
}

QByteArray lineOf(const QByteArray &key)
{
    return "Authorization: Bearer " + key + "\r\n";
}

// Of dollars for a million tokens: 1000 for answers, so that an answer of 7 tokens is 7000 micro-dollars.
Price costly(const QString &model)
{
    Price price;
    price.model = model;
    price.rates.input = 0;
    price.rates.output = 1'000'000'000;
    return price;
}

} // namespace

// Limits of keys and users where they are met: over real sockets, in a client's own terms, and in the ledger.
class TestGatewayLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void refusals_data();
    void refusals();
    void headersOfAnAdmittedCall();
    void concurrency();
    void budgetIsSpent();
    void budgetOfAUserHoldsForAllKeys();
    void budgetSurvivesARestart();
    void unpricedModels();
    void racingCalls_data();
    void racingCalls();
    void strictKeysAreBounded();
    void strictKeysAndOpenCosts_data();
    void strictKeysAndOpenCosts();
    void modelsThatTheProviderWouldChoose();
    void changesHoldAtOnceAndKeepWhatWasUsed();
    void ownUsage();

private:
    QByteArray issue(const Limits &limits);
    KeyId newestKey();
    HttpReply post(const QByteArray &key, const QByteArray &body = chatRequest(),
                   const QByteArray &path = chat);

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayLimits::init()
{
    m_upstream = std::make_unique<FakeUpstream>();
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(
            u"up"_s, m_upstream->baseUrl(), {u"test-model"_s, u"unpriced-model"_s},
            [this](Provider &provider) { provider.anthropicUrl = m_upstream->baseUrl().chopped(3); });
    QVERIFY(m_gateway->management().setPrice(costly(u"test-model"_s)));
    m_gateway->start();
}

void TestGatewayLimits::cleanup()
{
    m_gateway.reset();
    m_upstream.reset();
}

QByteArray TestGatewayLimits::issue(const Limits &limits)
{
    KeyRequest request;
    request.user = u"ann"_s;
    request.label = u"limited"_s;
    request.limits = limits;
    return m_gateway->issueKey(request);
}

KeyId TestGatewayLimits::newestKey()
{
    KeyId newest;
    const Result<QList<KeyInfo>> keys = m_gateway->management().keys();
    for (const KeyInfo &info : *keys)
        newest = qMax(newest, info.key.id);
    return newest;
}

HttpReply TestGatewayLimits::post(const QByteArray &key, const QByteArray &body, const QByteArray &path)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", path, lineOf(key), body));
    return client.read().value_or(HttpReply());
}

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

void TestGatewayLimits::budgetIsSpent()
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

void TestGatewayLimits::budgetOfAUserHoldsForAllKeys()
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

void TestGatewayLimits::budgetSurvivesARestart()
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

void TestGatewayLimits::unpricedModels()
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

void TestGatewayLimits::strictKeysAreBounded()
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

void TestGatewayLimits::strictKeysAndOpenCosts_data()
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

void TestGatewayLimits::strictKeysAndOpenCosts()
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

void TestGatewayLimits::changesHoldAtOnceAndKeepWhatWasUsed()
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
