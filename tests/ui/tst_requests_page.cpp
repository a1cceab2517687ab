// SPDX-License-Identifier: MIT
#include "ui/charts/usage_chart.h"
#include "ui/format.h"
#include "ui/inspector/call_inspector.h"
#include "ui/inspector/fact_list.h"
#include "ui/mnemonics.h"
#include "ui/models/keys_model.h"
#include "ui/models/ledger_model.h"
#include "ui/models/live_calls_model.h"
#include "ui/pages/requests_page.h"
#include "ui/support/ledger_fill.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/filter_box.h"
#include "ui/widgets/row_table.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

class TestRequestsPage : public QObject
{
    Q_OBJECT

    using Call = FilledCall;

    static RequestsPage *openPage(WindowFixture &f) { return f.open<RequestsPage>(PageId::Requests); }
    static RowTable *tableOf(RequestsPage *page) { return page->findChild<RowTable *>(u"requests"_s); }
    static int rowsOf(RequestsPage *page) { return tableOf(page)->model()->rowCount(); }
    static QString countOf(RequestsPage *page) { return page->findChild<QLabel *>(u"count"_s)->text(); }
    static QString tokensAt(RequestsPage *page, int row)
    {
        return tableOf(page)->model()->index(row, CallsModel::PromptTokens).data().toString();
    }
    static RequestId idAt(RequestsPage *page, int row)
    {
        return RequestId{tableOf(page)->model()->index(row, 0).data(IdRole).toLongLong()};
    }
    static void choose(RequestsPage *page, const QString &box, const QString &text)
    {
        auto *combo = page->findChild<FilterBox *>(box);
        QTRY_VERIFY(combo->findText(text) >= 0);
        combo->setCurrentIndex(combo->findText(text));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    static CallInspector *inspectorOf(RequestsPage *page) { return page->findChild<CallInspector *>(); }

private Q_SLOTS:
    void emptyLedgerSaysWhatHelps()
    {
        WindowFixture f;
        RequestsPage *page = openPage(f);
        auto *empty = page->findChild<EmptyState *>();
        QTRY_VERIFY(empty->isVisible());
        QTRY_COMPARE(withoutMnemonic(empty->button()->text()), u"Issue a key"_s);
        QVERIFY(f.click(empty, u"Issue a key"_s));
        QCOMPARE(f.window->current(), PageId::Keys);
    }

    void olderRequestsAreOneClickAway()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{1}}, SystemClock().now() - std::chrono::hours(24 * 60));
        RequestsPage *page = openPage(f);
        auto *empty = page->findChild<EmptyState *>();
        QTRY_COMPARE(withoutMnemonic(empty->button()->text()), u"Show all times"_s);
        QVERIFY(f.click(empty, u"Show all times"_s));
        QTRY_COMPARE(rowsOf(page), 1);
    }

    void aRefusedRequestLeadsToItsKey()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(),
                 {{1}, {2, CallStatus::Refused, 429, u"insufficient_quota: key budget 10USD/day"_s}});
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 2);
        auto *button = page->findChild<QPushButton *>(u"showKey"_s);
        QSignalSpy shown(inspectorOf(page), &CallInspector::shown);
        const auto choose = [table = tableOf(page)](int row) {
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                              table->visualRect(table->model()->index(row, 1)).center());
        };
        choose(1);
        QVERIFY(shown.wait());
        QVERIFY(!button->isVisible()); // it was answered
        choose(0);
        QTRY_VERIFY(button->isVisible());
        button->click();
        QCOMPARE(f.window->current(), PageId::Keys);
        auto *keys = f.window->page(PageId::Keys)->findChild<RowTable *>();
        QTRY_COMPARE(keys->model()->index(keys->currentRow(), KeysModel::UserName).data().toString(),
                     u"bob"_s);
    }

    void runningRequestsStandUnderTheListsColumns()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{1}, {2}});
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 2);
        LiveCall call;
        call.id = RequestId{99};
        call.startedAt = f.backend->now();
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.control.setCalls({call});
        auto *live = page->findChild<QTableView *>(u"liveCalls"_s);
        const QHeaderView *list = tableOf(page)->horizontalHeader();
        const auto inLine = [&] {
            const std::pair<int, int> same[] = {
                    {LiveCallsModel::UserName, CallsModel::UserName},
                    {LiveCallsModel::Model, CallsModel::Model},
                    {LiveCallsModel::Phase, CallsModel::Status},
                    {LiveCallsModel::CompletionTokens, CallsModel::CompletionTokens},
                    {LiveCallsModel::Stop, CallsModel::Cost}};
            return std::all_of(std::begin(same), std::end(same), [&](const auto &columns) {
                return live->columnViewportPosition(columns.first) ==
                       list->sectionViewportPosition(columns.second);
            });
        };
        QTRY_VERIFY(live->isVisible() && inLine());
        f.window->resize(f.window->width() + 200, f.window->height());
        QTRY_VERIFY(inLine());
    }

    void filtersRestrictTheList()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{1},
                                {2},
                                {2, CallStatus::Refused, 429, u"over_budget: the day's budget is used up"_s},
                                {1, CallStatus::Failed, 502}});
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 4);
        choose(page, u"user"_s, u"bob"_s);
        QTRY_COMPARE(rowsOf(page), 2);
        choose(page, u"status"_s, u"Refused"_s);
        QTRY_COMPARE(rowsOf(page), 1);
        const QModelIndex why = tableOf(page)->model()->index(0, CallsModel::Status);
        QVERIFY(why.data(Qt::ToolTipRole).toString().contains(u"budget"_s)); // refused rows say why
        choose(page, u"user"_s, u"Any user"_s);
        choose(page, u"status"_s, u"Any status"_s);
        QTRY_COMPARE(rowsOf(page), 4);
        QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier);
        QTest::keyClicks(page->findChild<QLineEdit *>(u"search"_s), u"day's budget"_s);
        QTRY_COMPARE(rowsOf(page), 1);
        page->findChild<QLineEdit *>(u"search"_s)->setText(u"nowhere"_s);
        QTRY_VERIFY(page->findChild<EmptyState *>()->isVisible());
        QVERIFY(f.click(page, u"Clear filters"_s));
        QTRY_COMPARE(rowsOf(page), 4);
        QTRY_VERIFY(page->findChild<QLabel *>(u"count"_s)->text().startsWith(u"4 requests"_s));
    }

    void selectingExplainsTheCall()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{1}, {1}});
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 2);
        RowTable *table = tableOf(page);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 1)).center());
        CallInspector *inspector = inspectorOf(page);
        QTRY_VERIFY(inspector->isVisible());
        auto *cost = inspector->findChild<FactList *>(u"cost"_s);
        const auto says = [cost](const QString &text) {
            const auto facts = cost->facts();
            return std::any_of(facts.begin(), facts.end(),
                               [&](const FactList::Fact &fact) { return fact.value + fact.amount == text; });
        };
        QTRY_VERIFY(says(u"1,887 × $3.00 / M$0.005661"_s));
        QVERIFY(says(u"$0.0155682"_s));
        QVERIFY(says(u"$0.031000 → $0.015569"_s));
        inspector->findChild<QTabBar *>()->setCurrentIndex(1);
        QVERIFY(f.click(inspector, u"Keep them from now on"_s)); // nothing was captured
        QTRY_VERIFY(f.backend->settings().capture);

        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(!table->isVisible()); // the inspector has the page
        auto *tabs = inspector->findChild<QTabBar *>();
        QVERIFY(cost->isVisible()); // beside what was said
        QVERIFY(!tabs->isTabVisible(0));
        QCOMPARE(tabs->currentIndex(), 1);
        QTest::keyClick(inspector, Qt::Key_Escape);
        QVERIFY(table->isVisible());
        QVERIFY(inspector->isVisible());
        QVERIFY(tabs->isTabVisible(0));
        QCOMPARE(tabs->currentIndex(), 0);
        QVERIFY(cost->isVisible());
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(!inspector->isVisible());
        QCOMPARE(table->currentRow(), -1);
    }

    void newCallsArriveOnTop()
    {
        WindowFixture f(addTeam);
        f.control.run(u"http://127.0.0.1:5000"_s);
        addCalls(f.location(), QList<Call>(300));
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 300);
        RowTable *table = tableOf(page);
        addCalls(f.location(), {{2, CallStatus::Ok, 200, {}, u"newest"_s}});
        f.control.setStats({0, 1, 0});
        QTRY_COMPARE(table->model()->index(0, CallsModel::Model).data().toString(), u"newest"_s);

        // Who has scrolled away is not moved.
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / 2);
        addCalls(f.location(), {{1, CallStatus::Ok, 200, {}, u"next"_s}});
        f.control.setStats({0, 2, 0});
        auto *news = page->findChild<QPushButton *>(u"newCalls"_s);
        QTRY_VERIFY(news->isVisible());
        QCOMPARE(news->text(), u"1 new"_s);
        QCOMPARE(rowsOf(page), 301);
        QTest::mouseClick(news, Qt::LeftButton);
        QTRY_COMPARE(table->model()->index(0, CallsModel::Model).data().toString(), u"next"_s);
        QCOMPARE(table->verticalScrollBar()->value(), 0);
        QVERIFY(!news->isVisible());
    }

    void anyPlaceIsThereAtOnce()
    {
        WindowFixture f(addTeam);
        addManyCalls(f.location(), 50'000);
        RequestsPage *page = openPage(f);
        page->setFilter({});
        RowTable *table = tableOf(page);
        QTRY_COMPARE(rowsOf(page), 50'000);
        QTRY_VERIFY(countOf(page).startsWith(u"50,000 requests"_s));
        QScrollBar *bar = table->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 49'000 * CellDelegate::rowHeight());
        for (const int row : {25'000, 7, 49'950, 40'000}) {
            bar->setValue(row * CellDelegate::rowHeight());
            QTRY_COMPARE(tokensAt(page, row), Format::number(row));
            QCOMPARE(table->rowAt(1), row);
        }
        bar->setValue(bar->maximum());
        QTRY_COMPARE(tokensAt(page, 49'999), u"49,999"_s);
    }

    void keysLeadEverywhere()
    {
        WindowFixture f(addTeam);
        addManyCalls(f.location(), 50'000);
        RequestsPage *page = openPage(f);
        page->setFilter({});
        RowTable *table = tableOf(page);
        QTRY_COMPARE(rowsOf(page), 50'000);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_End);
        QCOMPARE(table->currentRow(), 49'999);
        QTRY_VERIFY(inspectorOf(page)->isVisible()); // as soon as the row is read
        QTRY_COMPARE(inspectorOf(page)->shownCall(), idAt(page, 49'999));
        QTest::keyClick(table, Qt::Key_PageUp);
        const int step = 49'999 - table->currentRow();
        QVERIFY(step > 5);
        QTRY_COMPARE(inspectorOf(page)->shownCall(), idAt(page, table->currentRow()));
        QTest::keyClick(table, Qt::Key_Home);
        QCOMPARE(table->currentRow(), 0);
        QCOMPARE(table->verticalScrollBar()->value(), 0);
        QTest::keyClick(table, Qt::Key_PageDown);
        QVERIFY(qAbs(table->currentRow() - step) <= 1);
        QTRY_COMPARE(inspectorOf(page)->shownCall(), idAt(page, table->currentRow()));
    }

    void filtersCountExactly_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows");
        QTest::newRow("succeeded") << u"Succeeded"_s << QString() << 16'000;
        QTest::newRow("failed") << u"Failed"_s << QString() << 4'000;
        QTest::newRow("an error") << u"Error"_s << QString() << 2'000;
        QTest::newRow("refused") << u"Refused"_s << QString() << 2'000;
        QTest::newRow("stopped") << u"Stopped"_s << QString() << 0;
        QTest::newRow("a text") << QString() << u"unreach"_s << 2'000;
        QTest::newRow("a failure with a text") << u"Failed"_s << u"ann"_s << 0;
        QTest::newRow("a success with a text") << u"Succeeded"_s << u"ann"_s << 10'000;
    }
    void filtersCountExactly()
    {
        QFETCH(QString, status);
        QFETCH(QString, text);
        QFETCH(int, rows);
        WindowFixture f(addTeam);
        addManyCalls(f.location(), 20'000);
        RequestsPage *page = openPage(f);
        page->setFilter({});
        QTRY_COMPARE(rowsOf(page), 20'000);
        if (!status.isEmpty())
            choose(page, u"status"_s, status);
        page->findChild<QLineEdit *>(u"search"_s)->setText(text);
        QTRY_COMPARE(rowsOf(page), rows);
        QTRY_VERIFY(countOf(page).startsWith(Format::number(rows) + u" request"_s));
    }

    void nothingMovesUnderTheEyes()
    {
        WindowFixture f(addTeam);
        addManyCalls(f.location(), 5'000);
        f.control.run(u"http://127.0.0.1:5000"_s);
        RequestsPage *page = openPage(f);
        page->setFilter({});
        QTRY_COMPARE(rowsOf(page), 5'000);
        RowTable *table = tableOf(page);
        table->verticalScrollBar()->setValue(2'500 * CellDelegate::rowHeight() + 11);
        QTRY_COMPARE(tokensAt(page, 2'500), u"2,500"_s);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(2'503, 1)).center());
        QTRY_VERIFY(inspectorOf(page)->isVisible());
        const int value = table->verticalScrollBar()->value();
        addCalls(f.location(), QList<Call>(250)); // more than a page
        f.control.setStats({0, 250, 0});
        auto *news = page->findChild<QPushButton *>(u"newCalls"_s);
        QTRY_VERIFY(news->isVisible());
        QCOMPARE(table->verticalScrollBar()->value(), value);
        QCOMPARE(tokensAt(page, 2'500), u"2,500"_s);
        QTest::mouseClick(news, Qt::LeftButton);
        QTRY_COMPARE(rowsOf(page), 5'250);
        QTRY_COMPARE(table->currentRow(), 2'753); // the same call
        QCOMPARE(table->verticalScrollBar()->value(), 0);
    }

    void aCallInFlightFarDownEnds()
    {
        WindowFixture f(addTeam);
        addManyCalls(f.location(), 5'000);
        const Time then = f.backend->now() - Millis(60'000 + 2'000 * 20'000 - 7);
        const RequestId open = addCalls(f.location(), {{1, CallStatus::Open}}, then, Millis(1));
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.control.setStats({1, 1, 0});
        RequestsPage *page = openPage(f);
        page->setFilter({});
        QTRY_COMPARE(rowsOf(page), 5'001);
        RowTable *table = tableOf(page);
        table->verticalScrollBar()->setValue(1'995 * CellDelegate::rowHeight());
        const auto *ledger = static_cast<const LedgerModel *>(table->model());
        QTRY_VERIFY(ledger->rowOf(open) > 0);
        const QModelIndex status = ledger->index(ledger->rowOf(open), CallsModel::Status);
        QCOMPARE(status.data().toString(), u"in flight"_s);
        const auto database = Database::open(f.location(), OpenMode::Existing);
        QVERIFY((*database)->run(u"UPDATE requests SET status = 1, http_status = 200 WHERE id = ?"_s,
                                 {open.value}));
        QTRY_COMPARE(status.data().toString(), u"200"_s);
    }

    void othersLeadHere()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{2}});
        const RequestId wanted = addCalls(f.location(), {{1}});
        RequestsPage *page = openPage(f);
        RequestsFilter filter;
        filter.user = u"ann"_s;
        filter.selected = wanted;
        page->setFilter(filter);
        QTRY_COMPARE(rowsOf(page), 1);
        QTRY_VERIFY(inspectorOf(page)->isVisible());
        QCOMPARE(inspectorOf(page)->shownCall(), wanted);
        QTRY_COMPARE(tableOf(page)->currentRow(), 0);
    }

    void overviewLeadsHere()
    {
        WindowFixture f(addTeam);
        addCalls(f.location(), {{2}, {2}, {1, CallStatus::Ok, 200, {}, u"glm-5"_s}, {2}});
        f.window->page(PageId::Overview)->refresh();
        auto *shares = f.window->page(PageId::Overview)->findChild<ShareList *>();
        QTRY_COMPARE(shares->shares().size(), 2);
        QTest::mouseClick(shares, Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(f.window->current(), PageId::Requests);
        auto *page = static_cast<RequestsPage *>(f.window->page(PageId::Requests));
        QCOMPARE(page->filter().model, std::optional(u"kimi-k3"_s));
        QTRY_COMPARE(rowsOf(page), 3);

        f.window->open(PageId::Overview);
        auto *chart = f.window->findChild<UsageChart *>();
        QTRY_VERIFY(chart && chart->data().size() > 0);
        auto *bars = chart->focusProxy();
        QTest::keyClick(bars, Qt::Key_Right); // the first hour of today
        QTest::keyClick(bars, Qt::Key_Return);
        QCOMPARE(f.window->current(), PageId::Requests);
        QVERIFY(page->filter().since && page->filter().until);
        QVERIFY(*page->filter().until - *page->filter().since == std::chrono::hours(1));
        QVERIFY(!page->filter().model);

        auto *recent = f.open(PageId::Overview)->findChild<RowTable *>();
        QTRY_COMPARE(recent->model()->rowCount(), 4);
        QTest::mouseClick(recent->viewport(), Qt::LeftButton, {},
                          recent->visualRect(recent->model()->index(0, 1)).center());
        QCOMPARE(f.window->current(), PageId::Requests);
        QTRY_VERIFY(inspectorOf(page)->isVisible());
    }
};

QTEST_MAIN(TestRequestsPage)
#include "tst_requests_page.moc"
