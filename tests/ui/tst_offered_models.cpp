// SPDX-License-Identifier: MIT
#include "ui/model_text.h"
#include "ui/offered_models.h"

#include <QTest>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

Provider provider(qint64 id, const QString &name, const QStringList &models, bool enabled = true)
{
    Provider made;
    made.id = ProviderId{id};
    made.name = name;
    made.models = models;
    made.enabled = enabled;
    return made;
}

Route route(const QString &model, const QList<RouteTarget> &targets)
{
    Route made;
    made.model = model;
    made.targets = targets;
    return made;
}

UsageSum sum(const QString &model, qint64 requests, qint64 usd)
{
    UsageSum made;
    made.group = model;
    made.requests = requests;
    made.costMicros.insert(u"USD"_s, usd);
    return made;
}

QStringList ways(const QList<OfferedModel> &models)
{
    QStringList all;
    for (const OfferedModel &model : models)
        all += model.name + u": "_s + ModelText::way(model);
    return all;
}

} // namespace

class TestOfferedModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDemoCostsNothing()
    {
        Provider demo = provider(1, u"demo"_s, {u"demo"_s});
        demo.dialect = Dialect::Demo;
        const QList<OfferedModel> models = offeredModels({}, {demo}, PriceTable(), {});
        QCOMPARE(models.size(), 1);
        QCOMPARE(models[0].unpriced(), 0); // no price has to be set for it
        QCOMPARE(models[0].targets[0].price->rates, TokenRates());
    }

    void aliasesPatternsAndLists()
    {
        const QList<Provider> providers{provider(1, u"a"_s, {u"x"_s, u"gpt-4"_s, u"y"_s}),
                                        provider(2, u"b"_s, {u"x"_s, u"z"_s}),
                                        provider(3, u"c"_s, {u"hidden"_s}, false)};
        const QList<Route> routes{
                route(u"team"_s, {{ProviderId{3}, u"hidden"_s, 0, 1}, {ProviderId{1}, u"x"_s, 1, 1}}),
                route(u"gpt-*"_s, {{ProviderId{2}, QString(), 0, 3}, {ProviderId{1}, u"x"_s, 0, 1}}),
                route(u"y"_s, {{ProviderId{2}, QString(), 0, 1}})};
        const QList<OfferedModel> models = offeredModels(routes, providers, PriceTable(), {});
        QCOMPARE(ways(models),
                 (QStringList{u"team: c/hidden (off) → a/x"_s, u"gpt-*: b 75 % + a/x 25 %"_s, u"y: b"_s,
                              u"x: a → b"_s, u"gpt-4: b 75 % + a/x 25 %"_s, u"z: b"_s}));
        QCOMPARE(models[4].pattern, u"gpt-*"_s);
        QCOMPARE(models[1].unpriced(), 1); // the name as asked has no price of its own
        QCOMPARE(models[3].unpriced(), 2);
        QCOMPARE(models[0].unpriced(), 1); // who is off is not asked
    }

    void pricesAreThoseInForce()
    {
        Price price;
        price.model = u"x"_s;
        price.rates = {600'000, 2'500'000, {}, {}, {}};
        price.source = u"set"_s;
        const QList<OfferedModel> models =
                offeredModels({}, {provider(1, u"a"_s, {u"x"_s, u"y"_s})}, PriceTable({price}), {});
        QVERIFY(!models[0].firstUnpriced());
        QVERIFY(models[1].firstUnpriced());
        QCOMPARE(ModelText::inOut(*models[0].targets[0].price), u"$0.60 / $2.50"_s);
    }

    void useCountsForThePatternToo()
    {
        QList<OfferedModel> models =
                offeredModels({route(u"gpt-*"_s, {{ProviderId{1}, u"x"_s, 0, 1}}),
                               route(u"gpt-5"_s, {{ProviderId{1}, u"x"_s, 0, 1}})},
                              {provider(1, u"a"_s, {u"gpt-4"_s, u"x"_s})}, PriceTable(), {});
        addUse(models,
               {sum(u"gpt-4"_s, 2, 10), sum(u"gpt-3"_s, 3, 5), sum(u"gpt-5"_s, 7, 1), sum(u"gone"_s, 9, 9)});
        QCOMPARE(models[0].use->requests, 5);
        QCOMPARE(models[0].use->costMicros.value(u"USD"_s), 15);
        QCOMPARE(models[1].use->requests, 7);
        QCOMPARE(models[2].use->requests, 2);
        QVERIFY(!models[3].use);
    }

    void ratesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("micros"); // -1: none
        QTest::newRow("plain") << u"0.6"_s << 600'000LL;
        QTest::newRow("sign and thousands") << u" $1,200.50 "_s << 1'200'500'000LL;
        QTest::newRow("yuan") << u"￥4"_s << 4'000'000LL;
        QTest::newRow("free") << u"0"_s << 0LL;
        QTest::newRow("negative") << u"-1"_s << -1LL;
        QTest::newRow("too fine") << u"0.0000001"_s << -1LL;
        QTest::newRow("empty") << u""_s << -1LL;
        QTest::newRow("word") << u"cheap"_s << -1LL;
    }
    void ratesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qint64, micros);
        QCOMPARE(ModelText::parseRate(text).value_or(-1), micros);
    }

    void ratesAreShown_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("shown");
        QTest::newRow("two decimals") << 600'000LL << u"$0.60"_s;
        QTest::newRow("whole") << 4'000'000LL << u"$4.00"_s;
        QTest::newRow("fine") << 3'625LL << u"$0.003625"_s;
    }
    void ratesAreShown()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, shown);
        QCOMPARE(ModelText::rate(micros, Currency::Usd), shown);
    }
};

QTEST_APPLESS_MAIN(TestOfferedModels)
#include "tst_offered_models.moc"
