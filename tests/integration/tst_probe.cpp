// SPDX-License-Identifier: MIT
#include "upstream/probe.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/wait.h"

#include <QTcpServer>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

constexpr auto secret = "sk-probe-1f9a7c3e";

Provider providerAt(const QString &baseUrl)
{
    Provider provider;
    provider.name = u"p"_s;
    provider.baseUrl = baseUrl;
    return provider;
}

std::optional<ProbeReport> callModel(const Provider &provider)
{
    ProviderProbe probe;
    std::optional<ProbeReport> seen;
    probe.test(provider, Secret(secret), u"some-model"_s,
               [&seen](const ProbeReport &report) { seen = report; });
    waitUntil([&seen] { return seen.has_value(); }, 30s);
    return seen;
}

std::optional<ProbeReport> askForModels(const Provider &provider)
{
    ProviderProbe probe;
    std::optional<ProbeReport> seen;
    probe.listModels(provider, Secret(secret), [&seen](const ProbeReport &report) { seen = report; });
    waitUntil([&seen] { return seen.has_value(); }, 30s);
    return seen;
}

void answerWithStream(UpstreamCall &call)
{
    call.beginStream();
    for (const QByteArray &event : chatStream({"Hi", " there"}))
        call.piece(event);
    call.endStream();
}

} // namespace

class TestProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams();
    void speaksAnthropic();
    void plainAnswerIsFine();
    void sendsWhatTheProviderNeeds();
    void triesWithout_data();
    void triesWithout();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void followsNoRedirect();
    void repeatsNoKey();
    void nobodyListens();
    void closesWithoutAnAnswer();
    void trustsOnlyTheGivenAuthority();
    void listsModels_data();
    void listsModels();
    void demoNeedsNobody();
    void goesQuietly();
    void mayBeDeletedByItsReceiver();
};

void TestProbe::streams()
{
    FakeUpstream upstream(answerWithStream);
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY2(report->ok, qPrintable(report->message));
    QCOMPARE(report->httpStatus, 200);
    QVERIFY(report->firstToken);
    QVERIFY(*report->firstToken <= report->duration);
    QCOMPARE(report->usage.prompt, std::optional<qint64>(12));
    QCOMPARE(report->usage.completion, std::optional<qint64>(7));
    QVERIFY(!report->refusesUsageOption);

    QCOMPARE(upstream.posts(), 1);
    const SeenRequest request = upstream.requests()[0];
    QCOMPARE(request.target(), QByteArray("/v1/chat/completions"));
    QCOMPARE(request.header("authorization"), QByteArray("Bearer ") + secret);
    QCOMPARE(request.header("accept-encoding"), QByteArray("identity"));
    QVERIFY(request.body.contains(R"("model":"some-model")"));
    QVERIFY(request.body.contains(R"("include_usage":true)"));
    QVERIFY(request.body.contains("max_tokens"));
}

void TestProbe::speaksAnthropic()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().target().startsWith("/v1/models")) {
            call.answer(200, "{\"data\":[{\"type\":\"model\",\"id\":\"c-1\"}],\"has_more\":false}");
            return;
        }
        call.beginStream();
        call.piece("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"
                   "{\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}\n\n");
        call.piece("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                   "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n");
        call.piece("event: message_delta\ndata: {\"type\":\"message_delta\","
                   "\"delta\":{},\"usage\":{\"output_tokens\":4}}\n\n");
        call.piece("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        call.endStream();
    });
    Provider provider = providerAt(upstream.baseUrl().chopped(3)); // without /v1
    provider.dialect = Dialect::Anthropic;
    provider.auth = AuthStyle::Header;
    provider.authHeader = "x-api-key";
    const auto report = callModel(provider);
    QVERIFY(report);
    QVERIFY2(report->ok, qPrintable(report->message));
    QVERIFY(report->firstToken);
    QCOMPARE(report->usage.prompt, std::optional<qint64>(9));
    QCOMPARE(report->usage.completion, std::optional<qint64>(4));
    const auto models = askForModels(provider);
    QVERIFY(models && models->ok);
    QCOMPARE(models->models, QStringList{u"c-1"_s});

    const QList<SeenRequest> requests = upstream.requests();
    QCOMPARE(requests.size(), 2);
    QCOMPARE(requests[0].target(), QByteArray("/v1/messages"));
    QVERIFY(!requests[0].body.contains("stream_options"));
    QCOMPARE(requests[1].target(), QByteArray("/v1/models?limit=1000"));
    for (const SeenRequest &request : requests) {
        QCOMPARE(request.header("x-api-key"), QByteArray(secret));
        QCOMPARE(request.header("anthropic-version"), QByteArray("2023-06-01"));
        QVERIFY(request.headers("authorization").isEmpty());
    }
}

