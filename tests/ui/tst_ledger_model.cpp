// SPDX-License-Identifier: MIT
#include "ui/models/cell_delegate.h"
#include "ui/models/ledger_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// Answers questions about a ledger when it is told to.
class FakeLedger final : public LedgerSource
{
public:
    static constexpr int countedAtOnce = 20; // quarters

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
    void add(CallStatus status = CallStatus::Ok)
    {
        rows.prepend(row(rows.first().opened.id.value + 1, status));
    }
    void settle(qint64 id)
    {
        for (CallRow &one : rows) {
            if (one.opened.id.value == id)
                one.settled.status = CallStatus::Ok;
        }
    }

    void calls(const CallFilter &filter, Answer<QList<CallRow>> answer) override
    {
        asked.append(filter);
        m_waiting.append([this, filter, answer] { answer(find(filter)); });
    }
    void callsById(const QList<RequestId> &ids, Answer<QList<CallRow>> answer) override
    {
        askedAgain += ids;
        m_waiting.append([this, ids, answer] {
            QList<CallRow> found;
            for (const CallRow &one : std::as_const(rows)) {
                if (ids.contains(one.opened.id))
                    found.append(one);
            }
            answer(found);
        });
    }
    void counts(const CallFilter &filter, Answer<CallCounts> answer) override
    {
        if (!counting)
            return;
        m_waiting.append([this, filter, answer] { answer(count(filter)); });
    }

    bool answerOne()
    {
        if (m_waiting.isEmpty())
            return false;
        m_waiting.takeFirst()();
        return true;
    }
    void answerAll() // until nobody asks any more
    {
        while (answerOne()) {
        }
    }

    QList<CallRow> rows;
    QList<CallFilter> asked;
    QList<RequestId> askedAgain;
    bool counting = true;
    qint64 quarter = 60; // of an hour: so many ids

private:
    static bool fits(const CallFilter &filter, const CallRow &one)
    {
        const qint64 id = one.opened.id.value;
        return (!filter.before || id < filter.before->value) && (!filter.from || id >= filter.from->value) &&
               wants(filter, one.settled.status);
    }
    QList<CallRow> find(const CallFilter &filter) const
    {
        QList<CallRow> found;
        int skipped = 0;
        for (const CallRow &one : rows) {
            if (!fits(filter, one) || skipped++ < filter.skip)
                continue;
            if (found.size() == filter.limit)
                break;
            found.append(one);
        }
        return found;
    }
    CallCounts count(const CallFilter &filter) const
    {
        CallCounts counts;
        for (const CallRow &one : rows) {
            if (!fits(filter, one))
                continue;
            const qint64 start = one.opened.id.value / quarter * quarter;
            if (counts.stretches.isEmpty() || counts.stretches.last().from.value > one.opened.id.value) {
                if (counts.stretches.size() == countedAtOnce) {
                    counts.rest = counts.stretches.last().from;
                    return counts;
                }
                counts.stretches.append({RequestId{std::max(start, filter.from->value)},
                                         RequestId{std::min(start + quarter, filter.before->value)}, 0});
            }
            ++counts.stretches.last().calls;
        }
        return counts;
    }

    QList<std::function<void()>> m_waiting;
};

