// SPDX-License-Identifier: MIT
#include "ui/dialogs/edit_provider_dialog.h"
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/limits_form.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/fold.h"

#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

Limits manyLimits()
{
    Limits limits;
    limits.models = {u"kimi-*"_s};
    limits.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000},
                      {BudgetUnit::Cny, BudgetPeriod::Month, 300'000'000},
                      {BudgetUnit::Tokens, BudgetPeriod::Week, 5'000'000}};
    return limits;
}

bool isInSight(const QWidget *widget, const QWidget *viewport)
{
    return viewport->rect().contains(QRect(widget->mapTo(viewport, QPoint()), widget->size()));
}

} // namespace

// A dialog never gets larger than the window: its fields scroll, its title and buttons stay.
class TestDialogsFit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fitsTheSmallestWindow()
    {
        WindowFixture f;
        f.window->resize(880, 600);
        auto *dialog = new IssueKeyDialog(*f.backend, {u"ann"_s}, {}, f.window.get());
        auto *form = dialog->findChild<LimitsForm *>();
        form->setLimits(manyLimits());
        dialog->open();
        auto *area = dialog->findChild<QScrollArea *>(u"dialogBody"_s);
        QTRY_VERIFY(area->verticalScrollBar()->maximum() > 0);
        QTRY_VERIFY(dialog->height() <= 600);
        for (const QPushButton *button : {dialog->primaryButton(), dialog->cancelButton()}) {
            QVERIFY(button->isVisible());
            QVERIFY(isInSight(button, dialog));
        }
        QVERIFY(f.window->geometry().contains(dialog->geometry()));

        // What was wrong is in sight, with what is said about it.
        auto *concurrency = dialog->findChild<QLineEdit *>(u"concurrency"_s);
        area->verticalScrollBar()->setValue(area->verticalScrollBar()->maximum());
        concurrency->setText(u"many"_s);
        dialog->accept();
        QTRY_VERIFY(isInSight(withItsField(concurrency), area->viewport()));
        QVERIFY(dialog->isVisible());

        // With room for all of it nothing scrolls.
        f.window->resize(1280, 1200);
        QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
        QTRY_COMPARE(area->viewport()->height(), area->widget()->height());
    }

    // Layouts make it grow before it is asked to.
    void staysInTheMiddleAsItGrows()
    {
        WindowFixture f;
        f.window->resize(1280, 800);
        Provider provider;
        provider.name = u"moonshot"_s;
        provider.baseUrl = u"https://api.moonshot.cn/v1"_s;
        auto *dialog = new EditProviderDialog(*f.backend, provider, f.window.get());
        dialog->findChild<Fold *>()->setOpen(true);
        dialog->open();
        const auto isCentred = [&] {
            const QPoint off = dialog->geometry().center() - f.window->geometry().center();
            return off.manhattanLength() <= 2 && f.window->geometry().contains(dialog->geometry());
        };
        QTRY_VERIFY(dialog->height() > 500);
        QTRY_VERIFY(isCentred());
        dialog->findChild<Fold *>()->setOpen(false);
        QTRY_VERIFY(dialog->height() < 500 && isCentred());
        dialog->findChild<Fold *>()->setOpen(true);
        QTRY_VERIFY(dialog->height() > 500 && isCentred());
    }

    void shrinksWithWhatIsFolded()
    {
        WindowFixture f;
        f.window->resize(1280, 1000);
        auto *dialog = new IssueKeyDialog(*f.backend, {u"ann"_s}, {}, f.window.get());
        dialog->open();
        auto *area = dialog->findChild<QScrollArea *>(u"dialogBody"_s);
        QTRY_COMPARE(area->verticalScrollBar()->maximum(), 0);
        const int closed = dialog->height();
        dialog->findChild<Fold *>()->setOpen(true);
        QTRY_VERIFY(dialog->height() > closed + 100);
        QCOMPARE(area->verticalScrollBar()->maximum(), 0);
        dialog->findChild<Fold *>()->setOpen(false);
        QTRY_COMPARE(dialog->height(), closed);
    }
};

QTEST_MAIN(TestDialogsFit)
#include "tst_dialogs_fit.moc"