void TestProbe::plainAnswerIsFine()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, chatCompletion()); });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY2(report->ok, qPrintable(report->message));
    QCOMPARE(report->usage.completion, std::optional<qint64>(7));
}

void TestProbe::sendsWhatTheProviderNeeds()
{
    FakeUpstream upstream(answerWithStream);
    Provider provider = providerAt(upstream.baseUrl());
    provider.auth = AuthStyle::Header;
    provider.authHeader = "api-key";
    provider.usageOption = UsageOption::Unneeded;
    provider.headers = {{"X-Title", "desk"}};
    const auto report = callModel(provider);
    QVERIFY(report && report->ok);
    const SeenRequest request = upstream.requests()[0];
    QCOMPARE(request.header("api-key"), QByteArray(secret));
    QVERIFY(request.headers("authorization").isEmpty());
    QCOMPARE(request.header("x-title"), QByteArray("desk"));
    QVERIFY(!request.body.contains("stream_options"));
}

void TestProbe::triesWithout_data()
{
    QTest::addColumn<QByteArray>("disliked"); // a body with it is refused
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("says");
    QTest::addColumn<bool>("refusesUsage");
    QTest::addColumn<QByteArray>("lastHas");

    QTest::newRow("no usage option") << QByteArray("stream_options") << 400
                                     << QByteArray("Unrecognized request argument: stream_options") << true
                                     << QByteArray("\"max_tokens\"");
    QTest::newRow("no usage option, told vaguely")
            << QByteArray("stream_options") << 422 << QByteArray("Extra inputs are not permitted") << true
            << QByteArray("\"max_tokens\"");
    QTest::newRow("the bound has another name")
            << QByteArray("\"max_tokens\"") << 400
            << QByteArray("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
            << false << QByteArray("\"max_completion_tokens\"");
}

void TestProbe::triesWithout()
{
    QFETCH(QByteArray, disliked);
    QFETCH(int, status);
    QFETCH(QByteArray, says);
    QFETCH(bool, refusesUsage);
    QFETCH(QByteArray, lastHas);
    FakeUpstream upstream([&](UpstreamCall &call) {
        if (call.request().body.contains(disliked))
            call.answer(status, R"({"error":{"message":")" + says + R"("}})");
        else
            answerWithStream(call);
    });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY2(report->ok, qPrintable(report->message));
    QCOMPARE(report->refusesUsageOption, refusesUsage);
    QCOMPARE(upstream.posts(), 2);
    QVERIFY(upstream.requests()[1].body.contains(lastHas));
}

void TestProbe::saysWhatIsWrong_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("says");

    const QByteArray none;
    QTest::newRow("bad key") << 401 << QByteArray(R"({"error":{"message":"Incorrect key"}})")
                             << u"refuses the key"_s;
    QTest::newRow("no credit") << 402 << none << u"credit"_s;
    QTest::newRow("not allowed") << 403 << none << u"does not allow"_s;
    QTest::newRow("no such model") << 404 << QByteArray(R"({"error":{"message":"no model some-model"}})")
                                   << u"no model some-model"_s;
    QTest::newRow("web page") << 404 << QByteArray("<html>Not here</html>") << u"base URL"_s;
    QTest::newRow("too many") << 429 << none << u"rate limit"_s;
    QTest::newRow("broken") << 503 << none << u"trouble of its own"_s;
    QTest::newRow("bad request") << 400 << QByteArray(R"({"error":{"message":"temperature is odd"}})")
                                 << u"temperature is odd"_s;
    QTest::newRow("a page instead of a chat") << 200 << QByteArray("<html>Welcome</html>") << u"no chat"_s;
    QTest::newRow("nothing at all") << 200 << none << u"no chat"_s;
    QTest::newRow("error inside") << 200 << QByteArray(R"({"error":{"type":"overloaded"}})")
                                  << u"overloaded"_s;
}

void TestProbe::saysWhatIsWrong()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, says);
    FakeUpstream upstream([&](UpstreamCall &call) { call.answer(status, body); });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY(!report->ok);
    QCOMPARE(report->httpStatus, status);
    QVERIFY2(report->message.contains(says), qPrintable(report->message));
    QVERIFY(!report->message.contains(u'\n'));
}

void TestProbe::followsNoRedirect()
{
    FakeUpstream elsewhere(answerWithStream);
    FakeUpstream upstream([&](UpstreamCall &call) {
        call.answer(307, {}, "Location: " + elsewhere.baseUrl().toLatin1() + "/chat?token=x\r\n");
    });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY(!report->ok);
    QVERIFY2(report->message.contains(elsewhere.baseUrl()), qPrintable(report->message));
    QVERIFY(!report->message.contains(u"token"_s));
    QCOMPARE(elsewhere.requestCount(), 0); // the key goes nowhere but where it belongs
}

