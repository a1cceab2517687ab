// SPDX-License-Identifier: MIT
#include "ui/charts/usage_chart.h"
#include "ui/format.h"
#include "ui/mnemonics.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/requests_page.h"
#include "ui/support/ledger_fill.h"
#include "ui/support/provider_windows.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/segmented_control.h"

#include "base/request_id.h"
#include "ledger/table.h"

#include <QDateEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;
using std::chrono::hours;

namespace {

UsageSum bucket(Time start, qint64 prompt, qint64 cached, qint64 completion)
{
    UsageSum sum;
    sum.start = start;
    sum.requests = 3;
    sum.failed = 1;
    sum.tokens = {prompt, cached, {}, completion, {}};
    return sum;
}

Tile *tile(const WindowFixture &f, const QString &label)
{
    const auto tiles = f.window->findChildren<Tile *>();
    for (Tile *one : tiles) {
        if (one->accessibleName().startsWith(label + u':'))
            return one;
    }
    return nullptr;
}

} // namespace

class TestOverview : public QObject
{
    Q_OBJECT

    RequestIdSource m_ids;

    // A settled call of ann's only key.
    void addCall(const WindowFixture &f, Time at, const TokenUsage &usage, CallStatus status = CallStatus::Ok)
    {
        const auto database = Database::open(f.location(), OpenMode::Existing);
        QVERIFY(database);
        LedgerTable table(**database);
        QVERIFY(table.prepare());
        CallOpened opened;
        opened.id = m_ids.next(at);
        opened.startedAt = at;
        opened.userId = UserId{1};
        opened.keyId = KeyId{1};
        opened.endpoint = u"/v1/chat/completions"_s;
        opened.model = u"kimi-k3"_s;
        CallSettled settled;
        settled.id = opened.id;
        settled.status = status;
        settled.httpStatus = 200;
        settled.usage = usage;
        settled.firstToken = Millis(400);
        settled.duration = Millis(900);
        QVERIFY((*database)->transaction([&]() -> Outcome {
            return table.insertSettled(opened, settled) == LedgerTable::Written::Yes
                           ? Outcome()
                           : failure(ErrorCode::Storage, table.lastError());
        }));
    }

