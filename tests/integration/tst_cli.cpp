// SPDX-License-Identifier: MIT
#include "support/cli_bench.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

// Long and odd enough to be found wherever it leaks to.
constexpr auto providerSecret = "sk-provider-7c1e0f5a9b3d4e66";

} // namespace

// The management commands, as a script uses them: exit codes, one line on stderr, JSON with every field.
class TestCli final : public QObject, CliBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { setUp(QStringLiteral(GATEWAYD)); }
    void cleanup() { tearDown(); }

    void exitCodes_data();
    void exitCodes();
    void makesNoDatabaseUntold();
    void makesADatabaseWhereTold_data();
    void makesADatabaseWhereTold();
    void doctorMakesNothing();
    void users();
    void userNames_data();
    void userNames();
    void password();
    void keys();
    void keyIsAloneOnStdout();
    void keyExpiryIsReadInTheTimezone();
    void config();
    void usageWithoutCalls();
    void demo();
    void auditNamesWhoDidIt();
    void doctorFindsWhatIsBroken();
};

void TestCli::exitCodes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("says"); // on stderr; on stdout where the code is 0

    const auto row = [](const char *name, const char *arguments, int code, const char *says) {
        QTest::newRow(name) << QString::fromLatin1(arguments).split(u' ', Qt::SkipEmptyParts) << code
                            << QByteArray(says);
    };
    row("help", "--help", 0, "Usage");
    row("help of a command", "key issue --help", 0, "--models");
    row("version", "--version", 0, "api-gatewayd ");
    row("nothing", "", 2, "required");
    row("unknown command", "moonwalk", 2, "moonwalk");
    row("unknown command of a group", "user moonwalk", 2, "moonwalk");
    row("group alone", "user", 2, "required");
    row("unknown flag", "user list --loud", 2, "--loud");
    row("missing name", "user add", 2, "NAME");
    row("too many names", "user add a b", 2, "b");
    row("nothing to set", "user set demo", 2, "Nothing to set");
    row("nothing to set of a key", "key set 1", 2, "Nothing to set");
    row("nothing to set of a provider", "provider set demo", 2, "Nothing to set");
    row("no such user", "user show nobody", 1, "nobody");
    row("no user for a key", "key issue", 2, "--user");
    row("key for nobody", "key issue --user nobody", 1, "nobody");
    row("id that is no number", "key show x", 2, "x");
    row("no such key", "key show 99", 1, "99");
    row("expiry in the past", "key issue --user demo --expires 2020-01-01", 1, "over already");
    row("expiry that is no time", "key issue --user demo --expires soon", 1, "soon");
    row("no address", "provider add p", 2, "--preset");
    row("unknown preset", "provider add p --preset nobody", 1, "provider presets");
    row("address that is none", "provider add p --base-url ftp://host", 1, "http");
    row("dialect that is not built", "provider add p --dialect gemini --base-url http://h", 2, "gemini");
    row("two sources of a key", "provider key p --key-stdin --key-env K", 2, "--key-");
    row("variable that is not set", "provider add p --base-url http://h --key-env NO_SUCH_VARIABLE", 1,
        "NO_SUCH_VARIABLE");
    row("no CA file", "provider add p --base-url http://h --ca /nonexistent.pem", 1, "/nonexistent.pem");
    row("route to nowhere", "route set m --to nobody/m", 1, "nobody");
    row("route without a model", "route set m --to nobody", 1, "PROVIDER/MODEL");
    row("route that is not there", "route remove m", 1, "m");
    row("unknown grouping", "usage --by moon", 2, "moon");
    row("two formats", "usage --csv --json", 2, "--csv");
    row("time that is none", "usage --since tomorrowish", 1, "tomorrowish");
    row("id of no call", "requests show junk", 1, "x-gateway-request-id");
    row("no such call", "requests show req_0000000000001", 1, "req_0000000000001");
    row("limit of nothing", "requests list --limit 0", 2, "--limit");
    row("unknown status", "requests list --status fine", 2, "fine");
    row("unknown setting", "config set moon 1", 1, "max_body_bytes");
    row("value that is none", "config set max_body_bytes lots", 1, "max_body_bytes");
    row("listen address that is none", "serve --listen nonsense", 2, "nonsense");
    row("drain that is no time", "serve --drain soon", 2, "soon");
    row("database of another kind", "--database mysql://u:p@h/db user list", 1, "sqlite");
    row("flags after the command", "user list --database mysql://u:p@h/db", 1, "sqlite");
    row("nobody serves", "status", 1, "serve");
}