struct Fixture
{
    // The tester looks at every cell after each change: not at those of a long list.
    explicit Fixture(int calls) : ledger(calls), model(ledger)
    {
        if (calls <= 3'000)
            tester.emplace(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void open(const CallFilter &filter = {})
    {
        model.setFilter(filter);
        ledger.answerAll();
    }
    void see(int first)
    {
        model.setSeen(first, first + 20);
        ledger.answerAll();
    }
    // Row by row the same as in the ledger, where it is held.
    bool isTrue() const
    {
        if (model.rowCount() != ledger.rows.size())
            return false;
        for (int i = 0; i < model.rowCount(); ++i) {
            const CallRow *held = model.call(i);
            if (held && held->opened.id != ledger.rows[i].opened.id)
                return false;
        }
        return true;
    }
    int held() const
    {
        int rows = 0;
        for (int i = 0; i < model.rowCount(); ++i)
            rows += model.call(i) ? 1 : 0;
        return rows;
    }
    bool holds(int first) const { return model.call(first) && model.call(first + 20); }

    FakeLedger ledger;
    LedgerModel model;
    std::optional<QAbstractItemModelTester> tester;
};

} // namespace

class TestLedgerModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasAllRowsAtOnce()
    {
        Fixture f(3'000);
        f.model.setFilter({});
        QCOMPARE(f.model.rowCount(), 0);
        QVERIFY(f.ledger.answerOne());
        QCOMPARE(f.model.rowCount(), LedgerModel::pageSize);
        QVERIFY(!f.model.isCounted());
        f.ledger.answerAll();
        QVERIFY(f.model.isCounted());
        QCOMPARE(f.model.rowCount(), 3'000);
        QVERIFY(f.model.call(0));
        QVERIFY(!f.model.call(2'000));
        QVERIFY(f.model.index(2'000, 0).data(WaitRole).toBool());
        QVERIFY(!f.model.index(0, 0).data(WaitRole).toBool());
        QCOMPARE(f.model.index(0, CallsModel::Model).data().toString(), u"model-3000"_s);
    }

    void anyPlaceIsOneQuestionAway_data()
    {
        QTest::addColumn<int>("first");
        QTest::newRow("the middle") << 25'000;
        QTest::newRow("the end") << 49'979;
        QTest::newRow("just beyond the first page") << 195;
        QTest::newRow("the top") << 0;
    }
    void anyPlaceIsOneQuestionAway()
    {
        QFETCH(int, first);
        Fixture f(50'000);
        f.open();
        f.ledger.asked.clear();
        f.model.setSeen(first, first + 20);
        while (!f.holds(first) && f.ledger.answerOne()) {
        }
        QVERIFY(f.ledger.asked.size() <= 3); // two of them where the place is on an edge
        QVERIFY(f.holds(first));
        QCOMPARE(f.model.call(first)->opened.id.value, 50'000 - first);
        for (const CallFilter &asked : std::as_const(f.ledger.asked))
            QVERIFY(asked.limit <= 3 * LedgerModel::pageSize);
        f.ledger.answerAll();
        QVERIFY(f.holds(std::max(0, first - 100))); // and what is around it
        QVERIFY(f.isTrue());
    }

    void onlyTheLatestPlaceIsRead()
    {
        Fixture f(50'000);
        f.open();
        f.ledger.asked.clear();
        for (int first = 1'000; first < 40'000; first += 1'000) // somebody drags the bar
            f.model.setSeen(first, first + 20);
        f.ledger.answerAll();
        QVERIFY(f.holds(39'000));
        QVERIFY(!f.model.call(20'000));
        QVERIFY(f.ledger.asked.size() < 8);
    }

    void farRowsAreLetGoAndReadAgain()
    {
        Fixture f(50'000);
        f.open();
        for (int first = 0; first < 30'000; first += 180)
            f.see(first);
        QVERIFY(f.held() <= LedgerModel::mostHeld + 4 * LedgerModel::pageSize);
        QVERIFY(!f.model.call(0));
        QVERIFY(f.isTrue());
        f.see(0);
        QVERIFY(f.holds(0));
        QVERIFY(f.isTrue());
    }

    void aBusyQuarterIsReadInPages()
    {
        Fixture f(5'000);
        f.ledger.quarter = 1'000'000;
        f.open();
        QCOMPARE(f.model.rowCount(), 5'000);
        for (const int first : {3'333, 100, 4'979, 2'500, 2'000}) {
            f.see(first);
            QVERIFY(f.holds(first));
            QVERIFY(f.isTrue());
        }
        for (const CallFilter &asked : std::as_const(f.ledger.asked))
            QVERIFY(asked.limit <= 3 * LedgerModel::pageSize);
    }

    void whatHasChangedSinceIsNoticed_data()
    {
        QTest::addColumn<qint64>("quarter");
        QTest::newRow("short stretches") << qint64(60);
        QTest::newRow("a long one") << qint64(1'000'000);
    }
    void whatHasChangedSinceIsNoticed()
    {
        QFETCH(qint64, quarter);
        Fixture f(2'000);
        f.ledger.quarter = quarter;
        for (int row = 500; row < 2'000; row += 5)
            f.ledger.rows[row].settled.status = CallStatus::Open;
        CallFilter filter;
        filter.status = CallStatus::Ok;
        f.open(filter);
        const int before = f.model.rowCount();
        for (int id = 1; id < 1'500; ++id)
            f.ledger.settle(id); // more fit now than were counted
        for (int first = 0; first < f.model.rowCount(); first += 50)
            f.see(first);
        QVERIFY(f.model.rowCount() > before);
        f.ledger.rows.resize(1'000); // the older half is pruned
        for (int first = 2'000; first >= 0; first -= 20)
            f.see(first);
        for (int first = 0; first < f.model.rowCount() + 500; first += 50)
            f.see(first);
        for (int row = 0; row < f.model.rowCount(); ++row) {
            if (const CallRow *held = f.model.call(row); held && row > 0 && f.model.call(row - 1))
                QVERIFY(held->opened.id < f.model.call(row - 1)->opened.id);
        }
    }

    void newsComeOnTop()
    {
        Fixture f(10);
        f.ledger.rows.first().settled.status = CallStatus::Open;
        f.open();
        f.ledger.settle(10);
        f.ledger.add();
        f.model.look(false);
        f.ledger.answerAll();
        QCOMPARE(f.model.waiting(), 1);
        QCOMPARE(f.model.rowCount(), 10);
        QVERIFY(f.model.call(0)->settled.status == CallStatus::Ok); // it has ended, and is known to
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        f.model.look(true);
        f.ledger.answerAll();
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(f.model.waiting(), 0);
        QCOMPARE(f.model.call(0)->opened.id.value, 11);
    }

    void aListThatIsWatchedHoldsNoMoreAndMore()
    {
        Fixture f(4'000);
        f.open();
        for (int i = 0; i < 60; ++i) {
            for (int n = 0; n < 150; ++n)
                f.ledger.add();
            f.model.look(true);
            f.ledger.answerAll();
            f.see(0);
        }
        QVERIFY(f.isTrue());
        QVERIFY(f.held() <= LedgerModel::mostHeld + 4 * LedgerModel::pageSize);
    }

    void moreNewsThanAPageAreCountedToo()
    {
        Fixture f(1'000);
        f.open();
        for (int n = 0; n < 1'234; ++n)
            f.ledger.add();
        f.model.look(true);
        f.ledger.answerAll();
        QVERIFY(f.isTrue());
        f.see(1'100);
        QVERIFY(f.holds(1'100));
        QVERIFY(f.isTrue());
    }

    void callsInFlightFarDownAreFollowed()
    {
        Fixture f(1'000);
        for (const int row : {500, 501, 502})
            f.ledger.rows[row].settled.status = CallStatus::Open;
        f.open();
        f.see(490);
        f.ledger.settle(500); // row 500 has the id 500
        f.model.look(false);
        f.ledger.answerAll();
        QCOMPARE(f.ledger.askedAgain.size(), 3);
        QVERIFY(f.model.call(500)->settled.status == CallStatus::Ok);
        QVERIFY(f.model.call(501)->settled.status == CallStatus::Open);
        f.model.look(false);
        f.ledger.answerAll();
        QCOMPARE(f.ledger.askedAgain.size(), 5); // that one is not asked for any more
    }

    void whatFitsNoLongerGoes()
    {
        Fixture f(1'000);
        for (CallRow &row : f.ledger.rows)
            row.settled.status = CallStatus::Open;
        CallFilter filter;
        filter.status = CallStatus::Open;
        f.open(filter);
        QCOMPARE(f.model.rowCount(), 1'000);
        f.see(490);
        f.ledger.settle(500);
        f.ledger.settle(999);
        f.model.look(true);
        f.ledger.answerAll();
        QCOMPARE(f.model.rowCount(), 998);
        QCOMPARE(f.model.rowOf(RequestId{500}), -1);
        QCOMPARE(f.model.rowOf(RequestId{998}), 1);
    }

    void manyPiecesAreOneChange()
    {
        Fixture f(1'000);
        for (int row = 0; row < 200; row += 2)
            f.ledger.rows[row].settled.status = CallStatus::Open;
        CallFilter filter;
        filter.status = CallStatus::Ok;
        f.open(filter);
        QCOMPARE(f.model.rowCount(), 900);
        QSignalSpy inserted(&f.model, &QAbstractItemModel::rowsInserted);
        for (qint64 id = 995; id > 905; --id)
            f.ledger.settle(id); // every other one, among those that are there
        f.model.look(true);
        f.ledger.answerAll();
        QVERIFY(inserted.count() <= 2);
        QCOMPARE(f.model.rowCount(), 945);
        for (int row = 1; row < 200; ++row)
            QVERIFY(f.model.call(row)->opened.id < f.model.call(row - 1)->opened.id);
        QCOMPARE(f.model.rowOf(RequestId{950}) - f.model.rowOf(RequestId{951}), 1);
    }

    void answersToAnEarlierFilterAreDropped()
    {
        Fixture f(3'000);
        f.ledger.rows[1].settled.status = CallStatus::Failed;
        f.model.setFilter({});
        CallFilter filter;
        filter.failures = true;
        f.model.setFilter(filter);
        f.ledger.answerAll();
        QCOMPARE(f.model.rowCount(), 1);
        QVERIFY(f.model.isCounted());
        QCOMPARE(f.model.call(0)->opened.id.value, 2'999);
    }

    void isUsableWhileItCounts()
    {
        Fixture f(1'000);
        f.ledger.counting = false;
        f.open();
        QCOMPARE(f.model.rowCount(), LedgerModel::pageSize);
        f.ledger.add();
        f.model.look(true);
        f.ledger.answerAll();
        QCOMPARE(f.model.rowCount(), LedgerModel::pageSize + 1);
    }
};

QTEST_MAIN(TestLedgerModel)
#include "tst_ledger_model.moc"
