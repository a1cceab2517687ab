// SPDX-License-Identifier: MIT
#include "ui/inspector/body_view.h"
#include "ui/inspector/call_cost.h"
#include "ui/inspector/call_way.h"
#include "ui/inspector/json_model.h"
#include "ui/support/ledger_fill.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

class TestInspector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void costCanBeChecked()
    {
        const CostSum sum = costSum(kimiPrice(), {2'911, 1'024, {}, 640, {}});
        QCOMPARE(sum.parts.size(), 3);
        QCOMPARE(CostText::line(sum.parts[0], Currency::Usd), u"1,887 × $3.00 / M"_s);
        QCOMPARE(CostText::line(sum.parts[1], Currency::Usd), u"1,024 × $0.30 / M"_s);
        QCOMPARE(CostText::line(sum.parts[2], Currency::Usd), u"640 × $15.00 / M"_s);
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
        QCOMPARE(stream.events.size(), 2);
        QCOMPARE(stream.events[0].summary, u"message_start"_s);
        QCOMPARE(stream.events[0].text, u"event: message_start\n{\n    \"a\": 1\n}"_s);
        QCOMPARE(stream.events[1].summary, u"[DONE]"_s);
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
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
