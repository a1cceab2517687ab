// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/user_dialog.h"
#include "ui/pages/keys_page.h"
#include "ui/pages/users_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/chip_edit.h"
#include "ui/widgets/row_table.h"

#include "secrets/gateway_key.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void addAnn(Management &management)
{
    QVERIFY(management.addUser(u"ann"_s));
}

const KeyInfo *firstKey(KeysPage *page)
{
    const KeyRow *row = page->model().row(0);
    return row ? &row->info : nullptr;
}

QString visibleText(QWidget *parent, const QString &word)
{
    const auto labels = parent->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && label->text().contains(word))
            return label->text();
    }
    return {};
}

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QApplication::clipboard()->clear(); }

    void numberKeysOpenThePages()
    {
        WindowFixture f;
        const QList<PageEntry> pages = Navigation::entries();
        for (const qsizetype place : {pages.size() - 1, qsizetype(2), qsizetype(1), qsizetype(0)}) {
            QTest::keyClick(f.window.get(), Qt::Key(Qt::Key_1 + int(place)));
            QCOMPARE(f.window->current(), pages[place].id);
        }
    }

    void digitsTypedIntoAFieldStayThere()
    {
        WindowFixture f(addAnn);
        auto *search = f.open(PageId::Users)->findChild<QLineEdit *>(u"search"_s);
        QTRY_VERIFY(search->isVisible());
        QTest::keySequence(f.window.get(), QKeySequence::Find);
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, u"35"_s);
        QCOMPARE(search->text(), u"35"_s);
        QCOMPARE(f.window->current(), PageId::Users);
        QTest::keyClick(search, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(f.window->current(), PageId::Overview);
    }

    void addsRenamesAndRemovesAUser()
    {
        WindowFixture f;
        auto *page = f.open<UsersPage>(PageId::Users);
        QTest::keySequence(f.window.get(), QKeySequence::New);
        auto *dialog = f.waitForDialog<UserDialog>();
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>();

        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(!visibleText(dialog, u"Enter a name."_s).isEmpty());
        QTest::keyClicks(name, u"ann"_s);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_COMPARE(page->model().rowCount(), 1);
        QCOMPARE(f.window->toastText(), u"ann added"_s);

        auto *table = page->findChild<RowTable *>();
        table->selectRow(page->model().row(0)->info.user.id.value);
        QTest::keyClick(table, Qt::Key_Return);
        dialog = f.waitForDialog<UserDialog>();
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>()->setText(u"研发组"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->model().row(0)->info.user.name, u"研发组"_s);

        QTest::keyClick(table, Qt::Key_Delete);
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(confirm->windowTitle().contains(u"研发组"_s));
        QVERIFY(f.click(confirm, u"Remove user"_s));
        QTRY_COMPARE(page->model().rowCount(), 0);
    }

    void refusesAUserNameThatIsTaken()
    {
        WindowFixture f(addAnn);
        f.window->open(PageId::Users);
        QTest::keySequence(f.window.get(), QKeySequence::New);
        auto *dialog = f.waitForDialog<UserDialog>();
        QVERIFY(dialog);
        dialog->findChild<QLineEdit *>()->setText(u"ann"_s);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(!visibleText(dialog, u"already"_s).isEmpty());
        QVERIFY(dialog->isVisible());
    }

    void disablingAUserCanBeUndone()
    {
        WindowFixture f(addAnn);
        auto *page = f.open<UsersPage>(PageId::Users);
        QTRY_COMPARE(page->model().rowCount(), 1);
        Q_EMIT page->findChild<RowTable *>()->menuRequested(0, QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Disable"_s));
        QTRY_VERIFY(!page->model().row(0)->info.user.enabled);
        QVERIFY(f.click(f.window.get(), u"Undo"_s));
        QTRY_VERIFY(page->model().row(0)->info.user.enabled);
    }

    void issuesAKeyShowsItOnceAndRevokesIt()
    {
        WindowFixture f(addAnn);
        f.control.run(u"http://127.0.0.1:5871"_s);
        auto *page = f.open<KeysPage>(PageId::Keys);
        QTest::keySequence(f.window.get(), QKeySequence::New);
        auto *issue = f.waitForDialog<IssueKeyDialog>();
        QVERIFY(issue);
        QTest::keyClicks(issue->focusWidget(), u"laptop"_s); // the name has the focus
        auto *chips = issue->findChild<ChipEdit *>(u"models"_s);
        QTest::keyClicks(chips->line(), u"kimi-*,demo"_s);
        QVERIFY(f.click(issue, u"Issue"_s));

        auto *shown = f.waitForDialog<KeyShownDialog>();
        QVERIFY(shown);
        const QString key = shown->findChild<QLineEdit *>(u"issuedKey"_s)->text();
        QVERIFY(key.startsWith(u"sk-"_s));
        QCOMPARE(key.size(), 35);
        auto *snippets = shown->findChild<QPlainTextEdit *>();
        auto *tabs = shown->findChild<QTabBar *>();
        for (int i = 0; i < tabs->count(); ++i) {
            tabs->setCurrentIndex(i);
            const bool bare = tabs->tabData(i) == u"claude-code"_s; // adds the path itself
            QVERIFY(snippets->toPlainText().contains(bare ? u"http://127.0.0.1:5871"_s
                                                          : u"http://127.0.0.1:5871/v1"_s));
            QVERIFY(snippets->toPlainText().contains(key));
        }

        // Leaving without having copied is asked about once.
        QTest::keyClick(shown, Qt::Key_Escape);
        QVERIFY(shown->isVisible());
        QVERIFY(f.click(shown, u"Copy key"_s)); // the primary button until it was
        QCOMPARE(QApplication::clipboard()->text(), key);
        QVERIFY(f.click(shown, u"Done"_s));
        QTRY_VERIFY(!f.window->findChild<KeyShownDialog *>());

        QTRY_VERIFY(firstKey(page));
        const Key stored = firstKey(page)->key;
        QCOMPARE(stored.label, u"laptop"_s);
        QCOMPARE(stored.limits.models, (QStringList{u"kimi-*"_s, u"demo"_s}));
        QCOMPARE(stored.hash, gatewayKeyHash(key.toLatin1()));

        auto *table = page->findChild<RowTable *>();
        table->selectRow(stored.id.value);
        QTest::keyClick(table, Qt::Key_Delete);
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QTest::keyClick(confirm, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<ConfirmDialog *>());
        QVERIFY(!firstKey(page)->key.revokedAt);

        QTest::keyClick(table, Qt::Key_Delete);
        confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(f.click(confirm, u"Revoke key"_s));
        QTRY_COMPARE(page->model().rowCount(), 0); // revoked keys are shown on request only
        f.manage([&stored](Management &management) { QVERIFY(management.key(stored.id)->key.revokedAt); });
    }

    void issuingWithoutUsersAddsOneFirst()
    {
        WindowFixture f;
        QVERIFY(f.click(f.open(PageId::Keys), u"Issue key"_s));
        auto *user = f.waitForDialog<UserDialog>();
        QVERIFY(user);
        user->findChild<QLineEdit *>()->setText(u"ann"_s);
        QVERIFY(f.click(user, u"Add"_s));
        auto *issue = f.waitForDialog<IssueKeyDialog>();
        QVERIFY(issue);
        QCOMPARE(issue->findChild<QComboBox *>()->currentText(), u"ann"_s);
    }

    void searchAndSortNarrowTheTable()
    {
        WindowFixture f([](Management &management) {
            for (const QString &name : {u"bob"_s, u"ann"_s, u"设计组"_s})
                QVERIFY(management.addUser(name));
        });
        auto *page = f.open<UsersPage>(PageId::Users);
        auto *table = page->findChild<RowTable *>();
        QTRY_COMPARE(page->model().rowCount(), 3);
        QCOMPARE(table->proxy().index(0, UsersModel::Name).data().toString(), u"ann"_s);
        table->sortByColumn(UsersModel::Name, Qt::DescendingOrder);
        QCOMPARE(table->proxy().index(2, UsersModel::Name).data().toString(), u"ann"_s);
        auto *search = page->findChild<QLineEdit *>(u"search"_s);
        search->setText(u"设计"_s);
        QCOMPARE(table->proxy().rowCount(), 1);
        search->setText(u"nobody"_s);
        QVERIFY(f.click(page, u"Clear search"_s));
        QCOMPARE(table->proxy().rowCount(), 3);
    }

    void changesOfOthersAppear()
    {
        WindowFixture f;
        auto *page = f.open<UsersPage>(PageId::Users);
        f.manage(addAnn);
        QTRY_COMPARE_WITH_TIMEOUT(page->model().rowCount(), 1, 10'000);
    }

    void pagesOpenWhileTheDatabaseIsBusy()
    {
        WindowFixture f(addAnn);
        // Both store threads are held up: whatever waits for them would wait here for ever.
        auto gate = std::make_shared<QSemaphore>();
        const auto hold = [gate](auto &) -> Result<bool> {
            gate->acquire();
            return true;
        };
        f.backend->manage<bool>(f.window.get(), hold, [](Result<bool>) {});
        f.backend->read<bool>(f.window.get(), hold, [](Result<bool>) {});
        for (const PageEntry &page : Navigation::entries()) {
            f.window->open(page.id);
            QApplication::processEvents();
            QCOMPARE(f.window->current(), page.id);
        }
        auto *users = f.open<UsersPage>(PageId::Users);
        QCOMPARE(users->model().rowCount(), 0);
        gate->release(2);
        QTRY_COMPARE(users->model().rowCount(), 1);
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
