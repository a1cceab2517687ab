// SPDX-License-Identifier: MIT
#include "ledger/price.h"
#include "ledger/price_number.h"

#include <QTest>

#include <limits>

using namespace gateway;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(gateway::TokenUsage)
Q_DECLARE_METATYPE(gateway::Price)

namespace {

constexpr qint64 unit = 1'000'000;
constexpr qint64 largest = std::numeric_limits<qint64>::max();

Price priced(qint64 input, qint64 output, std::optional<qint64> cacheRead = {},
             std::optional<qint64> cacheWrite = {}, std::optional<qint64> reasoning = {},
             std::optional<qint64> cacheWriteLong = {})
{
    Price price;
    price.model = u"m"_s;
    price.source = u"set"_s;
    price.rates = {input, output, cacheRead, cacheWrite, reasoning, cacheWriteLong};
    return price;
}

Price named(qint64 id, const QString &model, const QString &preset = {},
            const QString &source = u"built-in"_s, qint64 from = 0, qint64 provider = 0)
{
    Price price;
    price.id = {id};
    price.model = model;
    price.preset = preset;
    price.source = source;
    price.validFrom = fromMillis(from);
    price.providerId = {provider};
    return price;
}

} // namespace

// What tokens cost, and which price counts.
class TestPrice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cost_data();
    void cost();
    void dialects_data();
    void dialects();
    void finds_data();
    void finds();
    void converts_data();
    void converts();
    void checksRates_data();
    void checksRates();
    void decimals_data();
    void decimals();
    void showsMicros_data();
    void showsMicros();
};

