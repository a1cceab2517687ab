// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/mnemonics.h"
#include "ui/pages/page.h"
#include "ui/pages/requests_filter_bar.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/live_calls_view.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/segmented_control.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// Where the Tab key comes, from `from` once round.
QList<QWidget *> stopsFrom(QWidget *from)
{
    QWidget *window = from->window();
    window->activateWindow();
    from->setFocus();
    QList<QWidget *> stops;
    for (int presses = 0; presses < 120 && window->focusWidget(); ++presses) {
        QWidget *at = window->focusWidget();
        if (stops.contains(at))
            break;
        stops += at;
        QTest::keyClick(at, Qt::Key_Tab);
    }
    return stops;
}

// Their places rise, and none is missing.
bool inOrder(const QList<QWidget *> &stops, const QList<QWidget *> &wanted)
{
    qsizetype last = -1;
    for (QWidget *one : wanted) {
        const qsizetype at = stops.indexOf(one);
        if (at <= last) {
            qWarning() << "out of order:" << one << at << "after" << last;
            return false;
        }
        last = at;
    }
    return true;
}

void fill(Management &management)
{
    QVERIFY(management.addUser(u"ann"_s));
    for (const QString &label : {u"one"_s, u"two"_s})
        QVERIFY(management.issueKey({u"ann"_s, label}));
    QVERIFY(management.revokeKey(management.keys()->constFirst().key.id));
    Provider provider;
    provider.name = u"deepseek"_s;
    provider.baseUrl = u"https://api.example.com/v1"_s;
    provider.auth = AuthStyle::None;
    provider.models = {u"deepseek-chat"_s};
    QVERIFY(management.addProvider(provider, {}, nullptr));
}

} // namespace

