// SPDX-License-Identifier: MIT
#include "ledger/price_import.h"
#include "ledger/price_number.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace gateway;
using namespace Qt::StringLiterals;

namespace {

const Time now = fromMillis(1'795'000'000'000);

// "preset/model in out cacheRead cacheWrite reasoning | from in out ...", '-' for what costs as its parent;
// cacheWrite may be followed by '/' and the rate of writes that live an hour.
QString shown(const Price &price)
{
    const auto rates = [](const TokenRates &part) {
        const auto text = [](const std::optional<qint64> &rate) { return rate ? microsText(*rate) : u"-"_s; };
        QString write = text(part.cacheWrite);
        if (part.cacheWriteLong)
            write += u'/' + text(part.cacheWriteLong);
        return QStringList{text(part.input), text(part.output), text(part.cacheRead), write,
                           text(part.reasoning)}
                .join(u' ');
    };
    QString line = price.preset + u'/' + price.model + u' ' + rates(price.rates);
    for (const PriceTier &tier : price.tiers)
        line += u" | "_s + QString::number(tier.fromPromptTokens) + u' ' + rates(tier.rates);
    return line;
}

} // namespace

// What each entry of the public price lists becomes here.
class TestPriceLists final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void liteLlm_data();
    void liteLlm();
    void modelsDev_data();
    void modelsDev();
    void bothDialectsOfAVendor();
    void anthropicsHour_data();
    void anthropicsHour();
    void theListsThemselves_data();
    void theListsThemselves();

private:
    static void checkOne(const QByteArray &json, ImportedPrices::Format format);
};

void TestPriceLists::checkOne(const QByteArray &json, ImportedPrices::Format format)
{
    QFETCH(QString, price);
    QFETCH(QString, reason);
    const Result<ImportedPrices> list = parsePriceList(json, now);
    QVERIFY2(list, list ? "" : qPrintable(list.error().message));
    QCOMPARE(list->format, format);
    QCOMPARE(list->prices.isEmpty() ? QString() : shown(list->prices[0]), price);
    QCOMPARE(list->prices.size(), price.isEmpty() ? 0 : 1);
    QCOMPARE(list->skipped.isEmpty() ? QString() : list->skipped[0].reason, reason);
    for (const Price &each : list->prices) {
        QCOMPARE(each.source, u"import"_s);
        QVERIFY(each.currency == Currency::Usd);
        QCOMPARE(each.validFrom, now);
        QVERIFY(checkRates(each.rates, each.tiers));
    }
}

