// SPDX-License-Identifier: MIT
#include "config/presets.h"
#include "ledger/builtin_prices.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSet>
#include <QTest>

using namespace gateway;
using namespace Qt::StringLiterals;

namespace {

const Time today = fromMillis(1'795'000'000'000); // November 2026

// Models of presets whose price no public list knows.
const QSet<QString> unpriced{
        u"moonshot-cn/kimi-k3.1-pro"_s,
        u"moonshot-cn/kimi-k3.1-pro-highspeed"_s,
        u"groq/groq/compound"_s,
        u"xai/grok-4.7"_s,
        u"volcengine/doubao-seed-2-1-pro-260628"_s,
        u"baichuan/Baichuan4"_s,
        u"baichuan/Baichuan4-Turbo"_s,
        u"baichuan/Baichuan4-Air"_s,
        u"stepfun/step-3.7-flash"_s,
        u"stepfun-plan-cn/step-3.7-flash"_s,
        u"stepfun-plan-cn/step-3.5-flash"_s,
        u"stepfun-plan-cn/step-3.5-flash-2603"_s,
        u"stepfun-plan/step-3.7-flash"_s,
        u"stepfun-plan/step-3.5-flash"_s,
        u"stepfun-plan/step-3.5-flash-2603"_s,
        u"hunyuan/hunyuan-2.0-thinking-20251109"_s,
        u"hunyuan/hunyuan-2.0-instruct-20251111"_s,
        u"hunyuan/hunyuan-turbos-latest"_s,
        u"tencent-tokenhub/hy3-preview"_s,
        u"tencent-coding/hy3-preview"_s,
};

// What the vendor gives away, sells as a plan by the month, or what runs on one's own machine.
const QSet<QString> costless{
        u"demo"_s,
        u"ollama"_s,
        u"lmstudio"_s,
        u"vllm"_s,
        u"llamacpp"_s,
        u"kimi-coding"_s,
        u"qwen-coding"_s,
        u"zai-coding"_s,
        u"qwen-coding-cn"_s,
        u"zhipu-coding"_s,
        u"zhipu/glm-4.7-flash"_s,
        u"zai/glm-4.7-flash"_s,
};

QByteArray file()
{
    QFile resource(u":/prices/builtin.json"_s);
    return resource.open(QIODevice::ReadOnly) ? resource.readAll() : QByteArray();
}

} // namespace

// The price table that comes with the program.
class TestBuiltinPrices final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void versionFollowsTheFile();
    void everyModelOfAPreset();
    void entriesAreSound();
    void knownPrices_data();
    void knownPrices();
    void refusesBadFiles_data();
    void refusesBadFiles();
};

// A database takes a version over once: a change without a new version would never arrive. Raise "version" in
// the file, and put what is found here.
void TestBuiltinPrices::versionFollowsTheFile()
{
    QByteArray content = file();
    content.replace("\r", "");
    QCOMPARE(builtinPrices().version, qint64(3));
    QCOMPARE(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex(),
             QByteArray("a01463efab96aaf2fb7fd16a842f9c70fe8d66ec05ec39d8d4329f56af664bb1"));
}

void TestBuiltinPrices::everyModelOfAPreset()
{
    const PriceTable table(builtinPrices().prices);
    QSet<QString> without;
    for (const ProviderPreset &preset : providerPresets()) {
        for (const QString &model : preset.provider.models) {
            if (table.find({}, preset.id, model, today) == nullptr)
                without.insert(preset.id + u'/' + model);
        }
    }
    QStringList found = without.values();
    QStringList expected = unpriced.values();
    found.sort();
    expected.sort();
    QCOMPARE(found, expected);
}

void TestBuiltinPrices::entriesAreSound()
{
    const BuiltinPrices &table = builtinPrices();
    QVERIFY(table.prices.size() > 80);
    QSet<QString> seen;
    for (const Price &price : table.prices) {
        const QString name = price.preset + u'/' + price.model;
        const QByteArray shown = name.toUtf8();
        QVERIFY2(findPreset(price.preset) != nullptr, shown);
        const QString key = name + u'@' + QString::number(toMillis(price.validFrom));
        QVERIFY2(!seen.contains(key), shown);
        seen.insert(key);
        QCOMPARE(price.source, u"built-in"_s);
        QVERIFY2(!price.model.chopped(1).contains(u'*'), shown);
        const bool isFree = price.rates.input == 0 && price.rates.output == 0;
        QVERIFY2(isFree == (costless.contains(price.preset) || costless.contains(name)), shown);
        // Nobody sells a million tokens for more than 300, or reads a cache at more than the input.
        const auto check = [&](const TokenRates &rates) {
            QVERIFY2(rates.input <= 300'000'000 && rates.output <= 300'000'000, shown);
            QVERIFY2(isFree || rates.input > 0, shown);
            QVERIFY2(isFree || rates.output >= rates.input || price.model.contains(u"embedding"), shown);
            QVERIFY2(!rates.cacheRead || (*rates.cacheRead > 0 && *rates.cacheRead < rates.input), shown);
            QVERIFY2(!rates.cacheWrite || (*rates.cacheWrite > 0 && *rates.cacheWrite <= 2 * rates.input),
                     shown);
            // Who tells writes of an hour apart takes twice the input for them, and no other vendor does.
            const bool isAnthropics = price.preset.startsWith(u"anthropic");
            QCOMPARE(rates.cacheWriteLong, isAnthropics ? std::optional(2 * rates.input) : std::nullopt);
        };
        check(price.rates);
        for (const PriceTier &tier : price.tiers) {
            check(tier.rates);
            QVERIFY2(tier.rates.input > price.rates.input && tier.rates.output > price.rates.output, shown);
            QCOMPARE(tier.rates.cacheRead.has_value(), price.rates.cacheRead.has_value());
        }
    }
}

