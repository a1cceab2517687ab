// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "support/fake_upstream.h"
#include "support/cli_bench.h"

#include <QTest>

using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

// Long and odd enough to be found wherever it leaks to.
constexpr auto providerSecret = "sk-provider-7c1e0f5a9b3d4e66";

} // namespace

// Providers and routes from the command line, their keys above all.
class TestCliProviders final : public QObject, CliBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(QStringLiteral(GATEWAYD)); }
    void cleanup() { tearDown(); }

    void byPreset();
    void keys_data();
    void keys();
    void listsModelsWhenAdded();
    void test();
    void refusesCredentialsInArguments();
    void severalKeys();
    void flaggedKeys();
    void switches_data();
    void switches();
    void proxies();
    void anthropicAddress();
    void anthropicDialect();
    void routes();
    void routesWithSeveralTargets();
    void refusesWeakMasterSecret();
};

void TestCliProviders::byPreset()
{
    const Ran presets = run("provider presets --json");
    QVERIFY(presets.array().size() > 10);
    QCOMPARE(presets.exitCode, 0);
    const Ran added = run("provider add kimi --preset moonshot-cn --no-models --json");
    QVERIFY2(added.exitCode == 0, added.err);
    const QJsonObject kimi = added.object();
    for (const QString &field :
         {u"id"_s, u"name"_s, u"preset"_s, u"dialect"_s, u"base_url"_s, u"auth"_s, u"enabled"_s, u"http2"_s,
          u"position"_s, u"headers"_s, u"keys"_s, u"models"_s, u"models_listed_at"_s, u"created_at"_s})
        QVERIFY2(kimi.contains(field), qPrintable(field));
    QCOMPARE(kimi[u"base_url"_s].toString(), u"https://api.moonshot.cn/v1"_s);
    QVERIFY(kimi[u"models_listed_at"_s].isNull());
    QVERIFY(kimi[u"models"_s].toArray().contains(u"moonshot-v1-8k"_s));

    QCOMPARE(run("provider set kimi --http2 --rename 月之暗面").exitCode, 0);
    const QJsonArray listed = run("provider list --json").array();
    QCOMPARE(listed.size(), 1);
    QCOMPARE(listed[0][u"name"_s].toString(), u"月之暗面"_s);
    QCOMPARE(listed[0][u"http2"_s], QJsonValue(true));
    QCOMPARE(run("provider set 月之暗面 --usage-option ask --json").object()[u"http2"_s], QJsonValue(true));
    QCOMPARE(run("provider disable 月之暗面 --json").object()[u"enabled"_s], QJsonValue(false));
    QCOMPARE(run("provider remove 月之暗面").exitCode, 0);
}

void TestCliProviders::keys_data()
{
    QTest::addColumn<bool>("byVariable");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<int>("code");

    QTest::newRow("stdin") << false << QByteArray(providerSecret) + '\n' << 0;
    QTest::newRow("stdin without a line end") << false << QByteArray(providerSecret) << 0;
    QTest::newRow("stdin with CRLF") << false << QByteArray(providerSecret) + "\r\n" << 0;
    QTest::newRow("environment") << true << QByteArray() << 0;
    QTest::newRow("nothing on stdin") << false << QByteArray() << 1;
    QTest::newRow("two lines") << false << QByteArray(providerSecret) + "\nmore\n" << 1;
}

void TestCliProviders::keys()
{
    QFETCH(bool, byVariable);
    QFETCH(QByteArray, input);
    QFETCH(int, code);
    m_program->setVariable(u"MY_KEY"_s, QString::fromLatin1(providerSecret));
    const QStringList source =
            byVariable ? QStringList{u"--key-env"_s, u"MY_KEY"_s} : QStringList{u"--key-stdin"_s};

    const Ran added = run(QStringList{u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s,
                                      u"http://127.0.0.1:9/v1"_s, u"--no-models"_s} +
                                  source,
                          input);
    QCOMPARE(added.exitCode, code);
    QVERIFY(!added.out.contains(providerSecret));
    QVERIFY(!added.err.contains(providerSecret));
    const Ran listed = run("provider list --json");
    if (code != 0) {
        QVERIFY(added.errIsOneLine());
        QCOMPARE(listed.array().size(), 0);
        return;
    }
    const QJsonArray keys = listed.array()[0][u"keys"_s].toArray();
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][u"hint"_s].toString(), u"4e66"_s);
    QVERIFY(!listed.out.contains(providerSecret));
    QVERIFY(!run("audit list").out.contains(providerSecret));
    QVERIFY(!filesHold(dataDir(), providerSecret));

    QCOMPARE(run("provider key p --key-stdin", "sk-another-0001").exitCode, 0);
    const QJsonObject replaced = run("provider key p --key-stdin --add --json", "sk-another-0002").object();
    QCOMPARE(replaced[u"keys"_s].toArray().size(), 2);
}

