// SPDX-License-Identifier: MIT
#include "support/cli_bench.h"

#include <QFile>
#include <QTest>

using namespace gateway::test;
using namespace Qt::StringLiterals;

// Prices from the command line.
class TestCliPrices final : public QObject, CliBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(QStringLiteral(GATEWAYD)); }
    void cleanup() { tearDown(); }

    void listsWhatComesWithTheProgram();
    void sets();
    void setsForOneProvider();
    void setsForLater();
    void refuses_data();
    void refuses();
    void removes();
    void unpriced();
    void importsWithPreview();
    void importsModelsDev();
    void refusesOtherFiles();

private:
    QString write(const QByteArray &content) const;
    QJsonObject only(const QString &model, const QString &field, const QJsonValue &value) const;
};

QString TestCliPrices::write(const QByteArray &content) const
{
    const QString path = m_program->home() + u"/list.json"_s;
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
}

// The one price of a model whose field has the value.
QJsonObject TestCliPrices::only(const QString &model, const QString &field, const QJsonValue &value) const
{
    QJsonObject found;
    const QJsonArray rows = m_program->run({u"price"_s, u"list"_s, u"--model"_s, model, u"--json"_s}).array();
    for (const QJsonValue row : rows) {
        if (row[field] != value)
            continue;
        if (!found.isEmpty())
            return {};
        found = row.toObject();
    }
    return found;
}