void TestPriceLists::liteLlm_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("price");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *name, const char *key, const char *fields, const QString &price,
                        const QString &reason = {}) {
        QTest::newRow(name) << QByteArray(key) << QByteArray(fields) << price << reason;
    };
    const auto chat = [&](const char *name, const char *fields, const QString &price,
                          const QString &reason = {}) {
        const QByteArray all = QByteArray(R"("litellm_provider":"openai","mode":"chat",)") + fields;
        QTest::newRow(name) << QByteArray("m-1") << all << price << reason;
    };
    chat("scientific", R"("input_cost_per_token":1.5e-07,"output_cost_per_token":6E-7)",
         u"openai/m-1 0.15 0.6 - - -"_s);
    chat("decimal", R"("input_cost_per_token":0.0000015,"output_cost_per_token":0.00001)",
         u"openai/m-1 1.5 10 - - -"_s);
    chat("noise of a program",
         R"("input_cost_per_token":2.9999999999999997e-07,"output_cost_per_token":1e-6)",
         u"openai/m-1 0.3 1 - - -"_s);
    chat("the smallest", R"("input_cost_per_token":1e-12,"output_cost_per_token":3.625e-09)",
         u"openai/m-1 0.000001 0.003625 - - -"_s);
    chat("caches and reasoning",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"cache_read_input_token_cost":1e-7,
            "cache_creation_input_token_cost":1.25e-6,"output_cost_per_reasoning_token":6e-6)",
         u"openai/m-1 1 4 0.1 1.25 6"_s);
    chat("reasoning as output",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"output_cost_per_reasoning_token":4e-6)",
         u"openai/m-1 1 4 - - -"_s);
    chat("a cache at 0 is not known",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"cache_read_input_token_cost":0,
            "cache_creation_input_token_cost":0.0)",
         u"openai/m-1 1 4 - - -"_s);
    chat("the older name of a cache read",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"input_cost_per_token_cache_hit":2e-7)",
         u"openai/m-1 1 4 0.2 - -"_s);
    chat("tiers",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"cache_read_input_token_cost":1e-7,
            "input_cost_per_token_above_512k_tokens":3e-6,"output_cost_per_token_above_512k_tokens":9e-6,
            "input_cost_per_token_above_200k_tokens":2e-6,"output_cost_per_token_above_200k_tokens":8e-6,
            "cache_read_input_token_cost_above_200k_tokens":2e-7)",
         u"openai/m-1 1 4 0.1 - - | 200001 2 8 0.2 - - | 512001 3 9 0.1 - -"_s);
    chat("other lanes",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"input_cost_per_token_batches":5e-7,
            "input_cost_per_token_priority":9e-6,"input_cost_per_token_above_200k_tokens_priority":9e-6,
            "cache_creation_input_token_cost_above_1hr_priority":9e-6,"cache_creation_input_token_cost_flex":9e-6,
            "input_cost_per_token_flex":1e-7)",
         u"openai/m-1 1 4 - - -"_s);
    chat("writes of an hour",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,
            "cache_creation_input_token_cost_above_1hr":2e-6,"cache_creation_input_token_cost":1.25e-6)",
         u"openai/m-1 1 4 - 1.25/2 -"_s);
    chat("writes of an hour, in tiers",
         R"("input_cost_per_token":3e-6,"output_cost_per_token":4e-6,"cache_creation_input_token_cost":3.75e-6,
            "cache_creation_input_token_cost_above_1hr":6e-6,"input_cost_per_token_above_200k_tokens":6e-6,
            "cache_creation_input_token_cost_above_200k_tokens":7.5e-6,
            "cache_creation_input_token_cost_above_1hr_above_200k_tokens":1.2e-5)",
         u"openai/m-1 3 4 - 3.75/6 - | 200001 6 4 - 7.5/12 -"_s);
    chat("writes of an hour, not known in the tier",
         R"("input_cost_per_token":3e-6,"output_cost_per_token":4e-6,"cache_creation_input_token_cost":3.75e-6,
            "cache_creation_input_token_cost_above_1hr":6e-6,
            "cache_creation_input_token_cost_above_200k_tokens":7.5e-6)",
         u"openai/m-1 3 4 - 3.75/6 - | 200001 3 4 - 7.5 -"_s);
    chat("writes of an hour as any write",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"cache_creation_input_token_cost":2e-6,
            "cache_creation_input_token_cost_above_1hr":2e-6)",
         u"openai/m-1 1 4 - 2 -"_s);
    chat("writes of an hour at 0 are not known",
         R"("input_cost_per_token":1e-6,"output_cost_per_token":4e-6,"cache_creation_input_token_cost_above_1hr":0)",
         u"openai/m-1 1 4 - - -"_s);
    chat("a table of ranges",
         R"("tiered_pricing":[{"range":[0,256000.0],"input_cost_per_token":4e-7,"output_cost_per_token":1.6e-6},
            {"range":[256000.0,1e6],"input_cost_per_token":1.2e-6,"output_cost_per_token":4.8e-6}])",
         u"openai/m-1 0.4 1.6 - - - | 256001 1.2 4.8 - - -"_s);
    chat("a range without a start", R"("tiered_pricing":[{"input_cost_per_token":4e-7}])", {},
         u"a tier without a range"_s);
    chat("no output", R"("input_cost_per_token":1e-6)", {}, u"without a price of its output"_s);
    chat("by the second", R"("input_cost_per_second":1e-6)", {}, u"not priced by the token"_s);
    chat("no numbers", R"("input_cost_per_token":"1e-6","output_cost_per_token":null)", {},
         u"not priced by the token"_s);
    chat("nothing at all is not free", R"("input_cost_per_token":0.0,"output_cost_per_token":0)", {},
         u"listed with 0, which may mean free, a plan, or not known"_s);
    chat("negative", R"("input_cost_per_token":-1e-6,"output_cost_per_token":1e-6)", {},
         u"a price of \"-1e-6\" is negative."_s);
    chat("endless", R"("input_cost_per_token":1e400,"output_cost_per_token":1e-6)", {},
         u"a price of \"1e400\" is too large."_s);
    chat("a unit a token", R"("input_cost_per_token":1.1,"output_cost_per_token":1e-6)", {},
         u"a price of \"1.1\" is too large."_s);
    row("a provider's prefix", "deepseek/deepseek-chat",
        R"("litellm_provider":"deepseek","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":2e-6)",
        u"deepseek/deepseek-chat 1 2 - - -"_s);
    row("a name with slashes", "groq/openai/gpt-oss-20b",
        R"("litellm_provider":"groq","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":2e-6)",
        u"groq/openai/gpt-oss-20b 1 2 - - -"_s);
    row("the international endpoint", "dashscope/qwen-x",
        R"("litellm_provider":"dashscope","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":2e-6)",
        u"qwen/qwen-x 1 2 - - -"_s);
    row("azure", "azure/gpt-x",
        R"("litellm_provider":"azure","mode":"responses","input_cost_per_token":1e-6,"output_cost_per_token":2e-6)",
        u"azure/gpt-x 1 2 - - -"_s);
    row("azure, in one region", "azure/eu/gpt-x",
        R"("litellm_provider":"azure","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":2e-6)",
        {}, u"a price of one region"_s);
    row("embeddings have no output", "e",
        R"("litellm_provider":"openai","mode":"embedding","input_cost_per_token":2e-8)",
        u"openai/e 0.02 0 - - -"_s);
    row("pictures", "dall-e",
        R"("litellm_provider":"openai","mode":"image_generation","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"no model for text"_s);
    row("no mode", "x",
        R"("litellm_provider":"openai","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)", {},
        u"no model for text"_s);
    row("an unknown provider", "x/y",
        R"("litellm_provider":"nobody","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"of a provider without a preset here"_s);
    row("a name with a space", "a b",
        R"("litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"not the name of a model"_s);
    row("a name that is a pattern", "*",
        R"("litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"not the name of a model"_s);
    row("no name", "openai/",
        R"("litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"not the name of a model"_s);
    row("a name that is no text", "a\xff",
        R"("litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"not the name of a model"_s);
    row("a name that turns the line", "a\xe2\x80\xae",
        R"("litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-6,"output_cost_per_token":1e-6)",
        {}, u"not the name of a model"_s);
}