void TestCliProviders::listsModelsWhenAdded()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.answer(200, R"({"object":"list","data":[{"id":"alpha"},{"id":"beta"},{"id":"alpha"}]})");
    });
    const Ran added =
            run({u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s, upstream.baseUrl(), u"--key-stdin"_s},
                providerSecret);
    QVERIFY2(added.exitCode == 0, added.err);
    QCOMPARE(upstream.requestCount(), 1);
    QCOMPARE(upstream.requests()[0].target(), QByteArray("/v1/models"));
    QCOMPARE(upstream.requests()[0].header("authorization"), QByteArray("Bearer ") + providerSecret);
    const QJsonArray models = run("provider list --json").array()[0][u"models"_s].toArray();
    QCOMPARE(models, (QJsonArray{u"alpha"_s, u"beta"_s}));

    const Ran again = run("provider models p");
    QCOMPARE(again.out, QByteArray("alpha\nbeta\n"));
    upstream.setScript([](UpstreamCall &call) { call.answer(401, R"({"error":{"message":"no"}})"); });
    const Ran refused = run("provider models p");
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(refused.err.contains("401"));
    QVERIFY(refused.errIsOneLine());
}

void TestCliProviders::test()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.answer(401, R"({"error":{"message":"Incorrect API key provided"}})");
    });
    QCOMPARE(run({u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s, upstream.baseUrl(), u"--no-models"_s,
                  u"--key-stdin"_s},
                 providerSecret)
                     .exitCode,
             0);
    const Ran unknown = run("provider test p");
    QCOMPARE(unknown.exitCode, 1);
    QVERIFY2(unknown.err.contains("--model"), unknown.err);

    const Ran refused = run("provider test p --model m --json");
    QCOMPARE(refused.exitCode, 1);
    QVERIFY(refused.errIsOneLine());
    QCOMPARE(refused.object()[u"ok"_s], QJsonValue(false));
    QCOMPARE(refused.object()[u"http_status"_s].toInt(), 401);

    // A provider that refuses to be asked for usage is remembered.
    upstream.setScript([](UpstreamCall &call) {
        if (call.request().body.contains("stream_options")) {
            call.answer(400, R"({"error":{"message":"Unknown field stream_options"}})");
            return;
        }
        call.beginStream();
        call.piece("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n");
        call.endStream();
    });
    const Ran tested = run("provider test p --model m");
    QVERIFY2(tested.exitCode == 0, tested.err);
    QCOMPARE(run("provider list --json").array()[0][u"usage_option"_s].toString(), u"refused"_s);
}

void TestCliProviders::refusesCredentialsInArguments()
{
    for (const char *header : {"Authorization: Bearer x", "X-API-Key: x", "api-key:x", "Cookie: a=b"}) {
        const Ran ran = run({u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s, u"http://127.0.0.1:9"_s,
                             u"--no-models"_s, u"--header"_s, QString::fromLatin1(header)});
        QCOMPARE(ran.exitCode, 1);
        QVERIFY2(ran.err.contains("--key-stdin"), ran.err);
    }
    const Ran fine =
            run({u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s, u"http://127.0.0.1:9"_s, u"--no-models"_s,
                 u"--header"_s, u"X-Title: desk"_s, u"--header"_s, u"X-Team: a"_s, u"--json"_s});
    QCOMPARE(fine.object()[u"headers"_s].toArray(), (QJsonArray{u"X-Title"_s, u"X-Team"_s}));
}

