// SPDX-License-Identifier: MIT
#include "ui/format.h"
#include "ui/inspector/body_view.h"
#include "ui/inspector/call_cost.h"
#include "ui/inspector/call_inspector.h"
#include "ui/inspector/call_way.h"
#include "ui/inspector/fact_list.h"
#include "ui/models/ledger_model.h"
#include "ui/pages/requests_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/filter_box.h"
#include "ui/widgets/row_table.h"

#include "base/request_id.h"
#include "ledger/table.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// Answers questions about a list of calls when it is told to.
class FakeLedger final
{
public:
    // Of ids `newest` down to 1.
    explicit FakeLedger(int newest)
    {
        for (int i = newest; i > 0; --i)
            rows.append(row(i));
    }

    static CallRow row(qint64 id, CallStatus status = CallStatus::Ok)
    {
        CallRow row;
        row.opened.id = RequestId{id};
        row.opened.model = u"model-%1"_s.arg(id);
        row.settled.status = status;
        return row;
    }

    LedgerModel::Ask ask()
    {
        return [this](const CallFilter &filter, LedgerModel::Answer answer) {
            asked.append(filter);
            m_answer = std::move(answer);
        };
    }

    // Until nobody asks any more.
    void answerAll()
    {
        while (m_answer) {
            QList<CallRow> found;
            for (const CallRow &one : std::as_const(rows)) {
                if ((!asked.last().before || one.opened.id.value < asked.last().before->value) &&
                    found.size() < asked.last().limit)
                    found.append(one);
            }
            std::exchange(m_answer, {})(found);
        }
    }

    QList<CallRow> rows;
    QList<CallFilter> asked;

private:
    LedgerModel::Answer m_answer;
};

Price kimiPrice()
{
    Price price;
    price.model = u"kimi-k3"_s;
    price.rates = {3'000'000, 15'000'000, 300'000, {}, {}};
    return price;
}

} // namespace

class TestRequestsPage : public QObject
{
    Q_OBJECT

    RequestIdSource m_ids;

    static void withTeam(Management &management)
    {
        QVERIFY(management.addUser(u"ann"_s));
        QVERIFY(management.addUser(u"bob"_s));
        QVERIFY(management.issueKey({u"ann"_s, u"laptop"_s, {}}));
        QVERIFY(management.issueKey({u"bob"_s, {}, {}}));
        QVERIFY(management.setPrice(kimiPrice()));
    }

    struct Call
    {
        int user = 1; // and its key
        CallStatus status = CallStatus::Ok;
        int http = 200;
        QString error{};
        QString model = u"kimi-k3"_s;
    };

