// SPDX-License-Identifier: MIT
#include "ui/dialogs/bulk_limits_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/rotate_dialog.h"
#include "ui/mnemonics.h"
#include "ui/pages/keys_page.h"
#include "ui/pages/requests_page.h"
#include "ui/pages/users_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void fillKeys(Management &management)
{
    for (const QString &name : {u"ann"_s, u"bob"_s, u"cem"_s}) {
        QVERIFY(management.addUser(name));
        Limits limits;
        limits.concurrency = 3;
        QVERIFY(management.issueKey({name, u"laptop"_s, limits}));
    }
}

template <typename PageType>
RowTable *openTable(WindowFixture &f, PageId id)
{
    f.window->open(id);
    auto *page = static_cast<PageType *>(f.window->page(id));
    (void)QTest::qWaitFor([page] { return page->model().rowCount() == 3; });
    auto *table = page->template findChild<RowTable *>();
    table->setFocus();
    return table;
}

QMenu *menuOf(WindowFixture &f, RowTable *table)
{
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), table->mapToGlobal(QPoint(10, 10)));
    QApplication::sendEvent(table, &event);
    return f.waitForMenu();
}

QList<Key> keysIn(WindowFixture &f)
{
    QList<Key> keys;
    f.manage([&keys](Management &management) {
        const QList<KeyInfo> infos = *management.keys();
        for (const KeyInfo &info : infos)
            keys += info.key;
    });
    return keys;
}

} // namespace

class TestSeveralRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void revokesSeveralKeys()
    {
        WindowFixture f(fillKeys);
        RowTable *table = openTable<KeysPage>(f, PageId::Keys);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(table->selectedRows().size(), 2);
        QTest::keyClick(table, Qt::Key_Delete);
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(confirm->windowTitle().contains(u'2'));
        QVERIFY(f.click(confirm, u"Revoke 2 keys"_s));
        QTRY_COMPARE(f.window->toastText(), u"2 keys revoked"_s);
        const QList<Key> keys = keysIn(f);
        QCOMPARE(std::count_if(keys.begin(), keys.end(),
                               [](const Key &key) { return key.revokedAt.has_value(); }),
                 2);
    }

    void setsLimitsOfSeveralKeys()
    {
        WindowFixture f(fillKeys);
        RowTable *table = openTable<KeysPage>(f, PageId::Keys);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(table->selectedRows().size(), 3);
        QMenu *menu = menuOf(f, table);
        QVERIFY(menu);
        QCOMPARE(withoutMnemonic(menu->actions().first()->text()), u"Set limits of 3 keys…"_s);
        QVERIFY(f.trigger(menu, u"Set limits of 3 keys…"_s));
        auto *dialog = f.waitForDialog<BulkLimitsDialog>();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(!dialog->failure().isEmpty()); // nothing to set yet
        dialog->findChild<QLineEdit *>(u"requestsPerMinute"_s)->setText(u"60"_s);
        QVERIFY(f.click(dialog, u"Apply to 3"_s));
        QTRY_COMPARE(f.window->toastText(), u"Limits of 3 keys set"_s);
        const QList<Key> keys = keysIn(f);
        for (const Key &key : keys) {
            QCOMPARE(key.limits.requestsPerMinute, std::optional<int>(60));
            QCOMPARE(key.limits.concurrency, std::optional<int>(3)); // untouched
        }
    }

    void takesLimitsOfSeveralKeysAway()
    {
        WindowFixture f([](Management &management) {
            fillKeys(management);
            const QList<KeyInfo> keys = *management.keys();
            for (const KeyInfo &info : keys) {
                KeyChange change;
                change.limits.strict = true;
                change.limits.requestsPerMinute = 60;
                change.limits.models = QStringList{u"kimi-*"_s};
                change.limits.expiresAt = SystemClock().now() + std::chrono::hours(100);
                change.limits.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 1'000'000}};
                QVERIFY(management.changeKey(info.key.id, change));
            }
        });
        RowTable *table = openTable<KeysPage>(f, PageId::Keys);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QVERIFY(f.trigger(menuOf(f, table), u"Set limits of 3 keys…"_s));
        auto *dialog = f.waitForDialog<BulkLimitsDialog>();
        QVERIFY(dialog);
        const auto box = [dialog](const QString &name) { return dialog->findChild<QCheckBox *>(name); };
        auto *rate = dialog->findChild<QLineEdit *>(u"requestsPerMinute"_s);
        QCOMPARE(rate->placeholderText(), u"Unchanged"_s);
        QTest::keyClick(box(u"clear-requestsPerMinute"_s), Qt::Key_Space);
        QVERIFY(!rate->isEnabled());
        QCOMPARE(rate->placeholderText(), u"No limit"_s);
        box(u"clear-budgets"_s)->click();
        box(u"strict"_s)->setCheckState(Qt::Unchecked);
        auto *expires = dialog->findChild<QComboBox *>(u"expires"_s);
        QCOMPARE(expires->currentText(), u"Unchanged"_s);
        expires->setCurrentIndex(expires->findText(u"Never"_s));
        QVERIFY(f.click(dialog, u"Apply to 3"_s));
        QTRY_COMPARE(f.window->toastText(), u"Limits of 3 keys set"_s);
        const QList<Key> keys = keysIn(f);
        for (const Key &key : keys) {
            Limits left; // what nobody touched
            left.models = {u"kimi-*"_s};
            left.concurrency = 3;
            QCOMPARE(key.limits, left);
        }
    }

    void disablesSeveralUsers()
    {
        WindowFixture f(fillKeys);
        RowTable *table = openTable<UsersPage>(f, PageId::Users);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
        QVERIFY(f.trigger(menuOf(f, table), u"Disable 3 users"_s));
        QTRY_COMPARE(f.window->toastText(), u"The keys of 3 users are refused from now on"_s);
        f.manage([](Management &management) {
            const QList<UserInfo> users = *management.users();
            for (const UserInfo &info : users)
                QVERIFY(!info.user.enabled);
        });
        QTest::keyClick(table, Qt::Key_Delete);
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(f.click(confirm, u"Remove 3 users"_s));
        QTRY_COMPARE(static_cast<UsersPage *>(f.window->page(PageId::Users))->model().rowCount(), 0);
    }

    void aRowLeadsToItsRequests()
    {
        WindowFixture f(fillKeys);
        RowTable *table = openTable<KeysPage>(f, PageId::Keys);
        table->setCurrentIndex(table->model()->index(1, 0));
        const KeyId key{table->model()->index(1, 0).data(IdRole).toLongLong()};
        QVERIFY(f.trigger(menuOf(f, table), u"Show requests"_s));
        QCOMPARE(f.window->current(), PageId::Requests);
        auto *requests = static_cast<RequestsPage *>(f.window->page(PageId::Requests));
        QCOMPARE(requests->filter().key, std::optional(key));

        table = openTable<UsersPage>(f, PageId::Users);
        table->setCurrentIndex(table->model()->index(2, 0));
        QVERIFY(f.trigger(menuOf(f, table), u"Show requests"_s));
        QCOMPARE(f.window->current(), PageId::Requests);
        QCOMPARE(requests->filter().user, std::optional(u"cem"_s));
        QVERIFY(!requests->filter().key);
    }

    void oneRowHasTheWholeMenu()
    {
        WindowFixture f(fillKeys);
        RowTable *table = openTable<KeysPage>(f, PageId::Keys);
        table->setCurrentIndex(table->model()->index(0, 0));
        QVERIFY(f.trigger(menuOf(f, table), u"Rotate…"_s));
        auto *dialog = f.waitForDialog<RotateDialog>();
        QVERIFY(dialog);
        dialog->findChild<QComboBox *>(u"overlap"_s)->setCurrentIndex(0);
        QVERIFY(f.click(dialog, u"Rotate"_s));
        QVERIFY(f.waitForDialog<KeyShownDialog>());
        const QList<Key> keys = keysIn(f);
        QCOMPARE(keys.size(), 4);
        QCOMPARE(std::count_if(keys.begin(), keys.end(),
                               [](const Key &key) { return key.revokedAt.has_value(); }),
                 1);
    }
};

QTEST_MAIN(TestSeveralRows)
#include "tst_several_rows.moc"
