// SPDX-License-Identifier: MIT
#include "config/presets.h"
#include "store/rows.h"
#include "store/snapshot_loader.h"
#include "support/management_fixture.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

// Providers `one` and `two`; `one` has two keys.
struct Fixture : ManagementFixture
{
    Fixture()
    {
        for (const QString &name : {u"one"_s, u"two"_s}) {
            if (!management.addProvider(provider(name), Secret("first-key-of-it-0001"), vault.get()))
                qFatal("The provider cannot be added.");
        }
        if (!management.setProviderKey(u"one"_s, Secret("second-key-of-it-0002"), *vault, true))
            qFatal("The key cannot be added.");
    }
    Provider one() { return *management.provider(u"one"_s); }
    qint64 keyId(int index) { return one().keys[index].id; }
    QList<QByteArray> secrets() { return secretsOf(u"one"_s); }
};

} // namespace

Q_DECLARE_METATYPE(QList<gateway::TargetRequest>)

class TestManagementUpstreams final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAProviderOffersIsKept()
    {
        Fixture f;
        Provider provider;
        provider.name = u"kimi"_s;
        provider.baseUrl = u"https://api.example.com/v1"_s;
        provider.anthropicUrl = u"https://api.example.com/anthropic"_s;
        provider.responses = true;
        provider.drainPlain = false;
        provider.drainStreams = true;
        provider.healthCheck = true;
        provider.proxy = u"http://proxy.example.com:3128"_s;
        const Result<Provider> added = f.management.addProvider(provider, {}, nullptr);
        QVERIFY(added);
        QCOMPARE((*loadSnapshot(f.temp.database()))->providers.constLast(), *added);
        provider.id = added->id;
        provider.position = 2;
        provider.createdAt = f.clock.now();
        QCOMPARE(*added, provider);

        ProviderChange change;
        change.anthropicUrl = QString();
        change.responses = false;
        change.drainPlain = true;
        change.drainStreams = false;
        change.healthCheck = false;
        change.proxy = u"none"_s;
        QVERIFY(f.management.changeProvider(u"kimi"_s, change));
        provider.anthropicUrl.clear();
        provider.responses = false;
        provider.drainPlain = true;
        provider.drainStreams = false;
        provider.healthCheck = false;
        provider.proxy = u"none"_s;
        QCOMPARE(*f.management.provider(u"kimi"_s), provider);
    }

    void anthropicUrls_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("stored"); // null: refused
        QTest::newRow("plain") << u"https://h/anthropic"_s << u"https://h/anthropic"_s;
        QTest::newRow("slash") << u" https://h/anthropic/ "_s << u"https://h/anthropic"_s;
        QTest::newRow("version") << u"https://h/anthropic/v1"_s << u"https://h/anthropic"_s;
        QTest::newRow("endpoint") << u"https://h/anthropic/v1/messages"_s << u"https://h/anthropic"_s;
        QTest::newRow("host alone") << u"https://h"_s << u"https://h"_s;
        QTest::newRow("no URL") << u"anthropic"_s << QString();
        QTest::newRow("other scheme") << u"ftp://h/anthropic"_s << QString();
        QTest::newRow("credentials") << u"https://u:p@h/anthropic"_s << QString();
    }
    void anthropicUrls()
    {
        QFETCH(QString, text);
        QFETCH(QString, stored);
        Fixture f;
        ProviderChange change;
        change.anthropicUrl = text;
        const Outcome done = f.management.changeProvider(u"one"_s, change);
        QCOMPARE(done.has_value(), !stored.isNull());
        QCOMPARE(f.one().anthropicUrl, stored.isNull() ? QString() : stored);
        if (!done)
            QCOMPARE(done.error().code, ErrorCode::InvalidArgument);
    }

    // Otherwise the key for the new host would go to the old one.
    void anotherHostTakesTheAnthropicAddressAlong_data()
    {
        QTest::addColumn<QString>("baseUrl");
        QTest::addColumn<QString>("anthropicUrl");
        QTest::addColumn<QString>("left");
        const QString same = u"https://api.example.com/anthropic"_s;
        QTest::newRow("same host") << u"https://api.example.com/v2"_s << same << same;
        QTest::newRow("another host") << u"https://proxy.example.net/v1"_s << same << QString();
        QTest::newRow("it was elsewhere")
                << u"https://proxy.example.net/v1"_s << u"https://claude.example.org"_s
                << u"https://claude.example.org"_s;
    }
    void anotherHostTakesTheAnthropicAddressAlong()
    {
        QFETCH(QString, baseUrl);
        QFETCH(QString, anthropicUrl);
        Fixture f;
        ProviderChange offer;
        offer.anthropicUrl = anthropicUrl;
        QVERIFY(f.management.changeProvider(u"one"_s, offer));
        ProviderChange move;
        move.baseUrl = baseUrl;
        QVERIFY(f.management.changeProvider(u"one"_s, move));
        QCOMPARE(f.one().baseUrl, baseUrl);
        QTEST(f.one().anthropicUrl, "left");
    }

    // Stored as the preset has it: what it takes for a credential is looked up by that.
    void presetsCarryTheAnthropicAddress()
    {
        Fixture f;
        int offered = 0;
        for (const ProviderPreset &preset : providerPresets()) {
            if (preset.anthropicBaseUrl.isEmpty())
                continue;
            ++offered;
            Provider provider = preset.provider;
            provider.name = preset.id;
            const Result<Provider> added = f.management.addProvider(provider, {}, nullptr);
            QVERIFY2(added, qPrintable(preset.id));
            QCOMPARE(added->anthropicUrl, preset.anthropicBaseUrl);
        }
        QVERIFY(offered > 0);
    }

    void oneKeyOfSeveralIsReplacedOrRemoved()
    {
        Fixture f;
        const qint64 second = f.keyId(1);
        f.clock.advance(Millis(1));
        QVERIFY(f.management.replaceProviderKey(u"one"_s, f.keyId(0), Secret("third-key-of-it-0003"),
                                                *f.vault));
        QCOMPARE(f.secrets(), (QList<QByteArray>{"third-key-of-it-0003", "second-key-of-it-0002"}));
        QCOMPARE(f.one().keys[0].hint, u"0003"_s);
        QVERIFY(f.management.removeProviderKey(u"one"_s, f.keyId(0)));
        QCOMPARE(f.secrets(), QList<QByteArray>{"second-key-of-it-0002"});
        QCOMPARE(f.keyId(0), second);
        QVERIFY(f.management.removeProviderKey(u"one"_s, second));
        QVERIFY(f.one().keys.isEmpty());
    }

    void keysOfOthersAreNotTouched()
    {
        Fixture f;
        const qint64 others = f.management.provider(u"two"_s)->keys[0].id;
        const qint64 revision = *f.management.revision();
        QCOMPARE(f.management.removeProviderKey(u"one"_s, others).error().code, ErrorCode::NotFound);
        QCOMPARE(f.management.replaceProviderKey(u"one"_s, others, Secret("abc"), *f.vault).error().code,
                 ErrorCode::NotFound);
        QVERIFY(!f.management.replaceProviderKey(u"one"_s, f.keyId(0), Secret("two words"), *f.vault));
        QCOMPARE(*f.management.revision(), revision);
        QCOMPARE(f.management.provider(u"two"_s)->keys.size(), 1);
    }

    void refusedKeysAreFlaggedOnce()
    {
        Fixture f;
        f.clock.advance(Millis(1000));
        const Time flaggedAt = f.clock.now();
        const qint64 revision = *f.management.revision();
        QVERIFY(f.management.flagProviderKey(f.keyId(1), u"HTTP 401"_s));
        QCOMPARE(*f.management.revision(), revision + 1);
        f.clock.advance(Millis(1000));
        QVERIFY(f.management.flagProviderKey(f.keyId(1), u"HTTP 401"_s));
        QCOMPARE(*f.management.revision(), revision + 1);

        const SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        const QList<SealedKey> keys = snapshot->providers[0].keys;
        QVERIFY(!keys[0].flaggedAt);
        QCOMPARE(keys[1].flaggedAt, std::optional(flaggedAt));
        QCOMPARE(keys[1].flag, u"HTTP 401"_s);
        QCOMPARE(f.management.audit(1)->constFirst().subject, u"one, key %1: HTTP 401"_s.arg(keys[1].id));
        QCOMPARE(f.management.flagProviderKey(99, u"HTTP 401"_s).error().code, ErrorCode::NotFound);
    }

    void reasonsAreCutToSize()
    {
        Fixture f;
        QVERIFY(f.management.flagProviderKey(f.keyId(0), u"no\n\u001bgood "_s + QString(500, u'x')));
        const QString flag = f.one().keys[0].flag;
        QVERIFY(flag.size() <= 64 && flag.startsWith(u"no"_s) && !flag.contains(u'\n') &&
                !flag.contains(u'\u001b'));
        QVERIFY(f.management.flagProviderKey(f.keyId(1), QString()));
        QVERIFY(f.one().keys[1].flaggedAt && !f.one().keys[1].flag.isEmpty());
    }

    void flagsAreCleared_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("explicitly") << u"clear"_s;
        QTest::newRow("by another key in its place") << u"replace"_s;
        QTest::newRow("by another key for all") << u"set"_s;
    }
    void flagsAreCleared()
    {
        QFETCH(QString, how);
        Fixture f;
        const qint64 key = f.keyId(0);
        QVERIFY(f.management.flagProviderKey(key, u"HTTP 403"_s));
        const Secret fresh("third-key-of-it-0003");
        const Outcome done = how == u"clear"_s ? f.management.clearProviderKeyFlag(key)
                             : how == u"replace"_s
                                     ? f.management.replaceProviderKey(u"one"_s, key, fresh, *f.vault)
                                     : f.management.setProviderKey(u"one"_s, fresh, *f.vault);
        QVERIFY(done);
        for (const SealedKey &left : f.one().keys)
            QVERIFY(!left.flaggedAt && left.flag.isEmpty());
        const qint64 revision = *f.management.revision();
        QVERIFY(f.management.clearProviderKeyFlag(f.keyId(0))); // nothing to clear
        QCOMPARE(*f.management.revision(), revision);
    }

    void routesHaveTargetsInOrder()
    {
        Fixture f;
        const auto route = f.management.setRoute(
                u"gpt-*"_s, {{u"two"_s, u"b"_s, 1, 3}, {u"one"_s, u"a"_s, 0, 1}, {u"one"_s, {}, 1, 1}});
        QVERIFY2(route, route ? "" : qPrintable(route.error().message));
        const ProviderId one = f.one().id;
        const ProviderId two = f.management.provider(u"two"_s)->id;
        const QList<RouteTarget> wanted{{one, u"a"_s, 0, 1}, {two, u"b"_s, 1, 3}, {one, {}, 1, 1}};
        QCOMPARE(route->targets, wanted);
        QCOMPARE((*loadSnapshot(f.temp.database()))->routes[0].targets, wanted);
        QCOMPARE(f.management.routes()->constFirst().providers, (QStringList{u"one"_s, u"two"_s, u"one"_s}));
        QCOMPARE(f.management.audit(1)->constFirst().subject, u"gpt-* to one/a, two/b, one/gpt-*"_s);

        const qint64 revision = *f.management.revision();
        QVERIFY(f.management.setRoute(
                u"gpt-*"_s, {{u"one"_s, u"a"_s, 0, 1}, {u"two"_s, u"b"_s, 1, 3}, {u"one"_s, {}, 1, 1}}));
        QCOMPARE(*f.management.revision(), revision);
        QVERIFY(f.management.setRoute(u"gpt-*"_s, {{u"two"_s, u"b"_s, 0, 1}}));
        QCOMPARE(f.temp.value(u"SELECT count(*) FROM route_targets"_s).toInt(), 1);
        QCOMPARE(f.management.removeProvider(u"two"_s).error().code, ErrorCode::InUse);
        QVERIFY(f.management.removeProvider(u"one"_s));
    }

    void badTargets_data()
    {
        QTest::addColumn<QList<TargetRequest>>("targets");
        QTest::addColumn<ErrorCode>("code");
        using Targets = QList<TargetRequest>;
        const auto invalid = ErrorCode::InvalidArgument;
        QTest::newRow("none") << Targets() << invalid;
        QTest::newRow("too many") << Targets(33, {u"one"_s, u"a"_s, 0, 1}) << invalid;
        QTest::newRow("twice") << Targets{{u"one"_s, u"a"_s, 0, 1}, {u"one"_s, u"a"_s, 1, 1}} << invalid;
        QTest::newRow("weight of nothing") << Targets{{u"one"_s, u"a"_s, 0, 0}} << invalid;
        QTest::newRow("weight too large") << Targets{{u"one"_s, u"a"_s, 0, 1001}} << invalid;
        QTest::newRow("priority below 0") << Targets{{u"one"_s, u"a"_s, -1, 1}} << invalid;
        QTest::newRow("pattern") << Targets{{u"one"_s, u"a*"_s, 0, 1}} << invalid;
        QTest::newRow("second to nobody")
                << Targets{{u"one"_s, u"a"_s, 0, 1}, {u"three"_s, u"a"_s, 0, 1}} << ErrorCode::NotFound;
    }
    void badTargets()
    {
        QFETCH(QList<TargetRequest>, targets);
        Fixture f;
        QVERIFY(f.management.setRoute(u"m"_s, u"one"_s, u"before"_s));
        const qint64 revision = *f.management.revision();
        const auto route = f.management.setRoute(u"m"_s, targets);
        QVERIFY(!route);
        QTEST(route.error().code, "code");
        QCOMPARE(*f.management.revision(), revision);
        QCOMPARE(f.management.routes()->constFirst().route.targets[0].model, u"before"_s);
    }

    void pricesInForceReachTheGateway()
    {
        Fixture f;
        const QList<PriceTier> tiers{{200'000, {2, 3, 4, std::nullopt, std::nullopt}},
                                     {500'000, {5, 6, std::nullopt, 7, 8, 9}}};
        const auto insert = [&](const QString &model, const QString &currency, const QVariant &removedAt) {
            return f.temp.database()
                    .run(u"INSERT INTO prices (model, preset, provider_id, currency, input, output, "
                         u"cache_read, "
                         "cache_write, reasoning, cache_write_1h, tiers, valid_from, source, created_at, "
                         "removed_at) VALUES (?, 'p', 2, ?, 10, 20, 1, NULL, 30, 40, ?, 1000, 'set', 2000, ?)"_s,
                         {model, currency, rows::toText(tiers), removedAt})
                    .has_value();
        };
        QVERIFY(insert(u"kept"_s, u"CNY"_s, {}));
        QVERIFY(insert(u"taken back"_s, u"USD"_s, 5000));
        QVERIFY(insert(u"of tomorrow"_s, u"GLD"_s, {}));

        const SnapshotPtr snapshot = *loadSnapshot(f.temp.database());
        QCOMPARE(snapshot->prices->prices().size(), 1);
        const Price price{{1},   u"kept"_s,        u"p"_s,
                          {2},   Currency::Cny,    {10, 20, 1, std::nullopt, 30, 40},
                          tiers, fromMillis(1000), u"set"_s};
        QCOMPARE(snapshot->prices->prices()[0], price);
        QCOMPARE(rows::prices(f.temp.database(), true)->size(), 2);
        QCOMPARE(rows::toText(QList<PriceTier>()), QString());
    }
};

QTEST_GUILESS_MAIN(TestManagementUpstreams)
#include "tst_management_upstreams.moc"