void TestCliPrices::listsWhatComesWithTheProgram()
{
    const Ran listed = run("price list --json");
    QVERIFY2(listed.exitCode == 0, listed.err);
    QVERIFY(listed.array().size() > 80);
    const QJsonObject first = listed.array()[0].toObject();
    for (const QString &field : {u"id"_s, u"model"_s, u"preset"_s, u"provider"_s, u"currency"_s, u"input"_s,
                                 u"output"_s, u"cache_read"_s, u"cache_write"_s, u"cache_write_1h"_s,
                                 u"reasoning"_s, u"tiers"_s, u"valid_from"_s, u"source"_s, u"in_force"_s})
        QVERIFY2(first.contains(field), qPrintable(field));

    const QJsonObject kimi = only(u"kimi-k2.6"_s, u"preset"_s, u"moonshot-cn"_s);
    QCOMPARE(kimi[u"currency"_s].toString(), u"CNY"_s);
    QCOMPARE(kimi[u"input"_s].toInteger(), qint64(6'500'000));
    QCOMPARE(kimi[u"output"_s].toInteger(), qint64(27'000'000));
    QCOMPARE(kimi[u"cache_read"_s].toInteger(), qint64(1'100'000));
    QVERIFY(kimi[u"cache_write"_s].isNull());
    QCOMPARE(kimi[u"source"_s].toString(), u"built-in"_s);
    const QJsonObject tiered = only(u"gemini-3.1-pro*"_s, u"preset"_s, u"gemini"_s);
    QCOMPARE(tiered[u"tiers"_s].toArray().size(), 1);
    QCOMPARE(tiered[u"tiers"_s][0][u"from"_s].toInteger(), qint64(200'001));

    // A price that an entry of the table has replaced is no longer listed.
    const QJsonObject sonnet = only(u"claude-sonnet-5"_s, u"preset"_s, u"anthropic"_s);
    QCOMPARE(sonnet[u"input"_s].toInteger(), qint64(3'000'000));
    QCOMPARE(sonnet[u"cache_write_1h"_s].toInteger(), qint64(6'000'000));
    QVERIFY(kimi[u"cache_write_1h"_s].isNull());
    QVERIFY(run("price list --model kimi-k2.6").out.contains("6.5"));
    QCOMPARE(run("price list --model no-such --json").array().size(), 0);
}

void TestCliPrices::sets()
{
    const Ran set = run("price set m-1 --input 0.15 --output 0.6 --cache-read 0.0028 --cache-write 1.25 "
                        "--cache-write-1h 2 --reasoning 3 --tier 200000:0.3:1.2:0.01:1.5:2.5 --tier "
                        "100000:0.2:0.9 --currency cny --json");
    QVERIFY2(set.exitCode == 0, set.err);
    const QJsonObject price = only(u"m-1"_s, u"source"_s, u"set"_s);
    QCOMPARE(price, set.object());
    QCOMPARE(price[u"input"_s].toInteger(), qint64(150'000));
    QCOMPARE(price[u"output"_s].toInteger(), qint64(600'000));
    QCOMPARE(price[u"cache_read"_s].toInteger(), qint64(2'800));
    QCOMPARE(price[u"cache_write"_s].toInteger(), qint64(1'250'000));
    QCOMPARE(price[u"cache_write_1h"_s].toInteger(), qint64(2'000'000));
    QCOMPARE(price[u"reasoning"_s].toInteger(), qint64(3'000'000));
    QCOMPARE(price[u"currency"_s].toString(), u"CNY"_s);
    QCOMPARE(price[u"in_force"_s], QJsonValue(true));
    const QJsonArray tiers = price[u"tiers"_s].toArray();
    QCOMPARE(tiers.size(), 2);
    QCOMPARE(tiers[0][u"from"_s].toInteger(), qint64(100'000));
    QCOMPARE(tiers[1][u"from"_s].toInteger(), qint64(200'000));
    QCOMPARE(tiers[1][u"cache_read"_s].toInteger(), qint64(10'000));
    QCOMPARE(tiers[1][u"cache_write"_s].toInteger(), qint64(1'500'000));
    QCOMPARE(tiers[1][u"cache_write_1h"_s].toInteger(), qint64(2'500'000));
    QVERIFY(tiers[0][u"cache_write_1h"_s].isNull());
    QVERIFY(run("price list --model m-1").out.contains("WRITE 1H"));

    QCOMPARE(run("price set m-1 --input 0 --output 0 --currency USD").exitCode, 0);
    const QJsonObject free = only(u"m-1"_s, u"source"_s, u"set"_s);
    QCOMPARE(free[u"input"_s].toInteger(-1), qint64(0));
    QVERIFY(free[u"id"_s] != price[u"id"_s]);
    QVERIFY(run("audit list").out.contains("price.set"));
}

void TestCliPrices::setsForOneProvider()
{
    QCOMPARE(run("provider add up --preset moonshot --no-models").exitCode, 0);
    QCOMPARE(run("price set kimi-k3 --input 1 --output 2 --currency USD --provider up").exitCode, 0);
    const QJsonObject price = only(u"kimi-k3"_s, u"provider"_s, u"up"_s);
    QCOMPARE(price[u"input"_s].toInteger(), qint64(1'000'000));
    QCOMPARE(only(u"kimi-k3"_s, u"preset"_s, u"moonshot"_s)[u"input"_s].toInteger(), qint64(3'000'000));
    const Ran unknown = run("price set kimi-k3 --input 1 --output 2 --currency USD --provider nobody");
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY(unknown.errIsOneLine());
}

void TestCliPrices::setsForLater()
{
    QCOMPARE(run("price set m-1 --input 1 --output 2 --currency USD").exitCode, 0);
    QCOMPARE(run("price set m-1 --input 5 --output 6 --currency USD --from 2999-01-01").exitCode, 0);
    const QJsonArray rows = run("price list --model m-1 --json").array();
    QCOMPARE(rows.size(), 2);
    QCOMPARE(only(u"m-1"_s, u"in_force"_s, true)[u"input"_s].toInteger(), qint64(1'000'000));
    QCOMPARE(only(u"m-1"_s, u"in_force"_s, false)[u"input"_s].toInteger(), qint64(5'000'000));
}

void TestCliPrices::refuses_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("code");
    QTest::newRow("no currency") << QByteArray("price set m --input 1 --output 2") << 2;
    QTest::newRow("no output") << QByteArray("price set m --input 1 --currency USD") << 2;
    QTest::newRow("another currency") << QByteArray("price set m --input 1 --output 2 --currency EUR") << 2;
    QTest::newRow("negative") << QByteArray("price set m --input=-1 --output 2 --currency USD") << 1;
    QTest::newRow("too exact") << QByteArray("price set m --input 0.0000001 --output 2 --currency USD") << 1;
    QTest::newRow("too much") << QByteArray("price set m --input 1000001 --output 2 --currency USD") << 1;
    QTest::newRow("no number") << QByteArray("price set m --input cheap --output 2 --currency USD") << 1;
    QTest::newRow("not a number") << QByteArray("price set m --input nan --output 2 --currency USD") << 1;
    QTest::newRow("half a tier") << QByteArray(
                                            "price set m --input 1 --output 2 --currency USD --tier 200000:1")
                                 << 1;
    QTest::newRow("a tier from nothing")
            << QByteArray("price set m --input 1 --output 2 --currency USD --tier 0:1:2") << 1;
    QTest::newRow("a tier with too much")
            << QByteArray("price set m --input 1 --output 2 --currency USD --tier 5:1:2:3:4:5:6") << 1;
    QTest::newRow("an hour too much")
            << QByteArray("price set m --input 1 --output 2 --currency USD --cache-write-1h 1000001") << 1;
    QTest::newRow("a tier twice")
            << QByteArray("price set m --input 1 --output 2 --currency USD --tier 5:1:2 --tier 5:1:2") << 1;
    QTest::newRow("a pattern in the middle")
            << QByteArray("price set a*b --input 1 --output 2 --currency USD") << 1;
    QTest::newRow("no such day") << QByteArray("price set m --input 1 --output 2 --currency USD --from soon")
                                 << 1;
}

void TestCliPrices::refuses()
{
    QFETCH(QByteArray, line);
    QFETCH(int, code);
    const Ran ran = run(line.constData());
    QCOMPARE(ran.exitCode, code);
    QVERIFY(ran.errIsOneLine());
    QCOMPARE(run("price list --model m --json").array().size(), 0);
}

void TestCliPrices::removes()
{
    QCOMPARE(run("price set kimi-k3 --input 1 --output 2 --currency USD").exitCode, 0);
    QVERIFY(!only(u"kimi-k3"_s, u"source"_s, u"set"_s).isEmpty());
    QCOMPARE(run("price remove kimi-k3").exitCode, 0);
    QVERIFY(only(u"kimi-k3"_s, u"source"_s, u"set"_s).isEmpty());
    QVERIFY(!only(u"kimi-k3"_s, u"preset"_s, u"moonshot"_s).isEmpty());
    const Ran builtIn = run("price remove kimi-k3");
    QCOMPARE(builtIn.exitCode, 1);
    QVERIFY(builtIn.errIsOneLine());
    QCOMPARE(run("price remove no-such").exitCode, 1);
}

void TestCliPrices::unpriced()
{
    QCOMPARE(run("provider add up --preset xai --no-models").exitCode, 0);
    const QJsonArray rows = run("price list --unpriced --json").array();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0][u"provider"_s].toString(), u"up"_s);
    QCOMPARE(rows[0][u"model"_s].toString(), u"grok-4.7"_s);
    QCOMPARE(run("price set grok-4.7 --input 1 --output 2 --currency USD").exitCode, 0);
    QCOMPARE(run("price list --unpriced --json").array().size(), 0);
}

void TestCliPrices::importsWithPreview()
{
    const QString list = write(R"({"sample_spec":{"litellm_provider":"one of","mode":"one of"},
        "moonshot/kimi-k3":{"litellm_provider":"moonshot","mode":"chat","input_cost_per_token":2e-06,
            "output_cost_per_token":1.5e-05,"cache_read_input_token_cost":3e-07},
        "xai/grok-4.7":{"litellm_provider":"xai","mode":"chat","input_cost_per_token":1.25e-06,"output_cost_per_token":2.5e-06},
        "gpt-unheard-of":{"litellm_provider":"openai","mode":"chat","input_cost_per_token":1e-06,"output_cost_per_token":1e-06},
        "dall-e-9":{"litellm_provider":"openai","mode":"image_generation"}})");
    QVERIFY(!list.isEmpty());
    const QByteArray before = run("price list --json").out;

    const QStringList import{u"price"_s, u"import"_s, list};
    const Ran shown = m_program->run(import + QStringList{u"--dry-run"_s});
    QVERIFY2(shown.exitCode == 0, shown.err);
    QVERIFY2(shown.out.contains(
                     "moonshot/kimi-k3: 3 in, 15 out, 0.3 cached USD -> 2 in, 15 out, 0.3 cached USD"),
             shown.out);
    QVERIFY2(shown.out.contains("xai/grok-4.7: 1.25 in, 2.5 out USD"), shown.out);
    QVERIFY2(shown.out.contains("1 new, 1 changed, 0 unchanged, 2 skipped"), shown.out);
    QCOMPARE(run("price list --json").out, before);

    const QJsonObject json = m_program->run(import + QStringList{u"--dry-run"_s, u"--json"_s}).object();
    QCOMPARE(json[u"format"_s].toString(), u"litellm"_s);
    QCOMPARE(json[u"dry_run"_s], QJsonValue(true));
    QCOMPARE(json[u"changed"_s][0][u"before"_s][u"input"_s].toInteger(), qint64(3'000'000));
    QCOMPARE(json[u"changed"_s][0][u"after"_s][u"input"_s].toInteger(), qint64(2'000'000));
    QVERIFY(json[u"new"_s][0][u"before"_s].isNull());
    QCOMPARE(json[u"skipped"_s].toArray().size(), 2);
    QCOMPARE(run("price list --json").out, before);

    QCOMPARE(m_program->run(import).exitCode, 0);
    QCOMPARE(only(u"kimi-k3"_s, u"source"_s, u"import"_s)[u"input"_s].toInteger(), qint64(2'000'000));
    QCOMPARE(run("price list --model gpt-unheard-of --json").array().size(), 0);
    const QJsonObject again = m_program->run(import + QStringList{u"--json"_s}).object();
    QCOMPARE(again[u"unchanged"_s].toInt(), 2);
    QCOMPARE(again[u"changed"_s].toArray().size(), 0);

    QCOMPARE(m_program->run(import + QStringList{u"--all"_s}).exitCode, 0);
    QCOMPARE(run("price list --model gpt-unheard-of --json").array().size(), 1);
    QVERIFY(run("audit list").out.contains("price.import"));
}

void TestCliPrices::importsModelsDev()
{
    const Ran imported =
            run("price import - --json", R"({"openai":{"id":"openai","models":{"gpt-5.5":{"id":"gpt-5.5",
        "cost":{"input":7.5,"output":30,"cache_read":0.5,"context_over_200k":{"input":10,"output":45}}}}}})");
    QVERIFY2(imported.exitCode == 0, imported.err);
    QCOMPARE(imported.object()[u"format"_s].toString(), u"models.dev"_s);
    const QJsonObject price = only(u"gpt-5.5"_s, u"source"_s, u"import"_s);
    QCOMPARE(price[u"input"_s].toInteger(), qint64(7'500'000));
    QCOMPARE(price[u"tiers"_s][0][u"from"_s].toInteger(), qint64(200'001));
    QCOMPARE(price[u"tiers"_s][0][u"cache_read"_s].toInteger(), qint64(500'000));
}

void TestCliPrices::refusesOtherFiles()
{
    for (const QByteArray &content :
         {QByteArray("{}"), QByteArray("no json"), QByteArray("[").repeated(100'000)}) {
        const Ran ran = run("price import -", content);
        QCOMPARE(ran.exitCode, 1);
        QVERIFY(ran.errIsOneLine());
    }
    const Ran missing = m_program->run({u"price"_s, u"import"_s, m_program->home() + u"/no-such.json"_s});
    QCOMPARE(missing.exitCode, 1);
    QVERIFY(missing.errIsOneLine());
}

QTEST_GUILESS_MAIN(TestCliPrices)
#include "tst_cli_prices.moc"
