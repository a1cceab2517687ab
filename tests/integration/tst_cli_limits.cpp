// SPDX-License-Identifier: MIT
#include "support/cli_bench.h"

#include <QTest>

using namespace gateway::test;
using namespace Qt::StringLiterals;

// Limits, budgets and raises from the command line, for users and keys alike.
class TestCliLimits final : public QObject, CliBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(QStringLiteral(GATEWAYD)); }
    void cleanup() { tearDown(); }

    void everyFlag_data();
    void everyFlag();
    void refusals_data();
    void refusals();
    void budgetsAreReplacedAndRemoved();
    void limitsAreSeenInListsAndShow();
    void raises_data();
    void raises();
    void raiseWithoutABudget();
    void rotateWithAnOverlap();

private:
    // Makes user ann and her key 1, then gives the flags to whom they are for.
    Ran make(const QString &owner, const QStringList &flags) const;
    QJsonObject show(const QString &owner) const;
};

Ran TestCliLimits::make(const QString &owner, const QStringList &flags) const
{
    if (owner == u"user"_s) {
        const Ran made = run(QStringList{u"user"_s, u"add"_s, u"ann"_s} + flags);
        run("key issue --user ann");
        return made;
    }
    run("user add ann");
    return run(QStringList{u"key"_s, u"issue"_s, u"--user"_s, u"ann"_s} + flags);
}

QJsonObject TestCliLimits::show(const QString &owner) const
{
    return run(owner == u"user"_s ? "user show ann --json" : "key show 1 --json").object();
}

void TestCliLimits::everyFlag_data()
{
    QTest::addColumn<QString>("owner");
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("clear");
    QTest::addColumn<QJsonValue>("cleared");

    const QJsonValue null(QJsonValue::Null);
    for (const QString &owner : {u"user"_s, u"key"_s}) {
        const auto row = [&](const char *flags, const char *field, const QJsonValue &value, const char *clear,
                             const QJsonValue &cleared) {
            QTest::addRow("%s %s", qPrintable(owner), flags)
                    << owner << QString::fromLatin1(flags) << QString::fromLatin1(field) << value
                    << QString::fromLatin1(clear) << cleared;
        };
        row("--rpm 60", "requests_per_minute", 60, "--rpm none", null);
        row("--tpm 5000000000", "tokens_per_minute", 5'000'000'000.0, "--tpm none", null);
        row("--concurrency 4", "concurrency", 4, "--concurrency none", null);
        row("--strict", "strict", true, "--no-strict", false);
        row("--allow-unpriced", "allow_unpriced", true, "--no-allow-unpriced", false);
        row("--models gpt-*,!gpt-4", "models", QJsonArray{u"gpt-*"_s, u"!gpt-4"_s}, "--models none",
            QJsonArray());
        row("--ip 10.0.0.0/8,::1", "addresses", QJsonArray{u"10.0.0.0/8"_s, u"::1"_s}, "--ip none",
            QJsonArray());
        row("--ip 10.0.0.0/8 --ip ::1", "addresses", QJsonArray{u"10.0.0.0/8"_s, u"::1"_s}, "--ip none",
            QJsonArray());
        row("--expires 2099-12-31T00:00:00Z", "expires_at", u"2099-12-31T00:00:00.000Z"_s, "--expires none",
            null);
        row("--expires 2099-12-31T00:00:00Z", "expires_at", u"2099-12-31T00:00:00.000Z"_s, "--expires never",
            null);
        const QJsonObject five{{u"unit"_s, u"USD"_s},
                               {u"period"_s, u"day"_s},
                               {u"amount"_s, 5'000'000},
                               {u"text"_s, u"5USD/day"_s},
                               {u"raised"_s, 0}};
        row("--budget 5USD/day", "budgets", QJsonArray{five}, "--budget none", QJsonArray());
    }
}

void TestCliLimits::everyFlag()
{
    QFETCH(QString, owner);
    QFETCH(QString, flags);
    QFETCH(QString, field);
    QFETCH(QString, clear);
    const Ran made = make(owner, flags.split(u' '));
    QVERIFY2(made.exitCode == 0, made.err);
    const QJsonObject shown = show(owner);
    for (const QString &name :
         {u"requests_per_minute"_s, u"tokens_per_minute"_s, u"concurrency"_s, u"budgets"_s, u"strict"_s,
          u"allow_unpriced"_s, u"addresses"_s, u"models"_s, u"expires_at"_s})
        QVERIFY2(shown.contains(name), qPrintable(name));
    if (field == u"budgets"_s) { // which may say more
        QFETCH(QJsonValue, value);
        const QJsonObject wanted = value.toArray()[0].toObject();
        const QJsonObject budget = shown[field].toArray()[0].toObject();
        for (auto it = wanted.begin(); it != wanted.end(); ++it)
            QCOMPARE(budget[it.key()], it.value());
    } else {
        QTEST(shown.value(field), "value");
    }
    // The other one is not limited by it.
    const QJsonObject other = show(owner == u"user"_s ? u"key"_s : u"user"_s);
    QTEST(other.value(field), "cleared");

    const QStringList who = owner == u"user"_s ? QStringList{u"user"_s, u"set"_s, u"ann"_s}
                                               : QStringList{u"key"_s, u"set"_s, u"1"_s};
    const Ran cleared = run(who + clear.split(u' '));
    QVERIFY2(cleared.exitCode == 0, cleared.err);
    QTEST(show(owner).value(field), "cleared");
}

void TestCliLimits::refusals_data()
{
    QTest::addColumn<QString>("flags");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *flags, const char *says) {
        QTest::newRow(flags) << QString::fromLatin1(flags) << QByteArray(says);
    };
    row("--rpm 0", "--rpm");
    row("--rpm -1", "--rpm");
    row("--rpm many", "--rpm");
    row("--rpm 99999999999", "--rpm");
    row("--rpm 2000000000", "at most");
    row("--tpm 1.5", "--tpm");
    row("--concurrency 0", "--concurrency");
    row("--budget 5USD", "5USD/day");
    row("--budget 5EUR/day", "USD|CNY|tok");
    row("--budget 0USD/day", "nothing");
    row("--budget 1.5tok/day", "whole number");
    row("--budget 0.0000001USD/day", "decimals");
    row("--ip office", "office");
    row("--ip 10.0.0.0/33", "10.0.0.0/33");
    row("--models !", "\"\"");
    row("--expires 2020-01-01", "over already");
}