void TestPriceLists::liteLlm()
{
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, fields);
    const QByteArray json =
            R"({"sample_spec":{"litellm_provider":"one of many","mode":"one of","input_cost_per_token":0},")" +
            key + "\":{" + fields + "}}";
    checkOne(json, ImportedPrices::Format::LiteLlm);
}

void TestPriceLists::modelsDev_data()
{
    QTest::addColumn<QByteArray>("provider");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("price");
    QTest::addColumn<QString>("reason");

    const auto row = [](const char *name, const char *provider, const char *model, const QString &price,
                        const QString &reason = {}) {
        QTest::newRow(name) << QByteArray(provider) << QByteArray(model) << price << reason;
    };
    row("plain", "openai", R"({"cost":{"input":0.15,"output":0.6}})", u"openai/m 0.15 0.6 - - -"_s);
    row("all rates", "google",
        R"({"id":"m","cost":{"input":1,"output":2.5,"cache_read":0.1,"cache_write":1.25,"reasoning":3,
        "input_audio":9,"output_audio":9},"limit":{"context":1}})",
        u"gemini/m 1 2.5 0.1 1.25 3"_s);
    row("other names of the cache", "minimax",
        R"({"cost":{"input":1,"output":2,"cached_input":0.1,"cached_write":1.25}})",
        u"minimax/m 1 2 0.1 1.25 -"_s);
    row("over 200k", "openai",
        R"({"cost":{"input":1,"output":2,"cache_read":0.1,"context_over_200k":{"input":2,"output":3}}})",
        u"openai/m 1 2 0.1 - - | 200001 2 3 0.1 - -"_s);
    row("tiers", "openai",
        R"({"cost":{"input":1,"output":2,"tiers":[{"tier":{"size":272000},"input":2,"output":3},
        {"input":1.5,"output":2.5,"tier":{"type":"context","size":128000}}]}})",
        u"openai/m 1 2 - - - | 128001 1.5 2.5 - - - | 272001 2 3 - - -"_s);
    row("one tier in both forms", "openai",
        R"({"cost":{"input":1,"output":2,"tiers":[{"tier":{"size":200000},"input":2,
        "output":3}],"context_over_200k":{"input":2,"output":3}}})",
        u"openai/m 1 2 - - - | 200001 2 3 - - -"_s);
    row("a tier of another kind", "openai",
        R"({"cost":{"input":1,"output":2,"tiers":[{"tier":{"type":"time","size":5},
        "input":2,"output":3}]}})",
        {}, u"a tier that is not by the length of the prompt"_s);
    row("rounded", "openai", R"({"cost":{"input":0.23437549,"output":1.0000005}})",
        u"openai/m 0.234375 1.000001 - - -"_s);
    row("a plan", "zai-coding-plan", R"({"cost":{"input":0,"output":0,"cache_read":0,"cache_write":0}})", {},
        u"listed with 0, which may mean free, a plan, or not known"_s);
    row("without a price", "openai", R"({"name":"M"})", {}, u"listed without a price"_s);
    row("not an object", "openai", R"(7)", {}, u"listed without a price"_s);
    row("an unknown provider", "nobody", R"({"cost":{"input":1,"output":2}})", {},
        u"of a provider without a preset here"_s);
    row("negative", "openai", R"({"cost":{"input":-1,"output":2}})", {}, u"a price of \"-1\" is negative."_s);
    row("too large", "openai", R"({"cost":{"input":1000001,"output":2}})", {},
        u"a price of \"1000001\" is too large."_s);
}