void TestPrice::cost_data()
{
    QTest::addColumn<Price>("price");
    QTest::addColumn<TokenUsage>("usage");
    QTest::addColumn<qint64>("micros");

    const Price simple = priced(3 * unit, 15 * unit);
    const Price cached = priced(3 * unit, 15 * unit, unit * 3 / 10, unit * 15 / 4);
    const Price thinking = priced(unit, 4 * unit, {}, {}, 10 * unit);
    Price tiered = priced(2 * unit, 12 * unit, unit / 5);
    tiered.tiers = {{200'001, {4 * unit, 18 * unit, unit * 2 / 5, {}, {}}},
                    {500'001, {8 * unit, 36 * unit, {}, {}, {}}}};

    QTest::newRow("a million each") << simple << TokenUsage{unit, {}, {}, unit, {}} << 18 * unit;
    QTest::newRow("nothing known") << simple << TokenUsage{} << qint64(0);
    QTest::newRow("nothing used") << simple << TokenUsage{0, 0, 0, 0, 0} << qint64(0);
    QTest::newRow("free") << priced(0, 0) << TokenUsage{1000, 10, 10, 1000, 10} << qint64(0);
    QTest::newRow("no answer") << simple << TokenUsage{1000, {}, {}, {}, {}} << qint64(3000);
    // 600 * 3 + 400 * 0.3
    QTest::newRow("cached once") << cached << TokenUsage{1000, 400, {}, 0, {}} << qint64(1920);
    QTest::newRow("all cached") << cached << TokenUsage{1000, 1000, {}, 0, {}} << qint64(300);
    QTest::newRow("cached costs as input unless told")
            << simple << TokenUsage{1000, 400, {}, 0, {}} << qint64(3000);
    // 500 * 3 + 400 * 0.3 + 100 * 3.75
    QTest::newRow("cache write once") << cached << TokenUsage{1000, 400, 100, 0, {}} << qint64(1995);
    const Price hour = priced(3 * unit, 15 * unit, unit * 3 / 10, unit * 15 / 4, {}, 6 * unit);
    // 500 * 3 + 400 * 0.3 + 40 * 3.75 + 60 * 6
    QTest::newRow("a part is written for an hour")
            << hour << TokenUsage{1000, 400, 100, 0, {}, 60} << qint64(2130);
    // 900 * 3 + 100 * 6
    QTest::newRow("all is written for an hour")
            << hour << TokenUsage{1000, {}, 100, 0, {}, 100} << qint64(3300);
    QTest::newRow("nothing is written for an hour")
            << hour << TokenUsage{1000, 400, 100, 0, {}, 0} << qint64(1995);
    QTest::newRow("written for an hour or not: nobody said")
            << hour << TokenUsage{1000, 400, 100, 0, {}, {}} << qint64(1995);
    QTest::newRow("an hour costs as minutes unless told")
            << cached << TokenUsage{1000, 400, 100, 0, {}, 60} << qint64(1995);
    QTest::newRow("an hour costs as input unless told")
            << simple << TokenUsage{1000, 400, 100, 0, {}, 60} << qint64(3000);
    QTest::newRow("more written for an hour than written")
            << hour << TokenUsage{1000, {}, 100, 0, {}, 700} << qint64(3300);
    QTest::newRow("more written for an hour than prompt")
            << hour << TokenUsage{1000, 900, 700, 0, {}, 700} << qint64(870); // 900 * 0.3 + 100 * 6
    QTest::newRow("written for an hour without its whole")
            << hour << TokenUsage{1000, {}, {}, 0, {}, 100} << qint64(3300);
    QTest::newRow("written for an hour without any whole")
            << hour << TokenUsage{{}, {}, {}, {}, {}, 100} << qint64(600);
    QTest::newRow("a negative part written for an hour")
            << hour << TokenUsage{1000, 400, 100, 0, {}, -5} << qint64(1995);
    Price tieredHour = hour;
    tieredHour.tiers = {{500, {6 * unit, 22 * unit, {}, unit * 15 / 2, {}, 12 * unit}}};
    // 900 * 6 + 40 * 7.5 + 60 * 12
    QTest::newRow("written for an hour, in a tier")
            << tieredHour << TokenUsage{1000, {}, 100, 0, {}, 60} << qint64(6420);
    QTest::newRow("more cached than prompt") << cached << TokenUsage{1000, 5000, 5000, 0, {}} << qint64(300);
    QTest::newRow("cached without its whole") << cached << TokenUsage{{}, 1000, 1000, {}, {}} << qint64(4050);
    // 60 * 4 + 40 * 10
    QTest::newRow("reasoning once") << thinking << TokenUsage{0, {}, {}, 100, 40} << qint64(640);
    QTest::newRow("reasoning as output unless told")
            << simple << TokenUsage{0, {}, {}, 100, 40} << qint64(1500);
    QTest::newRow("more reasoning than answer")
            << thinking << TokenUsage{0, {}, {}, 100, 400} << qint64(1000);
    QTest::newRow("reasoning without its whole")
            << thinking << TokenUsage{0, {}, {}, {}, 100} << qint64(1000);

    QTest::newRow("below the tier") << tiered << TokenUsage{200'000, {}, {}, 1000, {}} << qint64(412'000);
    // Every token of the call: 200001 * 4 + 1000 * 18
    QTest::newRow("at the tier") << tiered << TokenUsage{200'001, {}, {}, 1000, {}} << qint64(818'004);
    QTest::newRow("cached tokens count for the tier")
            << tiered << TokenUsage{200'001, 200'000, {}, 0, {}} << qint64(80'004);
    QTest::newRow("the highest tier")
            << tiered << TokenUsage{600'000, 600'000, {}, 0, {}} << qint64(4'800'000);

    // Each part alone is a fraction of a micro-unit: 0.0028 * 3 + 0.28 * 1 = 0.2884
    QTest::newRow("rounded up once") << priced(140'000, 280'000, 2'800) << TokenUsage{3, 3, {}, 1, {}}
                                     << qint64(1);
    // 0.4 + 0.4 + 0.4 is 1.2 and not three times 1
    QTest::newRow("rounded up once, three parts")
            << priced(400'000, 400'000, 400'000) << TokenUsage{2, 1, {}, 1, {}} << qint64(2);
    QTest::newRow("exact is not rounded")
            << priced(500'000, 500'000) << TokenUsage{1, {}, {}, 1, {}} << qint64(1);
    QTest::newRow("the smallest price") << priced(1, 0) << TokenUsage{1, {}, {}, 0, {}} << qint64(1);

    QTest::newRow("negative counts") << simple << TokenUsage{-5, -5, -5, -5, -5} << qint64(0);
    QTest::newRow("negative cached") << cached << TokenUsage{1000, -400, -1, 0, {}} << qint64(3000);
    QTest::newRow("negative rates") << priced(-unit, -unit, -unit) << TokenUsage{1000, 100, 100, 100, {}}
                                    << qint64(0);
    // Held at 10^12 tokens and 10^12 micro-units per million
    QTest::newRow("beyond reason") << priced(largest, largest)
                                   << TokenUsage{largest, largest, largest, largest, largest}
                                   << qint64(2'000'000'000'000'000'000);
    QTest::newRow("beyond reason without a whole")
            << priced(largest, largest) << TokenUsage{{}, largest, largest, {}, {}}
            << qint64(1'000'000'000'000'000'000);
}

void TestPrice::cost()
{
    QFETCH(Price, price);
    QFETCH(TokenUsage, usage);
    QFETCH(qint64, micros);
    QCOMPARE(costOf(price, usage), micros);
}

// What each dialect reports for one call, brought to the ledger's terms as in record.h, and its price by
// hand.
void TestPrice::dialects_data()
{
    QTest::addColumn<Price>("price");
    QTest::addColumn<TokenUsage>("usage");
    QTest::addColumn<qint64>("micros");

    // prompt_tokens 2006 with 1920 cached, completion_tokens 300 with 128 reasoning: 86 * 2.5 + 1920 * 0.25 +
    // 300 * 15
    QTest::newRow("OpenAI chat") << priced(2'500'000, 15 * unit, 250'000)
                                 << TokenUsage{2006, 1920, {}, 300, 128} << qint64(5195);
    // input_tokens 3000 with 1000 cached and 500 written, output_tokens 100: 1500 * 5 + 1000 * 0.5 + 500
    // * 6.25 + 100 * 30
    QTest::newRow("OpenAI responses") << priced(5 * unit, 30 * unit, 500'000, 6'250'000)
                                      << TokenUsage{3000, 1000, 500, 100, 0} << qint64(14'125);
    // input_tokens 21, cache_creation 188, cache_read 1500, output_tokens 393: 21 * 5 + 188 * 6.25 + 1500 *
    // 0.5 + 393 * 25
    QTest::newRow("Anthropic") << priced(5 * unit, 25 * unit, 500'000, 6'250'000)
                               << TokenUsage{21 + 188 + 1500, 1500, 188, 393, {}} << qint64(11'855);
    // The same, of which 100 written for an hour: 21 * 5 + 88 * 6.25 + 100 * 10 + 1500 * 0.5 + 393 * 25
    QTest::newRow("Anthropic, an hour")
            << priced(5 * unit, 25 * unit, 500'000, 6'250'000, {}, 10 * unit)
            << TokenUsage{21 + 188 + 1500, 1500, 188, 393, {}, 100} << qint64(12'230);
    // prompt_tokens 1000 with cached_tokens 768: 232 * 6.5 + 768 * 1.1 + 50 * 27 = 3702.8 CNY millionths
    QTest::newRow("Moonshot") << priced(6'500'000, 27 * unit, 1'100'000) << TokenUsage{1000, 768, {}, 50, {}}
                              << qint64(3703);
    // hit 9984, miss 16; completion 500 with 300 reasoning: 16 * 0.14 + 9984 * 0.0028 + 500 * 0.28 = 170.1952
    QTest::newRow("DeepSeek") << priced(140'000, 280'000, 2'800) << TokenUsage{10'000, 9984, {}, 500, 300}
                              << qint64(171);
    // prompt 432, completion 68 and reasoning 136 beside it: 432 * 1.25 + 204 * 2.5
    QTest::newRow("xAI") << priced(1'250'000, 2'500'000, 200'000) << TokenUsage{432, 0, {}, 68 + 136, 136}
                         << qint64(1050);
    // promptTokenCount 1000 with 600 cached, candidates 40, thoughts 160: 400 * 1.5 + 600 * 0.15 + 200 * 9
    QTest::newRow("Gemini") << priced(1'500'000, 9 * unit, 150'000)
                            << TokenUsage{1000, 600, {}, 40 + 160, 160} << qint64(2490);
}

void TestPrice::dialects()
{
    cost();
}

void TestPrice::finds_data()
{
    QTest::addColumn<QList<Price>>("prices");
    QTest::addColumn<qint64>("provider");
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("at");
    QTest::addColumn<qint64>("found"); // 0: unpriced

    const auto row = [](const char *name, const QList<Price> &prices, const QString &model, qint64 found,
                        qint64 at = 100, const QString &preset = u"p"_s, qint64 provider = 7) {
        QTest::newRow(name) << prices << provider << preset << model << at << found;
    };
    row("nothing", {}, u"m"_s, 0);
    row("exact", {named(1, u"m"_s)}, u"m"_s, 1);
    row("another model", {named(1, u"m"_s)}, u"m2"_s, 0);
    row("names are exact", {named(1, u"M"_s)}, u"m"_s, 0);
    row("its preset", {named(1, u"m"_s, u"p"_s)}, u"m"_s, 1);
    row("another preset", {named(1, u"m"_s, u"q"_s)}, u"m"_s, 0);
    row("no preset", {named(1, u"m"_s, u"p"_s)}, u"m"_s, 0, 100, QString());
    row("preset before all", {named(1, u"m"_s), named(2, u"m"_s, u"p"_s)}, u"m"_s, 2);
    row("its provider", {named(1, u"m"_s, {}, u"set"_s, 0, 7)}, u"m"_s, 1);
    row("another provider", {named(1, u"m"_s, {}, u"set"_s, 0, 8)}, u"m"_s, 0);
    row("provider first", {named(1, u"m"_s, u"p"_s, u"set"_s), named(2, u"m"_s, {}, u"set"_s, 0, 7)}, u"m"_s,
        2);
    row("set before built in", {named(1, u"m"_s, u"p"_s), named(2, u"m"_s, {}, u"set"_s)}, u"m"_s, 2);
    row("set before imported", {named(1, u"m"_s, u"p"_s, u"import"_s, 50), named(2, u"m"_s, {}, u"set"_s)},
        u"m"_s, 2);
    row("imported before built in",
        {named(1, u"m"_s, u"p"_s, u"built-in"_s, 50), named(2, u"m"_s, u"p"_s, u"import"_s)}, u"m"_s, 2);
    row("pattern", {named(1, u"m-*"_s)}, u"m-2026"_s, 1);
    row("pattern of everything", {named(1, u"*"_s)}, u"m"_s, 1);
    row("pattern that does not fit", {named(1, u"n*"_s)}, u"m"_s, 0);
    row("exact before patterns", {named(1, u"m*"_s), named(2, u"m-x"_s)}, u"m-x"_s, 2);
    row("longest pattern", {named(1, u"m-x*"_s), named(2, u"m*"_s)}, u"m-xy"_s, 1);
    row("a provider's pattern before all's exact", {named(1, u"m"_s), named(2, u"*"_s, {}, u"set"_s, 0, 7)},
        u"m"_s, 2);
    row("newest", {named(1, u"m"_s, {}, u"set"_s, 10), named(2, u"m"_s, {}, u"set"_s, 20)}, u"m"_s, 2);
    row("not yet", {named(1, u"m"_s, {}, u"set"_s, 10), named(2, u"m"_s, {}, u"set"_s, 200)}, u"m"_s, 1);
    row("on the instant", {named(1, u"m"_s, {}, u"set"_s, 10), named(2, u"m"_s, {}, u"set"_s, 100)}, u"m"_s,
        2);
    row("only to come", {named(1, u"m"_s, {}, u"set"_s, 200)}, u"m"_s, 0);
    row("set, not yet; built in till then", {named(1, u"m"_s), named(2, u"m"_s, {}, u"set"_s, 200)}, u"m"_s,
        1);
    row("the last one of one instant", {named(2, u"m"_s), named(1, u"m"_s)}, u"m"_s, 2);
}

void TestPrice::finds()
{
    QFETCH(QList<Price>, prices);
    QFETCH(qint64, provider);
    QFETCH(QString, preset);
    QFETCH(QString, model);
    QFETCH(qint64, at);
    QFETCH(qint64, found);
    const PriceTable table(prices);
    const Price *price = table.find({provider}, preset, model, fromMillis(at));
    QCOMPARE(price == nullptr ? qint64(0) : price->id.value, found);
    for (const Price &each : prices) {
        QVERIFY(table.byId(each.id) != nullptr);
        QCOMPARE(*table.byId(each.id), each);
    }
    QVERIFY(table.byId({99}) == nullptr);
}

void TestPrice::converts_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<bool>("toCny");
    QTest::addColumn<qint64>("rate");
    QTest::addColumn<qint64>("converted");

    QTest::newRow("to CNY") << 5 * unit << true << qint64(7'100'000) << qint64(35'500'000);
    QTest::newRow("to USD") << qint64(35'500'000) << false << qint64(7'100'000) << 5 * unit;
    QTest::newRow("half up") << qint64(1) << true << qint64(7'500'000) << qint64(8);
    QTest::newRow("down") << qint64(1) << true << qint64(7'499'999) << qint64(7);
    QTest::newRow("to USD, up") << qint64(4) << false << qint64(7'100'000) << qint64(1);
    QTest::newRow("to USD, down") << qint64(3) << false << qint64(7'100'000) << qint64(0);
    QTest::newRow("zero") << qint64(0) << true << qint64(7'100'000) << qint64(0);
    QTest::newRow("a debt") << -5 * unit << true << qint64(7'100'000) << qint64(-35'500'000);
    QTest::newRow("beyond what fits") << largest << true << qint64(7'100'000) << largest;
    QTest::newRow("beyond what fits, a debt")
            << std::numeric_limits<qint64>::min() << true << qint64(7'100'000) << -largest;
    QTest::newRow("the most to USD") << largest << false << qint64(7'100'000)
                                     << qint64(1'299'066'484'064'052'931);
    QTest::newRow("no rate") << unit << true << qint64(0) << unit;
}

void TestPrice::converts()
{
    QFETCH(qint64, micros);
    QFETCH(bool, toCny);
    QFETCH(qint64, rate);
    QFETCH(qint64, converted);
    const Currency from = toCny ? Currency::Usd : Currency::Cny;
    const Currency to = toCny ? Currency::Cny : Currency::Usd;
    QCOMPARE(convert(micros, from, to, rate), converted);
    QCOMPARE(convert(micros, from, from, rate), micros);
}

void TestPrice::checksRates_data()
{
    QTest::addColumn<Price>("price");
    QTest::addColumn<bool>("sound");
    const auto withTiers = [](const QList<qint64> &starts) {
        Price price = priced(unit, unit);
        for (const qint64 start : starts)
            price.tiers.append(PriceTier{start, {unit, unit, {}, {}, {}}});
        return price;
    };
    QTest::newRow("free") << priced(0, 0) << true;
    QTest::newRow("highest") << priced(highestRate, highestRate) << true;
    QTest::newRow("too high") << priced(highestRate + 1, 0) << false;
    QTest::newRow("negative") << priced(0, -1) << false;
    QTest::newRow("negative cache") << priced(0, 0, -1) << false;
    QTest::newRow("negative cache write") << priced(0, 0, 0, -1) << false;
    QTest::newRow("negative reasoning") << priced(0, 0, 0, 0, -1) << false;
    QTest::newRow("negative cache write of an hour") << priced(0, 0, 0, 0, 0, -1) << false;
    QTest::newRow("cache write of an hour too high") << priced(0, 0, 0, 0, 0, highestRate + 1) << false;
    QTest::newRow("tiers") << withTiers({1, 2, 1000}) << true;
    QTest::newRow("a tier from nothing on") << withTiers({0}) << false;
    QTest::newRow("a tier twice") << withTiers({5, 5}) << false;
    QTest::newRow("tiers that fall") << withTiers({6, 5}) << false;
    QTest::newRow("a tier beyond reason") << withTiers({highestTier + 1}) << false;
    QList<qint64> many;
    for (qint64 i = 1; i <= mostTiers + 1; ++i)
        many.append(i);
    QTest::newRow("too many tiers") << withTiers(many) << false;
    Price badTier = withTiers({5});
    badTier.tiers[0].rates.cacheRead = -1;
    QTest::newRow("a bad tier") << badTier << false;
}

void TestPrice::checksRates()
{
    QFETCH(Price, price);
    QFETCH(bool, sound);
    QCOMPARE(checkRates(price.rates, price.tiers).has_value(), sound);
}

void TestPrice::decimals_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("shift");
    QTest::addColumn<qint64>("exact"); // -1: refused
    QTest::addColumn<qint64>("nearest");

    const auto row = [](const char *text, int shift, qint64 exact, qint64 nearest) {
        QTest::addRow("%.40s by %d", text, shift) << QByteArray(text) << shift << exact << nearest;
    };
    row("0", 6, 0, 0);
    row("-0", 6, 0, 0);
    row("0e99999999999999999999", 6, 0, 0);
    row("1", 6, unit, unit);
    row("0.15", 6, 150'000, 150'000);
    row("0.003625", 6, 3'625, 3'625);
    row("2.5", 0, -1, 3);
    row("2.4", 0, -1, 2);
    row("1.5e-07", 12, 150'000, 150'000);
    row("1.5E-7", 12, 150'000, 150'000);
    row("3.625e-09", 12, 3'625, 3'625);
    row("0.00018", 12, 180'000'000, 180'000'000);
    row("2.9999999999999997e-07", 12, -1, 300'000);
    row("1e-13", 12, -1, 0);
    row("5e-13", 12, -1, 1);
    row("1e-400", 12, -1, 0);
    row("1e+3", 0, 1000, 1000);
    row("256000.0", 0, 256'000, 256'000);
    row("00012", 0, 12, 12);
    row("1000000000000", 0, highestRate, highestRate);
    row("1000000000001", 0, -1, -1);
    row("999999999999.5", 0, -1, highestRate);
    row("1000000000000.5", 0, -1, -1);
    row("1e400", 6, -1, -1);
    row("1e99999999999999999999", 6, -1, -1);
    row("-1", 6, -1, -1);
    row("-1e-7", 12, -1, -1);
    row("", 6, -1, -1);
    row("-", 6, -1, -1);
    row(".5", 6, -1, -1);
    row("5.", 6, -1, -1);
    row("1e", 6, -1, -1);
    row("1e+", 6, -1, -1);
    row("+1", 6, -1, -1);
    row("1,5", 6, -1, -1);
    row("1 ", 6, -1, -1);
    row("0x10", 6, -1, -1);
    row("NaN", 6, -1, -1);
    row("Infinity", 6, -1, -1);
    row("1\xc2\xa0", 6, -1, -1);
}

void TestPrice::decimals()
{
    QFETCH(QByteArray, text);
    QFETCH(int, shift);
    QFETCH(qint64, exact);
    QFETCH(qint64, nearest);
    QCOMPARE(scaledDecimal(text, shift, highestRate, DecimalRounding::Exact).value_or(-1), exact);
    QCOMPARE(scaledDecimal(text, shift, highestRate, DecimalRounding::Nearest).value_or(-1), nearest);
}

void TestPrice::showsMicros_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64(0) << u"0"_s;
    QTest::newRow("whole") << 20 * unit << u"20"_s;
    QTest::newRow("tenths") << qint64(2'500'000) << u"2.5"_s;
    QTest::newRow("smallest") << qint64(1) << u"0.000001"_s;
    QTest::newRow("inner zeros") << qint64(1'000'100) << u"1.0001"_s;
    QTest::newRow("negative") << qint64(-2'500'000) << u"-2.5"_s;
    QTest::newRow("least") << std::numeric_limits<qint64>::min() << u"-9223372036854.775808"_s;
}

void TestPrice::showsMicros()
{
    QFETCH(qint64, micros);
    QFETCH(QString, text);
    QCOMPARE(microsText(micros), text);
    if (micros >= 0)
        QCOMPARE(scaledDecimal(text.toLatin1(), 6, highestRate, DecimalRounding::Exact).value_or(-1), micros);
}

QTEST_GUILESS_MAIN(TestPrice)
#include "tst_price.moc"