void TestCliLimits::refusals()
{
    QFETCH(QString, flags);
    QFETCH(QByteArray, says);
    QCOMPARE(run("user add ann").exitCode, 0);
    QCOMPARE(run("key issue --user ann").exitCode, 0);
    for (const QStringList &command :
         {QStringList{u"user"_s, u"add"_s, u"bob"_s}, QStringList{u"user"_s, u"set"_s, u"ann"_s},
          QStringList{u"key"_s, u"issue"_s, u"--user"_s, u"ann"_s},
          QStringList{u"key"_s, u"set"_s, u"1"_s}}) {
        const Ran ran = run(command + flags.split(u' '));
        QCOMPARE(ran.exitCode, 1);
        QVERIFY2(ran.errIsOneLine(), ran.err);
        QVERIFY2(ran.err.contains(says), ran.err);
        QCOMPARE(ran.out, QByteArray());
    }
    QCOMPARE(run("user list --json").array().size(), 1);
    QCOMPARE(run("key list --json").array().size(), 1);
}

void TestCliLimits::budgetsAreReplacedAndRemoved()
{
    const auto texts = [this] {
        QStringList list;
        for (const QJsonValue &budget : show(u"key"_s)[u"budgets"_s].toArray())
            list += budget[u"text"_s].toString();
        return list;
    };
    QCOMPARE(make(u"key"_s, {u"--budget"_s, u"5USD/day"_s, u"--budget"_s, u"2000000tok/week"_s}).exitCode, 0);
    QCOMPARE(texts(), (QStringList{u"5USD/day"_s, u"2000000tok/week"_s}));
    QCOMPARE(run("key set 1 --budget 0.5usd/day --budget 300CNY/month").exitCode, 0);
    QCOMPARE(texts(), (QStringList{u"0.5USD/day"_s, u"300CNY/month"_s, u"2000000tok/week"_s}));
    QCOMPARE(run("key set 1 --budget none --budget 1USD/total").exitCode, 0);
    QCOMPARE(texts(), QStringList{u"1USD/total"_s});
    QCOMPARE(run("key set 1 --rpm 5").exitCode, 0);
    QCOMPARE(texts(), QStringList{u"1USD/total"_s});
    QCOMPARE(run("key set 1 --budget none").exitCode, 0);
    QCOMPARE(texts(), QStringList());
}

