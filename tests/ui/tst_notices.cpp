// SPDX-License-Identifier: MIT
#include "ui/notices/notifier.h"
#include "ui/pages/keys_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"

#include "base/network_watch.h"

#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

using Kind = Notice::Kind;

namespace {

constexpr qint64 day = 86'400'000;

QList<OwnerBudgets> used(double share, qint64 resets = day, qint64 raised = 0)
{
    BudgetUse use;
    use.budget = {BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000};
    use.raised = raised;
    use.used = qint64(share * 10'000'000);
    use.resets = fromMillis(resets);
    return {{u"ann"_s, true, 1, {use}}};
}

QList<Kind> kinds(const QList<Notice> &notices)
{
    QList<Kind> list;
    for (const Notice &notice : notices)
        list += notice.kind;
    return list;
}

ProviderTrouble trouble(const QString &provider, ProviderTrouble::Kind kind)
{
    return {provider, 0, {}, kind, u"connection_failed"_s};
}

Provider flagged(qint64 key, qint64 at)
{
    Provider provider;
    provider.name = u"deepseek"_s;
    SealedKey sealed;
    sealed.id = key;
    sealed.flag = u"HTTP 401"_s;
    if (at > 0)
        sealed.flaggedAt = fromMillis(at);
    provider.keys = {sealed};
    return provider;
}

} // namespace

