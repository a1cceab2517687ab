// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"
#include "store/budget_state.h"
#include "store/management.h"
#include "store/snapshot_loader.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/utc.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(gateway::LimitsChange)
Q_DECLARE_METATYPE(gateway::Budget)

namespace {

constexpr Budget fiveADay{BudgetUnit::Usd, BudgetPeriod::Day, 5'000'000};

// User ann with a key, both without limits; days begin at 16:00 UTC.
struct Fixture
{
    TempDatabase temp;
    FakeClock clock{utc("2026-11-23T10:00:00Z")}; // a Monday, 18:00 in the zone
    Management management{temp.database(), clock, u"cli:test"_s};
    KeyId key;

    Fixture()
    {
        const bool ready =
                management.setSetting(u"timezone"_s, u"Asia/Shanghai"_s) && management.addUser(u"ann"_s);
        key = ready ? management.issueKey({u"ann"_s, {}, {}})->key.id : KeyId();
    }
    Limits ofUser() { return management.user(u"ann"_s)->user.limits; }
    Limits ofKey() { return management.key(key)->key.limits; }
    Snapshot::KeyEntry entry() { return *(*loadSnapshot(temp.database()))->keysByHash.cbegin(); }
};

Limits everything(Time now)
{
    Limits limits;
    limits.models = {u"gpt-*"_s, u"!gpt-4"_s};
    limits.addresses = {u"10.0.0.0/8"_s, u"::1"_s};
    limits.expiresAt = now + std::chrono::hours(24);
    limits.requestsPerMinute = 60;
    limits.tokensPerMinute = 5'000'000'000;
    limits.concurrency = 4;
    limits.budgets = {fiveADay,
                      {BudgetUnit::Cny, BudgetPeriod::Month, 300'000'000},
                      {BudgetUnit::Tokens, BudgetPeriod::Total, 2'000'000}};
    limits.strict = true;
    limits.allowUnpriced = true;
    return limits;
}

} // namespace