void TestCli::exitCodes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, says);
    QCOMPARE(run("setup-demo").exitCode, 0);

    const Ran ran = run(arguments);
    QCOMPARE(ran.exitCode, code);
    if (code == 0) {
        QVERIFY2(ran.out.contains(says), ran.out);
        QCOMPARE(ran.err, QByteArray());
        return;
    }
    QVERIFY2(ran.errIsOneLine(), ran.err);
    QVERIFY2(ran.err.startsWith("api-gatewayd: "), ran.err);
    QVERIFY2(ran.err.contains(says), ran.err);
    QCOMPARE(ran.out, QByteArray());
}

void TestCli::makesNoDatabaseUntold()
{
    m_program->unsetVariable(u"GATEWAY_DATA_DIR"_s);
    for (const QStringList &command :
         {QStringList{u"user"_s, u"list"_s}, QStringList{u"user"_s, u"add"_s, u"ann"_s},
          QStringList{u"doctor"_s}, QStringList{u"usage"_s}, QStringList{u"setup-demo"_s},
          QStringList{u"status"_s}}) {
        const Ran ran = run(command);
        QCOMPARE(ran.exitCode, 1);
        QVERIFY2(ran.err.contains("serve") || command.first() == u"doctor"_s, ran.err);
    }
    QCOMPARE(QDir(m_program->home()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList());
}

void TestCli::makesADatabaseWhereTold_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value"); // %1 is the home
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<QString>("file"); // from the home

    const QString none;
    QTest::newRow("flag") << none << none << QStringList{u"--data-dir"_s, u"mine"_s} << u"mine/gateway.db"_s;
    QTest::newRow("environment") << u"GATEWAY_DATA_DIR"_s << u"%1/mine"_s << QStringList()
                                 << u"mine/gateway.db"_s;
    QTest::newRow("flag wins") << u"GATEWAY_DATA_DIR"_s << u"%1/other"_s
                               << QStringList{u"--data-dir"_s, u"mine"_s} << u"mine/gateway.db"_s;
    QTest::newRow("database by flag") << none << none << QStringList{u"--database"_s, u"sqlite:///team.db"_s}
                                      << u".local/share/api-gateway/team.db"_s;
    QTest::newRow("database by environment")
            << u"GATEWAY_DATABASE_URL"_s << u"sqlite:///%1/mine/x.db"_s << QStringList() << u"mine/x.db"_s;
    QTest::newRow("database by the old name")
            << u"SQLALCHEMY_DATABASE_URI"_s << u"sqlite:///%1/mine/x.db"_s << QStringList() << u"mine/x.db"_s;
}

void TestCli::makesADatabaseWhereTold()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QStringList, flags);
    QFETCH(QString, file);
    m_program->unsetVariable(u"GATEWAY_DATA_DIR"_s);
    if (!variable.isEmpty())
        m_program->setVariable(variable, value.arg(m_program->home()));

    const Ran ran = run(flags + QStringList{u"user"_s, u"add"_s, u"ann"_s});
    QVERIFY2(ran.exitCode == 0, ran.err);
    const QFileInfo made(m_program->home() + u'/' + file);
    QVERIFY2(made.exists(), qPrintable(made.filePath()));
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(made.permissions() & others));
    QVERIFY(!(QFileInfo(made.path()).permissions() & others));
    QVERIFY(!QFileInfo::exists(m_program->home() + u"/other"_s));
}

void TestCli::doctorMakesNothing()
{
    QCOMPARE(run("doctor").exitCode, 1);
    QVERIFY(!QFileInfo::exists(dataDir()));
}

void TestCli::users()
{
    const Ran added = run("user add ann --json");
    QVERIFY2(added.exitCode == 0, added.err);
    const QJsonObject ann = added.object();
    for (const QString &field :
         {u"id"_s, u"name"_s, u"enabled"_s, u"keys"_s, u"has_password"_s, u"created_at"_s, u"last_used_at"_s})
        QVERIFY2(ann.contains(field), qPrintable(field));
    QCOMPARE(ann[u"name"_s].toString(), u"ann"_s);
    QVERIFY(ann[u"last_used_at"_s].isNull());
    QVERIFY(ann[u"created_at"_s].toString().endsWith(u'Z'));

    const Ran twice = run("user add ann");
    QCOMPARE(twice.exitCode, 1);
    QVERIFY(twice.errIsOneLine());

    QCOMPARE(run("user set ann --rename anna").exitCode, 0);
    QCOMPARE(run("user show ann").exitCode, 1);
    QCOMPARE(run("user disable anna").exitCode, 0);
    QCOMPARE(run("user show anna --json").object()[u"enabled"_s], QJsonValue(false));
    QCOMPARE(run("user enable anna --json").object()[u"enabled"_s], QJsonValue(true));
    QVERIFY(run("user list").out.contains("anna"));
    QCOMPARE(run("user list --json").array().size(), 1);
    QCOMPARE(run("user remove anna").exitCode, 0);
    QCOMPARE(run("user list --json").out.simplified(), QByteArray("[ ]"));
}