class TestNotices : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void budgetsOncePerPeriod()
    {
        NoticeBook book;
        QVERIFY(book.budgets(used(0.79)).isEmpty());
        QCOMPARE(kinds(book.budgets(used(0.8))), QList{Kind::BudgetNear});
        QVERIFY(book.budgets(used(0.95)).isEmpty());
        QCOMPARE(kinds(book.budgets(used(1.0))), QList{Kind::BudgetUsedUp});
        QVERIFY(book.budgets(used(1.2)).isEmpty());
        QVERIFY(book.budgets(used(0.9)).isEmpty());                                 // raised meanwhile
        QCOMPARE(kinds(book.budgets(used(0.9, 2 * day))), QList{Kind::BudgetNear}); // the next day
    }

    void aBudgetThatGoesAtOnceIsToldOnce()
    {
        NoticeBook book;
        QCOMPARE(kinds(book.budgets(used(1.5))), QList{Kind::BudgetUsedUp});
        QVERIFY(book.budgets(used(0.9, day, 5'000'000)).isEmpty());
    }

    void whatWasToldIsRememberedOverRestarts()
    {
        NoticeBook first;
        QCOMPARE(first.budgets(used(0.9)).size(), 1);
        QCOMPARE(first.keys({flagged(3, 1'000)}).size(), 1);
        NoticeBook second;
        second.remember(first.remembered());
        QVERIFY(second.budgets(used(0.9)).isEmpty());
        QVERIFY(second.keys({flagged(3, 1'000)}).isEmpty());
        QCOMPARE(kinds(second.budgets(used(1.0))), QList{Kind::BudgetUsedUp});
    }

    void keysOnceForEachRefusal()
    {
        NoticeBook book;
        QVERIFY(book.keys({flagged(3, 0)}).isEmpty());
        QCOMPARE(kinds(book.keys({flagged(3, 1'000)})), QList{Kind::KeyRefused});
        QVERIFY(book.keys({flagged(3, 1'000)}).isEmpty());
        QVERIFY(book.keys({flagged(3, 0)}).isEmpty());
        QCOMPARE(kinds(book.keys({flagged(3, 9'000)})), QList{Kind::KeyRefused});
    }

    void providersDownAndBack()
    {
        using Trouble = ProviderTrouble::Kind;
        NoticeBook book;
        QVERIFY(book.troubles({trouble(u"a"_s, Trouble::Limited), trouble(u"b"_s, Trouble::Refused)})
                        .isEmpty());
        QCOMPARE(kinds(book.troubles({trouble(u"a"_s, Trouble::Resting)})), QList{Kind::ProviderDown});
        QVERIFY(book.troubles({trouble(u"a"_s, Trouble::Trying)}).isEmpty()); // not seen to work yet
        QVERIFY(book.troubles({trouble(u"a"_s, Trouble::Resting)}).isEmpty());
        QCOMPARE(kinds(book.troubles({})), QList{Kind::ProviderBack});
        QVERIFY(book.troubles({}).isEmpty());
        QCOMPARE(kinds(book.troubles({trouble(u"a"_s, Trouble::Resting)})), QList{Kind::ProviderDown});
    }

    void everyNoticeHasWords()
    {
        for (const Kind kind : {Kind::BudgetNear, Kind::BudgetUsedUp, Kind::KeyRefused, Kind::ProviderDown,
                                Kind::ProviderBack}) {
            Notice notice;
            notice.kind = kind;
            notice.name = u"ann"_s;
            QVERIFY(Notifier::title(notice).contains(u"ann"_s));
            QVERIFY(!Notifier::text(notice).isEmpty());
        }
    }

    void theWindowTellsAndLeadsThere()
    {
        WindowFixture f([](Management &management) {
            QVERIFY(management.addProvider(keylessProvider(u"deepseek"_s), {}, nullptr));
        });
        f.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(f.window.get()));
        f.control.setTroubles({trouble(u"deepseek"_s, ProviderTrouble::Kind::Resting)});
        QCOMPARE(f.window->toastText(), u"deepseek does not answer as it should"_s);
        QVERIFY(f.click(f.window.get(), u"Show"_s));
        QCOMPARE(f.window->current(), PageId::Providers);
    }

    void nothingIsToldWhenSwitchedOff()
    {
        WindowFixture f([](Management &management) {
            QVERIFY(management.setSetting(u"notifications"_s, u"false"_s));
        });
        f.control.setTroubles({trouble(u"deepseek"_s, ProviderTrouble::Kind::Resting)});
        QVERIFY(f.window->toastText().isEmpty());
    }

    // From the ledger of a real database: a total budget that is used up leads to its key.
    void aUsedUpBudgetOfTheLedger()
    {
        WindowFixture f;
        SystemClock clock;
        QSettings memory(f.dataDir() + u"/memory.ini"_s, QSettings::IniFormat);
        f.manage([](Management &management) {
            QVERIFY(management.addUser(u"ann"_s));
            Limits limits;
            limits.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Total, 100}};
            QVERIFY(management.issueKey({u"ann"_s, u"laptop"_s, limits}));
        });
        {
            const auto database = Database::open(f.location(), OpenMode::Existing);
            QVERIFY(database);
            QSqlQuery query((*database)->sql());
            QVERIFY2(query.exec(
                             u"INSERT INTO spent_days (day, user_id, key_id, usd_micros, cny_micros, tokens) "
                             "VALUES (1, 1, 1, 0, 0, 250)"_s),
                     qPrintable(query.lastError().text()));
        }
        Notifier notifier(*f.backend, f.control, memory);
        QSignalSpy noticed(&notifier, &Notifier::noticed);
        notifier.look();
        QTRY_COMPARE(noticed.size(), 1);
        const auto notice = noticed.first().first().value<Notice>();
        QCOMPARE(notice.kind, Kind::BudgetUsedUp);
        QCOMPARE(notice.name, u"ann · laptop"_s);
        QVERIFY(!notice.ofUser);
    }

    void aMachineThatSlept_data()
    {
        QTest::addColumn<QList<qint64>>("ticks"); // seconds
        QTest::addColumn<int>("sleeps");
        QTest::newRow("awake") << QList<qint64>{0, 5, 10, 15} << 0;
        QTest::newRow("busy") << QList<qint64>{0, 5, 30, 35} << 0;
        QTest::newRow("slept") << QList<qint64>{0, 5, 3'605, 3'610} << 1;
        QTest::newRow("twice") << QList<qint64>{0, 60, 65, 125} << 2;
        QTest::newRow("clock set back") << QList<qint64>{1'000, 1'005, 10, 15} << 0;
    }

    void aMachineThatSlept()
    {
        QFETCH(QList<qint64>, ticks);
        QFETCH(int, sleeps);
        SleepGauge gauge(Millis(5'000));
        int found = 0;
        for (const qint64 second : ticks)
            found += gauge.tick(fromMillis(second * 1'000)) ? 1 : 0;
        QCOMPARE(found, sleeps);
    }
};

QTEST_MAIN(TestNotices)
#include "tst_notices.moc"
