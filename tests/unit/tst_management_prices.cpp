// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "store/price_store.h"
#include "store/rows.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 unit = 1'000'000;

struct Fixture
{
    TempDatabase temp;
    FakeClock clock;
    Management management{temp.database(), clock, u"cli:test"_s};

    qint64 count(const QString &where)
    {
        return temp.value(u"SELECT count(*) FROM prices WHERE "_s + where).toLongLong();
    }
    qint64 revision() { return *management.revision(); }
    PriceTable table() { return PriceTable(*management.prices()); }
    QString lastAction()
    {
        const QList<AuditEntry> entries = *management.audit(1);
        return entries.isEmpty() ? QString() : entries[0].action;
    }
    qint64 input(const QString &model, const QString &preset = u"moonshot"_s, ProviderId provider = {})
    {
        const PriceTable prices = table();
        const Price *price = prices.find(provider, preset, model, clock.now());
        return price == nullptr ? -1 : price->rates.input;
    }
};

Price priced(const QString &model, qint64 input, qint64 output, Time from = {})
{
    Price price;
    price.model = model;
    price.rates = {input, output, {}, {}, {}};
    price.validFrom = from;
    return price;
}

BuiltinPrices builtin(qint64 version, const QList<Price> &prices)
{
    BuiltinPrices table{version, prices};
    for (Price &price : table.prices) {
        price.source = u"built-in"_s;
        price.preset = u"p"_s;
    }
    return table;
}

} // namespace

// The table of prices: what comes with the program, what people set, what they import.
class TestManagementPrices final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesOverBuiltinOnce();
    void followsANewTable();
    void leavesNewerTablesAlone();
    void keepsWhatARowSays();
    void setsAPrice();
    void setsForOneProvider();
    void setsForLater();
    void refusesBadPrices_data();
    void refusesBadPrices();
    void removesAPrice();
    void importsKnownModels();
    void importsAgain();
    void importKeepsWhatWasSet();
};

void TestManagementPrices::takesOverBuiltinOnce()
{
    Fixture f;
    const qint64 before = f.revision();
    QCOMPARE(f.count(u"1"_s), qint64(0));
    const Result<QList<Price>> prices = f.management.prices();
    QVERIFY(prices);
    QCOMPARE(prices->size(), builtinPrices().prices.size());
    QCOMPARE(f.revision(), before + 1);
    QCOMPARE(f.lastAction(), u"price.built-in"_s);
    QCOMPARE(f.temp.value(u"SELECT value FROM meta WHERE name = 'builtin_prices'"_s).toLongLong(),
             builtinPrices().version);
    QVERIFY(f.management.prices());
    QCOMPARE(f.revision(), before + 1);
    QCOMPARE(f.count(u"1"_s), qint64(builtinPrices().prices.size()));
}

void TestManagementPrices::followsANewTable()
{
    Fixture f;
    QVERIFY(refreshBuiltinPrices(
            f.temp.database(), f.clock,
            builtin(1, {priced(u"same"_s, unit, unit), priced(u"dearer"_s, unit, unit),
                        priced(u"gone"_s, unit, unit), priced(u"dated"_s, unit, unit)})));
    const qint64 sameId = f.temp.value(u"SELECT id FROM prices WHERE model = 'same'"_s).toLongLong();
    const Time from = f.clock.now() + Millis(1000);
    QVERIFY(refreshBuiltinPrices(
            f.temp.database(), f.clock,
            builtin(2, {priced(u"same"_s, unit, unit), priced(u"dearer"_s, 2 * unit, unit),
                        priced(u"fresh"_s, unit, unit), priced(u"dated"_s, unit, unit),
                        priced(u"dated"_s, 3 * unit, unit, from)})));
    const PriceTable table(*rows::prices(f.temp.database()));
    const auto input = [&](const QString &model, Time at) {
        const Price *price = table.find({}, u"p"_s, model, at);
        return price == nullptr ? qint64(-1) : price->rates.input;
    };
    QCOMPARE(input(u"same"_s, f.clock.now()), unit);
    QVERIFY(table.byId({sameId}) != nullptr);
    QCOMPARE(input(u"dearer"_s, f.clock.now()), 2 * unit);
    QCOMPARE(input(u"gone"_s, f.clock.now()), qint64(-1));
    QCOMPARE(input(u"fresh"_s, f.clock.now()), unit);
    QCOMPARE(input(u"dated"_s, f.clock.now()), unit);
    QCOMPARE(input(u"dated"_s, from), 3 * unit);
    // What a row of the ledger may name is still there.
    QCOMPARE(f.count(u"model = 'dearer'"_s), qint64(2));
    QCOMPARE(f.count(u"model = 'gone' AND removed_at IS NOT NULL"_s), qint64(1));
}