    static void withAnn(Management &management)
    {
        QVERIFY(management.addUser(u"ann"_s));
        QVERIFY(management.issueKey({u"ann"_s, {}, {}}));
    }

private Q_SLOTS:
    // Not of the newest calls alone: yesterday was slow, and had more of them.
    void firstTokenIsOfTheWholeRange()
    {
        WindowFixture f(withAnn);
        const Time now = SystemClock().now();
        {
            const auto database = Database::open(f.location(), OpenMode::Existing);
            LedgerTable table(**database);
            QVERIFY(table.prepare());
            QVERIFY((*database)->transaction([&]() -> Outcome {
                for (int i = 0; i < 1'000; ++i) {
                    const bool today = i >= 700;
                    CallOpened opened;
                    opened.startedAt = now - (today ? hours(1) : hours(25)) + Millis(i);
                    opened.id = m_ids.next(opened.startedAt);
                    opened.userId = UserId{1};
                    opened.keyId = KeyId{1};
                    opened.model = u"kimi-k3"_s;
                    CallSettled settled;
                    settled.id = opened.id;
                    settled.status = CallStatus::Ok;
                    settled.firstToken = Millis(today ? 400 : 2'000);
                    if (table.insertSettled(opened, settled) != LedgerTable::Written::Yes)
                        return failure(ErrorCode::Storage, table.lastError());
                }
                return {};
            }));
        }
        const auto database = Database::open(f.location(), OpenMode::Existing);
        LedgerQueries queries(**database, u"UTC"_s);
        const QTimeZone utc("UTC");
        const auto today = loadOverview(queries, usageWindow(UsageRange::Day, now, utc), UsageGroup::None, 5);
        const auto week = loadOverview(queries, usageWindow(UsageRange::Week, now, utc), UsageGroup::None, 5);
        QVERIFY(today && week);
        QCOMPARE(today->firstTokenMedian, std::optional(Millis(400)));
        QCOMPARE(week->firstTokenMedian, std::optional(Millis(2'000)));
    }

    void chartSplitsTokens()
    {
        const Time start = fromMillis(1'795'363'200'000); // 2026-11-22T16:00Z, midnight in Shanghai
        OverviewData usage;
        usage.window.hourly = true;
        usage.buckets = {bucket(start, 100, 40, 7), bucket(start + hours(1), 0, 0, 0)};
        const QTimeZone zone("Asia/Shanghai");
        const ChartData tokens = OverviewChart::build(usage, ChartMetric::Tokens, zone);
        QCOMPARE(tokens.slotLabels, (QStringList{u"00:00"_s, u"01:00"_s}));
        QCOMPARE(tokens.series.size(), 3);
        QCOMPARE(tokens.series[0].values, (QList<qint64>{60, 0})); // cached tokens are part of the prompt
        QCOMPARE(tokens.series[1].values, (QList<qint64>{40, 0}));
        QCOMPARE(tokens.series[2].values, (QList<qint64>{7, 0}));
        const ChartData requests = OverviewChart::build(usage, ChartMetric::Requests, zone);
        QCOMPARE(requests.series[0].values, (QList<qint64>{2, 2}));
        QCOMPARE(requests.series[1].values, (QList<qint64>{1, 1}));
        usage.window.hourly = false;
        QCOMPARE(OverviewChart::build(usage, ChartMetric::Tokens, zone).slotLabels.first(), u"11-23"_s);
    }

    void chartStacksGroups()
    {
        const Time start = fromMillis(1'795'363'200'000);
        OverviewData usage;
        usage.group = UsageGroup::Model;
        usage.buckets = {bucket(start, 100, 40, 7), bucket(start + hours(1), 50, 0, 3)};
        usage.series = {{u"kimi-k3"_s, false, {bucket(start, 60, 0, 0), bucket(start + hours(1), 0, 0, 0)}},
                        {{}, true, {bucket(start, 40, 40, 7), bucket(start + hours(1), 50, 0, 3)}}};
        usage.series[0].buckets[0].cnyMicros = 500'000;
        usage.shares.resize(4);
        usage.total.costMicros = {{u"CNY"_s, 500'000}};
        const QTimeZone zone("Asia/Shanghai");
        const ChartData tokens = OverviewChart::build(usage, ChartMetric::Tokens, zone);
        QCOMPARE(tokens.series.size(), 2);
        QCOMPARE(tokens.series[0].values, (QList<qint64>{60, 0}));
        QCOMPARE(tokens.series[1].values, (QList<qint64>{47, 53}));
        QCOMPARE(tokens.series[1].color, 4);
        QCOMPARE(tokens.series[1].name, u"3 others"_s);
        QCOMPARE(chartCurrency(usage), u"CNY"_s);
        const ChartData cost = OverviewChart::build(usage, ChartMetric::Cost, zone);
        QCOMPARE(cost.series[0].values, (QList<qint64>{500'000, 0}));
        const QList<QByteArray> lines = overviewCsv(usage, zone).split('\n');
        QVERIFY(lines[1].startsWith("2026-11-23T00:00:00+08:00,kimi-k3,3,1,60,0,0,,,0.500000,0"));
    }

    void namesAreNoFormulas()
    {
        OverviewData usage;
        usage.group = UsageGroup::User;
        usage.series = {{u"=cmd(\"x\")"_s, false, {bucket(fromMillis(0), 1, 0, 1)}}};
        const QByteArray csv = overviewCsv(usage, QTimeZone::utc());
        QVERIFY(csv.contains(",\"'=cmd(\"\"x\"\")\","));
    }

    void budgetsNearTheirEndCanBeRaised()
    {
        WindowFixture f([](Management &management) {
            QVERIFY(management.addUser(u"ann"_s));
            KeyRequest request;
            request.user = u"ann"_s;
            request.limits.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Day, 100}};
            QVERIFY(management.issueKey(request));
        });
        auto *card = f.window->findChild<BudgetsCard *>();
        QVERIFY(card->isHidden());
        addCall(f, f.backend->now(), {80, {}, {}, 5, {}});
        f.window->page(PageId::Overview)->activate();
        QTRY_VERIFY(!card->isHidden());
        auto *button = card->findChild<QPushButton *>();
        QVERIFY(button);
        button->setFocus();
        addCall(f, f.backend->now(), {5, {}, {}, 5, {}});
        f.window->page(PageId::Overview)->activate();
        QTRY_VERIFY(shows(card, u"95"_s)); // made anew, and the focus is still there
        button = card->findChild<QPushButton *>();
        QVERIFY(button->hasFocus());
        button->click();
        QTRY_VERIFY(card->isHidden());
        QVERIFY(f.window->toastText().contains(u"20 tokens"_s));
    }

    // The next key must not raise somebody else's budget.
    void aButtonThatTakesAnothersPlaceHasNoFocus()
    {
        const auto near = [](const QString &name) {
            BudgetUse use;
            use.budget = {BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000};
            use.used = 9'000'000;
            RaiseTarget target;
            target.name = name;
            target.uses = {use};
            return target;
        };
        BudgetsCard card;
        card.show({near(u"ann"_s), near(u"bob"_s)});
        card.QWidget::show();
        card.activateWindow();
        card.findChildren<QPushButton *>().constFirst()->setFocus();
        card.show({near(u"bob"_s), near(u"ann"_s)});
        const QList<QPushButton *> buttons = card.findChildren<QPushButton *>();
        QVERIFY(!buttons[0]->hasFocus());
        QCOMPARE(card.focusWidget(), buttons[1]);
        card.show({near(u"bob"_s)});
        QVERIFY(!card.findChild<QPushButton *>()->hasFocus());
    }

    void problemsLeadToWhereTheyAreMended()
    {
        WindowFixture f(withAnn);
        auto *card = f.window->findChild<ProblemsCard *>();
        QTRY_VERIFY(!card->isHidden()); // there is no provider
        auto *button = card->findChild<QPushButton *>();
        QCOMPARE(withoutMnemonic(button->text()), u"Add provider"_s);
        button->click();
        QCOMPARE(f.window->current(), PageId::Providers);
    }

    void withoutAProviderThatComesFirst()
    {
        WindowFixture f;
        auto *page = static_cast<OverviewPage *>(f.window->page(PageId::Overview));
        auto *empty = page->findChild<EmptyState *>();
        QTRY_COMPARE(withoutMnemonic(empty->button()->text()), u"Add provider"_s);
        QVERIFY(f.click(empty, u"Add provider"_s));
        QCOMPARE(f.window->current(), PageId::Providers);
    }

    void emptyLedgerSaysWhatHelps()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        auto *page = static_cast<OverviewPage *>(f.window->page(PageId::Overview));
        QSignalSpy loaded(page, &OverviewPage::loaded);
        QVERIFY(loaded.count() > 0 || loaded.wait());
        QCOMPARE(tile(f, u"Requests"_s)->figure(), u"0"_s);
        QCOMPARE(tile(f, u"Success"_s)->figure(), u"—"_s);
        QVERIFY(f.click(page->findChild<EmptyState *>(), u"Issue a key"_s));
        QCOMPARE(f.window->current(), PageId::Keys);
    }

    void callsAppearByThemselves()
    {
        WindowFixture f(withAnn);
        f.control.run(u"http://127.0.0.1:5000"_s);
        const Time now = f.backend->now();
        addCall(f, now, {1'000, 400, {}, 50, {}});
        addCall(f, now, {}, CallStatus::Failed);
        f.control.setStats({0, 2, 0}); // the gateway has taken calls
        QTRY_COMPARE_WITH_TIMEOUT(tile(f, u"Requests"_s)->figure(), u"2"_s, 10'000);
        QCOMPARE(tile(f, u"Tokens"_s)->figure(), u"1,050"_s);
        QCOMPARE(tile(f, u"Success"_s)->figure(), u"50.0 %"_s);
        QCOMPARE(tile(f, u"First token"_s)->figure(), u"400 ms"_s);
        auto *chart = f.window->findChild<UsageChart *>();
        QVERIFY(chart);
        QVERIFY(chart->data().size() >= 23); // a day of hours, empty ones included
        qint64 sum = 0;
        for (const ChartSeries &series : chart->data().series) {
            for (const qint64 value : series.values)
                sum += value;
        }
        QCOMPARE(sum, 1'050);
        const auto shares = f.window->findChild<ShareList *>()->shares();
        QCOMPARE(shares.size(), 1);
        QCOMPARE(shares[0].name, u"kimi-k3"_s);
        // By Tab from the choice of the chart into it, and not at the end of the page.
        QList<QWidget *> stops;
        QWidget *metric = f.window->findChildren<SegmentedControl *>().constLast()->lastButton();
        for (QWidget *next = metric; !stops.contains(next); next = next->nextInFocusChain())
            stops += next;
        const auto *recent = f.window->page(PageId::Overview)->findChild<RowTable *>();
        QCOMPARE(chart->focusProxy()->focusPolicy(), Qt::TabFocus);
        QVERIFY(stops.indexOf(chart->focusProxy()) > 0);
        QVERIFY(stops.indexOf(chart->focusProxy()) < stops.indexOf(recent));
    }

    void rangesGroupByDayAndAreRemembered()
    {
        WindowFixture f(withAnn);
        const Time now = f.backend->now();
        addCall(f, now - hours(24 * 3), {10, {}, {}, 5, {}});
        auto *range = f.window->findChild<SegmentedControl *>();
        QVERIFY(f.click(range, u"30 days"_s));
        QTRY_COMPARE(tile(f, u"Requests"_s)->figure(), u"1"_s);
        QTRY_VERIFY(f.window->findChild<UsageChart *>());
        QTRY_COMPARE(f.window->findChild<UsageChart *>()->data().size(), 30);
        f.window.reset();
        QCOMPARE(QSettings(f.dataDir() + u"/window.ini"_s, QSettings::IniFormat)
                         .value(u"overview/range"_s)
                         .toString(),
                 u"30d"_s);
    }

    void daysFromHereToThere()
    {
        WindowFixture f(withAnn);
        const QDate today = QDate::currentDate();
        for (const int days : {1, 3, 4, 9})
            addCalls(f.location(), {FilledCall()}, f.backend->now() - hours(24 * days), Millis(1));
        auto *page = f.window->page(PageId::Overview);
        auto *first = page->findChild<QDateEdit *>(u"firstDay"_s);
        auto *last = page->findChild<QDateEdit *>(u"lastDay"_s);
        QVERIFY(!first->isVisible());
        QVERIFY(f.click(f.window->findChild<SegmentedControl *>(), u"Custom"_s));
        QVERIFY(first->isVisible());
        QCOMPARE(last->date(), today);
        QCOMPARE(first->date(), today.addDays(-6));
        QTRY_COMPARE(tile(f, u"Requests"_s)->figure(), u"3"_s);

        // By the keyboard, part by part.
        const auto type = [](QDateEdit *edit, QDate date) {
            edit->setFocus();
            edit->setSelectedSection(QDateTimeEdit::YearSection);
            QTest::keyClicks(edit, date.toString(u"yyyyMMdd"_s));
            QTest::keyClick(edit, Qt::Key_Return);
        };
        type(last, today.addDays(-3));
        QTRY_COMPARE(tile(f, u"Requests"_s)->figure(), u"2"_s);
        QTRY_COMPARE(f.window->findChild<UsageChart *>()->data().size(), 4);
        type(first, today.addDays(-1)); // after the last: that gives way
        QCOMPARE(last->date(), today.addDays(-1));
        QTRY_COMPARE(tile(f, u"Requests"_s)->figure(), u"1"_s);

        // What leads to requests has the days with it.
        QTest::mouseClick(page->findChild<ShareList *>(), Qt::LeftButton, {}, QPoint(10, 10));
        QCOMPARE(f.window->current(), PageId::Requests);
        const RequestsFilter filter = static_cast<RequestsPage *>(f.window->page(PageId::Requests))->filter();
        QVERIFY(filter.since && filter.until && !filter.range);
        QVERIFY(*filter.until - *filter.since >= hours(23));
        f.window.reset();
        const QSettings memory(f.dataDir() + u"/window.ini"_s, QSettings::IniFormat);
        QCOMPARE(memory.value(u"overview/range"_s).toString(), u"days"_s);
        QCOMPARE(memory.value(u"overview/from"_s).toDate(), today.addDays(-1));
    }

    void theKeyboardReadsTheChart()
    {
        UsageChart chart;
        ChartData usage;
        usage.slotLabels = {u"00:00"_s, u"01:00"_s};
        usage.slotNames = {u"2026-11-23 00:00"_s, u"2026-11-23 01:00"_s};
        usage.series = {{u"Input"_s, 0, {1'200, 5}}, {u"Output"_s, 2, {30, 7}}};
        chart.setData(usage);
        QCOMPARE(chart.describe(0), u"2026-11-23 00:00\nInput: 1,200\nOutput: 30\nTotal: 1,230"_s);
        chart.show();
        QWidget *view = chart.focusProxy();
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(view->accessibleDescription(), chart.describe(0));
        QTest::keyClick(view, Qt::Key_Right);
        QCOMPARE(view->accessibleDescription(), chart.describe(1));
        QTest::keyClick(view, Qt::Key_Right); // the last stays
        QCOMPARE(view->accessibleDescription(), chart.describe(1));
    }
};

QTEST_MAIN(TestOverview)
#include "tst_overview.moc"
