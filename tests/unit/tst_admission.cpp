// SPDX-License-Identifier: MIT
#include "access/admission.h"
#include "access/estimate.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>

#include <deque>
#include <limits>

using namespace gateway;

namespace {

constexpr qint64 million = 1'000'000;
constexpr qint64 huge = std::numeric_limits<qint64>::max();

Time at(const char *text)
{
    return fromMillis(QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch());
}

const Time noon = at("2026-11-23T12:00:00Z"); // a Monday

Price priced(qint64 input, qint64 output, Currency currency = Currency::Usd)
{
    Price price;
    price.currency = currency;
    price.rates.input = input;
    price.rates.output = output;
    return price;
}

Budget usd(qint64 micros, BudgetPeriod period = BudgetPeriod::Day)
{
    return {BudgetUnit::Usd, period, micros};
}

Budget tokens(qint64 count, BudgetPeriod period = BudgetPeriod::Day)
{
    return {BudgetUnit::Tokens, period, count};
}

// One key of one user at an admission, with a call to vary.
struct Desk
{
    Desk()
    {
        snapshot.settings.timezone = QStringLiteral("UTC");
        entry.key.id = KeyId{1};
        entry.key.userId = UserId{1}; // the same number: keys and users are not mixed up
        admission.configure(snapshot);
        request.entry = &entry;
        request.client = QHostAddress(QHostAddress::LocalHost);
        request.startedAt = noon;
        request.now = SteadyTime(std::chrono::hours(1));
        request.model = QStringLiteral("m");
        request.promptTokens = 10;
        request.bodyBytes = 100;
        request.maxTokens = 90;
        request.price = &price;
        request.rateMicros = 7 * million;
    }

    void wait(Millis time)
    {
        request.startedAt += time;
        request.now += time;
    }
    auto ask() { return admission.admit(request); }
    void settle(Reservation &&reservation, qint64 prompt, qint64 completion, std::optional<qint64> cost = {})
    {
        CallCost used;
        used.promptTokens = prompt;
        used.completionTokens = completion;
        used.costMicros = cost;
        used.currency = price.currency;
        admission.settle(std::move(reservation), used, request.now);
    }
    LimitState state(LimitKind kind, LimitOwner owner = LimitOwner::Key)
    {
        for (const LimitState &each : admission.limitStates(entry, request.startedAt, request.now)) {
            if (each.kind == kind && each.owner == owner)
                return each;
        }
        return {};
    }

    Snapshot snapshot;
    Snapshot::KeyEntry entry;
    Price price = priced(million, million); // one micro-dollar a token
    Admission admission;
    AdmissionRequest request;
};

} // namespace

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

    void settledInThePeriodOfTheStart()
    {
        Desk desk;
        desk.entry.key.limits.budgets = {usd(1'000)};
        desk.request.startedAt = at("2026-11-23T23:59:59Z");
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
                at("2026-11-23T23:59:59Z"); // one that began then and was slow to send its body
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
        QTest::newRow("hour") << QStringLiteral("UTC") << Hour << at("2026-11-23T12:00:00Z")
                              << at("2026-11-23T13:00:00Z");
        QTest::newRow("day") << QStringLiteral("UTC") << Day << at("2026-11-23T00:00:00Z")
                             << at("2026-11-24T00:00:00Z");
        QTest::newRow("day in Shanghai") << QStringLiteral("Asia/Shanghai") << Day
                                         << at("2026-11-23T16:00:00Z") << at("2026-11-24T16:00:00Z");
        QTest::newRow("day in Kathmandu") << QStringLiteral("Asia/Kathmandu") << Day
                                          << at("2026-11-23T18:15:00Z") << at("2026-11-24T18:15:00Z");
        QTest::newRow("day of 25 h") << QStringLiteral("Europe/Berlin") << Day << at("2026-10-24T22:00:00Z")
                                     << at("2026-10-25T23:00:00Z");
        QTest::newRow("week") << QStringLiteral("UTC") << Week << at("2026-11-23T00:00:00Z")
                              << at("2026-11-30T00:00:00Z");
        QTest::newRow("month") << QStringLiteral("UTC") << Month << at("2026-01-01T00:00:00Z")
                               << at("2026-02-01T00:00:00Z");
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
                {UserId{1}, KeyId{1}, at("2026-11-23T00:00:00Z"), 300, 2'100, 400},
                {UserId{1}, KeyId{2}, at("2026-11-23T00:00:00Z"), 100, 700, 50}, // another key of the user
                {UserId{1}, KeyId{1}, at("2026-11-23T11:45:00Z"), 600, 4'200, 600},
                {UserId{1}, KeyId{1}, at("2026-11-22T23:45:00Z"), 5'000, 35'000, 1'000}, // yesterday
                {UserId{1}, KeyId{1}, at("2020-01-01T00:00:00Z"), 900'000, 6'300'000,
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
        desk.request.startedAt = at("2026-11-23T15:59:00Z"); // still the 23rd in Shanghai
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 300);
        desk.request.startedAt = at("2026-11-23T16:01:00Z"); // the 24th
        desk.settle(std::move(desk.ask()->reservation), 10, 90, 500);
        QCOMPARE(desk.state(LimitKind::Budget).used, 800);
        desk.snapshot.settings.timezone = QStringLiteral("Asia/Shanghai");
        desk.admission.configure(desk.snapshot);
        QCOMPARE(desk.state(LimitKind::Budget).used, 500);
        QCOMPARE(desk.state(LimitKind::Budget).resets, std::optional(at("2026-11-24T16:00:00Z")));
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
        const Time today = at("2026-11-23T00:00:00Z");
        desk.snapshot.raises = {
                Raise{{}, KeyId{1}, usd(60), today},
                Raise{{}, KeyId{1}, usd(40), today},
                Raise{{}, KeyId{1}, tokens(5'000), today},                   // another unit
                Raise{{}, KeyId{2}, usd(5'000), today},                      // another key
                Raise{UserId{1}, {}, usd(5'000), today},                     // the user, who has no budget
                Raise{{}, KeyId{1}, usd(5'000), at("2026-11-22T00:00:00Z")}, // yesterday
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
        desk.request.startedAt = at("2026-10-24T20:00:00Z"); // two days before the clocks change
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

QTEST_GUILESS_MAIN(TestAdmission)
#include "tst_admission.moc"