// The Tab key goes where the eye goes.
class TestTabOrder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyButtonOfTheProviderFormIsReached()
    {
        WindowFixture f;
        f.open(PageId::Providers)->primaryAction();
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

    void tablesComeAfterTheirHeader()
    {
        WindowFixture f(fill);
        for (const auto &[id, control] :
             {std::pair(PageId::Models, u"importPrices"_s), std::pair(PageId::Keys, u"showRevoked"_s)}) {
            f.window->open(id);
            Page *page = f.window->page(id);
            auto *table = page->findChild<RowTable *>();
            QTRY_VERIFY(table->proxy().rowCount() > 0);
            auto *extra = page->findChild<QWidget *>(control);
            QTRY_VERIFY(extra && extra->isVisible());
            QList<QWidget *> header{page->findChild<QWidget *>(u"search"_s), extra,
                                    page->findChild<QWidget *>(u"add"_s)};
            std::sort(header.begin(), header.end(),
                      [](const QWidget *one, const QWidget *other) { return one->x() < other->x(); });
            const QList<QWidget *> stops = stopsFrom(header.constFirst());
            QVERIFY(inOrder(stops, header + QList<QWidget *>{table}));
            QCOMPARE(stops.indexOf(table), header.size()); // and nothing between them
        }
    }

    void theMetricComesBeforeTheLatestCalls()
    {
        WindowFixture f([](Management &management) { fill(management); });
        f.window->open(PageId::Overview);
        Page *page = f.window->page(PageId::Overview);
        const auto controls = page->findChildren<SegmentedControl *>();
        QCOMPARE(controls.size(), 2);
        QWidget *range = controls[0]->currentButton();
        QWidget *metric = controls[1]->currentButton();
        auto *recent = page->findChild<RowTable *>();
        QList<QWidget *> chain; // the table may be hidden without calls
        for (QWidget *next = range; !chain.contains(next); next = next->nextInFocusChain())
            chain += next;
        QVERIFY(inOrder(chain, {range, page->findChild<QWidget *>(u"export"_s), metric, recent}));
    }

    void thePlaygroundsButtonsStandInARow()
    {
        WindowFixture f(fill);
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.window->open(PageId::Playground);
        Page *page = f.window->page(PageId::Playground);
        QList<QWidget *> chain;
        for (QWidget *next = page->findChild<QWidget *>(u"sideBySide"_s); !chain.contains(next);
             next = next->nextInFocusChain())
            chain += next;
        QVERIFY(inOrder(chain, {page->findChild<QWidget *>(u"sideBySide"_s),
                                page->findChild<QWidget *>(u"copyAsCode"_s),
                                page->findChild<QWidget *>(u"newChat"_s),
                                page->findChild<QWidget *>(u"playgroundModel"_s)}));
    }

    void settingsBeginWithTheSearch()
    {
        WindowFixture f;
        f.window->open(PageId::Settings);
        Page *page = f.window->page(PageId::Settings);
        QTRY_VERIFY(page->findChild<QWidget *>(u"access_log"_s)->isVisible());
        QPushButton *logs = nullptr;
        QTRY_VERIFY([&] {
            for (QPushButton *button : page->findChildren<QPushButton *>())
                logs = button->text() == u"Logs"_s ? button : logs;
            return logs != nullptr;
        }());
        QVERIFY(inOrder(stopsFrom(page->findChild<QWidget *>(u"search"_s)),
                        {page->findChild<QWidget *>(u"search"_s), logs, page->findChild<QWidget *>(u"host"_s),
                         page->findChild<QWidget *>(u"language"_s),
                         page->findChild<QWidget *>(u"access_log"_s),
                         page->findChild<QWidget *>(u"about"_s)}));
        logs->click();
        QTRY_VERIFY(page->findChild<QWidget *>(u"access_log"_s)->hasFocus());
    }

    void callsInFlightComeBeforeTheList()
    {
        WindowFixture f;
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.window->open(PageId::Requests);
        Page *page = f.window->page(PageId::Requests);
        LiveCall call;
        call.id = RequestId{1};
        call.startedAt = f.backend->now();
        call.user = u"ann"_s;
        f.control.setCalls({call});
        auto *live = page->findChild<LiveCallsView *>();
        QTRY_VERIFY(live->stopButton(call.id) && live->stopButton(call.id)->isVisible());
        auto *bar = page->findChild<RequestsFilterBar *>();
        auto *table = page->findChild<RowTable *>();
        QList<QWidget *> chain; // the table may be hidden without calls
        for (QWidget *next = bar; !chain.contains(next); next = next->nextInFocusChain())
            chain += next;
        QVERIFY(inOrder(chain,
                        {bar->findChildren<QComboBox *>().constLast(), live->stopButton(call.id), table}));
    }

    void aTestComesAfterWhatItTests()
    {
        WindowFixture f(fill);
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.window->open(PageId::Connect);
        Page *page = f.window->page(PageId::Connect);
        auto *tools = page->findChild<QListWidget *>(u"tools"_s);
        auto *test = page->findChild<QWidget *>(u"testSnippet"_s);
        QTRY_VERIFY(test->isEnabled());
        for (int row = 1; row < 3; ++row) {
            tools->setCurrentRow(row);
            const auto copy = [page] { return page->findChild<QWidget *>(u"copyPart"_s); };
            QTRY_VERIFY(copy()->isVisible());
            QVERIFY(inOrder(stopsFrom(tools), {tools, page->findChild<QWidget *>(u"copyPart"_s),
                                               page->findChild<QWidget *>(u"part"_s), test}));
        }
    }

    void aNewKeysExamplesComeBeforeItsSheet()
    {
        WindowFixture f;
        auto *dialog = new KeyShownDialog({Secret("sk-abcdefghijklmnopqrstuvwxyz012345"),
                                           u"ann"_s,
                                           {},
                                           u"http://127.0.0.1:5000"_s,
                                           u"demo"_s,
                                           {},
                                           u"UTC"_s},
                                          f.window.get());
        dialog->open();
        QTRY_VERIFY(dialog->isActiveWindow());
        auto *key = dialog->findChild<QWidget *>(u"issuedKey"_s);
        QVERIFY(inOrder(stopsFrom(key),
                        {key, dialog->findChild<QWidget *>(u"copyKey"_s), dialog->findChild<QTabBar *>(),
                         dialog->findChild<QPlainTextEdit *>(), dialog->findChild<QWidget *>(u"handout"_s)}));
    }

    // A list that is hidden takes no focus, and lets nobody on.
    void requestsWithoutResultsAreLeft()
    {
        WindowFixture f;
        Page *page = f.open(PageId::Requests);
        f.window->activateWindow();
        page->focusSearch();
        QTRY_VERIFY(f.window->focusWidget() && page->isAncestorOf(f.window->focusWidget()));
        const auto help = [page] {
            QPushButton *found = nullptr;
            for (QPushButton *button : page->findChildren<QPushButton *>()) {
                if (button->isVisible() && withoutMnemonic(button->text()) == u"Issue a key"_s)
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
