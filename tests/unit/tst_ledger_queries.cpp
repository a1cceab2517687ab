// SPDX-License-Identifier: MIT
#include "support/team_ledger.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

// Sums of the ledger by who and what, and its calls themselves.
class TestLedgerQueries final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyLedger()
    {
        TeamLedger ledger;
        const QList<UsageSum> total = *ledger.usage(UsageGroup::None);
        QCOMPARE(total.size(), 1);
        QCOMPARE(total[0].requests, 0);
        QVERIFY(total[0].tokens.isEmpty());
        QVERIFY(total[0].costMicros.isEmpty());
        for (const UsageGroup group : {UsageGroup::User, UsageGroup::Key, UsageGroup::Model,
                                       UsageGroup::Provider, UsageGroup::Hour, UsageGroup::Day})
            QVERIFY(ledger.usage(group)->isEmpty());
        QVERIFY(ledger.calls({}).isEmpty());
        // A chart of an empty day still has its hours.
        QCOMPARE(ledger.usage(UsageGroup::Hour, {utc("2026-11-23T00:00:00Z"), utc("2026-11-24T00:00:00Z")})
                         ->size(),
                 24);
    }

    void sumsKeepWhatIsUnknownApart()
    {
        TeamLedger ledger;
        const Time time = utc("2026-11-23T10:00:00Z");
        TeamLedger::Call plain = ledger.at(time);
        plain.settled.usage = {100, std::nullopt, 3, 10, std::nullopt};
        ledger.add(plain);
        TeamLedger::Call unknown = ledger.at(time); // answered, but nothing was reported
        unknown.settled.usage = {};
        unknown.settled.costMicros.reset();
        unknown.settled.currency.clear();
        ledger.add(unknown);
        TeamLedger::Call yuan = ledger.at(time);
        yuan.settled.currency = QStringLiteral("CNY");
        yuan.settled.costMicros = 7;
        yuan.settled.usage.cacheWrite = 4;
        ledger.add(yuan);
        TeamLedger::Call cut = ledger.at(time); // tokens were used, no price
        cut.settled.status = CallStatus::Cancelled;
        cut.settled.costMicros.reset();
        cut.settled.currency.clear();
        ledger.add(cut);
        for (const CallStatus status : {CallStatus::Failed, CallStatus::Refused, CallStatus::Interrupted}) {
            TeamLedger::Call call = ledger.at(time);
            call.settled.status = status;
            call.settled.usage = {};
            call.settled.costMicros.reset();
            call.settled.currency.clear();
            ledger.add(call);
        }
        TeamLedger::Call open = ledger.at(time);
        open.settled.status = CallStatus::Open;
        ledger.add(open);

        const UsageSum total = ledger.usage(UsageGroup::None)->constFirst();
        QCOMPARE(total.requests, 7); // a call in flight counts when it is settled
        QCOMPARE(total.failed, 4);
        QCOMPARE(total.unpriced, 2);
        QCOMPARE(total.tokens, (TokenUsage{300, std::nullopt, 7, 30, std::nullopt}));
        QCOMPARE(total.costMicros,
                 (QMap<QString, qint64>{{QStringLiteral("USD"), 50}, {QStringLiteral("CNY"), 7}}));
        QVERIFY(total.group.isEmpty());
    }

    // A free call costs 0, which is known.
    void zeroIsNotUnknown()
    {
        TeamLedger ledger;
        TeamLedger::Call call = ledger.at(utc("2026-11-23T10:00:00Z"));
        call.settled.usage = {0, 0, 0, 0, 0};
        call.settled.costMicros = 0;
        ledger.add(call);
        const UsageSum total = ledger.usage(UsageGroup::None)->constFirst();
        QCOMPARE(total.tokens, (TokenUsage{0, 0, 0, 0, 0}));
        QCOMPARE(total.costMicros, (QMap<QString, qint64>{{QStringLiteral("USD"), 0}}));
        QCOMPARE(total.unpriced, 0);
    }

    void groupsAreNamedAndBusiestFirst_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("user") << int(UsageGroup::User)
                              << QStringList{QStringLiteral("ann 3"), QStringLiteral("bob 2")};
        QTest::newRow("provider") << int(UsageGroup::Provider)
                                  << QStringList{QStringLiteral("two 3"), QStringLiteral(" 1"),
                                                 QStringLiteral("one 1")};
        QTest::newRow("model") << int(UsageGroup::Model)
                               << QStringList{QStringLiteral("gpt 4"), QStringLiteral("kimi 1")};
        QTest::newRow("key") << int(UsageGroup::Key)
                             << QStringList{QStringLiteral("K2 2"), QStringLiteral("K3 2"),
                                            QStringLiteral("K1 1")};
    }
    void groupsAreNamedAndBusiestFirst()
    {
        QFETCH(int, group);
        QFETCH(QStringList, expected);
        TeamLedger ledger;
        const Time time = utc("2026-11-23T10:00:00Z");
        const QList<int> keys{0, 1, 1, 2, 2};
        for (int i = 0; i < keys.size(); ++i) {
            TeamLedger::Call call = ledger.at(time, keys[i]);
            call.opened.providerId = i == 0 ? ProviderId() : ledger.providers[i == 1 ? 0 : 1];
            call.opened.model = i == 4 ? QStringLiteral("kimi") : QStringLiteral("gpt");
            call.settled.currency = i % 2 == 0 ? QStringLiteral("USD") : QStringLiteral("CNY");
            ledger.add(call);
        }
        const FakeClock clock;
        // Gone, and still named.
        QVERIFY(Management(ledger.temp.database(), clock, QString()).removeUser(QStringLiteral("bob")));

        QStringList found;
        const QList<UsageSum> sums = *ledger.usage(UsageGroup(group));
        for (const UsageSum &sum : sums) {
            QString name = sum.group;
            if (UsageGroup(group) == UsageGroup::Key) {
                const auto key = std::find_if(ledger.keys.begin(), ledger.keys.end(),
                                              [&](const Key &k) { return k.id.value == sum.groupId; });
                QVERIFY(key != ledger.keys.end());
                const QString hint = key->prefix + u'…' + key->suffix;
                QCOMPARE(name, key->label.isEmpty() ? hint : hint + u' ' + key->label);
                name = QStringLiteral("K%1").arg(key - ledger.keys.begin() + 1);
            }
            found.append(QStringLiteral("%1 %2").arg(name).arg(sum.requests));
        }
        if (UsageGroup(group) == UsageGroup::Key) {
            // Two keys are equally busy; their order is that of their text, which is random.
            std::sort(found.begin(), found.begin() + 2);
            std::sort(expected.begin(), expected.begin() + 2);
        }
        QCOMPARE(found, expected);
    }

    void filtersOfCalls()
    {
        TeamLedger ledger;
        QList<RequestId> all;
        for (int i = 0; i < 60; ++i) {
            TeamLedger::Call call = ledger.at(utc("2026-11-23T10:00:00Z") + Millis(i), i % 3);
            call.opened.model = i % 2 == 0 ? QStringLiteral("gpt") : QStringLiteral("kimi");
            call.settled.status = CallStatus(i % 6);
            ledger.add(call);
            all.prepend(call.opened.id);
        }
        const auto expected = [&](const std::function<bool(int)> &wanted, qsizetype limit = 50) {
            QList<RequestId> list;
            for (int i = 59; i >= 0 && list.size() < limit; --i) {
                if (wanted(i))
                    list.append(all[59 - i]);
            }
            return list;
        };
        QCOMPARE(ledger.calls({}), expected([](int) { return true; }));
        CallFilter filter;
        filter.user = QStringLiteral("ann");
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2; }));
        filter.limit = 7;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2; }, 7));
        filter.model = QStringLiteral("kimi");
        filter.status = CallStatus::Ok;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2 && i % 6 == 1; }, 7));
        filter.key = ledger.keys[2].id; // bob's
        QVERIFY(ledger.calls(filter).isEmpty());
        filter = {};
        filter.key = ledger.keys[2].id;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 == 2; }));
        filter = {};
        filter.user = QStringLiteral("nobody");
        QVERIFY(ledger.calls(filter).isEmpty());
        filter = {};
        filter.status = CallStatus::Open;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 6 == 0; }));
        filter = {};
        filter.limit = 0;
        QVERIFY(ledger.calls(filter).isEmpty());
    }

    void pagesFollowEachOther()
    {
        TeamLedger ledger;
        for (int i = 0; i < 25; ++i)
            ledger.add(ledger.at(utc("2026-11-23T10:00:00Z"), i % 3));
        for (const bool byUser : {false, true}) {
            CallFilter filter;
            filter.limit = 1000;
            if (byUser)
                filter.user = QStringLiteral("ann");
            const QList<RequestId> all = ledger.calls(filter);
            QVERIFY(all.size() > 10);
            QList<RequestId> paged;
            filter.limit = 4;
            for (QList<RequestId> page = ledger.calls(filter); !page.isEmpty(); page = ledger.calls(filter)) {
                paged += page;
                filter.before = page.last();
            }
            QCOMPARE(paged, all);
        }
    }

    void rowsCarryTheirNames()
    {
        TeamLedger ledger;
        TeamLedger::Call call = ledger.at(utc("2026-11-23T10:00:00Z"));
        ledger.add(call);
        CallRow row = *LedgerQueries(ledger.temp.database(), {}).call(call.opened.id);
        QCOMPARE(row.userName, QStringLiteral("ann"));
        QCOMPARE(row.keyLabel, QStringLiteral("laptop"));
        QCOMPARE(row.keyHint, ledger.keys[0].prefix + u'…' + ledger.keys[0].suffix);
        QCOMPARE(row.providerName, QStringLiteral("one"));

        call = ledger.at(utc("2026-11-23T11:00:00Z"));
        call.opened.userId = {};
        call.opened.keyId = {};
        call.opened.providerId = {};
        ledger.add(call);
        row = *LedgerQueries(ledger.temp.database(), {}).call(call.opened.id);
        QVERIFY(row.userName.isEmpty() && row.keyHint.isEmpty() && row.providerName.isEmpty());

        const Result<CallRow> none = LedgerQueries(ledger.temp.database(), {}).call({12345});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestLedgerQueries)
#include "tst_ledger_queries.moc"