void TestCliProviders::severalKeys()
{
    QCOMPARE(run("provider add p --base-url http://127.0.0.1:9/v1 --no-models --key-stdin",
                 "sk-the-first-key-0001")
                     .exitCode,
             0);
    QCOMPARE(run("provider key p --key-stdin --add", "sk-the-second-key-0002").exitCode, 0);
    QJsonArray keys = run("provider keys p --json").array();
    QCOMPARE(keys.size(), 2);
    for (const QString &field : {u"id"_s, u"hint"_s, u"flag"_s, u"flagged_at"_s})
        QVERIFY2(keys[0].toObject().contains(field), qPrintable(field));
    const QString first = QString::number(keys[0][u"id"_s].toInt());
    const QString second = QString::number(keys[1][u"id"_s].toInt());

    QCOMPARE(run({u"provider"_s, u"key"_s, u"p"_s, u"--key-stdin"_s, u"--replace"_s, first},
                 "sk-the-third-key-0003")
                     .exitCode,
             0);
    const QByteArray table = run("provider keys p").out;
    QVERIFY2(table.contains("0003") && table.contains("0002") && !table.contains("0001"), table);
    QCOMPARE(run({u"provider"_s, u"key"_s, u"p"_s, u"--remove"_s, second}).exitCode, 0);
    keys = run("provider keys p --json").array();
    QCOMPARE(keys.size(), 1);
    QCOMPARE(keys[0][u"hint"_s].toString(), u"0003"_s);

    const Ran gone = run({u"provider"_s, u"key"_s, u"p"_s, u"--remove"_s, second});
    QCOMPARE(gone.exitCode, 1);
    QVERIFY2(gone.err.contains("provider keys p") && gone.errIsOneLine(), gone.err);
    QCOMPARE(run("provider key p --clear-flag 99").exitCode, 1);
    QCOMPARE(run("provider key p").exitCode, 2);
    QCOMPARE(run("provider key p --add --remove 1").exitCode, 2);
    QCOMPARE(run("provider keys nobody").exitCode, 1);
}

void TestCliProviders::flaggedKeys()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        if (call.request().header("authorization").endsWith("0002")) {
            call.answer(401, R"({"error":{"message":"Incorrect API key provided"}})");
            return;
        }
        call.beginStream();
        call.piece("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: [DONE]\n\n");
        call.endStream();
    });
    QCOMPARE(run({u"provider"_s, u"add"_s, u"p"_s, u"--base-url"_s, upstream.baseUrl(), u"--no-models"_s,
                  u"--key-stdin"_s},
                 "sk-the-first-key-0001")
                     .exitCode,
             0);
    QCOMPARE(run("provider key p --key-stdin --add", "sk-the-second-key-0002").exitCode, 0);
    const QJsonArray keys = run("provider keys p --json").array();
    {
        // What a gateway does when the provider refuses a key.
        const gateway::SystemClock clock;
        const auto database = gateway::Database::open({dataDir(), dataDir() + u"/gateway.db"_s},
                                                      gateway::OpenMode::Existing);
        QVERIFY(database);
        gateway::Management management(**database, clock, u"gateway"_s);
        for (const QJsonValue &key : keys)
            QVERIFY(management.flagProviderKey(key[u"id"_s].toInteger(), u"HTTP 401"_s));
    }
    QCOMPARE(run("provider keys p --json").array()[0][u"flag"_s].toString(), u"HTTP 401"_s);
    QVERIFY(run("provider keys p").out.contains("refused: HTTP 401"));
    QVERIFY(run("provider list").out.contains("0001!"));
    const Ran doctor = run("doctor");
    QVERIFY2(doctor.out.contains("provider test p"), doctor.out);

    // Each key is tried: the one that works again loses its flag, the other one is named.
    const Ran tested = run("provider test p --model m --json");
    QCOMPARE(tested.exitCode, 1);
    QVERIFY2(tested.err.contains("0002") && tested.errIsOneLine(), tested.err);
    const QJsonArray results = tested.object()[u"keys"_s].toArray();
    QCOMPARE(results.size(), 2);
    QCOMPARE(results[0][u"ok"_s], QJsonValue(true));
    QCOMPARE(results[1][u"ok"_s], QJsonValue(false));
    QJsonArray after = run("provider keys p --json").array();
    QVERIFY(after[0][u"flag"_s].isNull() && after[0][u"flagged_at"_s].isNull());
    QCOMPARE(after[1][u"flag"_s].toString(), u"HTTP 401"_s);

    const QString second = QString::number(after[1][u"id"_s].toInt());
    QCOMPARE(run({u"provider"_s, u"key"_s, u"p"_s, u"--clear-flag"_s, second}).exitCode, 0);
    QVERIFY(run("provider keys p --json").array()[1][u"flag"_s].isNull());
}

