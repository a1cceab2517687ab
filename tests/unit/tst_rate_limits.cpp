// SPDX-License-Identifier: MIT
#include "access/bad_key_guard.h"
#include "config/limits_text.h"
#include "access/rate_headers.h"
#include "access/rate_window.h"
#include "access/typical_usage.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gateway;

namespace {

SteadyTime after(qint64 millis)
{
    return SteadyTime(std::chrono::hours(1)) + Millis(millis);
}

QString shown(const QList<HeaderField> &fields)
{
    QStringList lines;
    for (const HeaderField &field : fields)
        lines += QString::fromLatin1(field.name + ": " + field.value);
    return lines.join(u'\n');
}

} // namespace

class TestRateLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowSlides()
    {
        RateWindow window;
        QCOMPARE(window.waitFor(after(0), 10, 10), Millis(0));
        window.add(after(59'000), 10); // at the end of a minute of the clock
        QCOMPARE(window.count(after(59'000)), 10);
        const Millis wait = window.waitFor(after(61'000), 1, 10); // and just into the next one
        QVERIFY(wait >= Millis(58'000) && wait <= Millis(58'250));
        QCOMPARE(window.count(after(118'999)), 10);
        QCOMPARE(window.count(after(61'000) + wait), 0);
        QCOMPARE(window.waitFor(after(61'000) + wait, 10, 10), Millis(0));
        QVERIFY(window.waitFor(after(61'000) + wait - Millis(1), 10, 10) > Millis(0));
    }

    void windowWaitsForAsMuchAsNeeded()
    {
        RateWindow window;
        window.add(after(0), 5);
        window.add(after(10'000), 3);
        window.add(after(20'000), 2);
        const SteadyTime now = after(30'000);
        QCOMPARE(window.waitFor(now, 0, 10), Millis(0));
        QCOMPARE(window.waitFor(now, 5, 10), Millis(30'250));
        QCOMPARE(window.waitFor(now, 6, 10), Millis(40'250));
        QCOMPARE(window.waitFor(now, 10, 10), Millis(50'250));
        QCOMPARE(window.waitFor(now, 11, 10), Millis(50'250)); // never fits: alone
        QCOMPARE(window.emptyIn(now), Millis(50'250));
        QCOMPARE(window.waitFor(now, 1, 4), Millis(40'250)); // the limit was lowered
    }

    void windowTakesBack()
    {
        RateWindow window;
        window.add(after(0), 100);
        window.add(after(1'000), 50);
        window.takeBack(after(0), 70);
        QCOMPARE(window.count(after(1'000)), 80);
        window.takeBack(after(0), 70); // never below nothing
        QCOMPARE(window.count(after(1'000)), 50);
        window.takeBack(after(500), 50); // nothing was added then
        QCOMPARE(window.count(after(1'000)), 50);
        window.add(after(1'000), -5);
        QCOMPARE(window.count(after(1'000)), 50);
    }

    // Against every moment of every call let in: no 60 s hold more than the limit, and nobody waits without
    // need.
    void windowHoldsInEveryMinute()
    {
        constexpr int limit = 20;
        QRandomGenerator random(7);
        RateWindow window;
        QList<qint64> passed;
        qint64 now = 0;
        for (int i = 0; i < 5'000; ++i) {
            now += random.bounded(10) == 0 ? random.bounded(30'000) : random.bounded(1'500);
            if (window.waitFor(after(now), 1, limit) == Millis(0)) {
                window.add(after(now), 1);
                passed.append(now);
                continue;
            }
            const qsizetype recent = std::count_if(passed.cbegin(), passed.cend(),
                                                   [now](qint64 time) { return time > now - 60'250; });
            QVERIFY(recent >= limit);
        }
        QVERIFY(passed.size() > limit * 10);
        for (qsizetype i = limit; i < passed.size(); ++i)
            QVERIFY(passed[i] - passed[i - limit] >= 60'000);
    }

    void typicalCompletions_data()
    {
        QTest::addColumn<QList<qint64>>("completions");
        QTest::addColumn<qint64>("typical");
        QList<qint64> upToTwenty;
        for (qint64 i = 1; i <= 20; ++i)
            upToTwenty.append(i * 10);
        QTest::newRow("one") << QList<qint64>{40} << qint64(40);
        QTest::newRow("few: the largest") << QList<qint64>{40, 900, 10} << qint64(900);
        QTest::newRow("ten: all but the largest")
                << QList<qint64>{1, 2, 3, 4, 5, 6, 7, 8, 9, 1000} << qint64(9);
        QTest::newRow("twenty") << upToTwenty << qint64(180);
        QTest::newRow("old ones leave") << QList<qint64>(32, 9000) + QList<qint64>(32, 7) << qint64(7);
    }
    void typicalCompletions()
    {
        QFETCH(QList<qint64>, completions);
        QFETCH(qint64, typical);
        TypicalUsage usage;
        for (const qint64 completion : completions)
            usage.record(KeyId{1}, QStringLiteral("m"), completion);
        QCOMPARE(usage.completion(KeyId{1}, QStringLiteral("m")), std::optional(typical));
        QCOMPARE(usage.completion(KeyId{2}, QStringLiteral("m")), std::optional(typical)); // from the model
        QCOMPARE(usage.completion(KeyId{1}, QStringLiteral("other")), std::nullopt);
    }

    void typicalUsageIsBounded()
    {
        TypicalUsage usage;
        usage.record(KeyId{1}, QStringLiteral("first"), 5);
        for (int i = 0; i < 5'000; ++i)
            usage.record(KeyId{2}, QString::number(i), 1);
        QCOMPARE(usage.completion(KeyId{1}, QStringLiteral("first")), std::nullopt);
        QCOMPARE(usage.completion(KeyId{2}, QStringLiteral("4999")), std::optional<qint64>(1));
    }

    void badKeysAreSlowed()
    {
        BadKeyGuard guard;
        const QHostAddress bad(QStringLiteral("192.0.2.1"));
        for (int i = 0; i < BadKeyGuard::freeFailures; ++i)
            QCOMPARE(guard.failed(bad, after(i)), Millis(0));
        Millis last{0};
        for (int i = 0; i < 30; ++i) {
            const Millis delay = guard.failed(bad, after(100 + i));
            QVERIFY(delay > last || delay == BadKeyGuard::longest);
            last = delay;
        }
        QCOMPARE(last, BadKeyGuard::longest);
        QCOMPARE(guard.failed(QHostAddress(QStringLiteral("192.0.2.2")), after(200)), Millis(0));
        QVERIFY(guard.failed(QHostAddress(QStringLiteral("::ffff:192.0.2.1")), after(200)) > Millis(0));
        QVERIFY(guard.failed(bad, after(65'000)) > Millis(0)); // not forgiven by the turn of a minute
        QCOMPARE(guard.failed(bad, after(400'000)), Millis(0));
    }

    void badKeysCountByNetwork()
    {
        BadKeyGuard guard;
        for (int i = 0; i < 20; ++i)
            guard.failed(QHostAddress(QStringLiteral("2001:db8:1:2::%1").arg(i + 1)), after(i));
        QVERIFY(guard.failed(QHostAddress(QStringLiteral("2001:db8:1:2:ffff::1")), after(50)) > Millis(0));
        QCOMPARE(guard.failed(QHostAddress(QStringLiteral("2001:db8:1:3::1")), after(50)), Millis(0));
    }

    void durations_data()
    {
        QTest::addColumn<qint64>("millis");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("none") << qint64(0) << QByteArray("0s");
        QTest::newRow("negative") << qint64(-5) << QByteArray("0s");
        QTest::newRow("milliseconds") << qint64(12) << QByteArray("12ms");
        QTest::newRow("second") << qint64(1000) << QByteArray("1s");
        QTest::newRow("and a bit") << qint64(1050) << QByteArray("1.05s");
        QTest::newRow("minutes") << qint64(360'000) << QByteArray("6m0s");
        QTest::newRow("hours") << qint64(3'630'250) << QByteArray("1h0m30.25s");
        QTest::newRow("day") << qint64(86'400'000) << QByteArray("24h0m0s");
    }
    void durations()
    {
        QFETCH(qint64, millis);
        QTEST(goDuration(Millis(millis)), "text");
    }

    void headers()
    {
        const Time now = fromMillis(1'795'000'000'120);
        RateState rates;
        QCOMPARE(rateHeaders(RateDialect::OpenAi, rates, now), QList<HeaderField>());
        rates.requests = Allowance{60, 59, Millis(60'250)};
        QCOMPARE(shown(rateHeaders(RateDialect::OpenAi, rates, now)),
                 QStringLiteral("x-ratelimit-limit-requests: 60\nx-ratelimit-remaining-requests: 59\n"
                                "x-ratelimit-reset-requests: 1m0.25s"));
        rates.tokens = Allowance{1000, 0, Millis(120)};
        QCOMPARE(
                shown(rateHeaders(RateDialect::Anthropic, rates, now)),
                QStringLiteral(
                        "anthropic-ratelimit-requests-limit: 60\nanthropic-ratelimit-requests-remaining: 59\n"
                        "anthropic-ratelimit-requests-reset: 2026-11-18T11:07:41Z\n"
                        "anthropic-ratelimit-tokens-limit: 1000\nanthropic-ratelimit-tokens-remaining: 0\n"
                        "anthropic-ratelimit-tokens-reset: 2026-11-18T11:06:41Z"));
    }

    void refusalHeaders_data()
    {
        QTest::addColumn<qint64>("wait");
        QTest::addColumn<bool>("retry");
        QTest::addColumn<QString>("headers");
        QTest::newRow("rate") << qint64(12'001) << true
                              << QStringLiteral(
                                         "retry-after: 13\nretry-after-ms: 12001\nx-should-retry: true");
        QTest::newRow("at once") << qint64(1) << true
                                 << QStringLiteral("retry-after: 1\nretry-after-ms: 1\nx-should-retry: true");
        QTest::newRow("budget")
                << qint64(3'600'000) << false
                << QStringLiteral("retry-after: 3600\nretry-after-ms: 3600000\nx-should-retry: false");
        QTest::newRow("not a 429") << qint64(0) << false << QString();
    }
    void refusalHeaders()
    {
        QFETCH(qint64, wait);
        QFETCH(bool, retry);
        Refusal refusal;
        if (wait > 0)
            refusal.retryAfter = Millis(wait);
        refusal.shouldRetry = retry;
        QTEST(shown(gateway::refusalHeaders(RateDialect::OpenAi, refusal, fromMillis(0))), "headers");
    }

    void limitTexts_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<int>("period");
        QTest::addColumn<qint64>("amount");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("amountOnly");
        using enum BudgetUnit;
        using enum BudgetPeriod;
        QTest::newRow("dollars") << int(Usd) << int(Day) << qint64(5'000'000) << QStringLiteral("5USD/day")
                                 << QStringLiteral("5 USD");
        QTest::newRow("cents") << int(Usd) << int(Hour) << qint64(250'000) << QStringLiteral("0.25USD/hour")
                               << QStringLiteral("0.25 USD");
        QTest::newRow("micros") << int(Cny) << int(Month) << qint64(1) << QStringLiteral("0.000001CNY/month")
                                << QStringLiteral("0.000001 CNY");
        QTest::newRow("tokens") << int(Tokens) << int(Week) << qint64(2'000'000)
                                << QStringLiteral("2000000tok/week") << QStringLiteral("2000000 tokens");
        QTest::newRow("the most") << int(Usd) << int(Total) << std::numeric_limits<qint64>::max()
                                  << QStringLiteral("9223372036854.775807USD/total")
                                  << QStringLiteral("9223372036854.775807 USD");
        QTest::newRow("the least") << int(Usd) << int(Total) << std::numeric_limits<qint64>::min()
                                   << QStringLiteral("-9223372036854.775808USD/total")
                                   << QStringLiteral("-9223372036854.775808 USD");
    }
    void limitTexts()
    {
        QFETCH(int, unit);
        QFETCH(int, period);
        QFETCH(qint64, amount);
        const Budget budget{BudgetUnit(unit), BudgetPeriod(period), amount};
        QTEST(limits_text::showBudget(budget), "text");
        QTEST(limits_text::amountText(budget.unit, amount), "amountOnly");
    }
};

QTEST_GUILESS_MAIN(TestRateLimits)
#include "tst_rate_limits.moc"
