// SPDX-License-Identifier: MIT
#include "ui/models/cell_delegate.h"
#include "ui/models/live_calls_model.h"
#include "ui/pages/requests_page.h"
#include "ui/requests_filter.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/live_calls_view.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QVBoxLayout>

using namespace gateway;
using namespace gateway::ui;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

LiveCall call(qint64 id, CallPhase phase = CallPhase::Streaming)
{
    LiveCall made;
    made.id = RequestId{id};
    made.startedAt = fromMillis(1'795'437'667'000 + id * 1000);
    made.user = u"ann"_s;
    made.model = u"kimi-k3"_s;
    made.provider = u"Moonshot"_s;
    made.upstreamModel = u"kimi-k3"_s;
    made.phase = phase;
    made.promptTokens = 1'204;
    made.completionTokens = 318;
    made.elapsed = Millis(4'600);
    if (phase == CallPhase::Streaming)
        made.firstToken = Millis(600);
    return made;
}

QList<LiveCall> calls(const QList<int> &ids)
{
    QList<LiveCall> made;
    for (const int id : ids)
        made.append(call(id));
    return made;
}

QList<int> ids(const LiveCallsModel &model)
{
    QList<int> found;
    for (int row = 0; row < model.rowCount(); ++row)
        found.append(int(model.call(row)->id.value));
    return found;
}

QString cell(const LiveCallsModel &model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role).toString();
}

// The view as the page has it, with something below.
struct Stage
{
    Stage()
    {
        auto *layout = new QVBoxLayout(&page);
        view = new LiveCallsView(control, &page);
        view->setZone(QTimeZone::utc());
        layout->addWidget(view);
        layout->addStretch(1);
        page.resize(900, 500);
        page.show();
        view->setWatching(true);
    }
    QPushButton *stop(qint64 id) const { return view->stopButton(RequestId{id}); }

    FakeControl control;
    QWidget page;
    LiveCallsView *view;
};

} // namespace

class TestLiveCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { (void)applicationTheme(); }
    void listsAreTakenOver_data();
    void listsAreTakenOver();
    void speed_data();
    void speed();
    void showsWhatIsKnown();
    void staysStill();
    void comesAndGoes();
    void scrollsFromTheSixthOn();
    void stopsOne();
    void theFocusStaysWithItsCall();
    void isOnePlaceForTheTabKey();
    void nothingMovesUnderTheMouse();
    void theFilterAsksForSomeOfThem_data();
    void theFilterAsksForSomeOfThem();
    void thePageFiltersThemToo();
};

void TestLiveCalls::listsAreTakenOver_data()
{
    QTest::addColumn<QList<int>>("before");
    QTest::addColumn<QList<int>>("after");
    QTest::newRow("filled") << QList<int>{} << QList<int>{3, 2, 1};
    QTest::newRow("emptied") << QList<int>{3, 2, 1} << QList<int>{};
    QTest::newRow("one more on top") << QList<int>{2, 1} << QList<int>{3, 2, 1};
    QTest::newRow("the oldest ended") << QList<int>{3, 2, 1} << QList<int>{3, 2};
    QTest::newRow("one in the middle ended") << QList<int>{3, 2, 1} << QList<int>{3, 1};
    QTest::newRow("all others") << QList<int>{2, 1} << QList<int>{4, 3};
    QTest::newRow("some of both") << QList<int>{5, 4, 2, 1} << QList<int>{7, 6, 4, 1};
}

void TestLiveCalls::listsAreTakenOver()
{
    QFETCH(QList<int>, before);
    QFETCH(QList<int>, after);
    LiveCallsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setCalls(calls(before));
    QCOMPARE(ids(model), before);
    model.setCalls(calls(after));
    QCOMPARE(ids(model), after);
    QVERIFY(reset.isEmpty());
    for (const int id : std::as_const(after))
        QCOMPARE(model.rowOf(RequestId{id}), int(after.indexOf(id)));
    QCOMPARE(model.rowOf(RequestId{99}), -1);
}