void TestCli::userNames_data()
{
    QTest::addColumn<QString>("name");

    // What the parser could take for something else.
    QTest::newRow("Chinese") << u"用户一"_s;
    QTest::newRow("name of a command") << u"list"_s;
    QTest::newRow("name of a group") << u"key"_s;
    QTest::newRow("with a dot and an at") << u"ann.b@example.org"_s;
}

void TestCli::userNames()
{
    QFETCH(QString, name);
    const Ran added = run({u"user"_s, u"add"_s, name, u"--json"_s});
    QVERIFY2(added.exitCode == 0, added.err);
    QCOMPARE(added.object()[u"name"_s].toString(), name);
    QCOMPARE(run({u"user"_s, u"show"_s, name, u"--json"_s}).object()[u"name"_s].toString(), name);
    QCOMPARE(run({u"key"_s, u"issue"_s, u"--user"_s, name}).exitCode, 0);
}

void TestCli::password()
{
    QCOMPARE(run("user add ann --password-stdin", "correct horse\n").exitCode, 0);
    QCOMPARE(run("user show ann --json").object()[u"has_password"_s], QJsonValue(true));
    QVERIFY(!filesHold(dataDir(), "correct horse"));

    const Ran none = run("user set ann --password-stdin", "\n");
    QCOMPARE(none.exitCode, 1);
    QVERIFY(none.errIsOneLine());
    QCOMPARE(run("user set ann --password-stdin", "two\nlines\n").exitCode, 1);
}

void TestCli::keys()
{
    QCOMPARE(run("user add ann").exitCode, 0);
    const Ran issued = run("key issue --user ann --name laptop --expires 30d --models gpt-*,!gpt-4 --json");
    QVERIFY2(issued.exitCode == 0, issued.err);
    const QString text = issued.object()[u"key"_s].toString();
    const QString id = QString::number(issued.object()[u"id"_s].toInt());
    QVERIFY(QRegularExpression(u"^sk-[A-Za-z0-9]{32}$"_s).match(text).hasMatch());

    const QJsonObject shown = run({u"key"_s, u"show"_s, id, u"--json"_s}).object();
    for (const QString &field : {u"id"_s, u"user"_s, u"name"_s, u"hint"_s, u"status"_s, u"models"_s,
                                 u"created_at"_s, u"expires_at"_s, u"revoked_at"_s, u"last_used_at"_s})
        QVERIFY2(shown.contains(field), qPrintable(field));
    QCOMPARE(shown[u"name"_s].toString(), u"laptop"_s);
    QCOMPARE(shown[u"status"_s].toString(), u"active"_s);
    QCOMPARE(shown[u"models"_s].toArray(), (QJsonArray{u"gpt-*"_s, u"!gpt-4"_s}));
    QVERIFY(shown[u"expires_at"_s].toString().endsWith(u'Z'));
    QVERIFY(shown[u"revoked_at"_s].isNull());

    QCOMPARE(run({u"key"_s, u"set"_s, id, u"--expires"_s, u"never"_s, u"--models"_s, u"*"_s, u"--name"_s,
                  u"desk"_s})
                     .exitCode,
             0);
    const QJsonObject changed = run({u"key"_s, u"show"_s, id, u"--json"_s}).object();
    QVERIFY(changed[u"expires_at"_s].isNull());
    QCOMPARE(changed[u"models"_s].toArray(), QJsonArray{u"*"_s});
    QCOMPARE(changed[u"name"_s].toString(), u"desk"_s);

    const Ran rotated = run({u"key"_s, u"rotate"_s, id, u"--json"_s});
    QCOMPARE(rotated.exitCode, 0);
    QVERIFY(rotated.object()[u"key"_s].toString() != text);
    QCOMPARE(run({u"key"_s, u"show"_s, id, u"--json"_s}).object()[u"status"_s].toString(), u"revoked"_s);

    const QString newId = QString::number(rotated.object()[u"id"_s].toInt());
    QCOMPARE(run({u"key"_s, u"revoke"_s, newId, u"--json"_s}).object()[u"status"_s].toString(), u"revoked"_s);
    QCOMPARE(run("key list --json").array().size(), 2);
    QCOMPARE(run("key list --user nobody --json").array().size(), 0);
    QVERIFY(!filesHold(dataDir(), text.toLatin1()));
}

void TestCli::keyIsAloneOnStdout()
{
    QCOMPARE(run("user add ann").exitCode, 0);
    const Ran issued = run("key issue --user ann");
    QCOMPARE(issued.exitCode, 0);
    QVERIFY(QRegularExpression(u"^sk-[A-Za-z0-9]{32}\\n$"_s)
                    .match(QString::fromLatin1(issued.out))
                    .hasMatch());
    QCOMPARE(issued.err, QByteArray());
    // And never again.
    const QByteArray key = issued.out.trimmed();
    QVERIFY(!run("key list --json").out.contains(key));
    QVERIFY(!run("audit list --json").out.contains(key));
    QVERIFY(!filesHold(dataDir(), key));
}