void TestPriceLists::modelsDev()
{
    QFETCH(QByteArray, provider);
    QFETCH(QByteArray, model);
    const QByteArray json = "{\"" + provider + R"(":{"id":"x","models":{"m":)" + model + "}}}";
    checkOne(json, ImportedPrices::Format::ModelsDev);
    checkOne(R"({"_note":"a copy","providers":)" + json + "}", ImportedPrices::Format::ModelsDev);
}

void TestPriceLists::bothDialectsOfAVendor()
{
    const Result<ImportedPrices> list = parsePriceList(
            R"({"anthropic":{"models":{"c":{"cost":{"input":1,"output":5,"cache_read":0.1,"cache_write":1.25}}}}})",
            now);
    QVERIFY(list);
    QCOMPARE(list->prices.size(), 2);
    QCOMPARE(shown(list->prices[0]), u"anthropic/c 1 5 0.1 1.25/2 -"_s);
    QCOMPARE(shown(list->prices[1]), u"anthropic-openai/c 1 5 0.1 1.25/2 -"_s);
}

// What Anthropic takes for an hour is known even where a list does not tell.
void TestPriceLists::anthropicsHour_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("price");
    const auto liteLlm = [](const char *name, const QByteArray &rest, const QString &price) {
        QTest::newRow(name)
                << QByteArray(
                           R"({"c":{"litellm_provider":"anthropic","mode":"chat","input_cost_per_token":3e-6,)"
                           R"("output_cost_per_token":4e-6)" +
                           rest + "}}")
                << price;
    };
    liteLlm("told",
            R"(,"cache_creation_input_token_cost":3.75e-6,"cache_creation_input_token_cost_above_1hr":5e-6)",
            u"anthropic/c 3 4 - 3.75/5 -"_s);
    liteLlm("not told", R"(,"cache_creation_input_token_cost":3.75e-6)", u"anthropic/c 3 4 - 3.75/6 -"_s);
    liteLlm("cheaper than minutes",
            R"(,"cache_creation_input_token_cost":3.75e-6,"cache_creation_input_token_cost_above_1hr":1e-6)",
            u"anthropic/c 3 4 - 3.75/6 -"_s);
    liteLlm("no cache", {}, u"anthropic/c 3 4 - - -"_s);
    liteLlm("a tier",
            R"(,"cache_creation_input_token_cost":3.75e-6,"input_cost_per_token_above_200k_tokens":6e-6,)"
            R"("cache_creation_input_token_cost_above_200k_tokens":7.5e-6)",
            u"anthropic/c 3 4 - 3.75/6 - | 200001 6 4 - 7.5/12 -"_s);
    QTest::newRow("beyond reason")
            << QByteArray(R"({"anthropic":{"models":{"c":{"cost":{"input":600000,"output":1,)"
                          R"("cache_write":750000}}}}})")
            << u"anthropic/c 600000 1 - 750000/1000000 -"_s;
    QTest::newRow("another vendor")
            << QByteArray(
                       R"({"minimax":{"models":{"c":{"cost":{"input":1,"output":2,"cache_write":1.25}}}}})")
            << u"minimax/c 1 2 - 1.25 -"_s;
}