void TestManagementPrices::leavesNewerTablesAlone()
{
    Fixture f;
    QVERIFY(refreshBuiltinPrices(f.temp.database(), f.clock, builtin(5, {priced(u"m"_s, 5 * unit, unit)})));
    const qint64 revision = f.revision();
    for (const qint64 version : {5, 4}) {
        QVERIFY(refreshBuiltinPrices(f.temp.database(), f.clock,
                                     builtin(version, {priced(u"m"_s, unit, unit)})));
        QCOMPARE(f.temp.value(u"SELECT input FROM prices WHERE removed_at IS NULL"_s).toLongLong(), 5 * unit);
        QCOMPARE(f.revision(), revision);
    }
}

void TestManagementPrices::keepsWhatARowSays()
{
    Fixture f;
    Price price = priced(u"m"_s, 1, 2, f.clock.now());
    price.rates = {1, 2, 3, 4, 5};
    price.currency = Currency::Cny;
    price.tiers = {{10, {6, 7, {}, 8, {}}}, {20, {9, 10, 11, {}, 12}}};
    const Result<Price> set = f.management.setPrice(price);
    QVERIFY(set);
    const PriceTable table = f.table();
    const Price *read = table.byId(set->id);
    QVERIFY(read != nullptr);
    QCOMPARE(*read, *set);
    price.id = set->id;
    price.source = u"set"_s;
    QCOMPARE(*read, price);
}

void TestManagementPrices::setsAPrice()
{
    Fixture f;
    QCOMPARE(f.input(u"kimi-k3"_s), 3 * unit);
    const qint64 revision = f.revision();
    const Result<Price> first = f.management.setPrice(priced(u" kimi-k3 "_s, 2 * unit, unit, f.clock.now()));
    QVERIFY(first);
    QCOMPARE(first->model, u"kimi-k3"_s);
    QCOMPARE(f.input(u"kimi-k3"_s), 2 * unit);
    QCOMPARE(f.input(u"kimi-k3"_s, u"moonshot-cn"_s), 2 * unit);
    QCOMPARE(f.revision(), revision + 1);
    QCOMPARE(f.lastAction(), u"price.set"_s);

    f.clock.advance(Millis(1000));
    const Result<Price> again = f.management.setPrice(priced(u"kimi-k3"_s, 2 * unit, unit, f.clock.now()));
    QVERIFY(again);
    QCOMPARE(again->id, first->id);
    QCOMPARE(f.revision(), revision + 1);

    const Result<Price> second = f.management.setPrice(priced(u"kimi-k3"_s, 4 * unit, unit, f.clock.now()));
    QVERIFY(second);
    QVERIFY(second->id != first->id);
    QCOMPARE(f.input(u"kimi-k3"_s), 4 * unit);
    QCOMPARE(f.count(u"model = 'kimi-k3' AND source = 'set' AND removed_at IS NULL"_s), qint64(1));
    QCOMPARE(f.count(u"model = 'kimi-k3' AND source = 'set' AND input = 2000000"_s), qint64(1));
}