void TestLiveCalls::speed_data()
{
    QTest::addColumn<int>("firstToken"); // -1: none yet
    QTest::addColumn<int>("elapsed");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("rate"); // -1: not told
    QTest::newRow("no token yet") << -1 << 5'000 << 0 << -1;
    QTest::newRow("has just begun") << 600 << 900 << 20 << -1;
    QTest::newRow("four seconds") << 600 << 4'600 << 318 << 79;
    QTest::newRow("silent since") << 600 << 1'600 << 0 << 0;
}

void TestLiveCalls::speed()
{
    QFETCH(int, firstToken);
    QFETCH(int, elapsed);
    QFETCH(int, tokens);
    LiveCall made = call(1);
    made.firstToken = firstToken < 0 ? std::nullopt : std::optional(Millis(firstToken));
    made.elapsed = Millis(elapsed);
    made.completionTokens = tokens;
    QTEST(int(tokensPerSecond(made).value_or(-1)), "rate");
}

void TestLiveCalls::showsWhatIsKnown()
{
    LiveCallsModel model;
    LiveCall waiting = call(1, CallPhase::Waiting);
    waiting.provider.clear();
    waiting.completionTokens = 0;
    waiting.elapsed = Millis(12'700);
    model.setCalls({call(3), call(2, CallPhase::Draining), waiting});
    using M = LiveCallsModel;
    QCOMPARE(cell(model, 0, M::UserName), u"ann"_s);
    QCOMPARE(cell(model, 0, M::Model), u"kimi-k3"_s);
    QCOMPARE(cell(model, 0, M::ProviderName), u"Moonshot"_s);
    QCOMPARE(cell(model, 0, M::Phase), u"streaming"_s);
    QCOMPARE(cell(model, 0, M::Speed), u"79 tok/s"_s);
    QCOMPARE(cell(model, 0, M::PromptTokens), u"1,204"_s);
    QCOMPARE(cell(model, 0, M::CompletionTokens), u"318"_s);
    QCOMPARE(cell(model, 1, M::Phase), u"draining"_s);
    QCOMPARE(model.index(1, M::Phase).data(ToneRole).toInt(), int(Tone::Warn));
    QCOMPARE(cell(model, 2, M::Phase), u"waiting"_s);
    QCOMPARE(cell(model, 2, M::Speed), u"12 s"_s);
    QCOMPARE(cell(model, 2, M::ProviderName), u"—"_s);

    model.markStopping(RequestId{3});
    QCOMPARE(cell(model, 0, M::Phase), u"stopping"_s);
    QVERIFY(!model.canStop(0));
    QVERIFY(model.canStop(1));
    model.setCalls({call(3), call(2)});
    QVERIFY(!model.canStop(0)); // until it has ended
}

void TestLiveCalls::staysStill()
{
    LiveCallsModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setCalls(calls({3, 2, 1}));
    LiveCall further = call(1);
    further.completionTokens = 400;
    model.setCalls({call(4), call(3), further}, true);
    QCOMPARE(ids(model), (QList<int>{3, 2, 1}));
    QCOMPARE(cell(model, 1, LiveCallsModel::Phase), u"ended"_s);
    QVERIFY(!model.canStop(1));
    QCOMPARE(cell(model, 2, LiveCallsModel::CompletionTokens), u"400"_s);
    QVERIFY(model.anyAlive());
    model.setCalls({call(4)}, true);
    QVERIFY(!model.anyAlive());
    model.setCalls({call(4)});
    QCOMPARE(ids(model), QList<int>{4});
}

void TestLiveCalls::comesAndGoes()
{
    Stage stage;
    QVERIFY(stage.control.watched);
    QVERIFY(stage.view->isHidden());
    stage.control.setCalls(calls({2, 1}));
    QVERIFY(stage.view->isVisible());
    const int two = stage.view->sizeHint().height();
    stage.control.setCalls(calls({3, 2, 1}));
    QCOMPARE(stage.view->sizeHint().height(), two + CellDelegate::rowHeight());
    stage.control.setCalls({});
    QVERIFY(stage.view->isHidden());

    stage.control.setCalls(calls({1}));
    stage.view->setWatching(false);
    QVERIFY(!stage.control.watched);
    QVERIFY(stage.view->isHidden());
}

void TestLiveCalls::scrollsFromTheSixthOn()
{
    Stage stage;
    stage.control.setCalls(calls({5, 4, 3, 2, 1}));
    const int five = stage.view->sizeHint().height();
    stage.control.setCalls(calls({9, 8, 7, 6, 5, 4, 3, 2, 1}));
    QCOMPARE(stage.view->sizeHint().height(), five);
    QTRY_VERIFY(stage.stop(9));
    QTRY_VERIFY(!stage.stop(1));
    auto *bar = stage.view->findChild<QTableView *>()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    QVERIFY(stage.stop(1));
    QVERIFY(!stage.stop(9));
}

void TestLiveCalls::stopsOne()
{
    Stage stage;
    stage.control.setCalls(calls({2, 1}));
    QTRY_VERIFY(stage.stop(1) && stage.stop(1)->isVisible());
    const QString name = stage.stop(1)->accessibleName();
    QVERIFY2(name.contains(u"ann"_s) && name.contains(u"kimi-k3"_s), qPrintable(name));
    QVERIFY(name != stage.stop(2)->accessibleName());
    QTest::mouseClick(stage.stop(1), Qt::LeftButton);
    QCOMPARE(stage.control.stoppedCalls, QList<RequestId>{RequestId{1}});
    QVERIFY(!stage.stop(1)->isEnabled());
    QVERIFY(stage.stop(2)->isEnabled());
}

void TestLiveCalls::theFocusStaysWithItsCall()
{
    Stage stage;
    stage.control.setCalls(calls({2, 1}));
    QTRY_VERIFY(stage.stop(2));
    stage.page.activateWindow();
    stage.stop(2)->setFocus();
    QTRY_VERIFY(stage.stop(2)->hasFocus());
    stage.control.setCalls(calls({3, 2, 1}));
    QCOMPARE(ids(stage.view->model()), (QList<int>{2, 1})); // nothing moves while somebody aims
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    // The next key must not stop the next call.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    stage.control.setCalls(calls({3, 1}));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QCOMPARE(stage.control.stoppedCalls, QList<RequestId>{RequestId{2}});
    QCOMPARE(ids(stage.view->model()), (QList<int>{3, 1}));
}

void TestLiveCalls::isOnePlaceForTheTabKey()
{
    Stage stage;
    auto *list = new QLineEdit(&stage.page);
    stage.page.layout()->addWidget(list);
    list->show();
    stage.view->setNext(list);
    stage.control.setCalls(calls({3, 2, 1}));
    QTRY_VERIFY(stage.stop(1));
    const auto places = [&stage] {
        QList<int> found;
        for (const int id : {3, 2, 1}) {
            if (stage.stop(id) && (stage.stop(id)->focusPolicy() & Qt::TabFocus) != 0)
                found += id;
        }
        return found;
    };
    QTRY_COMPARE(places(), QList<int>{3});
    stage.page.activateWindow();
    stage.stop(3)->setFocus();
    QTRY_VERIFY(stage.stop(3)->hasFocus());
    QTest::keyClick(stage.stop(3), Qt::Key_Up); // no further
    QVERIFY(stage.stop(3)->hasFocus());
    QTest::keyClick(stage.stop(3), Qt::Key_Down);
    QVERIFY(stage.stop(2)->hasFocus());
    QCOMPARE(places(), QList<int>{2});
    stage.control.setCalls(calls({3, 1})); // its call has ended
    QTRY_VERIFY(list->hasFocus());
    QVERIFY(stage.control.stoppedCalls.isEmpty());
}

void TestLiveCalls::nothingMovesUnderTheMouse()
{
    Stage stage;
    stage.control.setCalls(calls({2, 1}));
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    QCoreApplication::sendEvent(stage.view, &enter);
    stage.control.setCalls(calls({3, 1}));
    QCOMPARE(ids(stage.view->model()), (QList<int>{2, 1}));
    QTRY_VERIFY(stage.stop(2) && !stage.stop(2)->isEnabled());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(stage.view, &leave);
    QCOMPARE(ids(stage.view->model()), (QList<int>{3, 1}));
}

void TestLiveCalls::theFilterAsksForSomeOfThem_data()
{
    QTest::addColumn<CallFilter>("question");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char *name, bool fits, const std::function<void(CallFilter &)> &change) {
        CallFilter question;
        change(question);
        QTest::newRow(name) << question << fits;
    };
    row("all", true, [](CallFilter &) {});
    row("its user", true, [](CallFilter &one) { one.user = u"ann"_s; });
    row("another user", false, [](CallFilter &one) { one.user = u"an"_s; });
    row("its key", true, [](CallFilter &one) { one.key = KeyId{7}; });
    row("another key", false, [](CallFilter &one) { one.key = KeyId{8}; });
    row("its model", true, [](CallFilter &one) { one.model = u"fast"_s; });
    row("another model", false, [](CallFilter &one) { one.model = u"slow"_s; });
    row("its provider", true, [](CallFilter &one) { one.provider = u"deepseek"_s; });
    row("another provider", false, [](CallFilter &one) { one.provider = u"demo"_s; });
    row("in flight", true, [](CallFilter &one) { one.status = CallStatus::Open; });
    row("ended", false, [](CallFilter &one) { one.status = CallStatus::Ok; });
    row("failed", false, [](CallFilter &one) { one.failures = true; });
    row("since before", true, [](CallFilter &one) { one.since = fromMillis(1'000); });
    row("since later", false, [](CallFilter &one) { one.since = fromMillis(5'000); });
    row("until then", false, [](CallFilter &one) { one.until = fromMillis(4'000); });
    row("text of the key", true, [](CallFilter &one) { one.text = u"LAP"_s; });
    row("text of the id", true, [](CallFilter &one) { one.text = u"req_"_s; });
    row("text of nothing", false, [](CallFilter &one) { one.text = u"xyz"_s; });
}

void TestLiveCalls::theFilterAsksForSomeOfThem()
{
    QFETCH(CallFilter, question);
    LiveCall one;
    one.id = RequestId{3};
    one.startedAt = fromMillis(4'000);
    one.user = u"ann"_s;
    one.keyId = KeyId{7};
    one.keyLabel = u"laptop"_s;
    one.model = u"fast"_s;
    one.provider = u"deepseek"_s;
    QTEST(asksFor(question, one), "fits");
}

void TestLiveCalls::thePageFiltersThemToo()
{
    WindowFixture f;
    f.control.run(u"http://127.0.0.1:5000"_s);
    f.window->open(PageId::Requests);
    auto *page = static_cast<RequestsPage *>(f.window->page(PageId::Requests));
    QList<LiveCall> both = calls({2, 1});
    both[0].provider = u"demo"_s;
    both[1].provider = u"slow"_s;
    f.control.setCalls(both);
    const auto *live = page->findChild<LiveCallsView *>();
    page->setFilter({});
    QCOMPARE(ids(live->model()), (QList<int>{2, 1}));
    RequestsFilter filter;
    filter.provider = u"demo"_s;
    page->setFilter(filter);
    QCOMPARE(ids(live->model()), QList<int>{2});
    f.control.setCalls(both); // and those that come later
    QCOMPARE(ids(live->model()), QList<int>{2});
    page->setFilter({});
    QCOMPARE(ids(live->model()), (QList<int>{2, 1}));
}

QTEST_MAIN(TestLiveCalls)
#include "tst_live_calls.moc"