void TestCliProviders::switches_data()
{
    QTest::addColumn<QString>("flag");
    QTest::addColumn<QString>("field");
    QTest::addColumn<bool>("before");
    QTest::newRow("drain plain") << u"--drain-plain"_s << u"drain_plain"_s << true;
    QTest::newRow("drain streams") << u"--drain-streams"_s << u"drain_streams"_s << false;
    QTest::newRow("health check") << u"--health-check"_s << u"health_check"_s << false;
    QTest::newRow("responses") << u"--responses"_s << u"responses"_s << false;
}

void TestCliProviders::switches()
{
    QFETCH(QString, flag);
    QFETCH(QString, field);
    QFETCH(bool, before);
    const auto word = [](bool on) { return on ? u"on"_s : u"off"_s; };
    const QStringList add{u"--base-url"_s, u"http://127.0.0.1:9/v1"_s, u"--no-models"_s, u"--json"_s};
    QCOMPARE(run(QStringList{u"provider"_s, u"add"_s, u"p"_s} + add).object()[field], QJsonValue(before));
    QCOMPARE(run(QStringList{u"provider"_s, u"add"_s, u"q"_s, flag, word(!before)} + add).object()[field],
             QJsonValue(!before));
    for (const bool on : {!before, before}) {
        const Ran set = run({u"provider"_s, u"set"_s, u"p"_s, flag, word(on), u"--json"_s});
        QVERIFY2(set.exitCode == 0, set.err);
        QCOMPARE(set.object()[field], QJsonValue(on));
    }
    QCOMPARE(run({u"provider"_s, u"set"_s, u"p"_s, flag, u"perhaps"_s}).exitCode, 2);
}

void TestCliProviders::proxies()
{
    const auto proxy = [this](const char *line) -> QJsonValue { return run(line).object()[u"proxy"_s]; };
    QVERIFY(proxy("provider add p --base-url http://h/v1 --no-models --json").isNull());
    QCOMPARE(proxy("provider set p --proxy socks5://10.0.0.1:1080 --json").toString(),
             u"socks5://10.0.0.1:1080"_s);
    QCOMPARE(proxy("provider set p --proxy none --json").toString(), u"none"_s);
    QVERIFY(proxy("provider set p --proxy default --json").isNull());
    QCOMPARE(run("provider set p --proxy http://user:word@10.0.0.1:1080").exitCode, 1);
    QCOMPARE(run("config set upstream_proxy http://10.0.0.1:3128").exitCode, 0);
    QCOMPARE(run("config set upstream_proxy 10.0.0.1").exitCode, 1);
}

void TestCliProviders::anthropicAddress()
{
    const auto url = [this](const char *line) -> QJsonValue {
        return run(line).object()[u"anthropic_url"_s];
    };
    QCOMPARE(url("provider add kimi --preset moonshot-cn --no-models --json").toString(),
             u"https://api.moonshot.cn/anthropic"_s);
    // Whoever goes elsewhere does not send that key to where the preset is.
    QVERIFY(url("provider add proxy --preset moonshot-cn --base-url https://h.example/v1 --no-models --json")
                    .isNull());
    QCOMPARE(url("provider set proxy --anthropic-url https://h.example/anthropic/v1/messages --json")
                     .toString(),
             u"https://h.example/anthropic"_s);
    QVERIFY(url("provider set proxy --anthropic-url none --json").isNull());
    QCOMPARE(run("provider set proxy --anthropic-url anthropic").exitCode, 1);
}

void TestCliProviders::anthropicDialect()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.answer(200, R"({"data":[{"type":"model","id":"claude-x"}],"has_more":false})");
    });
    const QString host = u"http://127.0.0.1:%1"_s.arg(upstream.port());
    const Ran added = run({u"provider"_s, u"add"_s, u"c"_s, u"--dialect"_s, u"anthropic"_s, u"--base-url"_s,
                           host, u"--key-stdin"_s, u"--json"_s},
                          providerSecret);
    QVERIFY2(added.exitCode == 0, added.err);
    QCOMPARE(added.object()[u"dialect"_s].toString(), u"anthropic"_s);
    QCOMPARE(added.object()[u"auth"_s].toString(), u"header"_s);
    QCOMPARE(added.object()[u"models"_s].toArray(), QJsonArray{u"claude-x"_s});
    QCOMPARE(upstream.requests()[0].header("x-api-key"), QByteArray(providerSecret));
    QCOMPARE(upstream.requests()[0].header("authorization"), QByteArray());
    QVERIFY(upstream.requests()[0].target().startsWith("/v1/models"));
}

