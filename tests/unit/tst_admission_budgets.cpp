// SPDX-License-Identifier: MIT
#include "support/admission_desk.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

class TestAdmissionBudgets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void settledInThePeriodOfTheStart()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000)};
        desk.request.startedAt = utc("2026-11-23T23:59:59Z");
        auto late = desk.ask();
        QVERIFY(late.has_value());
        desk.wait(std::chrono::minutes(2));                  // over midnight
        QCOMPARE(desk.state(LimitKind::Budget).reserved, 0); // it is held in yesterday's
        desk.settle(std::move(late->reservation), 10, 90, 950);
        QCOMPARE(desk.state(LimitKind::Budget).used, 0);
        desk.request.maxTokens = 990;
        QVERIFY(desk.ask().has_value());
        desk.request.maxTokens = 50;
        desk.request.startedAt =
                utc("2026-11-23T23:59:59Z"); // one that began then and was slow to send its body
        QCOMPARE(desk.state(LimitKind::Budget).used, 950);
        QVERIFY(!desk.ask().has_value());
    }

    void periodsEnd_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<BudgetPeriod>("period");
        QTest::addColumn<Time>("before");
        QTest::addColumn<Time>("after");
        using enum BudgetPeriod;
        QTest::newRow("hour") << QStringLiteral("UTC") << Hour << utc("2026-11-23T12:00:00Z")
                              << utc("2026-11-23T13:00:00Z");
        QTest::newRow("day") << QStringLiteral("UTC") << Day << utc("2026-11-23T00:00:00Z")
                             << utc("2026-11-24T00:00:00Z");
        QTest::newRow("day in Shanghai") << QStringLiteral("Asia/Shanghai") << Day
                                         << utc("2026-11-23T16:00:00Z") << utc("2026-11-24T16:00:00Z");
        QTest::newRow("day in Kathmandu") << QStringLiteral("Asia/Kathmandu") << Day
                                          << utc("2026-11-23T18:15:00Z") << utc("2026-11-24T18:15:00Z");
        QTest::newRow("day of 25 h") << QStringLiteral("Europe/Berlin") << Day << utc("2026-10-24T22:00:00Z")
                                     << utc("2026-10-25T23:00:00Z");
        QTest::newRow("week") << QStringLiteral("UTC") << Week << utc("2026-11-23T00:00:00Z")
                              << utc("2026-11-30T00:00:00Z");
        QTest::newRow("month") << QStringLiteral("UTC") << Month << utc("2026-01-01T00:00:00Z")
                               << utc("2026-02-01T00:00:00Z");
    }

    void periodsEnd()
    {
        QFETCH(QString, zone);
        QFETCH(BudgetPeriod, period);
        QFETCH(Time, before);
        QFETCH(Time, after);
        Desk desk;
        desk.snapshot.settings.timezone = zone;
        desk.admission.configure(desk.snapshot);
        desk.entry.key.limits.budgets = {usd(100, period)};
        desk.request.startedAt = before;
        auto first = desk.ask();
        QVERIFY(first.has_value());
        desk.settle(std::move(first->reservation), 10, 90, 100);
        desk.request.startedAt = after - Millis(1);
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().resets, std::optional(after));
        QVERIFY(*refused.error().retryAfter > Millis(0));
        desk.request.startedAt = after;
        QVERIFY(desk.ask().has_value());
        desk.request.startedAt = before - Millis(1);
        QVERIFY(desk.ask().has_value());
    }

    void totalNeverResets()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(100, BudgetPeriod::Total)};
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 100);
        desk.wait(std::chrono::hours(24 * 400));
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().resets, std::nullopt);
        QVERIFY(refused.error().retryAfter.has_value());
    }

    void loadedFromTheLedger()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000), usd(100'000, BudgetPeriod::Month),
                                         tokens(50'000, BudgetPeriod::Total)};
        desk.entry.userLimits.budgets = {Budget{BudgetUnit::Cny, BudgetPeriod::Day, 10'000}};
        const QList<Spent> spent{
                {UserId{1}, KeyId{1}, utc("2026-11-23T00:00:00Z"), 300, 2'100, 400},
                {UserId{1}, KeyId{2}, utc("2026-11-23T00:00:00Z"), 100, 700, 50}, // another key of the user
                {UserId{1}, KeyId{1}, utc("2026-11-23T11:45:00Z"), 600, 4'200, 600},
                {UserId{1}, KeyId{1}, utc("2026-11-22T23:45:00Z"), 5'000, 35'000, 1'000}, // yesterday
                {UserId{1}, KeyId{1}, utc("2020-01-01T00:00:00Z"), 900'000, 6'300'000,
                 40'000}, // all that is older
        };
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 100); // replaced by what is loaded
        desk.admission.load(spent);
        const auto states = desk.admission.limitStates(desk.entry, noon, desk.request.now);
        QCOMPARE(states.size(), 4);
        QCOMPARE(states[0].used, 900);
        QCOMPARE(states[0].left, 100);
        QCOMPARE(states[1].used, 5'900);
        QCOMPARE(states[2].used, 42'000);
        QCOMPARE(states[3].used, 7'000);
        QCOMPARE(states[3].text, QStringLiteral("budget 0.01CNY/day"));
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        QVERIFY(!desk.ask().has_value());
        desk.admission.load(spent); // again: what is held stays
        QVERIFY(!desk.ask().has_value());
    }

    void corrected()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000)};
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 1'000);
        QVERIFY(!desk.ask().has_value());
        desk.admission.book({UserId{1}, KeyId{1}, noon, -400, -2'800, -40});
        QCOMPARE(desk.state(LimitKind::Budget).used, 600);
        QVERIFY(desk.ask().has_value());
    }

    void cutAnew()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000), {BudgetUnit::Usd, BudgetPeriod::Total, 10'000}};
        const Time old = noon - std::chrono::hours(9);
        desk.admission.load(std::array{Spent{UserId{1}, KeyId{1}, old, 300, 0, 1}});
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 200);
        QCOMPARE(desk.state(LimitKind::Budget).used, 500);
        // What is older was of yesterday after all, and the new stays as it is.
        const Time end = noon - std::chrono::hours(6);
        desk.admission.recut(std::array{Spent{UserId{1}, KeyId{1}, noon - std::chrono::hours(30), 300, 0, 1},
                                        Spent{UserId{1}, KeyId{1}, end, 9'999, 0, 1}},
                             end);
        const QList<LimitState> states = desk.admission.limitStates(desk.entry, noon, {});
        QCOMPARE(states[0].used, 200);
        QCOMPARE(states[1].used, 500);
    }

    void anotherTimeZoneKeepsWhatWasUsed()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000)};
        desk.request.startedAt = utc("2026-11-23T15:59:00Z"); // still the 23rd in Shanghai
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 300);
        desk.request.startedAt = utc("2026-11-23T16:01:00Z"); // the 24th
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 500);
        QCOMPARE(desk.state(LimitKind::Budget).used, 800);
        desk.snapshot.settings.timezone = QStringLiteral("Asia/Shanghai");
        desk.admission.configure(desk.snapshot);
        QCOMPARE(desk.state(LimitKind::Budget).used, 500);
        QCOMPARE(desk.state(LimitKind::Budget).resets, std::optional(utc("2026-11-24T16:00:00Z")));
    }

    void anotherLimitKeepsWhatWasUsed()
    {
        Desk desk; // without any limit at first
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 100);
        desk.entry.key.limits.budgets = {usd(150)};
        QCOMPARE(desk.state(LimitKind::Budget).used, 100);
        QVERIFY(!desk.ask().has_value());
        desk.entry.key.limits.budgets = {usd(200)};
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        desk.entry.key.limits.budgets = {usd(300)}; // while one is in flight
        QCOMPARE(desk.state(LimitKind::Budget).reserved, 100);
        desk.settle(std::move(admitted->reservation), 10, 90, 100);
        QVERIFY(desk.ask().has_value());
        desk.entry.key.limits.budgets = {usd(50)}; // below what was used
        QCOMPARE(desk.state(LimitKind::Budget).left, 0);
        QVERIFY(!desk.ask().has_value());

        desk.entry.key.limits = {};
        desk.entry.key.limits.requestsPerMinute = 5;
        for (int i = 0; i < 5; ++i)
            QVERIFY(desk.ask().has_value());
        desk.entry.key.limits.requestsPerMinute = 6;
        QVERIFY(desk.ask().has_value());
        QVERIFY(!desk.ask().has_value());
    }

    void raises()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(100), usd(10'000, BudgetPeriod::Month)};
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 100);
        QVERIFY(!desk.ask().has_value());
        const Time today = utc("2026-11-23T00:00:00Z");
        desk.snapshot.raises = {
                Raise{{}, KeyId{1}, usd(60), today},
                Raise{{}, KeyId{1}, usd(40), today},
                Raise{{}, KeyId{1}, tokens(5'000), today},                    // another unit
                Raise{{}, KeyId{2}, usd(5'000), today},                       // another key
                Raise{UserId{1}, {}, usd(5'000), today},                      // the user, who has no budget
                Raise{{}, KeyId{1}, usd(5'000), utc("2026-11-22T00:00:00Z")}, // yesterday
        };
        desk.admission.configure(desk.snapshot);
        QCOMPARE(desk.state(LimitKind::Budget).limit, 200);
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        QVERIFY(refused.error().error.message.contains(QStringLiteral("raised to 0.0002 USD")));
        desk.settle(std::move(admitted->reservation), 10, 90, 100);
        desk.request.startedAt = today + std::chrono::hours(24); // the raise was for a day
        QCOMPARE(desk.state(LimitKind::Budget).limit, 100);
        desk.request.startedAt = noon;
        desk.snapshot.raises.clear();
        desk.admission.configure(desk.snapshot);
        QVERIFY(!desk.ask().has_value());
    }

    void currencies_data()
    {
        QTest::addColumn<int>("price");
        QTest::addColumn<int>("unit");
        QTest::addColumn<qint64>("cost");
        QTest::addColumn<qint64>("used");
        QTest::newRow("dollars in dollars")
                << int(Currency::Usd) << int(BudgetUnit::Usd) << qint64(100) << qint64(100);
        QTest::newRow("dollars in yuan")
                << int(Currency::Usd) << int(BudgetUnit::Cny) << qint64(100) << qint64(725);
        QTest::newRow("yuan in dollars")
                << int(Currency::Cny) << int(BudgetUnit::Usd) << qint64(7'250) << qint64(1'000);
        QTest::newRow("rounded") << int(Currency::Cny) << int(BudgetUnit::Usd) << qint64(100) << qint64(14);
        QTest::newRow("yuan in yuan")
                << int(Currency::Cny) << int(BudgetUnit::Cny) << qint64(100) << qint64(100);
    }

    void currencies()
    {
        QFETCH(int, price);
        QFETCH(int, unit);
        QFETCH(qint64, cost);
        Desk desk;
        desk.price.currency = Currency(price);
        desk.request.rateMicros = 7'250'000;
        desk.entry.key.limits.budgets = {Budget{BudgetUnit(unit), BudgetPeriod::Day, 1'000'000}};
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        QCOMPARE(int(admitted->reservation.currency()), price);
        QCOMPARE(admitted->reservation.micros(), std::optional<qint64>(100));
        desk.request.rateMicros = 1; // a new rate does not concern calls in flight
        desk.settle(std::move(admitted->reservation), 10, 90, cost);
        QTEST(desk.state(LimitKind::Budget).used, "used");
    }

    void freeModelsPassEmptyBudgets()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(100)};
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 200);
        QVERIFY(!desk.ask().has_value());
        desk.price = priced(0, 0);
        QVERIFY(desk.ask().has_value());
        desk.price = priced(1, 1, Currency::Cny); // far less than a micro-dollar, but not nothing
        QVERIFY(!desk.ask().has_value());
    }
};

QTEST_GUILESS_MAIN(TestAdmissionBudgets)
#include "tst_admission_budgets.moc"
