// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "secrets/gateway_key.h"
#include "store/snapshot_loader.h"
#include "support/management_fixture.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

using Fixture = ManagementFixture;

// Users and their keys.
class TestManagementPeople final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void issuedKeysWorkAndAreNowhereStored()
    {
        Fixture f;
        QVERIFY(f.populate());
        const Time expiry = f.clock.now() + std::chrono::hours(24);
        const Result<IssuedKey> issued = f.management.issueKey(
                {QStringLiteral("ann"), QStringLiteral(" laptop "),
                 limitedTo({QStringLiteral("gpt-*"), QStringLiteral("!gpt-4")}, expiry)});
        QVERIFY(issued);
        const QByteArray text = issued->secret.expose();
        const SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        const auto entry = snapshot->keysByHash.constFind(gatewayKeyHash(text));
        QVERIFY(entry != snapshot->keysByHash.cend());
        QCOMPARE(entry->key, issued->key);
        QCOMPARE(entry->userName, QStringLiteral("ann"));
        QCOMPARE(entry->key.label, QStringLiteral("laptop"));
        QCOMPARE(entry->key.limits.expiresAt, std::optional(expiry));
        QCOMPARE(entry->key.limits.models, QStringList({QStringLiteral("gpt-*"), QStringLiteral("!gpt-4")}));
        QCOMPARE(entry->key.prefix, QString::fromLatin1(text.left(7)));
        QCOMPARE(entry->key.suffix, QString::fromLatin1(text.right(4)));
    }

    void rotationKeepsTheRights()
    {
        Fixture f;
        QVERIFY(f.populate());
        const Time expiry = f.clock.now() + std::chrono::hours(24);
        const IssuedKey old = *f.management.issueKey(
                {QStringLiteral("ann"), QStringLiteral("ci"), limitedTo({QStringLiteral("m-*")}, expiry)});
        f.clock.advance(Millis(5));
        const Result<IssuedKey> fresh = f.management.rotateKey(old.key.id);
        QVERIFY(fresh);
        QVERIFY(fresh->key.id != old.key.id);
        QVERIFY(fresh->secret.expose() != old.secret.expose());
        QCOMPARE(fresh->key.label, old.key.label);
        QCOMPARE(fresh->key.limits.models, old.key.limits.models);
        QCOMPARE(fresh->key.limits.expiresAt, old.key.limits.expiresAt);
        QCOMPARE(f.management.key(old.key.id)->key.revokedAt, std::optional(f.clock.now()));
        QVERIFY(!f.management.rotateKey(old.key.id));
        QVERIFY(!f.management.changeKey(old.key.id, KeyChange{QStringLiteral("x"), {}}));
    }

    void onlyWhatIsSetOfAKeyChanges()
    {
        Fixture f;
        QVERIFY(f.populate());
        const Time expiry = f.clock.now() + std::chrono::hours(1);
        KeyChange change;
        change.limits.expiresAt = std::optional<Time>(expiry);
        change.limits.models = QStringList{QStringLiteral("m-1")};
        QVERIFY(f.management.changeKey(f.key, change));
        KeyChange label;
        label.label = QStringLiteral("phone");
        QVERIFY(f.management.changeKey(f.key, label));
        Key key = f.management.key(f.key)->key;
        QCOMPARE(key.limits.expiresAt, std::optional(expiry));
        QCOMPARE(key.limits.models, QStringList{QStringLiteral("m-1")});
        QCOMPARE(key.label, QStringLiteral("phone"));

        KeyChange forever;
        forever.limits.expiresAt = std::optional<Time>();
        QVERIFY(f.management.changeKey(f.key, forever));
        key = f.management.key(f.key)->key;
        QVERIFY(!key.limits.expiresAt);
        QCOMPARE(key.label, QStringLiteral("phone"));
    }

    void removedUsersLeaveTheirNameFree()
    {
        Fixture f;
        QVERIFY(f.populate());
        QVERIFY(f.management.removeUser(QStringLiteral("ann")));
        QVERIFY(f.management.users()->isEmpty());
        QVERIFY(f.management.keys()->isEmpty());
        QVERIFY(f.management.key(f.key)->key.revokedAt);
        const SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        QCOMPARE(snapshot->keysByHash.size(), 1); // known as revoked and not unknown
        QVERIFY(snapshot->keysByHash.cbegin()->key.revokedAt);
        const Result<User> again = f.management.addUser(QStringLiteral("ann"));
        QVERIFY(again);
        QCOMPARE(f.management.user(QStringLiteral("ann"))->keys, 0);
    }

    // A name typed in decomposed letters is the same name.
    void namesAreComparedComposed()
    {
        Fixture f;
        QVERIFY(f.management.addUser(QString::fromUtf8("Zoe\xCC\x88")));
        QVERIFY(f.management.user(QString::fromUtf8("Zo\xC3\xAB")));
        QVERIFY(f.management.user(QString::fromUtf8("Zoe\xCC\x88")));
        QVERIFY(!f.management.addUser(QString::fromUtf8("Zo\xC3\xAB")));
    }

    void passwordsAreHashed()
    {
        Fixture f;
        QVERIFY(f.management.addUser(QStringLiteral("bob"), Secret("correct horse battery")));
        QVERIFY(f.management.user(QStringLiteral("bob"))->hasPassword);
        const QByteArray hash = f.temp.value(QStringLiteral("SELECT password_hash FROM users")).toByteArray();
        QVERIFY(hash.startsWith("$argon2id$"));
        QVERIFY(verifyPassword(hash, Secret("correct horse battery")));
    }

    void keysAndUsersKnowWhenTheyWereUsed()
    {
        Fixture f;
        QVERIFY(f.populate());
        QVERIFY(!f.management.key(f.key)->lastUsedAt);
        QVERIFY(!f.management.user(QStringLiteral("ann"))->lastUsedAt);
        const Time at = fromMillis(1'795'000'123'456);
        for (const qint64 id : {firstIdAt(at - Millis(5000)).value, firstIdAt(at).value + 3}) {
            QVERIFY(f.temp.database().run(
                    QStringLiteral("INSERT INTO requests (id, started_at, key_id) VALUES (?, 0, ?)"),
                    {id, f.key.value}));
        }
        QCOMPARE(f.management.key(f.key)->lastUsedAt, std::optional(at));
        QCOMPARE(f.management.user(QStringLiteral("ann"))->lastUsedAt, std::optional(at));
    }
};

QTEST_GUILESS_MAIN(TestManagementPeople)
#include "tst_management_people.moc"
