// SPDX-License-Identifier: MIT
#include "store/snapshot_loader.h"
#include "support/management_fixture.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

using Fixture = ManagementFixture;

// One provider and the route to it; tst_management_upstreams has several of them.
class TestManagementProviders final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void providersComeBackAsTheyWere()
    {
        Fixture f;
        Provider provider = Fixture::provider(QStringLiteral(" Müller GmbH "));
        provider.preset = QStringLiteral("openai");
        provider.baseUrl = QStringLiteral("https://api.example.com/v1/");
        provider.auth = AuthStyle::Header;
        provider.authHeader = "api-key";
        provider.usageOption = UsageOption::Unneeded;
        provider.enabled = false;
        provider.http2 = true;
        provider.headers = {{"x-team", "research: a"}, {"x-empty", ""}};
        const Result<Provider> added =
                f.management.addProvider(provider, Secret("  key-of-the-provider-1234\n"), f.vault.get());
        QVERIFY2(added, added ? "" : qPrintable(added.error().message));
        QCOMPARE(added->name, QStringLiteral("Müller GmbH"));
        QCOMPARE(added->baseUrl, QStringLiteral("https://api.example.com/v1"));
        QCOMPARE(added->preset, provider.preset);
        QCOMPARE(added->auth, AuthStyle::Header);
        QCOMPARE(added->authHeader, QByteArray("api-key"));
        QCOMPARE(added->usageOption, UsageOption::Unneeded);
        QVERIFY(!added->enabled);
        QVERIFY(added->http2);
        QCOMPARE(added->headers, provider.headers);
        QCOMPARE(added->models, provider.models);
        QCOMPARE(added->createdAt, f.clock.now());
        QCOMPARE(added->keys.size(), 1);
        QCOMPARE(added->keys[0].hint, QStringLiteral("1234"));
        QCOMPARE(f.vault->unseal(added->keys[0].sealed)->expose(), QByteArray("key-of-the-provider-1234"));
        QCOMPARE(*f.management.providers(), QList<Provider>{*added});
        QCOMPARE((*loadSnapshot(f.temp.database()))->providers, QList<Provider>{*added});

        // The header that carries the key is not for others.
        ProviderChange change;
        change.headers = QList<HeaderField>{{"Api-Key", "x"}};
        QVERIFY(!f.management.changeProvider(added->name, change));
    }

    void keysOfProvidersAreReplacedOrAdded()
    {
        Fixture f;
        QVERIFY(f.populate());
        const QString up = QStringLiteral("up");
        QVERIFY(f.management.setProviderKey(up, Secret("first"), *f.vault));
        QCOMPARE(f.management.provider(up)->keys[0].hint, QString()); // too short to show four characters of
        QVERIFY(f.management.setProviderKey(up, Secret("second"), *f.vault, true));
        QCOMPARE(f.secretsOf(up), QList<QByteArray>({"first", "second"}));
        QVERIFY(f.management.setProviderKey(up, Secret("third"), *f.vault));
        QCOMPARE(f.secretsOf(up), QList<QByteArray>{"third"});
    }

    void providersKeepAnOrder()
    {
        Fixture f;
        const auto order = [&] {
            QStringList names;
            QList<int> positions;
            const Result<QList<Provider>> providers = f.management.providers();
            for (const Provider &provider : *providers) {
                names.append(provider.name);
                positions.append(provider.position);
            }
            return positions == QList<int>({0, 1, 2}) || positions == QList<int>({0, 1}) ? names.join(u',')
                                                                                         : QString();
        };
        for (const QString &name : {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")})
            QVERIFY(f.management.addProvider(Fixture::provider(name), {}, nullptr));
        QCOMPARE(order(), QStringLiteral("a,b,c"));
        ProviderChange first;
        first.position = 0;
        QVERIFY(f.management.changeProvider(QStringLiteral("c"), first));
        QCOMPARE(order(), QStringLiteral("c,a,b"));
        ProviderChange last;
        last.position = 99;
        QVERIFY(f.management.changeProvider(QStringLiteral("c"), last));
        QCOMPARE(order(), QStringLiteral("a,b,c"));
        QVERIFY(f.management.removeProvider(QStringLiteral("a")));
        QCOMPARE(order(), QStringLiteral("b,c"));
    }

    void removedProvidersLeaveNoCredential()
    {
        Fixture f;
        QVERIFY(f.management.addProvider(Fixture::provider(), Secret("abcdefghijklmnop"), f.vault.get()));
        QVERIFY(f.management.removeProvider(QStringLiteral("up")));
        QCOMPARE(f.temp.value(QStringLiteral("SELECT count(*) FROM provider_keys")).toInt(), 0);
        QCOMPARE(f.temp.value(QStringLiteral("SELECT name FROM providers")).toString(), QStringLiteral("up"));
        QVERIFY((*loadSnapshot(f.temp.database()))->providers.isEmpty());
        QVERIFY(f.management.addProvider(Fixture::provider(), {}, nullptr));
    }

    void modelsOfAProviderRememberWhenTheyWereListed()
    {
        Fixture f;
        QVERIFY(f.populate());
        const QString up = QStringLiteral("up");
        f.clock.advance(Millis(60'000));
        QVERIFY(f.management.setProviderModels(up,
                                               {QStringLiteral(" m-9 "), QString(),
                                                QStringLiteral("two words"), QStringLiteral("bad\nname")}));
        QCOMPARE(f.management.provider(up)->models,
                 QStringList({QStringLiteral("m-9"), QStringLiteral("two words")}));
        QCOMPARE(f.management.provider(up)->modelsListedAt, std::optional(f.clock.now()));
    }

    void aRouteIsReplaced()
    {
        Fixture f;
        QVERIFY(f.populate());
        QVERIFY(f.management.setRoute(QStringLiteral("gpt"), QStringLiteral("up"), QStringLiteral("m-2")));
        const QList<RouteInfo> routes = *f.management.routes();
        QCOMPARE(routes.size(), 1);
        QCOMPARE(routes[0].route.targets[0].model, QStringLiteral("m-2"));
        QCOMPARE(routes[0].providers, QStringList{QStringLiteral("up")});
        QCOMPARE(f.temp.value(QStringLiteral("SELECT count(*) FROM route_targets")).toInt(), 1);
    }
};

QTEST_GUILESS_MAIN(TestManagementProviders)
#include "tst_management_providers.moc"
