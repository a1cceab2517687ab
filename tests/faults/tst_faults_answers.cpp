// SPDX-License-Identifier: MIT
#include "support/fault_bench.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What providers say when they do not want: whose fault it is, and who is asked next.
class TestFaultsAnswers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesElsewhere_data();
    void goesElsewhere();
    void goesToAnotherKey_data();
    void goesToAnotherKey();
    void alone_data();
    void alone();
    void clientsOwnErrorsPass_data();
    void clientsOwnErrorsPass();
    void theLastAnswerIsItsProviders();
    void answersBeforeTheUploadIsDone_data();
    void answersBeforeTheUploadIsDone();
    void burstThenRecovery();
    void attemptsHaveABound();

private:
    void addAnswers();
};

namespace {

FakeUpstream::Script onlyFirst(const FakeUpstream::Script &script)
{
    return [script](UpstreamCall &call) {
        if (call.number() == 0)
            script(call);
        else
            FaultBench::answerWell(call);
    };
}

// An HTTP date so many seconds from now.
FakeUpstream::Script refusingUntil(int seconds)
{
    return [seconds](UpstreamCall &call) {
        const QString date = QLocale::c().toString(QDateTime::currentDateTimeUtc().addSecs(seconds),
                                                   u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
        call.answer(429, R"({"error":{"message":"slow down"}})", "Retry-After: " + date.toLatin1() + "\r\n");
    };
}

// 200, and then an error: in the body, or as the first event.
FakeUpstream::Script hiding(const QByteArray &error)
{
    return [error](UpstreamCall &call) {
        if (!call.request().body.contains("\"stream\": true")) {
            call.answer(200, "{\"error\":" + error + "}");
            return;
        }
        call.beginStream();
        call.piece("data: {\"error\":" + error + "}\n\n");
        call.endStream();
    };
}

} // namespace

// "posts": that the provider gets when there is no other and it has one key; it answers all but the first
// well.
void TestFaultsAnswers::addAnswers()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("posts");
    QTest::addColumn<int>("status"); // that a client sees when nothing better comes
    QTest::addColumn<QString>("code");
    const QByteArray busy = R"({"message":"slow down","type":"requests","code":"rate_limit_exceeded"})";
    const QString limited = u"rate_limited"_s;
    const QString quota = u"quota_exhausted"_s;
    const auto row = [](const char *name, const FakeUpstream::Script &script, const QString &word, int posts,
                        int status, const QString &code = {}) {
        QTest::newRow(name) << script << word << posts << status << code;
    };
    row("429", refusing(429, busy), limited, 2, 200);
    row("429, seconds", refusing(429, busy, "Retry-After: 1\r\n"), limited, 2, 200);
    row("429, milliseconds", refusing(429, busy, "Retry-After: 30\r\nRetry-After-Ms: 120\r\n"), limited, 2,
        200);
    row("429, date", refusingUntil(2), limited, 2, 200);
    row("429, too long", refusing(429, busy, "Retry-After: 60\r\n"), limited, 1, 429);
    row("429, not again", refusing(429, busy, "X-Should-Retry: false\r\n"), limited, 1, 429);
    row("429, OpenAI's quota",
        refusing(429, R"({"message":"no","type":"insufficient_quota","code":"insufficient_quota"})"), quota,
        1, 429);
    row("429, Moonshot's quota", refusing(429, R"({"message":"no","type":"exceeded_current_quota_error"})"),
        quota, 1, 429);
    row("429, Moonshot's rate", refusing(429, R"({"message":"no","type":"rate_limit_reached_error"})"),
        limited, 2, 200);
    row("429, Zhipu's quota", refusing(429, R"({"message":"no","code":"1113"})"), quota, 1, 429);
    row("402, DeepSeek's balance",
        refusing(402, R"({"message":"Insufficient Balance","type":"unknown_error"})"),
        u"credential_refused|quota_exhausted"_s, 1, 502, u"upstream_credentials"_s);
    row("400, Qwen's balance", refusing(400, R"({"message":"no","code":"Arrearage","type":"Arrearage"})"),
        quota, 1, 502, u"upstream_credentials"_s);
    for (const int status : {408, 500, 502, 503, 504, 529}) {
        QTest::addRow("%d", status) << refusing(status, R"({"message":"oops"})") << u"http_%1"_s.arg(status)
                                    << 2 << 200 << QString();
    }
    row("503, seconds", refusing(503, busy, "Retry-After: 1\r\n"), u"http_503"_s, 2, 200);
    row("500, not again", refusing(500, busy, "X-Should-Retry: false\r\n"), u"http_500"_s, 1, 500);
    row("401", refusing(401, R"({"message":"Incorrect API key provided"})"), u"credential_refused"_s, 1, 502,
        u"upstream_credentials"_s);
    row("403", refusing(403, R"({"message":"no","type":"permission_error"})"), u"credential_refused"_s, 1,
        502, u"upstream_credentials"_s);
    row("error inside", hiding(R"({"message":"oops","type":"server_error"})"), u"error_in_200"_s, 2, 200);
    row("unknown error inside", hiding(R"({"message":"oops"})"), u"error_in_200"_s, 2, 200);
    row("rate limit inside", hiding(busy), limited, 2, 200);
    row("quota inside", hiding(R"({"message":"no","type":"insufficient_quota"})"), quota, 1, 502,
        u"upstream_credentials"_s);
}