class TestManagementLimits final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLimitIsKeptAndReachesTheGateway()
    {
        Fixture f;
        const Limits limits = everything(f.clock.now());
        QVERIFY(f.management.addUser(u"bob"_s, {}, limits));
        QCOMPARE(f.management.user(u"bob"_s)->user.limits, limits);
        const Result<IssuedKey> issued = f.management.issueKey({u"bob"_s, {}, limits});
        QVERIFY(issued);
        QCOMPARE(f.management.key(issued->key.id)->key.limits, limits);

        const SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        const auto entry = snapshot->keysByHash.constFind(gatewayKeyHash(issued->secret.expose()));
        QVERIFY(entry != snapshot->keysByHash.cend());
        QCOMPARE(entry->key.limits, limits);
        QCOMPARE(entry->userLimits, limits);
        // And nobody else has them.
        QCOMPARE(f.ofUser(), Limits());
        QCOMPARE(f.ofKey(), Limits());
    }

    void changes_data()
    {
        QTest::addColumn<LimitsChange>("change");

        const auto row = [](const char *name, auto set) {
            LimitsChange change;
            set(change);
            QTest::newRow(name) << change;
        };
        row("models", [](LimitsChange &c) { c.models = QStringList(); });
        row("addresses", [](LimitsChange &c) { c.addresses = QStringList{u"192.168.0.0/16"_s}; });
        row("expires", [](LimitsChange &c) { c.expiresAt = std::optional<Time>(); });
        row("rpm", [](LimitsChange &c) { c.requestsPerMinute = std::optional<int>(); });
        row("tpm", [](LimitsChange &c) { c.tokensPerMinute = std::optional<qint64>(7); });
        row("concurrency", [](LimitsChange &c) { c.concurrency = std::optional<int>(1); });
        row("strict", [](LimitsChange &c) { c.strict = false; });
        row("unpriced", [](LimitsChange &c) { c.allowUnpriced = false; });
        row("budget replaced", [](LimitsChange &c) {
            c.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 1}};
        });
        row("budget added", [](LimitsChange &c) { c.budgets = {{BudgetUnit::Usd, BudgetPeriod::Hour, 1}}; });
        row("budgets cleared", [](LimitsChange &c) { c.clearBudgets = true; });
        row("budgets cleared and one set", [](LimitsChange &c) {
            c.clearBudgets = true;
            c.budgets = {fiveADay};
        });
    }
    // One thing is another afterwards, and all the rest is as it was.
    void changes()
    {
        QFETCH(LimitsChange, change);
        Fixture f;
        const Limits before = everything(f.clock.now());
        QVERIFY(f.management.addUser(u"bob"_s, {}, before));
        const KeyId key = f.management.issueKey({u"bob"_s, {}, before})->key.id;
        const qint64 revision = *f.management.revision();

        QVERIFY(f.management.changeUserLimits(u"bob"_s, change));
        QVERIFY(f.management.changeKey(key, {{}, change}));
        QCOMPARE(*f.management.revision(), revision + 2);
        const Limits after = f.management.key(key)->key.limits;
        QCOMPARE(f.management.user(u"bob"_s)->user.limits, after);
        QVERIFY(after != before);
        QCOMPARE(after, changed(before, change));

        int differences = 0;
        differences += after.models != before.models;
        differences += after.addresses != before.addresses;
        differences += after.expiresAt != before.expiresAt;
        differences += after.requestsPerMinute != before.requestsPerMinute;
        differences += after.tokensPerMinute != before.tokensPerMinute;
        differences += after.concurrency != before.concurrency;
        differences += after.budgets != before.budgets;
        differences += after.strict != before.strict;
        differences += after.allowUnpriced != before.allowUnpriced;
        QCOMPARE(differences, 1);

        // The same again is no change.
        QVERIFY(f.management.changeUserLimits(u"bob"_s, change));
        QVERIFY(f.management.changeKey(key, {{}, change}));
        QCOMPARE(*f.management.revision(), revision + 2);
    }

    void budgetsOfTheSameUnitAndPeriodAreReplaced()
    {
        Fixture f;
        LimitsChange first;
        first.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Week, 10}, fiveADay};
        QVERIFY(f.management.changeKey(f.key, {{}, first}));
        LimitsChange second;
        second.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 1}, {BudgetUnit::Usd, BudgetPeriod::Day, 7}};
        QVERIFY(f.management.changeKey(f.key, {{}, second}));
        QCOMPARE(f.ofKey().budgets, (QList<Budget>{{BudgetUnit::Usd, BudgetPeriod::Day, 7},
                                                   {BudgetUnit::Tokens, BudgetPeriod::Week, 10}}));
        QCOMPARE(f.entry().key.limits.budgets, f.ofKey().budgets);
        QCOMPARE(f.entry().userLimits.budgets, QList<Budget>());
    }

    void refusals_data()
    {
        QTest::addColumn<LimitsChange>("change");
        const auto row = [](const char *name, auto set) {
            LimitsChange change;
            set(change);
            QTest::newRow(name) << change;
        };
        row("no requests", [](LimitsChange &c) { c.requestsPerMinute = std::optional<int>(0); });
        row("negative requests", [](LimitsChange &c) { c.requestsPerMinute = std::optional<int>(-1); });
        row("too many requests",
            [](LimitsChange &c) { c.requestsPerMinute = std::optional<int>(2'000'000'000); });
        row("no tokens", [](LimitsChange &c) { c.tokensPerMinute = std::optional<qint64>(0); });
        row("no calls at once", [](LimitsChange &c) { c.concurrency = std::optional<int>(0); });
        row("expired", [](LimitsChange &c) { c.expiresAt = std::optional<Time>(fromMillis(1)); });
        row("no address", [](LimitsChange &c) { c.addresses = QStringList{u"office"_s}; });
        row("prefix too long", [](LimitsChange &c) { c.addresses = QStringList{u"10.0.0.0/33"_s}; });
        row("one bad address of two", [](LimitsChange &c) { c.addresses = QStringList{u"::1"_s, u"::g"_s}; });
        row("bad pattern", [](LimitsChange &c) { c.models = QStringList{u"a b"_s}; });
        row("budget of nothing", [](LimitsChange &c) {
            c.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 0}};
        });
        row("negative budget", [](LimitsChange &c) {
            c.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Day, -5}};
        });
        row("endless budget", [](LimitsChange &c) {
            c.budgets = {{BudgetUnit::Cny, BudgetPeriod::Day, std::numeric_limits<qint64>::max()}};
        });
    }
    void refusals()
    {
        QFETCH(LimitsChange, change);
        Fixture f;
        const qint64 revision = *f.management.revision();
        const Outcome user = f.management.changeUserLimits(u"ann"_s, change);
        const Outcome key = f.management.changeKey(f.key, {{}, change});
        const Limits limits = changed({}, change);
        const auto added = f.management.addUser(u"bob"_s, {}, limits);
        const auto issued = f.management.issueKey({u"ann"_s, {}, limits});
        QVERIFY(!user && !key && !added && !issued);
        QCOMPARE(user.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(key.error(), user.error());
        QCOMPARE(added.error(), user.error());
        QCOMPARE(issued.error(), user.error());
        QCOMPARE(*f.management.revision(), revision);
        QCOMPARE(f.ofUser(), Limits());
        QCOMPARE(f.ofKey(), Limits());
    }

    void limitsOfNobody()
    {
        Fixture f;
        QCOMPARE(f.management.changeUserLimits(u"bob"_s, {}).error().code, ErrorCode::NotFound);
        QCOMPARE(f.management.raiseUser(u"bob"_s, fiveADay).error().code, ErrorCode::NotFound);
        QCOMPARE(f.management.raiseKey({99}, fiveADay).error().code, ErrorCode::NotFound);
    }

    void raisesBelongToTheCurrentPeriod_data()
    {
        QTest::addColumn<BudgetPeriod>("period");
        QTest::addColumn<QString>("start"); // in UTC
        QTest::newRow("hour") << BudgetPeriod::Hour << u"2026-11-23T10:00:00.000Z"_s;
        QTest::newRow("day") << BudgetPeriod::Day << u"2026-11-22T16:00:00.000Z"_s;
        QTest::newRow("week") << BudgetPeriod::Week << u"2026-11-22T16:00:00.000Z"_s;
        QTest::newRow("month") << BudgetPeriod::Month << u"2026-10-31T16:00:00.000Z"_s;
        QTest::newRow("total") << BudgetPeriod::Total << u"1970-01-01T00:00:00.000Z"_s;
    }
    void raisesBelongToTheCurrentPeriod()
    {
        QFETCH(BudgetPeriod, period);
        Fixture f;
        const Budget budget{BudgetUnit::Usd, period, 5'000'000};
        const Budget extra{BudgetUnit::Usd, period, 250'000};
        LimitsChange change;
        change.budgets = {budget};
        QVERIFY(f.management.changeUserLimits(u"ann"_s, change));
        QVERIFY(f.management.changeKey(f.key, {{}, change}));
        f.clock.advance(std::chrono::minutes(59));

        const Result<Raise> ofUser = f.management.raiseUser(u"ann"_s, extra);
        QVERIFY(ofUser);
        QTEST(toRfc3339(ofUser->periodStart), "start");
        QCOMPARE(ofUser->extra, extra);
        QVERIFY(ofUser->userId && !ofUser->keyId);
        const Result<Raise> ofKey = f.management.raiseKey(f.key, extra);
        QVERIFY(ofKey && ofKey->keyId == f.key && !ofKey->userId);
        QCOMPARE(*f.management.raises(), (QList<Raise>{*ofUser, *ofKey}));
        QCOMPARE((*loadSnapshot(f.temp.database()))->raises, (QList<Raise>{*ofUser, *ofKey}));
        QCOMPARE(f.ofUser().budgets, QList<Budget>{budget}); // the budget itself stays

        // Over with the period; what is over goes with the next one.
        f.clock.advance(std::chrono::hours(24 * 40));
        const bool endless = period == BudgetPeriod::Total;
        QCOMPARE(f.management.raises()->size(), endless ? 2 : 0);
        QVERIFY(f.management.raiseKey(f.key, extra));
        QCOMPARE(f.temp.value(u"SELECT count(*) FROM raises"_s).toInt(), endless ? 3 : 1);
    }

    void raisesNeedABudgetToRaise_data()
    {
        QTest::addColumn<Budget>("extra");
        QTest::newRow("another unit") << Budget{BudgetUnit::Cny, BudgetPeriod::Day, 1};
        QTest::newRow("another period") << Budget{BudgetUnit::Usd, BudgetPeriod::Week, 1};
        QTest::newRow("nothing") << Budget{BudgetUnit::Usd, BudgetPeriod::Day, 0};
        QTest::newRow("less") << Budget{BudgetUnit::Usd, BudgetPeriod::Day, -1};
    }
    void raisesNeedABudgetToRaise()
    {
        QFETCH(Budget, extra);
        Fixture f;
        LimitsChange change;
        change.budgets = {fiveADay};
        QVERIFY(f.management.changeUserLimits(u"ann"_s, change));
        QVERIFY(f.management.changeKey(f.key, {{}, change}));
        const qint64 revision = *f.management.revision();
        QCOMPARE(f.management.raiseUser(u"ann"_s, extra).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(f.management.raiseKey(f.key, extra).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(*f.management.revision(), revision);
        QVERIFY(f.management.raises()->isEmpty());
    }

    void revokedKeysAreNotRaised()
    {
        Fixture f;
        LimitsChange change;
        change.budgets = {fiveADay};
        QVERIFY(f.management.changeKey(f.key, {{}, change}));
        QVERIFY(f.management.revokeKey(f.key));
        QVERIFY(!f.management.raiseKey(f.key, fiveADay));
    }

    void budgetsSayWhatIsUsedAndLeft()
    {
        Fixture f;
        Limits limits;
        limits.budgets = {fiveADay,
                          {BudgetUnit::Cny, BudgetPeriod::Month, 300'000'000},
                          {BudgetUnit::Tokens, BudgetPeriod::Total, 1000}};
        LimitsChange change;
        change.budgets = limits.budgets;
        QVERIFY(f.management.changeKey(f.key, {{}, change}));
        QVERIFY(f.management.raiseKey(f.key, fiveADay));
        const UserId ann = f.management.user(u"ann"_s)->user.id;
        const KeyId other = f.management.issueKey({u"ann"_s, {}, {}})->key.id;
        // Today, yesterday and in another month; the other key's calls are the user's too.
        const auto spend = [&](const char *when, KeyId key, int usd, int cny, int tokens) {
            return f.temp.database()
                    .run(u"INSERT INTO rollups (quarter, user_id, key_id, model, usd_micros, cny_micros, "
                         u"prompt_tokens) "
                         "VALUES (?, ?, ?, 'm', ?, ?, ?)"_s,
                         {toMillis(utc(when)) / 900'000, ann.value, key.value, usd, cny, tokens})
                    .has_value();
        };
        QVERIFY(spend("2026-11-23T09:00:00Z", f.key, 6'000'000, 42'000'000, 500));
        QVERIFY(spend("2026-11-22T15:45:00Z", f.key, 100, 700, 600));
        QVERIFY(spend("2026-10-31T15:45:00Z", f.key, 1, 7, 1));
        QVERIFY(spend("2026-11-23T09:00:00Z", other, 10, 70, 9));
        QVERIFY(f.temp.database().run(u"INSERT INTO spent_days SELECT user_id, key_id, quarter / 96, "
                                      u"sum(usd_micros), sum(cny_micros), "
                                      "sum(prompt_tokens) FROM rollups GROUP BY 1, 2, 3"_s));

        const Calendar calendar(u"Asia/Shanghai"_s);
        const QList<Raise> raises = *f.management.raises();
        QList<BudgetState> states = budgetStates({{}, f.key}, limits, raises, calendar, f.clock.now());
        QCOMPARE(states.size(), 3);
        QVERIFY(!states[0].used);
        QVERIFY(addSpent(f.temp.database(), {{}, f.key}, states));
        QCOMPARE(states[0].used, std::optional<qint64>(6'000'000));
        QCOMPARE(states[0].raised, 5'000'000);
        QCOMPARE(states[0].left(), 4'000'000);
        QCOMPARE(states[0].period.resets(), std::optional(utc("2026-11-23T16:00:00Z")));
        QCOMPARE(states[1].used, std::optional<qint64>(42'000'700));
        QCOMPARE(states[1].raised, 0);
        QCOMPARE(states[2].used, std::optional<qint64>(1101));
        QCOMPARE(states[2].left(), -101);
        QVERIFY(!states[2].period.resets());

        states = budgetStates({ann, {}}, limits, raises, calendar, f.clock.now());
        QVERIFY(addSpent(f.temp.database(), {ann, {}}, states));
        QCOMPARE(states[0].used, std::optional<qint64>(6'000'010));
        QCOMPARE(states[0].raised, 0); // the raise is the key's
    }

    void rotationWithAnOverlap_data()
    {
        QTest::addColumn<int>("expiresIn"); // hours; 0: never
        QTest::addColumn<int>("overlap");
        QTest::addColumn<int>("oldExpiresIn"); // 0: revoked at once
        QTest::newRow("none") << 0 << 0 << 0;
        QTest::newRow("a day") << 0 << 24 << 24;
        QTest::newRow("expires later") << 48 << 24 << 24;
        QTest::newRow("expires before") << 12 << 24 << 12;
    }
    void rotationWithAnOverlap()
    {
        QFETCH(int, expiresIn);
        QFETCH(int, overlap);
        QFETCH(int, oldExpiresIn);
        using std::chrono::hours;
        Fixture f;
        Limits limits = everything(f.clock.now());
        limits.expiresAt = expiresIn == 0 ? std::nullopt : std::optional(f.clock.now() + hours(expiresIn));
        const KeyId old = f.management.issueKey({u"ann"_s, u"ci"_s, limits})->key.id;
        QVERIFY(f.management.raiseKey(old, fiveADay));

        const Result<IssuedKey> fresh = f.management.rotateKey(old, hours(overlap));
        QVERIFY(fresh);
        QCOMPARE(f.management.key(fresh->key.id)->key.limits, limits);
        QCOMPARE(f.management.raises()->size(), 2); // it is raised as the old one was
        QCOMPARE(f.management.raises()->constLast().keyId, fresh->key.id);
        const Key left = f.management.key(old)->key;
        if (oldExpiresIn == 0) {
            QCOMPARE(left.revokedAt, std::optional(f.clock.now()));
        } else {
            QVERIFY(!left.revokedAt);
            QCOMPARE(left.limits.expiresAt, std::optional(f.clock.now() + hours(oldExpiresIn)));
        }
    }

    void overlapsHaveBounds()
    {
        Fixture f;
        QVERIFY(!f.management.rotateKey(f.key, Millis(-1)));
        QVERIFY(!f.management.rotateKey(f.key, std::chrono::hours(24 * 365)));
        QCOMPARE(f.management.keys()->size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestManagementLimits)
#include "tst_management_limits.moc"
