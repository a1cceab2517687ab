// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"
#include "ui/pages/page.h"
#include "ui/support/window_fixture.h"

#include <QAbstractButton>
#include <QPushButton>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// The Tab key in the form that everybody meets first.
class TestTabOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyButtonOfTheProviderFormIsReached()
    {
        WindowFixture f;
        f.window->open(PageId::Providers);
        f.window->page(PageId::Providers)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        dialog->activateWindow();
        QTRY_VERIFY(dialog->focusWidget());
        QSet<QWidget *> reached;
        for (int presses = 0; presses < 20; ++presses) {
            QWidget *at = dialog->focusWidget();
            reached.insert(at);
            QTest::keyClick(at, Qt::Key_Tab);
        }
        const auto buttons = dialog->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->isVisible() && button->isEnabled() && (button->focusPolicy() & Qt::TabFocus) != 0)
                QVERIFY2(reached.contains(button), qPrintable(button->text()));
        }
    }

    // A list that is hidden takes no focus, and lets nobody on.
    void requestsWithoutResultsAreLeft()
    {
        WindowFixture f;
        f.window->open(PageId::Requests);
        Page *page = f.window->page(PageId::Requests);
        f.window->activateWindow();
        page->focusSearch();
        QTRY_VERIFY(f.window->focusWidget() && page->isAncestorOf(f.window->focusWidget()));
        const auto help = [page] {
            QPushButton *found = nullptr;
            for (QPushButton *button : page->findChildren<QPushButton *>()) {
                if (button->isVisible() && button->text() == u"Show all times"_s)
                    found = button;
            }
            return found;
        };
        QTRY_VERIFY(help());
        QSet<QWidget *> reached;
        for (int presses = 0; presses < 30; ++presses) {
            QWidget *at = f.window->focusWidget();
            reached.insert(at);
            QTest::keyClick(at, Qt::Key_Tab);
        }
        QVERIFY(reached.contains(help()));
        QVERIFY(std::any_of(reached.cbegin(), reached.cend(), // and out of the page
                            [page](QWidget *one) { return !page->isAncestorOf(one); }));
    }
};

QTEST_MAIN(TestTabOrder)
#include "tst_tab_order.moc"