void TestPriceLists::anthropicsHour()
{
    QFETCH(QByteArray, json);
    const Result<ImportedPrices> list = parsePriceList(json, now);
    QVERIFY(list && !list->prices.isEmpty());
    QTEST(shown(list->prices[0]), "price");
    QVERIFY(checkRates(list->prices[0].rates, list->prices[0].tiers));
}

void TestPriceLists::theListsThemselves_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QStringList>("prices");
    QTest::newRow("LiteLLM") << u"litellm.json"_s
                             << QStringList{
                                        u"moonshot/kimi-k2.6 0.95 4 0.16 - -"_s,
                                        u"deepseek/deepseek-v4-pro 0.435 0.87 0.003625 - -"_s,
                                        u"anthropic/claude-opus-5 5 25 0.5 6.25/10 -"_s,
                                        u"qwen/qwen3.7-plus 0.4 1.6 0.08 - - | 256001 1.2 4.8 0.24 - -"_s};
    QTest::newRow("models.dev")
            << u"models_dev.json"_s
            << QStringList{u"moonshot/kimi-k2.7-code 0.95 4 0.19 - -"_s,
                           u"gemini/gemini-3.1-pro-preview 2 12 0.2 - - | 200001 4 18 0.4 - -"_s,
                           u"siliconflow/zai-org/GLM-5.2 1.4 4.4 0.26 - -"_s};
}

void TestPriceLists::theListsThemselves()
{
    QFETCH(QString, file);
    QFETCH(QStringList, prices);
    QFile source(QDir(qEnvironmentVariable("GATEWAY_PRICES", u"no folder named"_s)).filePath(file));
    if (!source.open(QIODevice::ReadOnly))
        QSKIP("The lists are not at hand: name their folder in GATEWAY_PRICES.");
    const Result<ImportedPrices> list = parsePriceList(source.readAll(), now);
    QVERIFY2(list, list ? "" : qPrintable(list.error().message));
    QVERIFY(list->prices.size() > 200);
    QSet<QString> found;
    for (const Price &price : list->prices) {
        QVERIFY2(checkRates(price.rates, price.tiers), qPrintable(shown(price)));
        found.insert(shown(price));
    }
    for (const QString &price : prices)
        QVERIFY2(found.contains(price), qPrintable(price));
}

QTEST_GUILESS_MAIN(TestPriceLists)
#include "tst_price_lists.moc"