void TestProbe::repeatsNoKey()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.answer(429, R"({"error":{"message":"key )" + QByteArray(secret) + R"( is over its limit"}})");
    });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY2(report->message.contains(u"over its limit"_s), qPrintable(report->message));
    QVERIFY(!report->message.contains(QString::fromLatin1(secret)));
}

void TestProbe::nobodyListens()
{
    QTcpServer unused;
    QVERIFY(unused.listen(QHostAddress::LocalHost));
    const quint16 port = unused.serverPort();
    unused.close();
    const auto report = callModel(providerAt(u"http://127.0.0.1:%1/v1"_s.arg(port)));
    QVERIFY(report);
    QVERIFY(!report->ok);
    QVERIFY2(report->message.contains(QString::number(port)), qPrintable(report->message));
}

void TestProbe::closesWithoutAnAnswer()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.close(); });
    const auto report = callModel(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QVERIFY(!report->ok);
    QVERIFY2(report->message.contains(u"without an answer"_s), qPrintable(report->message));
}

void TestProbe::trustsOnlyTheGivenAuthority()
{
    const auto certificate = testCertificate();
    if (!certificate)
        QSKIP("The openssl program is missing.");
    FakeUpstream upstream(answerWithStream, {.tls = true});
    Provider provider = providerAt(upstream.baseUrl());
    const auto stranger = callModel(provider);
    QVERIFY(stranger);
    QVERIFY(!stranger->ok);
    QVERIFY2(stranger->message.contains(u"certificate"_s), qPrintable(stranger->message));
    QCOMPARE(upstream.requestCount(), 0);

    provider.caPem = certificate->certificatePem;
    const auto trusted = callModel(provider);
    QVERIFY(trusted);
    QVERIFY2(trusted->ok, qPrintable(trusted->message));
}

void TestProbe::listsModels_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QStringList>("models"); // empty: refused

    QTest::newRow("as everybody") << QByteArray(R"({"object":"list","data":[{"id":"a"},{"id":"b/c"}]})")
                                  << QStringList{u"a"_s, u"b/c"_s};
    QTest::newRow("bare array") << QByteArray(R"([{"id":"a"},{"id":"b"}])") << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("by name") << QByteArray(R"({"models":[{"name":"llama3:8b"}]})")
                             << QStringList{u"llama3:8b"_s};
    QTest::newRow("twice, and rubbish")
            << QByteArray(R"({"data":[{"id":"a"},{"id":"a"},{"id":7},{},{"id":"x y"}]})")
            << QStringList{u"a"_s};
    QTest::newRow("empty") << QByteArray(R"({"data":[]})") << QStringList();
    QTest::newRow("no list") << QByteArray(R"({"ok":true})") << QStringList();
    QTest::newRow("a page") << QByteArray("<html></html>") << QStringList();
}

void TestProbe::listsModels()
{
    QFETCH(QByteArray, body);
    QFETCH(QStringList, models);
    FakeUpstream upstream([&](UpstreamCall &call) { call.answer(200, body); });
    const auto report = askForModels(providerAt(upstream.baseUrl()));
    QVERIFY(report);
    QCOMPARE(report->ok, !models.isEmpty());
    QCOMPARE(report->models, models);
    QCOMPARE(upstream.requests()[0].method(), QByteArray("GET"));
    QCOMPARE(upstream.requests()[0].target(), QByteArray("/v1/models"));
    QCOMPARE(upstream.requests()[0].header("authorization"), QByteArray("Bearer ") + secret);
}

void TestProbe::demoNeedsNobody()
{
    Provider provider;
    provider.dialect = Dialect::Demo;
    const auto tested = callModel(provider);
    QVERIFY(tested && tested->ok);
    const auto listed = askForModels(provider);
    QVERIFY(listed && listed->ok);
    QCOMPARE(listed->models, QStringList{u"demo"_s});
}

void TestProbe::goesQuietly()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.waitForClientToLeave(); });
    bool called = false;
    {
        ProviderProbe probe;
        probe.test(providerAt(upstream.baseUrl()), Secret(secret), u"m"_s,
                   [&called](const ProbeReport &) { called = true; });
        QVERIFY(upstream.waitForRequests(1));
    }
    QVERIFY(waitUntil([&] { return upstream.clientsLeft() == 1; }));
    QVERIFY(!called);
}

void TestProbe::mayBeDeletedByItsReceiver()
{
    FakeUpstream upstream(answerWithStream);
    auto probe = std::make_unique<ProviderProbe>();
    QString message;
    probe->test(providerAt(upstream.baseUrl()), Secret(secret), u"m"_s, [&](const ProbeReport &report) {
        probe.reset();
        message = report.message;
    });
    QVERIFY(waitUntil([&] { return !message.isEmpty(); }));
    QVERIFY(!probe);
}

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