void TestCliLimits::limitsAreSeenInListsAndShow()
{
    QCOMPARE(run("user add ann --rpm 60 --budget 5USD/day").exitCode, 0);
    QCOMPARE(run("key issue --user ann --concurrency 3 --strict --ip 10.0.0.0/8").exitCode, 0);
    const QByteArray users = run("user list").out;
    QVERIFY2(users.contains("60/min, 5USD/day"), users);
    QCOMPARE(run("user list --json").array()[0][u"requests_per_minute"_s].toInt(), 60);
    const QByteArray user = run("user show ann").out;
    QVERIFY2(user.contains("5USD/day, 0USD used, 5USD left, resets ") && user.contains("60"), user);
    const QJsonValue budget = run("user show ann --json").object()[u"budgets"_s][0];
    QCOMPARE(budget[u"used"_s], QJsonValue(0));
    QCOMPARE(budget[u"left"_s], QJsonValue(5'000'000));
    QVERIFY(budget[u"resets_at"_s].toString().endsWith(u'Z'));
    const QByteArray key = run("key show 1").out;
    QVERIFY2(key.contains("10.0.0.0/8") && key.contains("strict") && key.contains("unlimited"), key);
    QVERIFY(run("key list").out.contains("3 at once"));
    QCOMPARE(run("key list --json").array()[0][u"concurrency"_s].toInt(), 3);
}

void TestCliLimits::raises_data()
{
    QTest::addColumn<QString>("owner");
    QTest::newRow("user") << u"user"_s;
    QTest::newRow("key") << u"key"_s;
}

void TestCliLimits::raises()
{
    QFETCH(QString, owner);
    // A total never ends, so that the test may run at midnight.
    QCOMPARE(make(owner, {u"--budget"_s, u"5USD/total"_s}).exitCode, 0);
    const QString who = owner == u"user"_s ? u"ann"_s : u"1"_s;
    const Ran raised = run({owner, u"raise"_s, who, u"0.5USD/total"_s, u"--json"_s});
    QVERIFY2(raised.exitCode == 0, raised.err);
    QCOMPARE(raised.object()[u"budgets"_s][0][u"raised"_s].toInt(), 500'000);
    const Ran again = run({owner, u"raise"_s, who, u"2USD/total"_s});
    QVERIFY2(again.out.contains("2USD/total") && again.out.contains(who.toUtf8()), again.out);
    const QJsonValue budget = show(owner)[u"budgets"_s][0];
    QCOMPARE(budget[u"raised"_s].toInt(), 2'500'000);
    QCOMPARE(budget[u"amount"_s].toInt(), 5'000'000); // what it is again afterwards
    QCOMPARE(show(owner == u"user"_s ? u"key"_s : u"user"_s)[u"budgets"_s].toArray(), QJsonArray());
    QVERIFY(run({owner, u"show"_s, who}).out.contains("+2.5USD"));
}

void TestCliLimits::raiseWithoutABudget()
{
    QCOMPARE(make(u"key"_s, {u"--budget"_s, u"5USD/day"_s}).exitCode, 0);
    for (const char *line : {"key raise 1 5CNY/day", "key raise 1 5USD/month", "user raise ann 5USD/day",
                             "key raise 1 five", "key raise 9 5USD/day", "user raise nobody 5USD/day"}) {
        const Ran ran = run(line);
        QCOMPARE(ran.exitCode, 1);
        QVERIFY2(ran.errIsOneLine(), ran.err);
    }
    QCOMPARE(run("key raise 1").exitCode, 2);
    QCOMPARE(show(u"key"_s)[u"budgets"_s][0][u"raised"_s].toInt(), 0);
}

void TestCliLimits::rotateWithAnOverlap()
{
    QCOMPARE(make(u"key"_s, {u"--budget"_s, u"5USD/day"_s, u"--rpm"_s, u"7"_s}).exitCode, 0);
    const Ran rotated = run("key rotate 1 --overlap 24h --json");
    QVERIFY2(rotated.exitCode == 0, rotated.err);
    QCOMPARE(rotated.object()[u"requests_per_minute"_s].toInt(), 7);
    QCOMPARE(rotated.object()[u"budgets"_s][0][u"text"_s].toString(), u"5USD/day"_s);
    const QJsonObject old = show(u"key"_s);
    QCOMPARE(old[u"status"_s].toString(), u"active"_s);
    QVERIFY(old[u"revoked_at"_s].isNull() && old[u"expires_at"_s].isString());
    QCOMPARE(run("key rotate 2 --overlap soon").exitCode, 1);
    QCOMPARE(run("key rotate 2 --overlap 3650d").exitCode, 1);
    QCOMPARE(run("key rotate 2").exitCode, 0);
    QCOMPARE(run("key show 2 --json").object()[u"status"_s].toString(), u"revoked"_s);
}

QTEST_GUILESS_MAIN(TestCliLimits)
#include "tst_cli_limits.moc"
