// SPDX-License-Identifier: MIT
#include "access/account.h"
#include "access/calendar.h"
#include "support/admission_desk.h"

#include <QRandomGenerator>
#include <QTest>

#include <deque>

using namespace gateway;
using namespace gateway::test;

class TestAdmissionStrict final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void strictCaps_data()
    {
        QTest::addColumn<QList<Budget>>("budgets");
        QTest::addColumn<qint64>("choices");
        QTest::addColumn<qint64>("cap"); // 0: refused
        QTest::newRow("tokens") << QList<Budget>{tokens(1'000)} << qint64(1) << qint64(900);
        QTest::newRow("tokens of several") << QList<Budget>{tokens(1'000)} << qint64(7) << qint64(128);
        QTest::newRow("money") << QList<Budget>{usd(1'000)} << qint64(1) << qint64(450); // output costs twice
        QTest::newRow("the tightest")
                << QList<Budget>{usd(1'000), tokens(300), usd(90'000, BudgetPeriod::Total)} << qint64(1)
                << qint64(200);
        QTest::newRow("just one") << QList<Budget>{tokens(101)} << qint64(1) << qint64(1);
        QTest::newRow("not even one") << QList<Budget>{tokens(100)} << qint64(1) << qint64(0);
        QTest::newRow("not one each") << QList<Budget>{tokens(102)} << qint64(3) << qint64(0);
        QTest::newRow("plenty") << QList<Budget>{usd(huge)} << qint64(1) << Admission::strictCeiling;
    }

    void strictCaps()
    {
        QFETCH(QList<Budget>, budgets);
        QFETCH(qint64, choices);
        QFETCH(qint64, cap);
        Desk desk;
        desk.price = priced(million, 2 * million);
        desk.request.maxTokens.reset();
        desk.request.choices = choices;
        desk.entry.userLimits.strict = true; // for all of a user's keys
        desk.entry.key.limits.budgets = budgets;
        const auto admitted = desk.ask();
        QCOMPARE(admitted.has_value(), cap > 0);
        if (cap > 0) {
            QCOMPARE(admitted->cappedMaxTokens, std::optional(cap));
            QCOMPARE(admitted->reservation.tokens(), 100 + cap * choices);
            QCOMPARE(admitted->reservation.micros(), std::optional(100 + 2 * cap * choices));
        } else {
            QCOMPARE(admitted.error().error.code, ErrorCode::QuotaExceeded);
        }
    }

    void strictReservesTheDearestRates()
    {
        Desk desk;
        desk.entry.key.limits.strict = true;
        desk.price.rates.cacheRead = million / 10;
        desk.price.rates.cacheWrite = 3 * million; // as providers do that charge for writing the cache
        desk.price.rates.reasoning = 5 * million;
        desk.price.tiers = {
                PriceTier{50, priced(2 * million, 7 * million).rates},
                PriceTier{101, priced(90 * million, 90 * million).rates}}; // 100 bytes do not reach it
        const auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        QCOMPARE(admitted->reservation.micros(), std::optional<qint64>(100 * 3 + 90 * 7));
        QCOMPARE(admitted->cappedMaxTokens, std::nullopt); // the client has its own
        desk.price.rates.cacheWriteLong = 4 * million;     // and more for writing it for an hour
        const auto longer = desk.ask();
        QVERIFY(longer.has_value());
        QCOMPARE(longer->reservation.micros(), std::optional<qint64>(100 * 4 + 90 * 7));
    }

    void largestNumbers_data()
    {
        QTest::addColumn<Budget>("budget");
        QTest::addColumn<qint64>("maxTokens");
        QTest::addColumn<qint64>("rate");
        QTest::addColumn<bool>("passes");
        QTest::newRow("small budget") << usd(1) << huge << huge << false;
        QTest::newRow("small budget of tokens") << tokens(1'000'000) << huge << qint64(1) << false;
        QTest::newRow("largest budget") << usd(huge) << huge << huge << true;
        QTest::newRow("largest budget of tokens") << tokens(huge) << huge << huge << true;
        QTest::newRow("negative") << usd(1'000'000) << qint64(-5) << qint64(-5) << true;
    }

    void largestNumbers()
    {
        QFETCH(Budget, budget);
        QFETCH(qint64, maxTokens);
        QFETCH(qint64, rate);
        QFETCH(bool, passes);
        Desk desk;
        desk.price = priced(huge, huge);
        desk.request.choices = huge;
        desk.request.maxTokens = maxTokens;
        desk.request.rateMicros = rate;
        if (maxTokens < 0)
            desk.price = priced(million, million);
        desk.entry.key.limits.budgets = {budget};
        desk.entry.key.limits.tokensPerMinute = huge;
        std::vector<Reservation> held;
        for (int i = 0; i < 100; ++i) {
            auto admitted = desk.ask();
            QCOMPARE(admitted.has_value(), passes);
            if (passes)
                held.push_back(std::move(admitted->reservation));
        }
        held.clear();
        QCOMPARE(desk.state(LimitKind::Budget).reserved, 0);
        desk.entry.key.limits = {};
        for (int i = 0; i < 3; ++i)
            desk.settle(std::move(desk.ask()->reservation), huge, huge, huge);
        desk.entry.key.limits.budgets = {budget};
        QVERIFY(desk.state(LimitKind::Budget).used > 0);
        QVERIFY(!desk.ask().has_value());
    }

    // Random calls that begin and end in any order, over days: a strict key never has more settled and held
    // than its budget, in any period; and the books agree with a list of everything that happened.
    void strictModel_data()
    {
        QTest::addColumn<int>("seed");
        QTest::addColumn<QString>("zone");
        for (int seed = 1; seed <= 6; ++seed)
            QTest::addRow("seed %d", seed)
                    << seed << QString::fromLatin1(seed % 2 ? "Europe/Berlin" : "Asia/Kathmandu");
    }

    void strictModel()
    {
        QFETCH(int, seed);
        QFETCH(QString, zone);
        struct Call
        {
            Reservation reservation;
            Time startedAt;
            KeyId key;
            qint64 promptMost = 0;
            qint64 completionMost = 0;
            Price price;
        };
        struct Done
        {
            Time startedAt;
            KeyId key;
            Amounts amounts;
        };
        QRandomGenerator random{quint32(seed)};
        Desk desk;
        desk.snapshot.settings.timezone = zone;
        desk.admission.configure(desk.snapshot);
        const Calendar calendar(zone);
        const QList<Budget> keyBudgets{usd(40'000, BudgetPeriod::Hour), tokens(50'000),
                                       usd(700'000, BudgetPeriod::Total)};
        const QList<Budget> userBudgets{Budget{BudgetUnit::Cny, BudgetPeriod::Day, 2'000'000},
                                        tokens(400'000, BudgetPeriod::Month)};
        desk.entry.key.limits.strict = true;
        desk.entry.key.limits.budgets = keyBudgets;
        desk.entry.userLimits.budgets = userBudgets;
        desk.request.startedAt = utc("2026-10-24T20:00:00Z"); // two days before the clocks change
        std::deque<Call> flying;
        QList<Done> done;
        int passed = 0;
        int refused = 0;
        for (int step = 0; step < 3'000; ++step) {
            desk.wait(Millis(random.bounded(240'000)));
            desk.request.rateMicros = 6'500'000 + random.bounded(1'000'000);
            if (random.bounded(2) == 0 || flying.empty()) {
                Call call;
                call.key = KeyId{1 + random.bounded(2)};
                call.price = priced(random.bounded(3 * int(million)), random.bounded(9 * int(million)),
                                    random.bounded(2) ? Currency::Usd : Currency::Cny);
                desk.entry.key.id = call.key;
                desk.price = call.price;
                desk.request.bodyBytes = 50 + random.bounded(1'000);
                desk.request.choices = 1 + random.bounded(3);
                desk.request.maxTokens.reset();
                if (random.bounded(3) > 0)
                    desk.request.maxTokens = random.bounded(500);
                auto admitted = desk.ask();
                if (!admitted) {
                    ++refused;
                    continue;
                }
                ++passed;
                call.reservation = std::move(admitted->reservation);
                call.startedAt = desk.request.startedAt;
                call.promptMost = desk.request.bodyBytes;
                const auto most = desk.request.maxTokens ? desk.request.maxTokens : admitted->cappedMaxTokens;
                QVERIFY(most.has_value());
                call.completionMost = *most * desk.request.choices;
                flying.push_back(std::move(call));
            } else {
                const size_t index = size_t(random.bounded(int(flying.size())));
                Call call = std::move(flying[index]);
                flying.erase(flying.begin() + std::ptrdiff_t(index));
                if (random.bounded(5) == 0)
                    continue; // interrupted, nothing used
                TokenUsage usage;
                usage.prompt = random.bounded(int(call.promptMost) + 1);
                usage.completion = random.bounded(3) ? random.bounded(int(call.completionMost) + 1)
                                                     : call.completionMost;
                CallCost cost;
                cost.promptTokens = *usage.prompt;
                cost.completionTokens = *usage.completion;
                cost.currency = call.price.currency;
                cost.costMicros = costOf(call.price, usage);
                const qint64 rate = call.reservation.rateMicros();
                done.append({call.startedAt,
                             call.key,
                             {convert(*cost.costMicros, cost.currency, Currency::Usd, rate),
                              convert(*cost.costMicros, cost.currency, Currency::Cny, rate),
                              cost.promptTokens + cost.completionTokens}});
                desk.admission.settle(std::move(call.reservation), cost, desk.request.now);
            }
            if (step % 50 != 0)
                continue;
            for (const qint64 key : {1, 2}) {
                desk.entry.key.id = KeyId{key};
                for (const LimitState &state :
                     desk.admission.limitStates(desk.entry, desk.request.startedAt, desk.request.now)) {
                    const Period period = calendar.periodAt(state.budget.period, desk.request.startedAt);
                    qint64 used = 0;
                    for (const Done &each : std::as_const(done)) {
                        if (period.contains(each.startedAt) &&
                            (state.owner == LimitOwner::User || each.key.value == key))
                            used += each.amounts.of(state.budget.unit);
                    }
                    QCOMPARE(state.used, used);
                    QVERIFY(state.used + state.reserved <= state.limit);
                }
            }
        }
        QVERIFY(passed > 200);
        QVERIFY(refused > 100);
        flying.clear();
        for (const LimitState &state :
             desk.admission.limitStates(desk.entry, desk.request.startedAt, desk.request.now))
            QCOMPARE(state.reserved, 0);
    }
};

QTEST_GUILESS_MAIN(TestAdmissionStrict)
#include "tst_admission_strict.moc"
