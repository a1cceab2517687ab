// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/program.h"

#include <QTest>

using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

// Long and odd enough to be found wherever it leaks to.
constexpr auto providerSecret = "sk-provider-7c1e0f5a9b3d4e66";

} // namespace

// Providers and routes from the command line, their keys above all.
class TestCliProviders final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_program.reset(); }

    void byPreset();
    void keys_data();
    void keys();
    void listsModelsWhenAdded();
    void test();
    void refusesCredentialsInArguments();
    void routes();
    void refusesWeakMasterSecret();

private:
    Ran run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return m_program->run(arguments, input);
    }
    Ran run(const char *line, const QByteArray &input = {}) const { return m_program->run(line, input); }
    QString dataDir() const { return m_program->home() + u"/data"_s; }

    std::unique_ptr<Program> m_program;
};

void TestCliProviders::init()
{
    m_program = std::make_unique<Program>(QStringLiteral(GATEWAYD));
    m_program->setVariable(u"GATEWAY_DATA_DIR"_s, dataDir());
}

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