void TestCli::keyExpiryIsReadInTheTimezone()
{
    QCOMPARE(run("user add ann").exitCode, 0);
    QCOMPARE(run("config set timezone Asia/Shanghai").exitCode, 0);
    const Ran issued = run("key issue --user ann --expires 2099-12-31 --json");
    QCOMPARE(issued.object()[u"expires_at"_s].toString(), u"2099-12-31T16:00:00.000Z"_s);
}

void TestCli::config()
{
    const QJsonObject all = run("config show --json").object();
    QCOMPARE(all[u"listen"_s].toString(), u"127.0.0.1:5000"_s);
    QCOMPARE(all[u"default_model"_s].toString(), u"moonshot-v1-8k"_s);
    QCOMPARE(run("config set default_model kimi-latest").exitCode, 0);
    QCOMPARE(run("config show default_model").out, QByteArray("kimi-latest\n"));
    QCOMPARE(run("config show default_model --json").object(),
             (QJsonObject{{u"default_model"_s, u"kimi-latest"_s}}));
}

void TestCli::usageWithoutCalls()
{
    const Ran total = run("usage --json");
    QVERIFY2(total.exitCode == 0, total.err);
    const QJsonObject sum = total.object();
    QCOMPARE(sum[u"requests"_s].toInt(-1), 0);
    for (const QString &field : {u"prompt_tokens"_s, u"cached_tokens"_s, u"cache_write_tokens"_s,
                                 u"completion_tokens"_s, u"reasoning_tokens"_s}) {
        QVERIFY2(sum.contains(field), qPrintable(field));
        QVERIFY2(sum[field].isNull(), qPrintable(field));
    }
    QCOMPARE(sum[u"cost"_s].toObject(), QJsonObject());
    QCOMPARE(run("usage --by user --json").out.simplified(), QByteArray("[ ]"));
    QVERIFY(run("usage --by user --csv").out.startsWith("user,requests,"));
    QCOMPARE(run("requests list --json").out.simplified(), QByteArray("[ ]"));
}

void TestCli::demo()
{
    const Ran made = run("setup-demo --json");
    QVERIFY2(made.exitCode == 0, made.err);
    QVERIFY(made.object()[u"key"_s].toString().startsWith(u"sk-"_s));
    QCOMPARE(run("route list --json").array()[0][u"demo"_s], QJsonValue(true));
    const Ran twice = run("setup-demo");
    QCOMPARE(twice.exitCode, 1);
    QCOMPARE(twice.out, QByteArray());

    QCOMPARE(run("provider test demo").exitCode, 0);
    QCOMPARE(run("provider add p --base-url http://127.0.0.1:9/v1 --no-models").exitCode, 0);
    QCOMPARE(run("route list --json").array().size(), 0);
}

void TestCli::auditNamesWhoDidIt()
{
    QCOMPARE(run("user add ann").exitCode, 0);
    const QJsonArray entries = run("audit list --json").array();
    QCOMPARE(entries.size(), 1);
    for (const QString &field : {u"at"_s, u"actor"_s, u"action"_s, u"subject"_s})
        QVERIFY2(entries[0].toObject().contains(field), qPrintable(field));
    QVERIFY(entries[0][u"actor"_s].toString().startsWith(u"cli:"_s));
}

void TestCli::doctorFindsWhatIsBroken()
{
    QCOMPARE(run("config set listen 127.0.0.1:0").exitCode, 0);
    const Ran fine = run("doctor --json");
    QVERIFY2(fine.exitCode == 0, fine.out);

    QCOMPARE(run("config set listen 127.0.0.1:5997").exitCode, 0);
    QCOMPARE(run("provider add loop --base-url http://localhost:5997/v1 --no-models --key-stdin",
                 providerSecret)
                     .exitCode,
             0);
    // The master key is gone, as after moving the database alone.
    QVERIFY(QFile::remove(dataDir() + u"/master.key"_s));
    const Ran broken = run("doctor --json");
    QCOMPARE(broken.exitCode, 1);
    QVERIFY(broken.errIsOneLine());
    QStringList problems;
    for (const QJsonValue &finding : broken.array()) {
        if (finding[u"state"_s].toString() == u"problem"_s)
            problems += finding[u"check"_s].toString();
    }
    QCOMPARE(problems, (QStringList{u"master key"_s, u"provider loop"_s}));
    QVERIFY(!QFileInfo::exists(dataDir() + u"/master.key"_s)); // no second one is made
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