void TestManagementPrices::setsForOneProvider()
{
    Fixture f;
    Provider provider;
    provider.name = u"up"_s;
    provider.preset = u"moonshot"_s;
    provider.baseUrl = u"https://api.example.com/v1"_s;
    const Result<Provider> added = f.management.addProvider(provider, {}, nullptr);
    QVERIFY(added);
    QVERIFY(f.management.setPrice(priced(u"kimi-k3"_s, 7 * unit, unit, f.clock.now()), u"up"_s));
    QVERIFY(f.management.setPrice(priced(u"kimi-k3"_s, 2 * unit, unit, f.clock.now())));
    QCOMPARE(f.input(u"kimi-k3"_s, u"moonshot"_s, added->id), 7 * unit);
    QCOMPARE(f.input(u"kimi-k3"_s), 2 * unit);
    const Result<Price> unknown = f.management.setPrice(priced(u"kimi-k3"_s, unit, unit), u"nobody"_s);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QVERIFY(f.management.removePrice(u"kimi-k3"_s, u"up"_s));
    QCOMPARE(f.input(u"kimi-k3"_s, u"moonshot"_s, added->id), 2 * unit);
}

void TestManagementPrices::setsForLater()
{
    Fixture f;
    QVERIFY(f.management.setPrice(priced(u"m"_s, unit, unit, f.clock.now())));
    const Time later = f.clock.now() + Millis(5000);
    QVERIFY(f.management.setPrice(priced(u"m"_s, 2 * unit, unit, later)));
    QCOMPARE(f.input(u"m"_s), unit);
    f.clock.advance(Millis(5000));
    QCOMPARE(f.input(u"m"_s), 2 * unit);
    // Another one for the same day takes its place.
    QVERIFY(f.management.setPrice(priced(u"m"_s, 3 * unit, unit, later)));
    QCOMPARE(f.input(u"m"_s), 3 * unit);
}

void TestManagementPrices::refusesBadPrices_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("input");
    QTest::newRow("no model") << u""_s << unit;
    QTest::newRow("a space") << u"a b"_s << unit;
    QTest::newRow("a denial") << u"!a"_s << unit;
    QTest::newRow("a pattern in the middle") << u"a*b"_s << unit;
    QTest::newRow("two patterns") << u"*a*"_s << unit;
    QTest::newRow("negative") << u"a"_s << qint64(-1);
    QTest::newRow("too high") << u"a"_s << highestRate + 1;
}

