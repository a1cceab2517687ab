// SPDX-License-Identifier: MIT
#include "ledger/price_import.h"

#include <QTest>

using namespace gateway;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 unit = 1'000'000;
const Time now = fromMillis(1'795'000'000'000);

Price priced(const QString &model, qint64 input, qint64 output, const QString &source,
             Currency currency = Currency::Usd)
{
    Price price;
    price.model = model;
    price.preset = u"p"_s;
    price.rates = {input, output, {}, {}, {}};
    price.source = source;
    price.currency = currency;
    return price;
}

} // namespace

// A public price list as a whole, good or bad, and what its import would change.
class TestPriceImport final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void detects_data();
    void detects();
    void hostile_data();
    void hostile();
    void repeats();
    void difference_data();
    void difference();
};

void TestPriceImport::detects_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("error"); // a part of it; empty: read

    const auto row = [](const char *name, const QByteArray &json, const QString &error) {
        QTest::newRow(name) << json << error;
    };
    row("nothing", "", u"not JSON"_s);
    row("no JSON", "<html>", u"not JSON"_s);
    row("cut", R"({"m":{"litellm_provider":"openai")", u"not JSON"_s);
    row("more after the end", R"({"m":{"litellm_provider":"openai"}} x)", u"not JSON"_s);
    row("an array", "[]", u"neither"_s);
    row("a number", "7", u"neither"_s);
    row("an empty object", "{}", u"neither"_s);
    row("another object", R"({"a":{"b":1},"c":[],"providers":7})", u"neither"_s);
    row("other providers", R"({"providers":{"a":{"b":1}}})", u"neither"_s);
    row("LiteLLM", R"({"a":1,"m":{"litellm_provider":"x"}})", {});
    row("models.dev", R"({"p":{"models":{}}})", {});
    row("with a byte order mark", "\xef\xbb\xbf{\"p\":{\"models\":{}}}", {});
    row("escaped names", R"({"m":{"litellm\u005fprovider":"openai"}})", {});
}

void TestPriceImport::detects()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, error);
    const Result<ImportedPrices> list = parsePriceList(json, now);
    QCOMPARE(list.has_value(), error.isEmpty());
    if (list)
        return;
    QCOMPARE(list.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(list.error().message.contains(error), qPrintable(list.error().message));
    QVERIFY(!list.error().message.contains(u'\n'));
}

void TestPriceImport::hostile_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<bool>("read");

    QTest::newRow("deep objects") << QByteArray(R"({"a":)").repeated(100'000) << false;
    QTest::newRow("deep, in an entry") << QByteArray(R"({"m":{"litellm_provider":"openai","x":)") +
                                                  QByteArray(600, '[') + QByteArray(600, ']') + "}}"
                                       << false;
    QTest::newRow("too large") << QByteArray(largestPriceList + 1, ' ') << false;
    QByteArray tiers;
    for (int i = 1; i < 20'000; ++i)
        tiers += ",\"input_cost_per_token_above_" + QByteArray::number(i) + "k_tokens\":1e-6";
    QTest::newRow("a great many tiers") << QByteArray(R"({"m":{"litellm_provider":"openai","mode":"chat",
        "input_cost_per_token":1e-6,"output_cost_per_token":1e-6)") +
                                                   tiers + "}}"
                                        << true;
    QByteArray list;
    for (int i = 1; i < 20'000; ++i)
        list += ",{\"input\":2,\"output\":3,\"tier\":{\"size\":" + QByteArray::number(i) + "}}";
    QTest::newRow("a great many tiers, the other list")
            << QByteArray(R"({"openai":{"models":{"m":{"cost":{"input":1,"output":2,"tiers":[0)") + list +
                       "]}}}}}"
            << true;
    QTest::newRow("a long number") << QByteArray(R"({"m":{"litellm_provider":"openai","mode":"chat",
        "output_cost_per_token":1e-6,"input_cost_per_token":0.)") +
                                              QByteArray(1'000'000, '1') + "}}"
                                   << true;
    QTest::newRow("a long name")
            << "{\"" + QByteArray(1'000'000, 'm') +
                       R"(":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6}})"
            << true;
    QTest::newRow("a tier of no sane size") << QByteArray(R"({"m":{"litellm_provider":"openai","mode":"chat",
        "input_cost_per_token":1e-6,"output_cost_per_token":-1,"input_cost_per_token_above_99999999999999999999k_tokens":1,
        "input_cost_per_token_above_-1k_tokens":1,"input_cost_per_token_above_0k_tokens":1}})")
                                            << true;
}

