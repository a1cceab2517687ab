// SPDX-License-Identifier: MIT
#include "support/admission_desk.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

class TestAdmission final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutLimits()
    {
        Desk desk;
        desk.request.price = nullptr;
        auto admitted = desk.ask();
        QVERIFY(admitted.has_value());
        QCOMPARE(admitted->reservation.tokens(), 100);
        QCOMPARE(admitted->reservation.micros(), std::nullopt);
        QCOMPARE(admitted->rates, RateState());
        QCOMPARE(admitted->cappedMaxTokens, std::nullopt);
        QVERIFY(desk.admission.limitStates(desk.entry, noon, desk.request.now).isEmpty());
    }

    // What the refusal says, for each kind of limit.
    void refusals_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<bool>("ofUser");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("limit");
        QTest::addColumn<bool>("retryAfter");
        QTest::addColumn<bool>("shouldRetry");
        int which = 0;
        for (const bool user : {false, true}) {
            const QString owner = user ? QStringLiteral("user ") : QStringLiteral("key ");
            const char *name = user ? "user" : "key";
            const auto row = [&](const char *what, ErrorCode code, const QString &limit, bool wait,
                                 bool retry) {
                QTest::addRow("%s of %s", what, name)
                        << which++ % 7 << user << int(code) << owner + limit << wait << retry;
            };
            row("expiry", ErrorCode::InvalidApiKey, QStringLiteral("expiry"), false, false);
            row("address", ErrorCode::AddressNotAllowed, QStringLiteral("address ranges"), false, false);
            row("requests", ErrorCode::RateLimited, QStringLiteral("requests per minute"), true, true);
            row("tokens", ErrorCode::RateLimited, QStringLiteral("tokens per minute"), true, true);
            row("concurrency", ErrorCode::RateLimited, QStringLiteral("concurrency"), true, true);
            row("unpriced", ErrorCode::ModelNotAllowed,
                QStringLiteral("money budget, and the model has no price"), false, false);
            row("budget", ErrorCode::QuotaExceeded, QStringLiteral("budget 0.00015USD/day"), true, false);
        }
    }

    void refusals()
    {
        QFETCH(int, which);
        QFETCH(bool, ofUser);
        QFETCH(int, code);
        QFETCH(bool, retryAfter);
        QFETCH(bool, shouldRetry);
        Desk desk;
        Limits &limits = ofUser ? desk.entry.userLimits : desk.entry.key.limits;
        std::optional<Admitted> first;
        if (which >= 2 && which != 5) {
            if (which == 2)
                limits.requestsPerMinute = 1;
            else if (which == 3)
                limits.tokensPerMinute = 150;
            else if (which == 4)
                limits.concurrency = 1;
            else
                limits.budgets = {usd(150)};
            auto admitted = desk.ask();
            QVERIFY(admitted.has_value());
            first = std::move(*admitted);
        } else if (which == 0) {
            limits.expiresAt = noon;
        } else if (which == 1) {
            limits.addresses = QStringList{QStringLiteral("10.0.0.0/8")};
        } else {
            limits.budgets = {usd(150)};
            desk.request.price = nullptr;
        }
        const auto refused = desk.ask();
        QVERIFY(!refused.has_value());
        const Refusal &refusal = refused.error();
        QCOMPARE(int(refusal.error.code), code);
        QTEST(refusal.limit, "limit");
        QCOMPARE(refusal.owner, ofUser ? LimitOwner::User : LimitOwner::Key);
        QVERIFY(!refusal.error.message.isEmpty());
        QCOMPARE(refusal.retryAfter.has_value(), retryAfter);
        QVERIFY(!refusal.retryAfter || *refusal.retryAfter > Millis(0));
        QCOMPARE(refusal.shouldRetry, shouldRetry);
        QCOMPARE(refusal.resets.has_value(), which == 6);
        // A refused call is booked nowhere.
        first.reset();
        if (which >= 4 && which != 5)
            QVERIFY(desk.ask().has_value());
    }

    void unpricedModelsWhereAllowed()
    {
        Desk desk;
        desk.request.price = nullptr;
        QVERIFY(mayUseUnpriced(desk.entry));
        desk.entry.key.limits.budgets = {tokens(1000)};
        QVERIFY(mayUseUnpriced(desk.entry));
        desk.entry.key.limits.budgets += usd(1);
        QVERIFY(!mayUseUnpriced(desk.entry));
        desk.entry.key.limits.allowUnpriced = true;
        QVERIFY(mayUseUnpriced(desk.entry));
        QVERIFY(desk.ask().has_value());
        desk.entry.userLimits.budgets = {usd(1)}; // every limit of both holds
        QVERIFY(!mayUseUnpriced(desk.entry));
        QVERIFY(!desk.ask().has_value());
    }

    void race_data()
    {
        QTest::addColumn<bool>("strict");
        QTest::addColumn<bool>("ofUser");
        QTest::addColumn<Budget>("budget");
        QTest::newRow("money") << false << false << usd(1'000);
        QTest::newRow("money with a rest") << false << false << usd(1'099);
        QTest::newRow("money of the user") << false << true << usd(1'000, BudgetPeriod::Total);
        QTest::newRow("other currency")
                << false << false << Budget{BudgetUnit::Cny, BudgetPeriod::Week, 7'000};
        QTest::newRow("tokens") << false << true << tokens(1'000, BudgetPeriod::Hour);
        QTest::newRow("strict money") << true << false << usd(1'900, BudgetPeriod::Month);
        QTest::newRow("strict tokens") << true << false << tokens(1'900);
    }

    void race()
    {
        QFETCH(bool, strict);
        QFETCH(bool, ofUser);
        QFETCH(Budget, budget);
        Desk desk; // 100 tokens a call; 190 for a strict key
        (ofUser ? desk.entry.userLimits : desk.entry.key.limits).budgets = {budget};
        desk.entry.key.limits.strict = strict;
        std::vector<Reservation> passed;
        int refused = 0;
        for (int i = 0; i < 500; ++i) {
            desk.entry.key.id = KeyId{ofUser ? i % 5 + 1 : 1};
            if (auto admitted = desk.ask())
                passed.push_back(std::move(admitted->reservation));
            else
                refused += admitted.error().error.code == ErrorCode::QuotaExceeded ? 1 : 0;
        }
        QCOMPARE(passed.size(), size_t(10));
        QCOMPARE(refused, 490);
        for (Reservation &reservation : passed)
            desk.settle(std::move(reservation), strict ? 100 : 10, 90, strict ? 190 : 100);
        QVERIFY(!desk.ask().has_value());
    }

    void raceWithoutMaxTokens()
    {
        Desk desk;
        desk.request.maxTokens.reset();
        desk.entry.key.limits.budgets = {tokens(5'100)}; // ten calls of 10 + 500
        std::vector<Reservation> passed;
        for (int i = 0; i < 500; ++i) {
            if (auto admitted = desk.ask())
                passed.push_back(std::move(admitted->reservation));
        }
        QCOMPARE(passed.size(), size_t(10));
        for (Reservation &reservation : passed)
            desk.settle(std::move(reservation), 10, 700);
        // Overdrawn by what those in flight used beyond their reservation, and by nothing more.
        QCOMPARE(desk.state(LimitKind::Budget).used, 7'100);
        QCOMPARE(desk.state(LimitKind::Budget).left, 0);
        QVERIFY(!desk.ask().has_value());
    }

    void reservationsComeBack()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(100)};
        desk.entry.key.limits.concurrency = 1;
        desk.entry.key.limits.tokensPerMinute = 100;
        {
            auto admitted = desk.ask();
            QVERIFY(admitted.has_value());
            QCOMPARE(desk.state(LimitKind::Budget).reserved, 100);
            QCOMPARE(desk.state(LimitKind::Concurrency).left, 0);
            Reservation moved = std::move(admitted->reservation);
            QVERIFY(!admitted->reservation);
            Reservation assigned;
            assigned = std::move(moved);
            QVERIFY(assigned);
            QVERIFY(!desk.ask().has_value());
        } // interrupted
        QCOMPARE(desk.state(LimitKind::Budget).reserved, 0);
        QCOMPARE(desk.state(LimitKind::Concurrency).reserved, 0);
        QCOMPARE(desk.state(LimitKind::Tokens).used, 0);
        auto again = desk.ask();
        QVERIFY(again.has_value());
        desk.admission.release(std::move(again->reservation));
        desk.admission.release(std::move(again->reservation)); // nothing twice
        desk.settle(std::move(again->reservation), 10, 10, 20);
        QCOMPARE(desk.state(LimitKind::Budget).used, 0);
        QVERIFY(desk.ask().has_value());
    }

    void reservationsOutliveAdmission()
    {
        std::optional<Admitted> admitted;
        {
            Desk desk;
            admitted = std::move(*desk.ask());
            QVERIFY(admitted->reservation);
        }
        QVERIFY(!admitted->reservation);
    }
};

QTEST_GUILESS_MAIN(TestAdmission)
#include "tst_admission.moc"
