// SPDX-License-Identifier: MIT
#include "support/admission_desk.h"
#include "access/estimate.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

class TestAdmissionEstimates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // A call that ended at another target, in another currency than it was reserved in.
    void otherTarget()
    {
        Desk desk;
        const Price dearer = priced(14 * million, 14 * million, Currency::Cny); // two dollars at 7
        const Price *const others[] = {&dearer};
        desk.request.otherPrices = others;
        desk.entry.key.limits.budgets = {usd(250)};
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        QCOMPARE(admitted->reservation.micros(),
                 std::optional<qint64>(200)); // the dearest, in the first one's currency
        CallCost cost;
        cost.promptTokens = 10;
        cost.completionTokens = 90;
        cost.costMicros = 1'400;
        cost.currency = Currency::Cny;
        desk.admission.settle(std::move(admitted->reservation), cost, desk.request.now);
        QCOMPARE(desk.state(LimitKind::Budget).used, 200);
    }

    void smallBudgetsStayUsable()
    {
        Desk desk;
        desk.request.maxTokens.reset();
        desk.entry.key.limits.budgets = {tokens(100)}; // less than the 500 of an answer that nobody knows
        auto first = desk.ask();
        QVERIFY(first.has_value());
        QCOMPARE(first->reservation.tokens(), 100);
        QVERIFY(!desk.ask().has_value()); // one at a time
        desk.settle(std::move(first->reservation), 10, 30);
        auto second = desk.ask(); // now 30 are expected
        QVERIFY(second.has_value());
        QCOMPARE(second->reservation.tokens(), 40);
        desk.settle(std::move(second->reservation), 10, 30);
        QVERIFY(!desk.ask().has_value()); // 20 are left, and 40 are known to be needed

        desk.request.model = QStringLiteral("another"); // of which nothing is known
        auto third = desk.ask();
        QVERIFY(third.has_value());
        QCOMPARE(third->reservation.tokens(), 20);
        desk.admission.release(std::move(third->reservation));
        desk.request.promptTokens = 20;
        QVERIFY(!desk.ask().has_value()); // no room for a single token of the answer
    }

    void smallMoneyBudgetHoldsWhatIsLeft()
    {
        Desk desk;
        desk.price = priced(3 * million, 3 * million, Currency::Cny);
        desk.request.maxTokens.reset();
        desk.request.rateMicros = 7'123'457;
        desk.entry.key.limits.budgets = {usd(100)};
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        // The row of the call is settled at this, should the gateway die: it must not be more than the
        // budget.
        QVERIFY(*admitted->reservation.micros() > 0);
        QVERIFY(convert(*admitted->reservation.micros(), Currency::Cny, Currency::Usd, 7'123'457) <= 100);
        QCOMPARE(desk.state(LimitKind::Budget).left, 0);
    }

    void estimates_data()
    {
        QTest::addColumn<bool>("maximum");
        QTest::addColumn<bool>("known");
        QTest::addColumn<bool>("generates");
        QTest::addColumn<qint64>("choices");
        QTest::addColumn<qint64>("reserved");
        QTest::newRow("max_tokens") << true << true << true << qint64(1) << qint64(100);
        QTest::newRow("max_tokens of several") << true << true << true << qint64(4) << qint64(370);
        QTest::newRow("typical") << false << true << true << qint64(1) << qint64(43);
        QTest::newRow("typical of several") << false << true << true << qint64(3) << qint64(109);
        QTest::newRow("unknown") << false << false << true << qint64(1) << qint64(510);
        QTest::newRow("no answer of tokens") << false << false << false << qint64(1) << qint64(10);
        QTest::newRow("n of nonsense") << true << true << true << qint64(0) << qint64(100);
    }

    void estimates()
    {
        QFETCH(bool, maximum);
        QFETCH(bool, known);
        QFETCH(bool, generates);
        QFETCH(qint64, choices);
        Desk desk;
        if (known) { // 65 tokens of two choices
            desk.request.choices = 2;
            desk.settle(std::move(desk.ask()->reservation), 10, 65);
        }
        if (!maximum)
            desk.request.maxTokens.reset();
        desk.request.generates = generates;
        desk.request.choices = choices;
        QTEST(desk.ask()->reservation.tokens(), "reserved");
    }

    void onlyReportedUsageTeaches()
    {
        Desk desk;
        CallCost cost;
        cost.completionTokens = 5;
        cost.reported = false;
        desk.admission.settle(std::move(desk.ask()->reservation), cost, desk.request.now);
        desk.request.maxTokens.reset();
        QCOMPARE(desk.ask()->reservation.tokens(), 510);
    }

    void requestsPerMinute()
    {
        Desk desk;
        desk.entry.key.limits.requestsPerMinute = 3;
        desk.entry.userLimits.requestsPerMinute = 5;
        for (int left = 2; left >= 0; --left) {
            const auto admitted = desk.ask();
            QVERIFY(admitted.has_value());
            QCOMPARE(admitted->rates.requests->limit, 3);
            QCOMPARE(admitted->rates.requests->remaining, left);
            QCOMPARE(admitted->rates.tokens, std::nullopt);
        }
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().rates.requests->remaining, 0);
        const Millis wait = *refused.error().retryAfter;
        QVERIFY(wait > Millis(59'000) && wait <= Millis(60'250));
        desk.wait(wait);
        QVERIFY(desk.ask().has_value());

        desk.entry.key.id = KeyId{2}; // another key of the user
        desk.entry.key.limits = {};
        for (int i = 0; i < 4; ++i)
            QVERIFY(desk.ask().has_value());
        QVERIFY(!desk.ask().has_value());
        QCOMPARE(desk.admission.rates(desk.entry, desk.request.now).requests->limit, 5);
    }

    void tokensPerMinuteAreCorrected()
    {
        Desk desk;
        desk.entry.key.limits.tokensPerMinute = 200;
        auto first = desk.ask();
        auto second = desk.ask();
        QVERIFY(first.has_value() && second.has_value());
        QCOMPARE(second->rates.tokens->remaining, 0);
        QVERIFY(!desk.ask().has_value());
        desk.settle(std::move(first->reservation), 10, 20);
        QCOMPARE(desk.state(LimitKind::Tokens).used, 130);
        desk.wait(std::chrono::seconds(61));
        QCOMPARE(desk.state(LimitKind::Tokens).used, 0);
        desk.settle(std::move(second->reservation), 10, 150); // 60 more than was expected, just now
        QCOMPARE(desk.state(LimitKind::Tokens).used, 60);
    }

    void tokensPerMinuteOfLargeCalls()
    {
        Desk desk;
        desk.entry.key.limits.tokensPerMinute = 99;
        const auto tooLarge = desk.ask();
        QVERIFY(!tooLarge.has_value());
        QVERIFY(!tooLarge.error().shouldRetry); // it would never fit
        QVERIFY(*tooLarge.error().retryAfter > Millis(0));
        desk.request.maxTokens.reset(); // 510 expected, but nobody knows
        const auto alone = desk.ask();
        QVERIFY(alone.has_value());
        QVERIFY(!desk.ask().has_value());
    }

    void longestWaitWins()
    {
        Desk desk;
        desk.entry.key.limits.requestsPerMinute = 1;
        QVERIFY(desk.ask().has_value());
        desk.wait(std::chrono::seconds(30));
        desk.entry.key.id = KeyId{2};
        desk.entry.userLimits.tokensPerMinute = 100;
        const auto holding = desk.ask();
        QVERIFY(holding.has_value());
        desk.entry.key.id = KeyId{1};
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().limit, QStringLiteral("user tokens per minute"));
        QVERIFY(*refused.error().retryAfter > Millis(55'000));
    }
};

QTEST_GUILESS_MAIN(TestAdmissionEstimates)
#include "tst_admission_estimates.moc"