void TestManagementPrices::refusesBadPrices()
{
    QFETCH(QString, model);
    QFETCH(qint64, input);
    Fixture f;
    const Result<Price> set = f.management.setPrice(priced(model, input, unit));
    QVERIFY(!set);
    QCOMPARE(set.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(f.count(u"source = 'set'"_s), qint64(0));
}

void TestManagementPrices::removesAPrice()
{
    Fixture f;
    QVERIFY(f.management.setPrice(priced(u"kimi-k3"_s, 9 * unit, unit, f.clock.now())));
    QVERIFY(f.management.removePrice(u"kimi-k3"_s));
    QCOMPARE(f.lastAction(), u"price.remove"_s);
    QCOMPARE(f.input(u"kimi-k3"_s), 3 * unit);
    QCOMPARE(f.management.removePrice(u"kimi-k3"_s).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(f.management.removePrice(u"nothing"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(f.management.removePrice(u"kimi-k3"_s, u"nobody"_s).error().code, ErrorCode::NotFound);
    QCOMPARE(f.count(u"model = 'kimi-k3' AND source = 'set'"_s), qint64(1));
}

void TestManagementPrices::importsKnownModels()
{
    Fixture f;
    Provider provider;
    provider.name = u"up"_s;
    provider.preset = u"openrouter"_s;
    provider.baseUrl = u"https://api.example.com/v1"_s;
    provider.models = {u"vendor/listed"_s};
    QVERIFY(f.management.addProvider(provider, {}, nullptr));
    const auto listed = [&](const QString &preset, const QString &model) {
        Price price = priced(model, 8 * unit, 9 * unit, f.clock.now());
        price.preset = preset;
        return price;
    };
    const QList<Price> list{listed(u"openrouter"_s, u"vendor/listed"_s),
                            listed(u"openrouter"_s, u"vendor/other"_s), listed(u"moonshot"_s, u"kimi-k3"_s),
                            listed(u"moonshot-cn"_s, u"kimi-k3"_s)};
    QVERIFY(f.management.prices());
    const qint64 revision = f.revision();

    const Result<PriceDiff> shown = f.management.importPrices(list, false, true);
    QVERIFY(shown);
    QCOMPARE(shown->added.size(), 1);
    QCOMPARE(shown->changed.size(), 1);
    QCOMPARE(shown->changed[0].before->rates.input, 3 * unit);
    QCOMPARE(shown->skipped.size(), 2); // unknown here; billed in CNY
    QCOMPARE(f.count(u"source = 'import'"_s), qint64(0));
    QCOMPARE(f.revision(), revision);

    QVERIFY(f.management.importPrices(list, false, false));
    QCOMPARE(f.count(u"source = 'import'"_s), qint64(2));
    QCOMPARE(f.revision(), revision + 1);
    QCOMPARE(f.lastAction(), u"price.import"_s);
    QCOMPARE(f.input(u"kimi-k3"_s), 8 * unit);
    QCOMPARE(f.input(u"kimi-k3"_s, u"moonshot-cn"_s), 20 * unit);
    QCOMPARE(f.input(u"vendor/other"_s, u"openrouter"_s), qint64(-1));

    QVERIFY(f.management.importPrices(list, true, false));
    QCOMPARE(f.input(u"vendor/other"_s, u"openrouter"_s), 8 * unit);
}

void TestManagementPrices::importsAgain()
{
    Fixture f;
    Price price = priced(u"kimi-k3"_s, 8 * unit, 9 * unit, f.clock.now());
    price.preset = u"moonshot"_s;
    QVERIFY(f.management.importPrices({price}, false, false));
    const qint64 revision = f.revision();
    f.clock.advance(Millis(1000));
    price.validFrom = f.clock.now();
    const Result<PriceDiff> again = f.management.importPrices({price}, false, false);
    QVERIFY(again);
    QCOMPARE(again->unchanged.size(), 1);
    QCOMPARE(f.revision(), revision);
    price.rates.input = 5 * unit;
    QVERIFY(f.management.importPrices({price}, false, false));
    QCOMPARE(f.input(u"kimi-k3"_s), 5 * unit);
    QCOMPARE(f.count(u"source = 'import' AND removed_at IS NULL"_s), qint64(1));
    QCOMPARE(f.count(u"source = 'import'"_s), qint64(2));
    QVERIFY(f.management.removePrice(u"kimi-k3"_s));
    QCOMPARE(f.input(u"kimi-k3"_s), 3 * unit);
}

void TestManagementPrices::importKeepsWhatWasSet()
{
    Fixture f;
    QVERIFY(f.management.setPrice(priced(u"kimi-k3"_s, 2 * unit, unit, f.clock.now())));
    Price price = priced(u"kimi-k3"_s, 8 * unit, 9 * unit, f.clock.now());
    price.preset = u"moonshot"_s;
    const Result<PriceDiff> diff = f.management.importPrices({price}, false, false);
    QVERIFY(diff);
    QCOMPARE(diff->skipped.size(), 1);
    QCOMPARE(f.input(u"kimi-k3"_s), 2 * unit);
    QCOMPARE(f.count(u"source = 'import'"_s), qint64(0));
}

QTEST_GUILESS_MAIN(TestManagementPrices)
#include "tst_management_prices.moc"
