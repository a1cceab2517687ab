// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"
#include "store/snapshot_loader.h"
#include "support/management_fixture.h"

#include <QTest>
#include <QThread>

using namespace gateway;
using namespace gateway::test;

using Fixture = ManagementFixture;

using Action = std::function<Outcome(Fixture &)>;

Q_DECLARE_METATYPE(Action)

namespace {

template <typename T>
Outcome outcome(const Result<T> &result)
{
    if (!result)
        return tl::make_unexpected(result.error());
    return {};
}

} // namespace

// What holds for every action, and what a database begins with.
class TestManagement final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyActionLeavesOneTrace_data()
    {
        QTest::addColumn<Action>("act");
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("subject");
        const auto row = [](const char *action, const char *subject, const Action &act) {
            QTest::newRow(action) << act << QString::fromLatin1(action) << QString::fromLatin1(subject);
        };
        const QString ann = QStringLiteral("ann");
        const QString up = QStringLiteral("up");
        row("user.add", "bob",
            [](Fixture &f) { return outcome(f.management.addUser(QStringLiteral("bob"))); });
        row("user.rename", "ann to eve",
            [=](Fixture &f) { return f.management.renameUser(ann, QStringLiteral("eve")); });
        row("user.password", "ann",
            [=](Fixture &f) { return f.management.setPassword(ann, Secret("correct horse battery")); });
        row("user.disable", "ann", [=](Fixture &f) { return f.management.setUserEnabled(ann, false); });
        row("user.remove", "ann", [=](Fixture &f) { return f.management.removeUser(ann); });
        row("key.issue", "key 2 of ann", [=](Fixture &f) {
            return outcome(f.management.issueKey({ann, QStringLiteral("laptop"), {}}));
        });
        row("key.set", "key 1 of ann", [](Fixture &f) {
            KeyChange change;
            change.label = QStringLiteral("phone");
            return f.management.changeKey(f.key, change);
        });
        row("key.revoke", "key 1 of ann", [](Fixture &f) { return f.management.revokeKey(f.key); });
        row("key.rotate", "key 1 of ann, now key 2",
            [](Fixture &f) { return outcome(f.management.rotateKey(f.key)); });
        row("provider.add", "other", [](Fixture &f) {
            return outcome(f.management.addProvider(Fixture::provider(QStringLiteral("other")),
                                                    Secret("abcdefghijklmnop"), f.vault.get()));
        });
        row("provider.set", "up, now down", [=](Fixture &f) {
            ProviderChange change;
            change.name = QStringLiteral("down");
            change.http2 = true;
            return f.management.changeProvider(up, change);
        });
        row("provider.key", "up", [=](Fixture &f) {
            return f.management.setProviderKey(up, Secret("abcdefghijklmnop"), *f.vault);
        });
        row("provider.key.add", "up", [=](Fixture &f) {
            return f.management.setProviderKey(up, Secret("abcdefghijklmnop"), *f.vault, true);
        });
        row("provider.disable", "up", [=](Fixture &f) { return f.management.setProviderEnabled(up, false); });
        row("provider.models", "up: 1 models",
            [=](Fixture &f) { return f.management.setProviderModels(up, {QStringLiteral("m-3")}); });
        row("route.set", "x-* to up/x-*",
            [=](Fixture &f) { return outcome(f.management.setRoute(QStringLiteral("x-*"), up, {})); });
        row("route.remove", "gpt",
            [](Fixture &f) { return f.management.removeRoute(QStringLiteral("gpt")); });
        row("config.set", "theme = dark", [](Fixture &f) {
            return f.management.setSetting(QStringLiteral("theme"), QStringLiteral("dark"));
        });
        row("provider.remove", "up", [=](Fixture &f) { return f.management.removeProvider(up); });
    }
    void everyActionLeavesOneTrace()
    {
        QFETCH(Action, act);
        Fixture f;
        QVERIFY(f.populate());
        if (qstrcmp(QTest::currentDataTag(), "provider.remove") == 0)
            QVERIFY(f.management.removeRoute(QStringLiteral("gpt")));
        const qint64 revision = *f.management.revision();
        const qsizetype entries = f.management.audit(1000)->size();
        f.clock.advance(Millis(1000));

        const Outcome done = act(f);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QCOMPARE(*f.management.revision(), revision + 1);
        const QList<AuditEntry> audit = *f.management.audit(1000);
        QCOMPARE(audit.size(), entries + 1);
        QCOMPARE(audit[0].at, f.clock.now());
        QCOMPARE(audit[0].actor, QStringLiteral("cli:test"));
        QTEST(audit[0].action, "action");
        QTEST(audit[0].subject, "subject");
    }

    void whatChangesNothingLeavesNoTrace_data()
    {
        QTest::addColumn<Action>("act");
        const QString up = QStringLiteral("up");
        QTest::newRow("enable the enabled") << Action(
                [](Fixture &f) { return f.management.setUserEnabled(QStringLiteral("ann"), true); });
        QTest::newRow("same name") << Action([](Fixture &f) {
            return f.management.renameUser(QStringLiteral("ann"), QStringLiteral("ann "));
        });
        QTest::newRow("same models") << Action([=](Fixture &f) {
            return f.management.setProviderModels(
                    up, {QStringLiteral("m-1"), QStringLiteral("m-2"), QStringLiteral("m-1")});
        });
        QTest::newRow("same route") << Action([=](Fixture &f) {
            return outcome(f.management.setRoute(QStringLiteral("gpt"), up, QStringLiteral("m-1")));
        });
        QTest::newRow("no change of a key")
                << Action([](Fixture &f) { return f.management.changeKey(f.key, {}); });
        QTest::newRow("no change of a provider")
                << Action([=](Fixture &f) { return f.management.changeProvider(up, {}); });
        QTest::newRow("setting as it is") << Action([](Fixture &f) {
            return f.management.setSetting(QStringLiteral("max_header_count"), QStringLiteral("100"));
        });
    }
    void whatChangesNothingLeavesNoTrace()
    {
        QFETCH(Action, act);
        Fixture f;
        QVERIFY(f.populate());
        const qint64 revision = *f.management.revision();
        const qsizetype entries = f.management.audit(1000)->size();
        QVERIFY(act(f));
        QCOMPARE(*f.management.revision(), revision);
        QCOMPARE(f.management.audit(1000)->size(), entries);
    }

    void refusalsChangeNothing_data()
    {
        QTest::addColumn<Action>("act");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char *name, ErrorCode code, const Action &act) {
            QTest::newRow(name) << act << code;
        };
        const QString ann = QStringLiteral("ann");
        const QString bob = QStringLiteral("bob");
        const QString up = QStringLiteral("up");
        const auto addUser = [](const QString &name) {
            return Action([=](Fixture &f) { return outcome(f.management.addUser(name)); });
        };
        row("empty name", ErrorCode::InvalidArgument, addUser(QStringLiteral("  ")));
        row("control character", ErrorCode::InvalidArgument, addUser(QStringLiteral("a\nb")));
        row("long name", ErrorCode::InvalidArgument, addUser(QString(65, u'x')));
        row("user exists", ErrorCode::AlreadyExists, addUser(QStringLiteral(" ann ")));
        row("short password", ErrorCode::InvalidArgument,
            [=](Fixture &f) { return outcome(f.management.addUser(bob, Secret("short"))); });
        row("rename to one that exists", ErrorCode::AlreadyExists, [=](Fixture &f) {
            return outcome(f.management.addUser(bob)).and_then([&] {
                return f.management.renameUser(bob, ann);
            });
        });
        row("no such user", ErrorCode::NotFound, [=](Fixture &f) { return f.management.removeUser(bob); });
        row("nameless user", ErrorCode::NotFound, [=](Fixture &f) { return f.management.removeUser({}); });
        row("key for nobody", ErrorCode::NotFound, [=](Fixture &f) {
            return outcome(f.management.issueKey({bob, {}, {}}));
        });
        row("expiry in the past", ErrorCode::InvalidArgument, [=](Fixture &f) {
            return outcome(f.management.issueKey({ann, {}, limitedTo({}, f.clock.now())}));
        });
        row("pattern with a space", ErrorCode::InvalidArgument, [=](Fixture &f) {
            return outcome(f.management.issueKey({ann, {}, limitedTo({QStringLiteral("gpt 4")})}));
        });
        row("pattern that denies nothing", ErrorCode::InvalidArgument, [=](Fixture &f) {
            return outcome(f.management.issueKey({ann, {}, limitedTo({QStringLiteral("!")})}));
        });
        row("no such key", ErrorCode::NotFound, [](Fixture &f) { return f.management.revokeKey({99}); });
        row("no such key to rotate", ErrorCode::NotFound,
            [](Fixture &f) { return outcome(f.management.rotateKey({99})); });
        row("slash in a provider's name", ErrorCode::InvalidArgument, [](Fixture &f) {
            return outcome(f.management.addProvider(Fixture::provider(QStringLiteral("a/b")), {}, nullptr));
        });
        row("provider exists", ErrorCode::AlreadyExists,
            [](Fixture &f) { return outcome(f.management.addProvider(Fixture::provider(), {}, nullptr)); });
        row("base URL", ErrorCode::InvalidArgument, [](Fixture &f) {
            Provider provider = Fixture::provider(QStringLiteral("p"));
            provider.baseUrl = QStringLiteral("ftp://example.com");
            return outcome(f.management.addProvider(provider, {}, nullptr));
        });
        row("key without a master key", ErrorCode::SecretUnavailable, [](Fixture &f) {
            return outcome(f.management.addProvider(Fixture::provider(QStringLiteral("p")), Secret("abcdef"),
                                                    nullptr));
        });
        row("key of two lines", ErrorCode::InvalidArgument,
            [=](Fixture &f) { return f.management.setProviderKey(up, Secret("abc\r\ndef"), *f.vault); });
        row("empty key", ErrorCode::InvalidArgument,
            [=](Fixture &f) { return f.management.setProviderKey(up, Secret("  \n"), *f.vault); });
        const auto header = [=](const QByteArray &name, const QByteArray &value) {
            return Action([=](Fixture &f) {
                ProviderChange change;
                change.headers = QList<HeaderField>{{name, value}};
                return f.management.changeProvider(up, change);
            });
        };
        row("header with a line end", ErrorCode::InvalidArgument, header("x-team", "a\r\nx-evil: 1"));
        row("header with a NUL", ErrorCode::InvalidArgument, header("x-team", QByteArray("a\0b", 3)));
        row("header without a name", ErrorCode::InvalidArgument, header("", "a"));
        row("header with a space", ErrorCode::InvalidArgument, header("x team", "a"));
        row("header of the credential", ErrorCode::InvalidArgument, header("Authorization", "Bearer x"));
        row("header of the framing", ErrorCode::InvalidArgument, header("Transfer-Encoding", "chunked"));
        row("certificates", ErrorCode::InvalidArgument, [=](Fixture &f) {
            ProviderChange change;
            change.caPem = QByteArray("not a certificate");
            return f.management.changeProvider(up, change);
        });
        row("provider in use", ErrorCode::InUse, [=](Fixture &f) { return f.management.removeProvider(up); });
        row("no such provider", ErrorCode::NotFound,
            [=](Fixture &f) { return f.management.removeProvider(bob); });
        row("route to nobody", ErrorCode::NotFound,
            [=](Fixture &f) { return outcome(f.management.setRoute(QStringLiteral("x"), bob, {})); });
        row("route of nothing", ErrorCode::InvalidArgument,
            [=](Fixture &f) { return outcome(f.management.setRoute({}, up, {})); });
        row("route to a pattern", ErrorCode::InvalidArgument, [=](Fixture &f) {
            return outcome(f.management.setRoute(QStringLiteral("x"), up, QStringLiteral("m-*")));
        });
        row("no such route", ErrorCode::NotFound,
            [](Fixture &f) { return f.management.removeRoute(QStringLiteral("nothing")); });
        row("no such setting", ErrorCode::NotFound,
            [](Fixture &f) { return f.management.setSetting(QStringLiteral("nothing"), {}); });
        row("value of a setting", ErrorCode::InvalidArgument, [](Fixture &f) {
            return f.management.setSetting(QStringLiteral("max_connections"), QStringLiteral("many"));
        });
    }
    void refusalsChangeNothing()
    {
        QFETCH(Action, act);
        Fixture f;
        QVERIFY(f.populate());
        const SnapshotPtr before = *loadSnapshot(f.temp.database());
        const Outcome done = act(f);
        QVERIFY(!done);
        QTEST(done.error().code, "code");
        QVERIFY(!done.error().message.isEmpty());
        QVERIFY2(!done.error().message.contains(u'\n'), qPrintable(done.error().message));
        const SnapshotPtr after = *loadSnapshot(f.temp.database());
        QCOMPARE(after->providers, before->providers);
        QCOMPARE(after->settings, before->settings);
        QCOMPARE(after->keysByHash.size(), before->keysByHash.size());
    }

    void theDemoWorksAtOnceAndGivesWay()
    {
        Fixture f;
        QVERIFY(*f.management.isEmpty());
        const Result<IssuedKey> issued = setUpDemo(f.management, QStringLiteral("first key"));
        QVERIFY2(issued, issued ? "" : qPrintable(issued.error().message));
        QVERIFY(!*f.management.isEmpty());
        SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        QVERIFY(snapshot->keysByHash.contains(gatewayKeyHash(issued->secret.expose())));
        QCOMPARE(snapshot->routes.size(), 1);
        QVERIFY(snapshot->routes[0].demo);
        QCOMPARE(snapshot->routes[0].model, QStringLiteral("moonshot-v1-8k"));
        QCOMPARE(snapshot->provider(snapshot->routes[0].targets[0].providerId)->dialect, Dialect::Demo);

        QVERIFY(f.management.addProvider(Fixture::provider(), {}, nullptr));
        snapshot = *loadSnapshot(f.temp.database());
        QVERIFY(snapshot->routes.isEmpty());
        QCOMPARE(snapshot->providers.size(), 2); // the demo itself stays
        QCOMPARE(f.management.audit(2)->constLast().subject,
                 QStringLiteral("up (the route to the demo is removed)"));
    }

    void theDemosRouteDoesNotKeepItsProvider()
    {
        Fixture f;
        QVERIFY(setUpDemo(f.management, {}));
        QVERIFY(f.management.removeProvider(QStringLiteral("demo")));
        QVERIFY(f.management.routes()->isEmpty());
    }

    void aDemoThatCannotBeLeavesNothing()
    {
        Fixture f;
        QVERIFY(f.management.addUser(QStringLiteral("demo")));
        const qint64 revision = *f.management.revision();
        QVERIFY(!setUpDemo(f.management, {}));
        QVERIFY(f.management.providers()->isEmpty());
        QVERIFY(f.management.routes()->isEmpty());
        QCOMPARE(*f.management.revision(), revision);
        QCOMPARE(f.management.audit(100)->size(), 1);
    }

    // Emptiness is about whether anything was ever made.
    void aDatabaseThatWasUsedIsNotEmpty()
    {
        Fixture f;
        QVERIFY(f.management.addUser(QStringLiteral("ann")));
        QVERIFY(f.management.removeUser(QStringLiteral("ann")));
        QVERIFY(!*f.management.isEmpty());
    }

    void settingsAreStoredAsTheyAreShown()
    {
        Fixture f;
        QVERIFY(f.management.setSetting(QStringLiteral("max_body_bytes"), QStringLiteral("65536")));
        QCOMPARE(f.temp.value(QStringLiteral("SELECT value FROM settings")).toString(),
                 QStringLiteral("64KiB"));
        QCOMPARE(f.management.settings()->maxBodyBytes, 65536);
        QCOMPARE((*loadSnapshot(f.temp.database()))->settings.maxBodyBytes, 65536);
    }

    void twoManagersAtOnceLoseNothing()
    {
        Fixture f;
        const qint64 revision = *f.management.revision();
        constexpr int each = 30;
        const auto work = [&f](const QString &prefix) {
            const std::unique_ptr<Database> database = f.temp.connect();
            SystemClock clock;
            Management management(*database, clock, prefix);
            int added = 0;
            for (int i = 0; i < each; ++i)
                added += management.addUser(prefix + QString::number(i)) ? 1 : 0;
            return added;
        };
        int one = 0;
        int two = 0;
        const std::unique_ptr<QThread> first(QThread::create([&] { one = work(QStringLiteral("a")); }));
        const std::unique_ptr<QThread> second(QThread::create([&] { two = work(QStringLiteral("b")); }));
        first->start();
        second->start();
        QVERIFY(first->wait(60'000) && second->wait(60'000));
        QCOMPARE(one, each);
        QCOMPARE(two, each);
        QCOMPARE(f.management.users()->size(), 2 * each);
        QCOMPARE(*f.management.revision(), revision + 2 * each);
        QCOMPARE(f.management.audit(1000)->size(), 2 * each);
    }

    void theLogOfActionsIsNewestFirst()
    {
        Fixture f;
        for (int i = 0; i < 5; ++i)
            QVERIFY(f.management.addUser(QStringLiteral("u%1").arg(i)));
        const QList<AuditEntry> audit = *f.management.audit(2);
        QCOMPARE(audit.size(), 2);
        QCOMPARE(audit[0].subject, QStringLiteral("u4"));
        QCOMPARE(audit[1].subject, QStringLiteral("u3"));
    }
};

QTEST_GUILESS_MAIN(TestManagement)
#include "tst_management.moc"