void TestBuiltinPrices::knownPrices_data()
{
    QTest::addColumn<QString>("preset");
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("at");
    QTest::addColumn<QString>("currency");
    QTest::addColumn<qint64>("input");
    QTest::addColumn<qint64>("output");
    QTest::addColumn<qint64>("cacheRead"); // -1: as input

    const qint64 now = toMillis(today);
    QTest::newRow("yuan in China") << u"moonshot-cn"_s << u"kimi-k3"_s << now << u"CNY"_s
                                   << qint64(20'000'000) << qint64(100'000'000) << qint64(2'000'000);
    QTest::newRow("dollars elsewhere") << u"moonshot"_s << u"kimi-k3"_s << now << u"USD"_s
                                       << qint64(3'000'000) << qint64(15'000'000) << qint64(300'000);
    QTest::newRow("six decimals") << u"deepseek"_s << u"deepseek-v4-pro"_s << now << u"USD"_s
                                  << qint64(435'000) << qint64(870'000) << qint64(3'625);
    QTest::newRow("by date, before") << u"anthropic"_s << u"claude-sonnet-5"_s << qint64(1'788'220'799'999)
                                     << u"USD"_s << qint64(2'000'000) << qint64(10'000'000)
                                     << qint64(200'000);
    QTest::newRow("by date, from then on")
            << u"anthropic"_s << u"claude-sonnet-5"_s << qint64(1'788'220'800'000) << u"USD"_s
            << qint64(3'000'000) << qint64(15'000'000) << qint64(300'000);
    QTest::newRow("a dated name") << u"anthropic"_s << u"claude-haiku-4-5-20251001"_s << now << u"USD"_s
                                  << qint64(1'000'000) << qint64(5'000'000) << qint64(100'000);
    QTest::newRow("one's own machine")
            << u"ollama"_s << u"llama9:70b"_s << now << u"USD"_s << qint64(0) << qint64(0) << qint64(-1);
}

void TestBuiltinPrices::knownPrices()
{
    QFETCH(QString, preset);
    QFETCH(QString, model);
    QFETCH(qint64, at);
    const PriceTable table(builtinPrices().prices);
    const Price *price = table.find({}, preset, model, fromMillis(at));
    QVERIFY(price != nullptr);
    QTEST(toString(price->currency), "currency");
    QTEST(price->rates.input, "input");
    QTEST(price->rates.output, "output");
    QTEST(price->rates.cacheRead.value_or(-1), "cacheRead");
}

void TestBuiltinPrices::refusesBadFiles_data()
{
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, const QByteArray &entry) {
        QTest::newRow(name) << QByteArray("{\"version\":1,\"prices\":[" + entry + "]}");
    };
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no version") << QByteArray(R"({"prices":[]})");
    QTest::newRow("no prices") << QByteArray(R"({"version":1})");
    row("a number for money", R"({"presets":["p"],"models":["m"],"currency":"USD","input":1,"output":"1"})");
    row("no output", R"({"presets":["p"],"models":["m"],"currency":"USD","input":"1"})");
    row("another currency", R"({"presets":["p"],"models":["m"],"currency":"EUR","input":"1","output":"1"})");
    row("an unknown field",
        R"({"presets":["p"],"models":["m"],"currency":"USD","input":"1","output":"1","cached":"1"})");
    row("no models", R"({"presets":["p"],"models":[],"currency":"USD","input":"1","output":"1"})");
    row("no presets", R"({"models":["m"],"currency":"USD","input":"1","output":"1"})");
    row("an empty name", R"({"presets":["p"],"models":[""],"currency":"USD","input":"1","output":"1"})");
    row("no date",
        R"({"presets":["p"],"models":["m"],"currency":"USD","input":"1","output":"1","valid_from":"soon"})");
    row("too exact", R"({"presets":["p"],"models":["m"],"currency":"USD","input":"0.0000001","output":"1"})");
    row("a tier from nowhere",
        R"({"presets":["p"],"models":["m"],"currency":"USD","input":"1","output":"1","tiers":[{"input":"1","output":"1"}]})");
}

void TestBuiltinPrices::refusesBadFiles()
{
    QFETCH(QByteArray, json);
    const Result<BuiltinPrices> read = readBuiltinPrices(json);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!read.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestBuiltinPrices)
#include "tst_builtin_prices.moc"