void TestFaultsAnswers::goesElsewhere_data()
{
    addAnswers();
}

void TestFaultsAnswers::goesElsewhere()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    for (const bool stream : {false, true}) {
        FaultBench bench(script);
        bench.start();
        const HttpReply reply = bench.call(stream);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
        QCOMPARE(bench.disagreement(reply, {u"one=("_s + word + u')', u"two=ok"_s}), QString());
        const auto row = bench.gateway.settledRow(reply);
        QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
        QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    }
}

void TestFaultsAnswers::goesToAnotherKey_data()
{
    addAnswers();
}

// What is wrong with one key is not wrong with the other; what is wrong with the provider may be over by
// then.
void TestFaultsAnswers::goesToAnotherKey()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    FaultBench bench(onlyFirst(script));
    bench.start(FaultBench::Providers::OneAlone);
    bench.gateway.addProviderKey(u"one"_s, FaultBench::secondKey);
    const HttpReply reply = bench.call(false);
    QCOMPARE(reply.status, 200);
    QCOMPARE(bench.disagreement(reply, {u"one=("_s + word + u')', u"one=ok"_s}), QString());
    const QList<SeenRequest> seen = bench.one.requests();
    if (!word.startsWith(u"http") && !word.startsWith(u"error"))
        QVERIFY(seen[0].header("authorization") != seen[1].header("authorization"));
}

void TestFaultsAnswers::alone_data()
{
    addAnswers();
}

void TestFaultsAnswers::alone()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    QFETCH(int, posts);
    QFETCH(int, status);
    QFETCH(QString, code);
    for (const bool stream : {false, true}) {
        FaultBench bench(onlyFirst(script));
        bench.start(FaultBench::Providers::OneAlone);
        const HttpReply reply = bench.call(stream);
        QCOMPARE(reply.status, status);
        QStringList tried{u"one=("_s + word + u')'};
        if (posts == 2)
            tried += u"one=ok"_s;
        QCOMPARE(bench.disagreement(reply, tried), QString());
        const auto row = bench.gateway.settledRow(reply);
        QCOMPARE(row->settled.httpStatus, status);
        QCOMPARE(toString(row->settled.status),
                 toString(status == 200 ? CallStatus::Ok : CallStatus::Failed));
        QCOMPARE(toString(row->settled.usageSource),
                 toString(status == 200 ? UsageSource::Provider : UsageSource::None));
        if (status == 200) {
            QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
        } else if (code.isEmpty()) { // as the provider sent it
            QVERIFY(reply.body.startsWith("{\"error\":{\"message\":\""));
            QVERIFY(reply.errorCode() != u"upstream_credentials"_s);
        } else {
            QCOMPARE(reply.errorCode(), code);
        }
    }
}

void TestFaultsAnswers::clientsOwnErrorsPass_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    for (const int status : {400, 404, 405, 409, 413, 415, 422})
        QTest::addRow("%d", status) << status
                                    << QByteArray(R"({ "message" : "no", "type":"invalid_request_error" })");
    // Words that would mean something else, had the provider's own code for it been there.
    QTest::newRow("400, what the client wrote")
            << 400
            << QByteArray(
                       R"({"message":"Unknown role: insufficient balance","type":"invalid_request_error"})");
    QTest::newRow("403, content") << 403
                                  << QByteArray(R"({"message":"no","code":"content_policy_violation"})");
}

