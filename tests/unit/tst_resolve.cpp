// SPDX-License-Identifier: MIT
#include "routing/resolve.h"

#include <QTest>

using namespace gateway;

namespace {

Provider makeProvider(qint64 id, const QString &name, const QStringList &models, bool enabled = true)
{
    Provider provider;
    provider.id = ProviderId{id};
    provider.name = name;
    provider.models = models;
    provider.enabled = enabled;
    provider.createdAt = fromMillis(1000 * id);
    return provider;
}

Route makeRoute(const QString &model, qint64 provider, const QString &target)
{
    Route route;
    route.model = model;
    route.targets = {RouteTarget{ProviderId{provider}, target, 0, 1}};
    return route;
}

Snapshot makeSnapshot()
{
    Snapshot snapshot;
    snapshot.providers = {
            makeProvider(1, QStringLiteral("moonshot"),
                         {QStringLiteral("kimi-k3"), QStringLiteral("shared")}),
            makeProvider(2, QStringLiteral("openrouter"),
                         {QStringLiteral("shared"), QStringLiteral("moonshot/kimi-k3"),
                          QStringLiteral("gpt-5.4")}),
            makeProvider(3, QStringLiteral("asleep"), {QStringLiteral("dream"), QStringLiteral("gpt-5.5")},
                         false),
    };
    snapshot.routes = {
            makeRoute(QStringLiteral("fast"), 1, QStringLiteral("kimi-k3")),
            makeRoute(QStringLiteral("gpt-*"), 2, QString()),
            makeRoute(QStringLiteral("gpt-5*"), 1, QStringLiteral("kimi-k3")),
            makeRoute(QStringLiteral("gpt-5.4-exact"), 2, QStringLiteral("gpt-5.4")),
            makeRoute(QStringLiteral("off"), 3, QStringLiteral("dream")),
            makeRoute(QStringLiteral("gone"), 99, QStringLiteral("x")),
            makeRoute(QStringLiteral("off-*"), 3, QString()),
    };
    return snapshot;
}

} // namespace