    RequestId addCalls(const WindowFixture &f, const QList<Call> &calls)
    {
        const auto database = Database::open(f.location(), OpenMode::Existing);
        LedgerTable table(**database);
        RequestId last;
        PriceId price;
        if (auto query = (*database)->run(u"SELECT max(id) FROM prices WHERE model = 'kimi-k3'"_s);
            query && query->next())
            price = PriceId{query->value(0).toLongLong()};
        (void)table.prepare();
        const Outcome done = (*database)->transaction([&]() -> Outcome {
            for (const Call &call : calls) {
                CallOpened opened;
                opened.startedAt = f.backend->now();
                opened.id = last = m_ids.next(opened.startedAt);
                opened.userId = UserId{call.user};
                opened.keyId = KeyId{call.user};
                opened.endpoint = u"/v1/chat/completions"_s;
                opened.model = call.model;
                opened.upstreamModel = call.model;
                opened.reservedMicros = 31'000;
                opened.currency = u"USD"_s;
                opened.priceId = price;
                opened.rateMicros = 7'100'000;
                CallSettled settled;
                settled.id = opened.id;
                settled.status = call.status;
                settled.httpStatus = call.http;
                settled.error = call.error;
                settled.duration = Millis(3'400);
                if (call.status == CallStatus::Ok) {
                    settled.usage = {2'911, 1'024, {}, 640, {}};
                    settled.usageSource = UsageSource::Provider;
                    settled.costMicros = 15'569;
                    settled.currency = u"USD"_s;
                    settled.firstToken = Millis(900);
                }
                if (table.insertSettled(opened, settled) != LedgerTable::Written::Yes)
                    return failure(ErrorCode::Storage, table.lastError());
            }
            return {};
        });
        if (!done)
            qFatal("%s", qUtf8Printable(done.error().message));
        return last;
    }

    static RequestsPage *openPage(WindowFixture &f)
    {
        f.window->open(PageId::Requests);
        return static_cast<RequestsPage *>(f.window->page(PageId::Requests));
    }
    static RowTable *tableOf(RequestsPage *page) { return page->findChild<RowTable *>(u"requests"_s); }
    static int rowsOf(RequestsPage *page) { return tableOf(page)->model()->rowCount(); }
    static void choose(RequestsPage *page, const QString &box, const QString &text)
    {
        auto *combo = page->findChild<FilterBox *>(box);
        QTRY_VERIFY(combo->findText(text) >= 0);
        combo->setCurrentIndex(combo->findText(text));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    static CallInspector *inspectorOf(RequestsPage *page) { return page->findChild<CallInspector *>(); }

private Q_SLOTS:
    void modelGrowsAsItIsSeen()
    {
        FakeLedger ledger(1'000);
        LedgerModel model(ledger.ask());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFilter({});
        QCOMPARE(model.rowCount(), 0);
        ledger.answerAll();
        QCOMPARE(model.rowCount(), 2 * LedgerModel::pageSize); // what is seen, and the next page
        QCOMPARE(model.index(0, CallsModel::Model).data().toString(), u"model-1000"_s);
        while (!model.isComplete()) {
            model.setSeen(model.rowCount() - 20, model.rowCount() - 1);
            ledger.answerAll();
        }
        QCOMPARE(model.rowCount(), 1'000);
        QCOMPARE(model.index(999, CallsModel::Model).data().toString(), u"model-1"_s);
    }

    void modelLetsFarPagesGoAndReadsThemAgain()
    {
        const int rows = LedgerModel::pageSize * (LedgerModel::heldPages + 5);
        FakeLedger ledger(rows);
        LedgerModel model(ledger.ask());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFilter({});
        ledger.answerAll();
        while (!model.isComplete()) {
            model.setSeen(model.rowCount() - 20, model.rowCount() - 1);
            ledger.answerAll();
        }
        QVERIFY(!model.call(0));
        // Something came and something went meanwhile.
        ledger.rows.prepend(FakeLedger::row(rows + 1));
        ledger.rows.removeAt(2); // rows - 1
        model.setSeen(0, 20);
        ledger.answerAll();
        QVERIFY(model.call(0));
        QCOMPARE(model.call(0)->opened.id.value, rows);
        QCOMPARE(model.call(1)->opened.id.value, rows - 2);
        QCOMPARE(model.rowCount(), rows - 1);
        QCOMPARE(model.rowOf(RequestId{rows - 2}), 1);
    }

    void modelTakesNewsOnTop()
    {
        FakeLedger ledger(10);
        ledger.rows.first().settled.status = CallStatus::Open;
        LedgerModel model(ledger.ask());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFilter({});
        ledger.answerAll();
        ledger.rows.first().settled.status = CallStatus::Ok;
        ledger.rows.prepend(FakeLedger::row(11));
        model.look(false);
        ledger.answerAll();
        QCOMPARE(model.waiting(), 1);
        QCOMPARE(model.rowCount(), 10);
        QVERIFY(model.call(0)->settled.status == CallStatus::Ok); // it has ended, and is known to
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        model.look(true);
        ledger.answerAll();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(model.waiting(), 0);
        QCOMPARE(model.call(0)->opened.id.value, 11);
        for (int i = 0; i < 12; ++i) { // a list that is watched for long does not grow for ever
            for (int n = 0; n < 200; ++n)
                ledger.rows.prepend(FakeLedger::row(ledger.rows.first().opened.id.value + 1));
            model.look(true);
            ledger.answerAll();
        }
        QVERIFY(model.rowCount() <= LedgerModel::mostOnTop);
        QCOMPARE(model.call(0)->opened.id, ledger.rows.first().opened.id);
        for (int i = 1; i < model.rowCount(); ++i)
            QCOMPARE(model.call(i)->opened.id, ledger.rows[i].opened.id);
    }

    void costCanBeChecked()
    {
        const CostSum sum = costSum(kimiPrice(), {2'911, 1'024, {}, 640, {}});
        QCOMPARE(sum.parts.size(), 3);
        QCOMPARE(CostText::line(sum.parts[0], Currency::Usd), u"1,887 × $3.00 / M = $0.005661"_s);
        QCOMPARE(CostText::line(sum.parts[1], Currency::Usd), u"1,024 × $0.30 / M = $0.0003072"_s);
        QCOMPARE(CostText::line(sum.parts[2], Currency::Usd), u"640 × $15.00 / M = $0.009600"_s);
        QCOMPARE(CostText::exact(sum.pico, Currency::Usd), u"$0.0155682"_s);
    }

    void costIsWhatWasBooked_data()
    {
        QTest::addColumn<TokenUsage>("usage");
        QTest::newRow("nothing") << TokenUsage();
        QTest::newRow("plain") << TokenUsage{100, {}, {}, 10, {}};
        QTest::newRow("cached beyond prompt") << TokenUsage{100, 400, {}, 10, {}};
        QTest::newRow("writes") << TokenUsage{1'001, 400, 300, 10, {}};
        QTest::newRow("writes of an hour") << TokenUsage{1'001, 400, 300, 10, {}, 120};
        QTest::newRow("more written for an hour than written") << TokenUsage{1'001, 400, 300, 10, {}, 900};
        QTest::newRow("writes of an hour, in a tier") << TokenUsage{200'001, 7, 300, 77, {}, 120};
        QTest::newRow("writes of an hour without a whole") << TokenUsage{{}, 40, {}, {}, 9, 120};
        QTest::newRow("reasoning") << TokenUsage{1'001, {}, {}, 77, 70};
        QTest::newRow("tier") << TokenUsage{200'001, 7, {}, 77, 70};
        QTest::newRow("parts without their whole") << TokenUsage{{}, 40, 2, {}, 9};
    }
    void costIsWhatWasBooked()
    {
        QFETCH(TokenUsage, usage);
        Price price = kimiPrice();
        price.rates.reasoning = 17'000'001;
        price.rates.cacheWrite = 3'750'000;
        price.rates.cacheWriteLong = 6'000'000;
        price.tiers = {{200'000, {6'000'000, 30'000'000, {}, {}, {}}}};
        QCOMPARE(costSum(price, usage).micros, costOf(price, usage));
    }

    void wayIsCutInTime()
    {
        CallRow call;
        call.opened.stream = true;
        call.settled.queued = Millis(10);
        call.settled.firstToken = Millis(1'000);
        call.settled.duration = Millis(3'400);
        call.settled.usage.completion = 640;
        call.settled.tried = {
                {u"DeepSeek"_s, 1, u"0aZs"_s, u"m"_s, 401, u"credential_refused"_s, Millis(300)},
                {u"Moonshot"_s, 2, u"9fQa"_s, u"m"_s, 200, u"ok"_s, Millis(3'090)}};
        const QList<WayPart> parts = CallWay::parts(call);
        QCOMPARE(parts.size(), 4);
        QCOMPARE(parts[1].kind, WayPart::Kind::FailedTry);
        QCOMPARE(parts[1].from, Millis(10));
        QCOMPARE(parts[1].to, Millis(310));
        QCOMPARE(parts[2].to, Millis(1'000));
        QCOMPARE(parts[3].to, Millis(3'400));
        QVERIFY(parts[3].text.contains(u"266 tok/s"_s));
        const QList<WayTry> tries = CallWay::tries(call);
        QCOMPARE(tries.size(), 2);
        QCOMPARE(tries[0].pill, u"401"_s);
        QVERIFY(tries[0].detail.contains(u"key refused"_s));
        QVERIFY(tries[1].good);
    }

    void jsonIsBuiltWhenOpened()
    {
        JsonModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        tester.setUseFetchMore(false);
        model.setDocument(
                QJsonDocument::fromJson(R"({"model":"m","messages":[{"role":"user"},{"role":"x"}]})"));
        QVERIFY(model.canFetchMore({}));
        model.fetchMore({});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex messages = model.index(0, 0);
        QCOMPARE(messages.data().toString(), u"messages"_s);
        QVERIFY(model.hasChildren(messages));
        QCOMPARE(model.rowCount(messages), 0);
        model.fetchMore(messages);
        QCOMPARE(model.rowCount(messages), 2);
        QCOMPARE(model.index(1, 1).data().toString(), u"m"_s);
    }

    void bodiesAreReadAsWhatTheyAre()
    {
        const BodyText stream = bodyText({}, "event: message_start\ndata: {\"a\":1}\n\ndata: [DONE]\n\n");
        QCOMPARE(stream.events, (QStringList{u"message_start  {\"a\":1}"_s, u"[DONE]"_s}));
        QVERIFY(!bodyText({}, "{\"a\":1}").json.isNull());
        QCOMPARE(bodyText({}, "plain").text, u"plain"_s);
        CallDetail detail;
        detail.row.opened.endpoint = u"/v1/chat/completions"_s;
        detail.request = "{\"a\":\"it's\"}";
        const QString curl = curlOf(detail, u"http://127.0.0.1:5000"_s);
        QVERIFY(curl.contains(u"'http://127.0.0.1:5000/v1/chat/completions'"_s));
        QVERIFY(curl.contains(u"it'\\''s"_s));
        QVERIFY(curl.contains(u"$GATEWAY_KEY"_s));
    }

    void emptyLedgerSaysWhatHelps()
    {
        WindowFixture f;
        RequestsPage *page = openPage(f);
        auto *empty = page->findChild<EmptyState *>();
        QTRY_VERIFY(empty->isVisible());
        QVERIFY(f.click(empty, u"Clear filters"_s)); // today
        QTRY_COMPARE(empty->button()->text(), u"Issue a key"_s);
        QVERIFY(f.click(empty, u"Issue a key"_s));
        QCOMPARE(f.window->current(), PageId::Keys);
    }

    void filtersRestrictTheList()
    {
        WindowFixture f(withTeam);
        addCalls(f, {{1},
                     {2},
                     {2, CallStatus::Refused, 429, u"over_budget: the day's budget is used up"_s},
                     {1, CallStatus::Failed, 502}});
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 4);
        choose(page, u"user"_s, u"bob"_s);
        QTRY_COMPARE(rowsOf(page), 2);
        choose(page, u"status"_s, u"Refused"_s);
        QTRY_COMPARE(rowsOf(page), 1);
        const QModelIndex why = tableOf(page)->model()->index(0, CallsModel::ProviderName);
        QVERIFY(why.data().toString().contains(u"budget"_s)); // refused rows say why
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
        QTRY_VERIFY(page->findChild<QLabel *>(u"count"_s)->text().startsWith(u"4 rows"_s));
    }

    void selectingExplainsTheCall()
    {
        WindowFixture f(withTeam);
        addCalls(f, {{1}, {1}});
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
                               [&](const FactList::Fact &fact) { return fact.value == text; });
        };
        QTRY_VERIFY(says(u"1,887 × $3.00 / M = $0.005661"_s));
        QVERIFY(says(u"$0.0155682"_s));
        QVERIFY(says(u"$0.031000 → $0.015569"_s));
        inspector->findChild<QTabBar *>()->setCurrentIndex(2);
        QVERIFY(f.click(inspector, u"Keep them from now on"_s)); // nothing was captured
        QTRY_VERIFY(f.backend->settings().capture);

        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QVERIFY(!table->isVisible()); // the inspector has the page
        QTest::keyClick(inspector, Qt::Key_Escape);
        QVERIFY(table->isVisible());
        QVERIFY(inspector->isVisible());
        QTest::keyClick(table, Qt::Key_Escape);
        QVERIFY(!inspector->isVisible());
        QCOMPARE(table->currentRow(), -1);
    }

    void newCallsArriveOnTop()
    {
        WindowFixture f(withTeam);
        f.control.run(u"http://127.0.0.1:5000"_s);
        addCalls(f, QList<Call>(300));
        RequestsPage *page = openPage(f);
        QTRY_COMPARE(rowsOf(page), 300);
        RowTable *table = tableOf(page);
        addCalls(f, {{2, CallStatus::Ok, 200, {}, u"newest"_s}});
        f.control.setStats({0, 1, 0});
        QTRY_COMPARE(table->model()->index(0, CallsModel::Model).data().toString(), u"newest"_s);

        // Who has scrolled away is not moved.
        table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum() / 2);
        addCalls(f, {{1, CallStatus::Ok, 200, {}, u"next"_s}});
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

    void scrollsAsFarAsThereIs()
    {
        WindowFixture f(withTeam);
        addCalls(f, {{1, CallStatus::Ok, 200, {}, u"oldest"_s}});
        addCalls(f, QList<Call>(1'500));
        RequestsPage *page = openPage(f);
        RowTable *table = tableOf(page);
        QTRY_COMPARE(rowsOf(page), 2 * LedgerModel::pageSize);
        QVERIFY(waitUntilOldest(page, table));
        QCOMPARE(rowsOf(page), 1'501);
    }

    void othersLeadHere()
    {
        WindowFixture f(withTeam);
        addCalls(f, {{2}});
        const RequestId wanted = addCalls(f, {{1}});
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

private:
    static bool waitUntilOldest(RequestsPage *page, RowTable *table)
    {
        return WindowFixture::waitFor([&]() -> QObject * {
            table->verticalScrollBar()->setValue(table->verticalScrollBar()->maximum());
            const int last = rowsOf(page) - 1;
            return table->model()->index(last, CallsModel::Model).data().toString() == u"oldest"_s ? page
                                                                                                   : nullptr;
        });
    }
};

Q_DECLARE_METATYPE(gateway::TokenUsage)
QTEST_MAIN(TestRequestsPage)
#include "tst_requests_page.moc"
