// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/limits_form.h"
#include "ui/dialogs/raise_dialog.h"
#include "ui/dialogs/user_dialog.h"
#include "ui/pages/keys_page.h"
#include "ui/pages/users_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/chip_edit.h"
#include "ui/widgets/fold.h"
#include "ui/widgets/row_table.h"

#include "base/request_id.h"
#include "ledger/table.h"

#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

const Budget tenADay{BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000};
const Budget lotsAMonth{BudgetUnit::Cny, BudgetPeriod::Month, 300'000'000};

Limits sampleLimits()
{
    Limits limits;
    limits.models = {u"kimi-*"_s};
    limits.requestsPerMinute = 60;
    limits.concurrency = 8;
    limits.budgets = {tenADay, lotsAMonth};
    limits.addresses = {u"10.0.0.0/8"_s};
    limits.strict = true;
    return limits;
}

void addAnn(Management &management)
{
    QVERIFY(management.addUser(u"ann"_s));
}

void addKey(Management &management)
{
    addAnn(management);
    QVERIFY(management.issueKey({u"ann"_s, u"laptop"_s, sampleLimits()}));
}

KeyInfo onlyKey(WindowFixture &f)
{
    KeyInfo info;
    f.manage([&info](Management &management) { info = management.keys()->value(0); });
    return info;
}

QList<Raise> allRaises(WindowFixture &f)
{
    QList<Raise> raises;
    f.manage([&raises](Management &management) { raises = *management.raises(); });
    return raises;
}

// A call of this key that has cost so much just now.
void spend(const DatabaseLocation &location, const Key &key, qint64 usdMicros)
{
    const auto database = Database::open(location, OpenMode::Create);
    QVERIFY(database);
    LedgerTable table(**database);
    QVERIFY(table.prepare());
    RequestIdSource ids;
    const Time now = SystemClock().now();
    CallOpened opened;
    opened.id = ids.next(now);
    opened.startedAt = now;
    opened.userId = key.userId;
    opened.keyId = key.id;
    opened.endpoint = u"/v1/chat/completions"_s;
    opened.model = u"kimi-k3"_s;
    opened.rateMicros = 7'100'000;
    CallSettled settled;
    settled.id = opened.id;
    settled.httpStatus = 200;
    settled.usage.prompt = 1'000;
    settled.usage.completion = 500;
    settled.usageSource = UsageSource::Provider;
    settled.costMicros = usdMicros;
    settled.currency = u"USD"_s;
    QVERIFY((*database)->transaction([&]() -> Outcome {
        return table.insertSettled(opened, settled) == LedgerTable::Written::Yes
                       ? Outcome()
                       : failure(ErrorCode::Storage, table.lastError());
    }));
}

KeysPage *openKeys(WindowFixture &f)
{
    return f.open<KeysPage>(PageId::Keys);
}

QVariant limitsOf(KeysPage *page, int role)
{
    return page->model().index(0, KeysModel::Limits).data(role);
}

} // namespace

class TestLimitsWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void issuesAKeyWithLimits()
    {
        WindowFixture f(addAnn);
        openKeys(f)->issue(u"ann"_s);
        auto *dialog = f.waitForDialog<IssueKeyDialog>();
        QVERIFY(dialog);
        auto *form = dialog->findChild<LimitsForm *>();
        QVERIFY(!form->fold()->isOpen());
        form->fold()->setOpen(true);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"label"_s), u"laptop"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"requestsPerMinute"_s), u"60"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"tokensPerMinute"_s), u"200,000"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"concurrency"_s), u"8"_s);
        QVERIFY(f.click(dialog, u"Add budget"_s));
        auto *amount = form->budgets()->findChild<QLineEdit *>();
        QTRY_VERIFY(amount->hasFocus());
        QTest::keyClicks(amount, u"2.50"_s);
        dialog->findChild<QCheckBox *>(u"allowUnpriced"_s)->click();
        QVERIFY(f.click(dialog, u"Issue"_s));
        QVERIFY(f.waitForDialog<KeyShownDialog>());

        Limits wanted;
        wanted.requestsPerMinute = 60;
        wanted.tokensPerMinute = 200'000;
        wanted.concurrency = 8;
        wanted.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 2'500'000}};
        wanted.allowUnpriced = true;
        QVERIFY(onlyKey(f).key.limits == wanted);
    }

    void whatIsRefusedIsSaidAtItsField_data()
    {
        QTest::addColumn<QString>("field"); // empty: the budget
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("error");
        QTest::newRow("a word") << u"requestsPerMinute"_s << u"many"_s << u"whole number"_s;
        QTest::newRow("nothing at all") << u"concurrency"_s << u"0"_s << u"whole number"_s;
        QTest::newRow("beyond what Management takes") << u"concurrency"_s << u"2000000000"_s << u"at most"_s;
        QTest::newRow("no amount") << QString() << QString() << u"Enter an amount"_s;
        QTest::newRow("below zero") << QString() << u"-3"_s << u"Enter an amount"_s;
    }
    void whatIsRefusedIsSaidAtItsField()
    {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, error);
        WindowFixture f(addAnn);
        openKeys(f)->issue(u"ann"_s);
        auto *dialog = f.waitForDialog<IssueKeyDialog>();
        QVERIFY(dialog);
        auto *form = dialog->findChild<LimitsForm *>();
        QLineEdit *line = dialog->findChild<QLineEdit *>(field);
        if (field.isEmpty()) {
            form->budgets()->addRow({BudgetUnit::Usd, BudgetPeriod::Day, 0});
            line = form->budgets()->findChild<QLineEdit *>();
        }
        line->setText(text);
        QVERIFY(f.click(dialog, u"Issue"_s));
        QTRY_VERIFY(line->hasFocus());
        QVERIFY(form->fold()->isOpen());
        QVERIFY2(line->accessibleDescription().contains(error),
                 qUtf8Printable(line->accessibleDescription()));
        QCOMPARE(onlyKey(f).key.id, KeyId());
    }

    void editingKeepsWhatIsNotTouched()
    {
        WindowFixture f(addKey);
        auto *page = openKeys(f);
        QTRY_COMPARE(page->model().rowCount(), 1);
        auto *table = page->findChild<RowTable *>();
        table->selectRow(page->model().row(0)->info.key.id.value);
        QTest::keyClick(table, Qt::Key_Return);
        auto *dialog = f.waitForDialog<EditKeyDialog>();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<LimitsForm *>()->fold()->isOpen());
        // Someone else changes another limit meanwhile.
        f.manage([](Management &management) {
            KeyChange change;
            change.limits.tokensPerMinute = 9'000;
            change.limits.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Week, 777}};
            QVERIFY(management.changeKey(management.keys()->first().key.id, change));
        });
        dialog->findChild<QLineEdit *>(u"requestsPerMinute"_s)->setText(u"90"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        Limits wanted = sampleLimits();
        wanted.requestsPerMinute = 90;
        wanted.tokensPerMinute = 9'000;
        wanted.budgets += {BudgetUnit::Tokens, BudgetPeriod::Week, 777};
        QTRY_VERIFY(onlyKey(f).key.limits == wanted);
        QCOMPARE(onlyKey(f).key.label, u"laptop"_s);
    }

    void budgetsAndLimitsCanBeTakenAway()
    {
        WindowFixture f(addKey);
        auto *page = openKeys(f);
        QTRY_COMPARE(page->model().rowCount(), 1);
        auto *dialog = new EditKeyDialog(*f.backend, page->model().row(0)->info, f.window.get());
        dialog->open();
        auto *form = dialog->findChild<LimitsForm *>();
        const auto buttons = form->budgets()->findChildren<QToolButton *>();
        QCOMPARE(buttons.size(), 2);
        buttons.first()->click();
        dialog->findChild<QLineEdit *>(u"concurrency"_s)->clear();
        QVERIFY(f.click(dialog, u"Save"_s));
        Limits wanted = sampleLimits();
        wanted.concurrency.reset();
        wanted.budgets = {lotsAMonth};
        QTRY_VERIFY(onlyKey(f).key.limits == wanted);
    }

    void editsTheLimitsOfAUser()
    {
        WindowFixture f(addAnn);
        auto *page = f.open<UsersPage>(PageId::Users);
        QTRY_COMPARE(page->model().rowCount(), 1);
        auto *dialog = new UserDialog(*f.backend, page->model().row(0)->info.user, f.window.get());
        dialog->open();
        dialog->findChild<QLineEdit *>(u"name"_s)->setText(u"anna"_s);
        dialog->findChild<LimitsForm *>()->budgets()->addRow(tenADay);
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->model().row(0)->info.user.name, u"anna"_s);
        f.manage([](Management &management) {
            QCOMPARE(management.user(u"anna"_s)->user.limits.budgets, QList<Budget>{tenADay});
        });
        QTRY_COMPARE(page->model().index(0, UsersModel::Limits).data().toString(), u"$0 / $10 · day"_s);
    }

    void barsShowTheTightestBudget()
    {
        WindowFixture f(addKey);
        spend(f.location(), onlyKey(f).key, 8'500'000); // 85 % of the day, 20 % of the month
        auto *page = openKeys(f);
        QTRY_COMPARE(limitsOf(page, ShareRole).toDouble(), 0.85);
        QVERIFY(limitsOf(page, Qt::DisplayRole).toString().startsWith(u"$8.50 / $10 · day  +"_s)); // and more
        QCOMPARE(CellDelegate::shareTone(0.85), Tone::Warn);
        const QString all = limitsOf(page, Qt::ToolTipRole).toString();
        for (const QString &word : {u"$10 per day"_s, u"$1.50 left"_s, u"¥300 per month: ¥60.35"_s,
                                    u"60 requests/min"_s, u"8 at once"_s, u"strict"_s})
            QVERIFY2(all.contains(word), qUtf8Printable(all));
    }

    // A click is not another whole budget; and what is added lets calls through again.
    void offersALittleMore_data()
    {
        QTest::addColumn<qint64>("budget");
        QTest::addColumn<qint64>("used");
        QTest::addColumn<qint64>("offer");
        QTest::newRow("ninety") << qint64(90'000'000) << qint64(80'000'000) << qint64(20'000'000);
        QTest::newRow("tokens") << qint64(500'000) << qint64(400'000) << qint64(100'000);
        QTest::newRow("far beyond") << qint64(220'000'000) << qint64(296'680'000) << qint64(150'000'000);
        QTest::newRow("just used up") << qint64(10) << qint64(10) << qint64(2);
        QTest::newRow("tiny") << qint64(1) << qint64(0) << qint64(1);
    }
    void offersALittleMore()
    {
        QFETCH(qint64, budget);
        QFETCH(qint64, used);
        BudgetUse use;
        use.budget = {BudgetUnit::Cny, BudgetPeriod::Month, budget};
        use.used = used;
        const qint64 offer = usualRaise(use).amount;
        QTEST(offer, "offer");
        QVERIFY(budget + offer > used);
    }

    void raisesWithOneClick()
    {
        WindowFixture f(addKey);
        const Key key = onlyKey(f).key;
        spend(f.location(), key, 9'000'000);
        auto *page = openKeys(f);
        QTRY_COMPARE(limitsOf(page, ShareRole).toDouble(), 0.9);
        auto *table = page->findChild<RowTable *>();
        Q_EMIT table->menuRequested(0, page->mapToGlobal(QPoint(10, 10)));
        QVERIFY(f.trigger(f.waitForMenu(), u"Add $2 for today"_s));
        QTRY_COMPARE(allRaises(f).size(), 1);
        const Raise raise = allRaises(f).first();
        QCOMPARE(raise.keyId, key.id);
        QVERIFY(raise.extra == (Budget{tenADay.unit, tenADay.period, 2'000'000}));
        QTRY_COMPARE(limitsOf(page, ShareRole).toDouble(), 0.75);
        QTRY_COMPARE(f.window->toastText(), u"ann · laptop may use $2 more today"_s);
        QVERIFY(onlyKey(f).key.limits == sampleLimits());
    }

    void raisesByAnyAmount()
    {
        WindowFixture f([](Management &management) {
            Limits limits;
            limits.budgets = {tenADay, lotsAMonth};
            QVERIFY(management.addUser(u"ann"_s, {}, limits));
        });
        auto *page = f.open<UsersPage>(PageId::Users);
        QTRY_VERIFY(page->model().rowCount() == 1 && page->model().row(0)->uses.size() == 2);
        Q_EMIT page->findChild<RowTable *>()->menuRequested(0, page->mapToGlobal(QPoint(10, 10)));
        QVERIFY(f.trigger(f.waitForMenu(), u"Raise budget…"_s));
        auto *dialog = f.waitForDialog<RaiseDialog>();
        QVERIFY(dialog);
        dialog->findChild<QComboBox *>()->setCurrentIndex(1);
        auto *amount = dialog->findChild<QLineEdit *>(u"amount"_s);
        QCOMPARE(amount->text(), u"50"_s);
        amount->setText(u"nothing"_s);
        QVERIFY(f.click(dialog, u"Raise"_s));
        QVERIFY(amount->accessibleDescription().contains(u"Enter an amount"_s));
        amount->setText(u"12.5"_s);
        QVERIFY(f.click(dialog, u"Raise"_s));
        QTRY_COMPARE(allRaises(f).size(), 1);
        QVERIFY(allRaises(f).first().userId == page->model().row(0)->info.user.id);
        QVERIFY(allRaises(f).first().extra == (Budget{BudgetUnit::Cny, BudgetPeriod::Month, 12'500'000}));
    }

    // The same keys must lead to the same fields each time: one that remembered issued a key without its
    // limits.
    void theLimitsOfANewKeyBeginClosed()
    {
        WindowFixture f(addAnn);
        auto *page = openKeys(f);
        for (int round = 0; round < 2; ++round) {
            page->issue(u"ann"_s);
            auto *dialog = f.waitForDialog<IssueKeyDialog>();
            QVERIFY(dialog);
            QVERIFY(!dialog->findChild<Fold *>()->isOpen());
            dialog->findChild<QToolButton *>(u"fold"_s)->click();
            dialog->reject();
            QTRY_VERIFY(!f.window->findChild<IssueKeyDialog *>());
        }
    }
};

QTEST_MAIN(TestLimitsWindow)
#include "tst_limits_window.moc"
