// SPDX-License-Identifier: MIT
#include "routing/retry_policy.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace gateway;

namespace {

using Subject = ErrorFacts::Subject;

// 2026-11-23 08:00:00 UTC
constexpr Time now = Time(std::chrono::milliseconds(1'795'420'800'000));

} // namespace

Q_DECLARE_METATYPE(gateway::Verdict)

class TestRetryPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void classifies_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Verdict>("verdict");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, int status, const char *body, Verdict verdict,
                            const char *word) {
            QTest::newRow(name) << status << QByteArray(body) << verdict << QString::fromLatin1(word);
        };
        const Verdict pass = Verdict::PassThrough;
        const Verdict rate = Verdict::RateLimited;
        const Verdict quota = Verdict::QuotaExhausted;
        const Verdict key = Verdict::CredentialRefused;
        const Verdict again = Verdict::Transient;

        row("answer", 200, R"({"id":"x","object":"chat.completion","choices":[]})", Verdict::Success, "ok");
        row("nothing known of the answer", 200, "", Verdict::Success, "ok");
        row("answer that is no JSON", 200, "data", Verdict::Success, "ok");
        row("answer with error null", 200, R"({"object":"response","error":null,"output":[]})",
            Verdict::Success, "ok");
        row("answer with an empty error", 200, R"({"error":{},"choices":[]})", Verdict::Success, "ok");
        row("answer with error false", 200, R"({"error":false})", Verdict::Success, "ok");
        row("answer that has a code and a message", 200, R"({"object":"x","code":"7","message":"hi"})",
            Verdict::Success, "ok");
        row("MiniMax is well", 200, R"({"choices":[],"base_resp":{"status_code":0,"status_msg":""}})",
            Verdict::Success, "ok");

        row("bad request", 400,
            R"({"error":{"type":"invalid_request_error","code":null,"message":"no messages"}})", pass,
            "refused_request");
        row("unknown model", 404, R"({"error":{"code":"model_not_found"}})", pass, "refused_request");
        row("too large", 413, "", pass, "refused_request");
        row("unprocessable", 422, "", pass, "refused_request");
        row("conflict", 409, "", pass, "refused_request");
        row("a client's words about money stay the client's", 400,
            R"({"error":{"type":"invalid_request_error","message":"bad text: insufficient balance, arrears"}})",
            pass, "refused_request");
        row("Moonshot content", 400, R"({"error":{"type":"content_filter","message":"high risk"}})", pass,
            "refused_request");
        row("Zhipu content", 400, R"({"error":{"code":"1301","message":"x"}})", pass, "refused_request");

        row("OpenAI requests", 429, R"({"error":{"type":"requests","code":"rate_limit_exceeded"}})", rate,
            "rate_limited");
        row("Anthropic rate", 429, R"({"type":"error","error":{"type":"rate_limit_error","message":"x"}})",
            rate, "rate_limited");
        row("Moonshot rate", 429, R"({"error":{"type":"rate_limit_reached_error","message":"max RPM: 3"}})",
            rate, "rate_limited");
        row("Moonshot overloaded", 429, R"({"error":{"type":"engine_overloaded_error"}})", rate,
            "rate_limited");
        row("Zhipu rate", 429, R"({"error":{"code":"1302","message":"x"}})", rate, "rate_limited");
        row("Zhipu frequency", 429, R"({"error":{"code":"1303","message":"x"}})", rate, "rate_limited");
        row("Google per minute", 429,
            R"([{"error":{"code":429,"message":"You exceeded your current quota, please check your plan","status":)"
            R"("RESOURCE_EXHAUSTED","details":[{"violations":[{"quotaId":"GenerateRequestsPerMinutePerProject"}]}]}}])",
            rate, "rate_limited");
        row("DashScope rate", 429, R"({"error":{"code":"limit_requests","message":"x"}})", rate,
            "rate_limited");
        row("429 without a body", 429, "", rate, "rate_limited");
        row("429 of a proxy", 429, "<html>", rate, "rate_limited");

        row("OpenAI quota", 429, R"({"error":{"type":"insufficient_quota","code":"insufficient_quota"}})",
            quota, "quota_exhausted");
        row("OpenAI credit", 429, R"({"error":{"type":"x","code":"credit_balance_exhausted"}})", quota,
            "quota_exhausted");
        row("Moonshot quota", 429, R"({"error":{"type":"exceeded_current_quota_error","message":"x"}})",
            quota, "quota_exhausted");
        row("Zhipu arrears", 429, R"({"error":{"code":"1113","message":"x"}})", quota, "quota_exhausted");
        row("Zhipu arrears in words", 429,
            "{\"error\":{\"message\":\"\xe4\xbd\x99\xe9\xa2\x9d\xe4\xb8\x8d\xe8\xb6\xb3\"}}", quota,
            "quota_exhausted");
        row("the same, escaped", 429, R"({"error":{"message":"\u4f59\u989d\u4e0d\u8db3\u6216"}})", quota,
            "quota_exhausted");
        row("Zhipu plan", 429, R"({"error":{"code":"1308","message":"x"}})", quota, "quota_exhausted");
        row("Zhipu daily", 429, R"({"error":{"code":"1304","message":"x"}})", quota, "quota_exhausted");
        row("Google per day", 429,
            R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"violations":)"
            R"([{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}]}})",
            quota, "quota_exhausted");
        row("Qwen arrears with 400", 400,
            R"({"error":{"code":"Arrearage","type":"Arrearage","message":"Access denied"}})", quota,
            "quota_exhausted");
        row("Qwen arrears, flat", 400, R"({"code":"Arrearage","message":"Access denied","request_id":"r"})",
            quota, "quota_exhausted");
        row("Anthropic credit with 400", 400,
            R"({"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access"}})",
            quota, "quota_exhausted");

        row("wrong key", 401, R"({"error":{"type":"invalid_request_error","code":"invalid_api_key"}})", key,
            "credential_refused");
        row("401 without a body", 401, "", key, "credential_refused");
        row("DeepSeek has no money", 402, R"({"error":{"message":"Insufficient Balance"}})", key,
            "credential_refused");
        row("Anthropic billing", 402, R"({"type":"error","error":{"type":"billing_error"}})", key,
            "credential_refused");
        row("no permission", 403, R"({"error":{"type":"permission_denied_error"}})", key,
            "credential_refused");
        row("region", 403, R"({"error":{"code":"unsupported_country_region_territory"}})", key,
            "credential_refused");
        row("403 about content", 403,
            R"({"error":{"code":403,"message":"m","metadata":{"reasons":["violence"],"flagged_input":"x"}}})",
            pass, "refused_request");

        row("server error", 500, R"({"error":{"type":"server_error"}})", again, "http_500");
        row("bad gateway", 502, "<html>", again, "http_502");
        row("unavailable", 503, "", again, "http_503");
        row("loop", 508, "", Verdict::PassThrough, "refused_request");
        row("overloaded", 529, R"({"type":"error","error":{"type":"overloaded_error"}})", again, "http_529");
        row("the provider's timeout", 408, "", again, "http_408");
        row("redirect", 302, "", again, "http_302");

        row("overloaded in 200", 200, R"({"type":"error","error":{"type":"overloaded_error","message":"x"}})",
            again, "error_in_200");
        row("OpenRouter 502 in 200", 200, R"({"choices":[],"error":{"code":502,"message":"x"}})", again,
            "error_in_200");
        row("OpenRouter 429 in 200", 200, R"({"error":{"code":429,"message":"x"}})", rate, "rate_limited");
        row("Responses failed", 200,
            R"({"type":"response.failed","response":{"error":{"code":"server_error","message":"x"}}})", again,
            "error_in_200");
        row("Responses quota", 200,
            R"({"type":"response.failed","response":{"error":{"code":"insufficient_quota","message":"x"}}})",
            quota, "quota_exhausted");
        row("Responses flat error", 200, R"({"type":"error","code":"rate_limit_exceeded","message":"x"})",
            rate, "rate_limited");
        row("MiniMax balance", 200,
            R"({"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}})", quota,
            "quota_exhausted");
        row("MiniMax rate", 200, R"({"base_resp":{"status_code":1002}})", rate, "rate_limited");
        row("MiniMax key", 200, R"({"base_resp":{"status_code":1004}})", key, "credential_refused");
        row("MiniMax parameters", 200, R"({"base_resp":{"status_code":2013}})", pass, "refused_request");
        row("MiniMax unknown", 200, R"({"base_resp":{"status_code":1000}})", again, "error_in_200");
        row("Groq tool use", 200,
            R"({"error":{"type":"invalid_request_error","code":"tool_use_failed","status_code":400}})", pass,
            "refused_request");
        row("Ollama's text", 200, R"({"error":"model runner has stopped"})", again, "error_in_200");
        row("error true", 200, R"({"error":true})", again, "error_in_200");
        row("key refused in 200", 200, R"({"error":{"code":401,"message":"x"}})", key, "credential_refused");
    }
    void classifies()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const AttemptOutcome outcome = answeredOutcome(status, {}, body, now);
        QTEST(classify(outcome), "verdict");
        QTEST(outcomeWord(outcome), "word");
    }

    void quota_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("exhausted");
        QTest::newRow("DeepSeek") << 402 << QByteArray(R"({"error":{"message":"Insufficient Balance"}})")
                                  << true;
        QTest::newRow("billing_error") << 402 << QByteArray(R"({"error":{"type":"billing_error"}})") << true;
        QTest::newRow("Kimi 403") << 403 << QByteArray(R"({"error":{"message":"insufficient balance"}})")
                                  << true;
        QTest::newRow("words with 500")
                << 500 << QByteArray(R"({"error":{"message":"insufficient balance"}})") << false;
        QTest::newRow("plain 402") << 402 << QByteArray() << false;
        QTest::newRow("rate") << 429 << QByteArray(R"({"error":{"code":"slow_down"}})") << false;
    }
    void quota()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QTEST(quotaExhausted(status, readErrorFacts(body)), "exhausted");
    }

    void failures_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        QTest::newRow("unreachable") << int(ErrorCode::UpstreamUnreachable)
                                     << QStringLiteral("connection_failed");
        QTest::newRow("timeout") << int(ErrorCode::UpstreamTimeout) << QStringLiteral("timeout");
        QTest::newRow("invalid") << int(ErrorCode::UpstreamInvalidResponse)
                                 << QStringLiteral("invalid_response");
        QTest::newRow("anything") << int(ErrorCode::Internal) << QStringLiteral("invalid_response");
    }
    void failures()
    {
        QFETCH(int, code);
        const AttemptOutcome outcome = failedOutcome({ErrorCode(code), QStringLiteral("text")});
        QCOMPARE(classify(outcome), Verdict::Transient);
        QTEST(outcomeWord(outcome), "word");
        QCOMPARE(outcome.message, QStringLiteral("text"));
    }

    void shouldRetry_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<Verdict>("verdict");
        QTest::newRow("conflict, yes") << 409 << QByteArray("true") << Verdict::Transient;
        QTest::newRow("conflict, no") << 409 << QByteArray("false") << Verdict::PassThrough;
        QTest::newRow("conflict, nonsense") << 409 << QByteArray("1") << Verdict::PassThrough;
        for (const int never : {400, 404, 413, 422})
            QTest::addRow("never %d", never) << never << QByteArray("true") << Verdict::PassThrough;
    }
    void shouldRetry()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, value);
        QTEST(classify(answeredOutcome(status, {{"X-Should-Retry", value}}, {}, now)), "verdict");
    }

    void retryAfter_data()
    {
        QTest::addColumn<QByteArray>("millis");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("wait"); // -1: none
        const auto row = [](const char *name, const char *millis, const char *value, qint64 wait) {
            QTest::newRow(name) << QByteArray(millis) << QByteArray(value) << wait;
        };
        row("absent", nullptr, nullptr, -1);
        row("seconds", nullptr, "20", 20'000);
        row("a fraction", nullptr, "0.25", 250);
        row("less than a millisecond", nullptr, "0.0001", 1);
        row("zero", nullptr, "0", 0);
        row("spaces", nullptr, "  7 ", 7'000);
        row("milliseconds win", "1500", "20", 1'500);
        row("milliseconds with a fraction", "1.5", nullptr, 2);
        row("senseless milliseconds", "soon", "2", 2'000);
        row("negative", nullptr, "-1", -1);
        row("words", nullptr, "soon", -1);
        row("not a number", nullptr, "nan", -1);
        row("infinite", nullptr, "inf", -1);
        row("huge", nullptr, "1e300", 366LL * 86'400'000);
        row("empty", nullptr, "", -1);
        row("date", nullptr, "Mon, 23 Nov 2026 08:00:30 GMT", 30'000);
        row("date of next year", nullptr, "Sat, 01 Jan 2028 00:00:00 GMT", 366LL * 86'400'000);
        row("date that is over", nullptr, "Mon, 23 Nov 2026 07:00:00 GMT", 0);
        row("broken date", nullptr, "Mon, 99 Nov 2026 07:00:00 GMT", -1);
        row("date in a time zone", nullptr, "Mon, 23 Nov 2026 07:00:00 CST", -1);
    }
    void retryAfter()
    {
        QFETCH(QByteArray, millis);
        QFETCH(QByteArray, value);
        QFETCH(qint64, wait);
        QList<HeaderField> headers{{"content-type", "application/json"}};
        if (!value.isNull())
            headers.append({"Retry-After", value});
        if (!millis.isNull())
            headers.append({"retry-after-ms", millis});
        const auto read = readRetryAfter(headers, now);
        QCOMPARE(read ? qint64(read->count()) : -1, wait);
    }

    void googleStatesItsDelayInTheBody()
    {
        const QByteArray body(
                R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[)"
                R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}})");
        QCOMPARE(answeredOutcome(429, {}, body, now).retryAfter, Millis(34'400));
        QCOMPARE(answeredOutcome(429, {{"retry-after", "3"}}, body, now).retryAfter, Millis(3'000));
        // Beside a day's quota the delay is that of a minute's.
        QByteArray daily = body;
        daily.replace("RetryInfo\"", "RetryInfo\",\"quotaId\":\"PerDay\"");
        QCOMPARE(answeredOutcome(429, {}, daily, now).retryAfter, std::nullopt);
    }

    void keepsNoWordOfTheMessage()
    {
        const QByteArray secret("sk-very-secret please write");
        const QByteArray body =
                "{\"error\":{\"type\":\"" + secret + "\",\"code\":\"" + secret + "\",\"message\":\"x\"}}";
        const ErrorFacts facts = readErrorFacts(body);
        QVERIFY(facts.present);
        QCOMPARE(facts.type, QByteArray());
        QCOMPARE(facts.code, QByteArray());
    }

    void brokenBodies_data()
    {
        QTest::addColumn<QByteArray>("body");
        for (const char *body :
             {"", " ", "{", "[", "[]", "[[", "{\"error\"", "{\"error\":", "{\"error\":{", "null", "7",
              "{\"error\":{\"code\":429}", "{\"error\":\"\"}", "\xff\xfe", "{\"error\":[1]}"})
            QTest::addRow("%s", body) << QByteArray(body);
    }
    void brokenBodies()
    {
        QFETCH(QByteArray, body);
        QVERIFY(!readErrorFacts(body).present);
    }

    void readsTheBeginningOfALargeBody()
    {
        const QByteArray body =
                "{\"error\":{\"code\":\"insufficient_quota\"},\"pad\":\"" + QByteArray(200'000, 'x') + "\"}";
        QVERIFY(quotaExhausted(429, readErrorFacts(body)));
        const QByteArray late =
                "{\"choices\":\"" + QByteArray(200'000, 'x') + "\",\"error\":{\"code\":\"x\"}}";
        QVERIFY(!readErrorFacts(late).present);
    }

    void backoffIsFullJitter_data()
    {
        QTest::addColumn<int>("tries");
        QTest::addColumn<int>("top");
        QTest::newRow("first") << 0 << 250;
        QTest::newRow("second") << 1 << 500;
        QTest::newRow("fifth") << 4 << 4'000;
        QTest::newRow("capped") << 6 << 8'000;
        QTest::newRow("far beyond") << 1'000 << 8'000;
        QTest::newRow("negative") << -1 << 250;
    }
    void backoffIsFullJitter()
    {
        QFETCH(int, tries);
        QFETCH(int, top);
        QRandomGenerator random(7);
        qint64 sum = 0;
        qint64 largest = 0;
        qint64 smallest = top;
        for (int i = 0; i < 4'000; ++i) {
            const qint64 wait = backoff(RoutingPolicy{}, tries, random).count();
            sum += wait;
            largest = std::max(largest, wait);
            smallest = std::min(smallest, wait);
        }
        QVERIFY(smallest >= 0);
        QVERIFY(smallest < top / 20);
        QVERIFY(largest <= top);
        QVERIFY(largest > top - top / 20);
        QVERIFY(std::abs(sum / 4'000 - top / 2) < top / 20);
    }
};

QTEST_GUILESS_MAIN(TestRetryPolicy)
#include "tst_retry_policy.moc"