void TestCliProviders::routesWithSeveralTargets()
{
    for (const char *name : {"p", "q"}) {
        QCOMPARE(run({u"provider"_s, u"add"_s, QString::fromLatin1(name), u"--base-url"_s,
                      u"http://127.0.0.1:9/v1"_s, u"--no-models"_s})
                         .exitCode,
                 0);
    }
    // As written unless a priority says otherwise.
    const Ran set = run("route set fast --to q/a/b@v1 --to p/m --to p/n@0:3 --json");
    QVERIFY2(set.exitCode == 0, set.err);
    QStringList order;
    for (const QJsonValue &target : set.object()[u"targets"_s].toArray()) {
        order += u"%1/%2@%3:%4"_s.arg(target[u"provider"_s].toString(), target[u"model"_s].toString())
                         .arg(target[u"priority"_s].toInt())
                         .arg(target[u"weight"_s].toInt());
    }
    QCOMPARE(order, (QStringList{u"q/a/b@v1@0:1"_s, u"p/n@0:3"_s, u"p/m@1:1"_s}));
    QVERIFY(run("route list").out.contains("q/a/b@v1@0, p/n@0:3, p/m@1"));
    QCOMPARE(run("route list --json").array()[0][u"targets"_s].toArray().size(), 3);

    const Ran version = run("route set x --to p/claude@20250929");
    QCOMPARE(version.exitCode, 1);
    QVERIFY2(version.err.contains("p/claude@20250929@0"), version.err);
    QCOMPARE(run("route set x --to p/claude@20250929@0").exitCode, 0);
    QCOMPARE(run("route set y --to p/m --to p/m").exitCode, 1);
    QCOMPARE(run("route set y --to p/m@0:0").exitCode, 1);
    QCOMPARE(run("route set y --to p/m --to nobody/m").exitCode, 1);
    QCOMPARE(run("route set y").exitCode, 2);
    QCOMPARE(run("route list --json").array().size(), 2);
}

void TestCliProviders::routes()
{
    QCOMPARE(run("provider add p --base-url http://127.0.0.1:9/v1 --no-models").exitCode, 0);
    // The provider ends at the first slash.
    const Ran set = run("route set fast --to p/org/model --json");
    QVERIFY2(set.exitCode == 0, set.err);
    const QJsonObject target = set.object()[u"targets"_s].toArray()[0].toObject();
    QCOMPARE(target[u"provider"_s].toString(), u"p"_s);
    QCOMPARE(target[u"model"_s].toString(), u"org/model"_s);
    QCOMPARE(run("route set fast --to p/other").exitCode, 0);
    QCOMPARE(run("route set any-* --to p").exitCode, 0);
    const QJsonArray routes = run("route list --json").array();
    QCOMPARE(routes.size(), 2);
    for (const QString &field : {u"model"_s, u"targets"_s, u"demo"_s})
        QVERIFY2(routes[0].toObject().contains(field), qPrintable(field));

    const Ran inUse = run("provider remove p");
    QCOMPARE(inUse.exitCode, 1);
    QVERIFY(inUse.errIsOneLine());
    QCOMPARE(run("route remove fast").exitCode, 0);
    QCOMPARE(run("route remove any-*").exitCode, 0);
    QCOMPARE(run("provider remove p").exitCode, 0);
}

void TestCliProviders::refusesWeakMasterSecret()
{
    for (const char *weak : {"short", "dev-secret-key", "dev-secret-key-dev-secret-key-dev"}) {
        m_program->setVariable(u"GATEWAY_SECRET_KEY"_s, QString::fromLatin1(weak));
        const Ran ran =
                run("provider add p --base-url http://127.0.0.1:9 --no-models --key-stdin", providerSecret);
        QCOMPARE(ran.exitCode, 1);
        QVERIFY(ran.errIsOneLine());
        QVERIFY2(ran.err.contains("GATEWAY_SECRET_KEY"), ran.err);
        QVERIFY(!ran.err.contains(QByteArray(weak)) || QByteArray(weak) == "short");
    }
}

QTEST_GUILESS_MAIN(TestCliProviders)
#include "tst_cli_providers.moc"
