// SPDX-License-Identifier: MIT
#include "ui/support/tour.h"

#include "ui/dialogs/form_dialog.h"
#include "ui/inspector/send_again_dialog.h"
#include "ui/main_window.h"
#include "ui/models/calls_model.h"
#include "ui/pages/provider_card.h"
#include "ui/pages/providers_page.h"
#include "ui/pages/requests_page.h"
#include "ui/support/fake_control.h"
#include "ui/widgets/row_table.h"

#include <QComboBox>
#include <QContextMenuEvent>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QTimer>

// The part of the tour that looks at calls, and opens menus.
namespace gateway::test {

using namespace ui;
using namespace Qt::Literals::StringLiterals;

// Each tab of the inspector, on a call that was answered.
void Tour::inspections(MainWindow &window)
{
    Page *page = window.page(PageId::Requests);
    auto *table = page->findChild<QTableView *>(u"requests"_s);
    const auto rowWith = [table](const QString &status, int from = 0) {
        int row = from;
        while (row < 40 && table->model()->index(row, CallsModel::Status).data().toString() != status)
            ++row;
        return row;
    };
    table->selectRow(rowWith(u"200"_s, 3));
    settle();
    auto *tabs = page->findChild<QTabBar *>();
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        const auto lists = page->findChildren<QListView *>(u"events"_s);
        for (QListView *events : lists) {
            if (events->isVisible())
                events->setCurrentIndex(events->model()->index(2, 0));
        }
        show(window, u"requests-tab-%1"_s.arg(tab + 1));
    }
    page->findChild<QPushButton *>(u"sendAgain"_s)->click();
    settle();
    if (auto *dialog = window.findChild<SendAgainDialog *>())
        showDialog(window, dialog, u"requests-send-again"_s);
    QTest::keyClick(table, Qt::Key_Return);
    show(window, u"requests-full"_s);
    QTest::keyClick(page->findChild<QWidget *>(u"inspector"_s), Qt::Key_Escape);
    tabs->setCurrentIndex(1);
    table->selectRow(rowWith(u"200"_s, 20)); // longer ago
    settle();
    show(window, u"requests-nothing-kept"_s);
    tabs->setCurrentIndex(0);
    window.resize(880, 600);
    settle();
    show(window, u"requests-small"_s);
    window.resize(1280, 800);
    QTest::keyClick(table, Qt::Key_Escape);
}

// The newest call of each way to end that is not the usual one.
void Tour::endings(MainWindow &window)
{
    window.open(PageId::Requests);
    auto *page = static_cast<RequestsPage *>(window.page(PageId::Requests));
    auto *table = page->findChild<QTableView *>(u"requests"_s);
    const RequestsFilter before = page->filter();
    for (const auto &[name, status] : {std::pair(u"requests-refused"_s, CallStatus::Refused),
                                       std::pair(u"requests-failed"_s, CallStatus::Failed),
                                       std::pair(u"requests-cancelled"_s, CallStatus::Cancelled)}) {
        RequestsFilter ended;
        ended.range = UsageRange::Month;
        ended.status = status;
        page->setFilter(ended);
        settle();
        table->selectRow(0);
        settle();
        show(window, name);
    }
    QTest::keyClick(table, Qt::Key_Escape);
    page->setFilter(before);
    settle();
}

// How other tools are set up than the first one.
void Tour::connecting(MainWindow &window)
{
    window.open(PageId::Connect);
    auto *tools = window.page(PageId::Connect)->findChild<QListWidget *>(u"tools"_s);
    for (const QString &tool : {u"Claude Code"_s, u"Codex"_s, u"Cherry Studio"_s, u"Cursor"_s}) {
        const QList<QListWidgetItem *> found = tools->findItems(tool, Qt::MatchExactly);
        if (found.isEmpty())
            continue;
        tools->setCurrentItem(found.first());
        settle();
        show(window, u"connect-"_s + tool.toLower().replace(u' ', u'-'));
    }
    tools->setCurrentRow(1);
}

void Tour::menus(MainWindow &window)
{
    const auto take = [&](const QString &name) {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (menu == nullptr)
            return;
        m_visitor(name, window, menu);
        menu->close();
    };
    for (const auto &[id, name] :
         {std::pair(PageId::Users, u"users-menu"_s), std::pair(PageId::Keys, u"keys-menu"_s)}) {
        window.open(id);
        settle();
        auto *table = window.page(id)->findChild<RowTable *>();
        table->selectRow(2);
        const QPoint middle = table->visualRect(table->model()->index(2, 1)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, middle, table->viewport()->mapToGlobal(middle));
        QCoreApplication::sendEvent(table->viewport(), &event);
        settle();
        take(name);
        settle();
        Q_EMIT table->removeRequested(2);
        if (auto *confirm = window.findChild<ConfirmDialog *>())
            showDialog(window, confirm, id == PageId::Users ? u"users-remove"_s : u"keys-revoke"_s);
    }
    window.open(PageId::Providers);
    settle();
    ProviderCard *card = static_cast<ProvidersPage *>(window.page(PageId::Providers))->cards().value(0);
    QTimer::singleShot(100, card, [&take] { take(u"providers-menu"_s); });
    Q_EMIT card->menuRequested(card->mapToGlobal(card->rect().bottomRight()));
    settle();
    window.open(PageId::Overview);
    settle();
    auto *overview = window.page(PageId::Overview);
    auto *by = overview->findChild<QComboBox *>(u"groupBy"_s);
    by->setCurrentIndex(1);
    Q_EMIT by->activated(1);
    settle();
    show(window, u"overview-by-user"_s);
    by->setCurrentIndex(0);
    Q_EMIT by->activated(0);
    QTimer::singleShot(100, overview, [&take] { take(u"overview-export"_s); });
    overview->findChild<QPushButton *>(u"export"_s)->showMenu(); // returns when the menu is closed
    settle();
}

// Requests in flight over the list, in every phase: those that are its first rows.
void Tour::liveCalls(MainWindow &window, FakeControl &control)
{
    window.open(PageId::Requests);
    settle();
    auto *table = window.page(PageId::Requests)->findChild<QTableView *>(u"requests"_s);
    const auto cell = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QList<LiveCall> calls;
    for (int row = 0; row < 2; ++row) {
        LiveCall made;
        made.id = RequestId{row + 1};
        made.startedAt = fromMillis(1'795'437'665'000 - row * 10'000);
        made.user = cell(row, CallsModel::UserName);
        made.model = cell(row, CallsModel::Model);
        made.upstreamModel = made.model;
        made.provider = row == 0 ? QString() : u"moonshot-cn"_s;
        made.phase = row == 0 ? CallPhase::Waiting : CallPhase::Streaming;
        made.promptTokens = 1'204 + 5'000 * row;
        made.elapsed = Millis(2'000 + 10'000 * row);
        if (made.phase == CallPhase::Streaming) {
            made.completionTokens = 318;
            made.firstToken = Millis(600);
        }
        calls += made;
    }
    control.setCalls(calls);
    settle();
    show(window, u"requests-live"_s);
    control.setCalls({});
}

} // namespace gateway::test