void TestPriceImport::hostile()
{
    QFETCH(QByteArray, json);
    QFETCH(bool, read);
    const Result<ImportedPrices> list = parsePriceList(json, now);
    QCOMPARE(list.has_value(), read);
    if (list) {
        QVERIFY(list->prices.isEmpty());
        QCOMPARE(list->skipped.size(), 1);
        QVERIFY(list->skipped[0].name.size() <= 400);
        QVERIFY(list->skipped[0].reason.size() < 200);
    }
}

void TestPriceImport::repeats()
{
    const QByteArray entry =
            R"({"litellm_provider":"deepseek","mode":"chat","output_cost_per_token":1e-6,"input_cost_per_token":)";
    const QByteArray json = "{\"a\":" + entry + "1e-6},\"deepseek/a\":" + entry + "1e-6},\"b\":" + entry +
                            "1e-6},\"deepseek/b\":" + entry + "2e-6}}";
    const Result<ImportedPrices> list = parsePriceList(json, now);
    QVERIFY(list);
    QCOMPARE(list->prices.size(), 2);
    QCOMPARE(list->prices[1].rates.input, unit);
    QCOMPARE(list->skipped.size(), 1);
    QCOMPARE(list->skipped[0].name, u"deepseek/b"_s);
}

void TestPriceImport::difference_data()
{
    QTest::addColumn<QString>("kind"); // where the price is found
    QTest::addColumn<QList<Price>>("current");
    const auto row = [](const char *name, const QString &kind, const QList<Price> &current) {
        QTest::newRow(name) << kind << current;
    };
    row("unpriced", u"added"_s, {});
    row("another model", u"added"_s, {priced(u"n"_s, unit, unit, u"built-in"_s)});
    row("the same", u"unchanged"_s, {priced(u"m"_s, unit, 2 * unit, u"built-in"_s)});
    row("the same by a pattern", u"unchanged"_s, {priced(u"m*"_s, unit, 2 * unit, u"built-in"_s)});
    row("the same, set by hand", u"unchanged"_s, {priced(u"m"_s, unit, 2 * unit, u"set"_s)});
    row("another price", u"changed"_s, {priced(u"m"_s, unit, 3 * unit, u"built-in"_s)});
    row("another price, imported", u"changed"_s, {priced(u"m"_s, unit, 3 * unit, u"import"_s)});
    row("set by hand", u"skipped"_s, {priced(u"m"_s, unit, 3 * unit, u"set"_s)});
    row("another currency", u"skipped"_s, {priced(u"m"_s, unit, 2 * unit, u"built-in"_s, Currency::Cny)});
    Price later = priced(u"m"_s, unit, 3 * unit, u"set"_s);
    later.validFrom = now + Millis(1);
    row("set by hand, for later", u"added"_s, {later});
    Price elsewhere = priced(u"m"_s, unit, 3 * unit, u"set"_s);
    elsewhere.providerId = {3};
    row("set for one provider", u"added"_s, {elsewhere});
}

void TestPriceImport::difference()
{
    QFETCH(QString, kind);
    QFETCH(QList<Price>, current);
    const Price fresh = priced(u"m"_s, unit, 2 * unit, u"import"_s);
    const PriceDiff diff = diffPrices(PriceTable(current), {fresh}, now);
    QCOMPARE(diff.added.size(), kind == u"added" ? 1 : 0);
    QCOMPARE(diff.changed.size(), kind == u"changed" ? 1 : 0);
    QCOMPARE(diff.unchanged.size(), kind == u"unchanged" ? 1 : 0);
    QCOMPARE(diff.skipped.size(), kind == u"skipped" ? 1 : 0);
    QCOMPARE(diff.toImport(), kind == u"added" || kind == u"changed" ? QList<Price>{fresh} : QList<Price>());
    if (!diff.changed.isEmpty())
        QCOMPARE(diff.changed[0].before, current[0]);
}

QTEST_GUILESS_MAIN(TestPriceImport)
#include "tst_price_import.moc"