class TestResolve final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void patterns_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("matches");
        const auto row = [](const char *pattern, const char *text, bool matches) {
            QTest::addRow("%s ~ %s", pattern, text)
                    << QString::fromLatin1(pattern) << QString::fromLatin1(text) << matches;
        };
        row("a", "a", true);
        row("a", "A", false);
        row("a", "ab", false);
        row("", "", true);
        row("", "a", false);
        row("*", "", true);
        row("*", "anything/at all", true);
        row("gpt-*", "gpt-", true);
        row("gpt-*", "gpt-5", true);
        row("gpt-*", "my-gpt-5", false);
        row("*-mini", "gpt-mini", true);
        row("*-mini", "gpt-mini-x", false);
        row("*a*b*", "xxaxxbxx", true);
        row("*a*b*", "xxbxxaxx", false);
        row("a*a", "a", false);
        row("a*a", "aa", true);
        row("*aab", "aaaab", true);
        row("a**b", "ab", true);
        row("a?c", "abc", false);
        row("a.c", "abc", false);
        row("[ab]", "a", false);
        row("[ab]", "[ab]", true);
    }
    void patterns()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QTEST(matchesPattern(pattern, text), "matches");
    }

    void hostilePatternsTakeNoTime()
    {
        // With one try per combination of stars this would not end.
        const QString pattern = QStringLiteral("*a").repeated(100) + QStringLiteral("b");
        QVERIFY(!matchesPattern(pattern, QString(10'000, u'a')));
    }

    void allowed_data()
    {
        QTest::addColumn<QStringList>("patterns");
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("allowed");
        const auto list = [](const char *text) {
            return QString::fromLatin1(text).split(u',', Qt::SkipEmptyParts);
        };
        QTest::newRow("none allow all") << list("") << QStringLiteral("x") << true;
        QTest::newRow("one allows") << list("kimi-*,gpt-5") << QStringLiteral("kimi-k3") << true;
        QTest::newRow("none of them allows") << list("kimi-*,gpt-5") << QStringLiteral("gpt-5.4") << false;
        QTest::newRow("denial wins") << list("kimi-*,!kimi-k3") << QStringLiteral("kimi-k3") << false;
        QTest::newRow("denial wins in any order")
                << list("!kimi-k3,kimi-*") << QStringLiteral("kimi-k3") << false;
        QTest::newRow("denial of another") << list("kimi-*,!kimi-k3") << QStringLiteral("kimi-k2") << true;
        QTest::newRow("only denials allow the rest") << list("!gpt-*") << QStringLiteral("kimi-k3") << true;
        QTest::newRow("only denials deny") << list("!gpt-*") << QStringLiteral("gpt-5") << false;
        QTest::newRow("deny all") << list("!*") << QStringLiteral("x") << false;
    }
    void allowed()
    {
        QFETCH(QStringList, patterns);
        QFETCH(QString, model);
        QTEST(modelAllowed(patterns, model), "allowed");
    }

    void resolves_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("upstream");
        const auto row = [](const char *name, const char *model, const char *provider, const char *upstream) {
            QTest::newRow(name) << QString::fromLatin1(model) << QString::fromLatin1(provider)
                                << QString::fromLatin1(upstream);
        };
        row("exact route", "fast", "moonshot", "kimi-k3");
        row("exact route before patterns", "gpt-5.4-exact", "openrouter", "gpt-5.4");
        row("most specific pattern", "gpt-5.9", "moonshot", "kimi-k3");
        row("pattern keeps the asked name", "gpt-4", "openrouter", "gpt-4");
        row("pattern before a provider's list", "gpt-5.4", "moonshot", "kimi-k3");
        row("first provider that lists it", "shared", "moonshot", "shared");
        row("only provider that lists it", "kimi-k3", "moonshot", "kimi-k3");
        row("a listed name with a slash before PROVIDER/MODEL", "moonshot/kimi-k3", "openrouter",
            "moonshot/kimi-k3");
        row("PROVIDER/MODEL", "moonshot/unlisted", "moonshot", "unlisted");
        row("the provider ends at the first slash", "openrouter/anthropic/claude", "openrouter",
            "anthropic/claude");
    }
    void resolves()
    {
        QFETCH(QString, model);
        const Snapshot snapshot = makeSnapshot();
        const auto target = resolveModel(snapshot, model);
        QVERIFY2(target, target ? "" : qPrintable(target.error().message));
        QTEST(target->provider->name, "provider");
        QTEST(target->upstreamModel, "upstream");
        QVERIFY(target->provider >= snapshot.providers.constData() &&
                target->provider < snapshot.providers.constData() + snapshot.providers.size());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *model, ErrorCode code) {
            QTest::newRow(name) << QString::fromLatin1(model) << int(code);
        };
        row("unknown", "nobody-knows", ErrorCode::ModelNotFound);
        row("case matters", "FAST", ErrorCode::ModelNotFound);
        row("empty", "", ErrorCode::ModelNotFound);
        row("listed by a disabled provider only", "dream", ErrorCode::ModelNotFound);
        row("unknown provider", "nobody/kimi-k3", ErrorCode::ModelNotFound);
        row("nothing before the slash", "/kimi-k3", ErrorCode::ModelNotFound);
        row("nothing after the slash", "moonshot/", ErrorCode::ModelNotFound);
        row("route to a disabled provider", "off", ErrorCode::NoUpstreamAvailable);
        row("pattern to a disabled provider", "off-peak", ErrorCode::NoUpstreamAvailable);
        row("route to a removed provider", "gone", ErrorCode::NoUpstreamAvailable);
        row("disabled provider by name", "asleep/dream", ErrorCode::NoUpstreamAvailable);
    }
    void refuses()
    {
        QFETCH(QString, model);
        const Snapshot snapshot = makeSnapshot();
        const auto target = resolveModel(snapshot, model);
        QVERIFY(!target);
        QTEST(int(target.error().code), "code");
    }

    void ofEqualPatternsTheFirstWins()
    {
        Snapshot snapshot = makeSnapshot();
        snapshot.routes = {makeRoute(QStringLiteral("a*c"), 1, QStringLiteral("first")),
                           makeRoute(QStringLiteral("*ac"), 1, QStringLiteral("second"))};
        QCOMPARE(resolveModel(snapshot, QStringLiteral("aac"))->upstreamModel, QStringLiteral("first"));
    }

    void lists_data()
    {
        QTest::addColumn<QStringList>("patterns");
        QTest::addColumn<QStringList>("models"); // id@provider
        const auto list = [](const char *text) {
            return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
        };
        QTest::newRow("all")
                << QStringList()
                << list("fast@moonshot gpt-5.4-exact@openrouter kimi-k3@moonshot shared@moonshot "
                        "moonshot/kimi-k3@openrouter gpt-5.4@moonshot");
        QTest::newRow("by name") << list("shared") << list("shared@moonshot");
        QTest::newRow("alias and its model must both pass")
                << list("fast kimi-*") << list("fast@moonshot kimi-k3@moonshot");
        QTest::newRow("alias alone does not pass") << list("fast") << QStringList();
        QTest::newRow("denied upstream")
                << list("!kimi-k3")
                << list("gpt-5.4-exact@openrouter shared@moonshot moonshot/kimi-k3@openrouter");
    }
    void lists()
    {
        QFETCH(QStringList, patterns);
        const Snapshot snapshot = makeSnapshot();
        QStringList models;
        for (const ListedModel &model : listModels(snapshot, patterns)) {
            models += model.id + u'@' + model.ownedBy;
            QVERIFY(model.createdAt != Time{});
            QVERIFY(resolveModel(snapshot, model.id));
        }
        QTEST(models, "models");
    }
};

QTEST_GUILESS_MAIN(TestResolve)
#include "tst_resolve.moc"