void TestFaultsAnswers::clientsOwnErrorsPass()
{
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const QByteArray body = "{\"error\" :\n" + error + "}\n";
    FaultBench bench([=](UpstreamCall &call) { call.answer(status, body, "X-Request-Id: up-7\r\n"); });
    bench.start();
    bench.gateway.addProviderKey(u"one"_s, FaultBench::secondKey);
    for (const bool stream : {false, true}) {
        const HttpReply reply = bench.call(stream);
        QCOMPARE(reply.status, status);
        QCOMPARE(reply.body, body);
        QCOMPARE(reply.header("x-upstream-request-id"), "up-7");
        QCOMPARE(bench.disagreement(reply, {u"one=refused_request"_s}), QString());
        const auto row = bench.gateway.settledRow(reply);
        QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
        QCOMPARE(row->settled.httpStatus, status);
        QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::None));
    }
}

// "one" answers with an error that repeats its key, "two" not at all: the error is what the client gets, and
// the call is booked as one's.
void TestFaultsAnswers::theLastAnswerIsItsProviders()
{
    FaultBench bench([](UpstreamCall &call) {
        const QByteArray key = call.request().header("authorization").sliced(qstrlen("Bearer "));
        call.answer(503, "{\"error\":{\"message\":\"busy, " + key + "\"}}");
    });
    bench.two.setScript([](UpstreamCall &call) { call.reset(); });
    bench.start();
    const HttpReply reply = bench.call(false);
    QCOMPARE(reply.status, 503);
    QCOMPARE(reply.body, R"({"error":{"message":"busy, ***"}})");
    QVERIFY2(reply.header("x-gateway-attempts").contains("two=connection_failed"),
             reply.header("x-gateway-attempts"));
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(row->providerName, u"one"_s);
}

void TestFaultsAnswers::answersBeforeTheUploadIsDone_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QStringList>("tried");
    QTest::newRow("413") << 413 << QStringList{u"one=refused_request"_s};
    QTest::newRow("503") << 503 << QStringList{u"one=http_503"_s, u"two=ok"_s};
    QTest::newRow("429") << 429 << QStringList{u"one=rate_limited"_s, u"two=ok"_s};
}

void TestFaultsAnswers::answersBeforeTheUploadIsDone()
{
    QFETCH(int, status);
    QFETCH(QStringList, tried);
    FaultBench bench(
            [status](UpstreamCall &call) {
                call.answer(status, R"({"error":{"message":"at once"}})", "Connection: close\r\n");
                call.readBody();
                call.close();
            },
            {.headOnly = true});
    bench.start();
    const HttpReply reply = bench.call(false, ", \"user\": \"" + QByteArray(4'000'000, 'x') + "\"");
    QCOMPARE(reply.status, tried.size() == 1 ? status : 200);
    QCOMPARE(bench.disagreement(reply, tried), QString());
    if (tried.size() == 2)
        QVERIFY(bench.two.requests().constLast().body.size() > 4'000'000); // all of it once more
}

void TestFaultsAnswers::burstThenRecovery()
{
    FaultBench bench([](UpstreamCall &call) {
        if (call.number() < 2)
            call.answer(503, R"({"error":{"message":"oops"}})");
        else
            FaultBench::answerWell(call);
    });
    bench.start(FaultBench::Providers::OneAlone);
    const HttpReply reply = bench.call(true);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, FaultBench::wholeAnswer(true));
    QCOMPARE(bench.disagreement(reply, {u"one=http_503"_s, u"one=http_503"_s, u"one=ok"_s}), QString());
}

void TestFaultsAnswers::attemptsHaveABound()
{
    FaultBench bench(refusing(500, R"({"message":"from one"})"));
    bench.two.setScript(refusing(502, R"({"message":"from two"})", "X-Request-Id: last\r\n"));
    bench.start();
    const HttpReply reply = bench.call(false);
    const QString header = QString::fromLatin1(reply.header("x-gateway-attempts"));
    QCOMPARE(header.count(u'='), 4);
    QVERIFY(header.startsWith(u"one=http_500, two=http_502, "));
    QCOMPARE(bench.disagreement(reply, header.split(u", "_s)), QString());
    const bool lastIsOne = header.endsWith(u"one=http_500");
    QCOMPARE(reply.status, lastIsOne ? 500 : 502);
    QVERIFY(reply.body.contains(lastIsOne ? "from one" : "from two"));
}

QTEST_GUILESS_MAIN(TestFaultsAnswers)
#include "tst_faults_answers.moc"
