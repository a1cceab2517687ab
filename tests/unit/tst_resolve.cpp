// SPDX-License-Identifier: MIT
#include "routing/resolve.h"

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

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

    void offers_data()
    {
        QTest::addColumn<int>("dialect");
        QTest::addColumn<QString>("anthropicUrl");
        QTest::addColumn<bool>("responses");
        QTest::addColumn<QString>("offered"); // c, r, m
        const QString url = QStringLiteral("https://example.com/anthropic");
        QTest::newRow("OpenAI") << int(Dialect::OpenAi) << QString() << false << QStringLiteral("c");
        QTest::newRow("OpenAI with all") << int(Dialect::OpenAi) << url << true << QStringLiteral("crm");
        QTest::newRow("Anthropic") << int(Dialect::Anthropic) << QString() << false << QStringLiteral("m");
        QTest::newRow("demo") << int(Dialect::Demo) << QString() << false << QStringLiteral("c");
    }
    void offers()
    {
        QFETCH(int, dialect);
        QFETCH(QString, anthropicUrl);
        QFETCH(bool, responses);
        Provider provider;
        provider.dialect = Dialect(dialect);
        provider.anthropicUrl = anthropicUrl;
        provider.responses = responses;
        QString offered;
        if (gateway::offers(provider, WireDialect::OpenAiChat))
            offered += u'c';
        if (gateway::offers(provider, WireDialect::OpenAiResponses))
            offered += u'r';
        if (gateway::offers(provider, WireDialect::Anthropic))
            offered += u'm';
        QTEST(offered, "offered");
    }

    void candidates_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("dialect");
        QTest::addColumn<QStringList>("keyPatterns");
        QTest::addColumn<QStringList>("userPatterns");
        QTest::addColumn<QString>("result"); // provider:model ... or an error's code
        const auto row = [](const char *name, const char *model, WireDialect dialect, const char *keyPatterns,
                            const char *userPatterns, const QString &result) {
            const auto list = [](const char *text) {
                return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
            };
            QTest::newRow(name) << QString::fromLatin1(model) << int(dialect) << list(keyPatterns)
                                << list(userPatterns) << result;
        };
        const auto code = [](ErrorCode error) { return QString::number(int(error)); };
        const auto chat = WireDialect::OpenAiChat;
        const auto messages = WireDialect::Anthropic;
        row("by priority", "tiers", chat, "", "", QStringLiteral("openrouter:x moonshot:y"));
        row("disabled targets are skipped", "half", chat, "", "", QStringLiteral("moonshot:half"));
        row("all targets disabled", "off", chat, "", "", code(ErrorCode::NoUpstreamAvailable));
        row("every provider that lists it", "shared", chat, "", "",
            QStringLiteral("moonshot:shared openrouter:shared"));
        row("those that speak the dialect", "shared", messages, "", "", QStringLiteral("openrouter:shared"));
        row("targets that speak the dialect", "tiers", messages, "", "", QStringLiteral("openrouter:x"));
        row("in another dialect only", "kimi-k3", messages, "", "", code(ErrorCode::ModelNotFound));
        row("PROVIDER/MODEL in another dialect only", "moonshot/unlisted", messages, "", "",
            code(ErrorCode::ModelNotFound));
        row("the asked name is denied to the key", "shared", chat, "!shared", "",
            code(ErrorCode::ModelNotAllowed));
        row("the asked name is denied to the user", "shared", chat, "", "kimi-*",
            code(ErrorCode::ModelNotAllowed));
        row("one target is denied", "tiers", chat, "!x", "", QStringLiteral("moonshot:y"));
        row("another is denied to the user", "tiers", chat, "", "!y", QStringLiteral("openrouter:x"));
        row("all targets are denied", "tiers", chat, "!x", "!y", code(ErrorCode::ModelNotAllowed));
        row("alias alone is not enough", "tiers", chat, "tiers", "", code(ErrorCode::ModelNotAllowed));
        row("a denied name is not told apart from an unknown one", "nobody-knows", chat, "kimi-*", "",
            code(ErrorCode::ModelNotAllowed));
        row("unknown", "nobody-knows", chat, "", "", code(ErrorCode::ModelNotFound));
    }
    void candidates()
    {
        QFETCH(QString, model);
        QFETCH(int, dialect);
        QFETCH(QStringList, keyPatterns);
        QFETCH(QStringList, userPatterns);
        QFETCH(QString, result);
        Snapshot snapshot = makeSnapshot();
        snapshot.providers[1].anthropicUrl = QStringLiteral("https://example.com/anthropic");
        Route tiers = makeRoute(QStringLiteral("tiers"), 1, QStringLiteral("y"));
        tiers.targets[0].priority = 5;
        tiers.targets.append({ProviderId{2}, QStringLiteral("x"), 1, 1});
        Route half = makeRoute(QStringLiteral("half"), 3, QString());
        half.targets.append({ProviderId{99}, QString(), 0, 1});
        half.targets.append({ProviderId{1}, QString(), 1, 1});
        snapshot.routes += {tiers, half};

        QRandomGenerator random(1);
        const auto found =
                resolveCandidates(snapshot, {model, WireDialect(dialect), keyPatterns, userPatterns}, random);
        if (!found) {
            QCOMPARE(QString::number(int(found.error().code)), result);
            return;
        }
        QStringList names;
        for (const Candidate &candidate : *found) {
            names += candidate.provider->name + u':' + candidate.upstreamModel;
            QCOMPARE(candidate.keys, QList<qint64>{0});
        }
        QCOMPARE(names.join(u' '), result);
    }

    void otherDialectIsNamed()
    {
        const Snapshot snapshot = makeSnapshot();
        QRandomGenerator random(1);
        const auto found = resolveCandidates(
                snapshot, {QStringLiteral("kimi-k3"), WireDialect::Anthropic, {}, {}}, random);
        QVERIFY(!found);
        QVERIFY(found.error().message.contains(u"/v1/chat/completions"));
        QVERIFY(found.error().message.contains(u"/v1/messages"));
        QVERIFY(!found.error().message.contains(u"/v1/responses"));
    }

    void weightsShareTheCalls_data()
    {
        QTest::addColumn<QList<int>>("weights");
        QTest::addColumn<QList<int>>("percent"); // of calls that go there first
        QTest::newRow("equal") << QList<int>{1, 1} << QList<int>{50, 50};
        QTest::newRow("three to one") << QList<int>{3, 1} << QList<int>{75, 25};
        QTest::newRow("three") << QList<int>{5, 3, 2} << QList<int>{50, 30, 20};
        QTest::newRow("none for zero") << QList<int>{1, 0} << QList<int>{100, 0};
        QTest::newRow("only zeros stay in order") << QList<int>{0, 0} << QList<int>{100, 0};
        QTest::newRow("large") << QList<int>{2'000'000'000, 2'000'000'000} << QList<int>{50, 50};
    }
    void weightsShareTheCalls()
    {
        QFETCH(QList<int>, weights);
        QFETCH(QList<int>, percent);
        Snapshot snapshot = makeSnapshot();
        Route route;
        route.model = QStringLiteral("w");
        for (qsizetype i = 0; i < weights.size(); ++i)
            route.targets.append({ProviderId{1}, QString::number(i), 0, weights[i]});
        route.targets.append({ProviderId{1}, QStringLiteral("last"), 1, 1000});
        snapshot.routes = {route};
        QRandomGenerator random(20261123);
        std::map<QString, int> first;
        constexpr int calls = 10'000;
        for (int i = 0; i < calls; ++i) {
            const auto found = resolveCandidates(snapshot, {QStringLiteral("w"), {}, {}, {}}, random);
            QVERIFY(found);
            QCOMPARE(found->size(), weights.size() + 1); // every one is there, once
            QCOMPARE(found->constLast().upstreamModel, QStringLiteral("last"));
            ++first[found->constFirst().upstreamModel];
        }
        for (qsizetype i = 0; i < weights.size(); ++i) {
            const double share = 100.0 * first[QString::number(i)] / calls;
            QVERIFY2(std::abs(share - percent[i]) < 2, qPrintable(QString::number(share)));
        }
    }

    void keysAreUsedInTurnAndFlaggedOnesLast()
    {
        Snapshot snapshot = makeSnapshot();
        for (const qint64 id : {1, 2, 3, 4}) {
            SealedKey key;
            key.id = id;
            if (id == 2)
                key.flaggedAt = fromMillis(1);
            snapshot.providers[0].keys.append(key);
        }
        QRandomGenerator random(5);
        std::map<qint64, int> first;
        for (int i = 0; i < 3'000; ++i) {
            const auto found = resolveCandidates(snapshot, {QStringLiteral("kimi-k3"), {}, {}, {}}, random);
            QList<qint64> keys = found->constFirst().keys;
            ++first[keys.constFirst()];
            QCOMPARE(keys.constLast(), 2);
            std::sort(keys.begin(), keys.end());
            QCOMPARE(keys, (QList<qint64>{1, 2, 3, 4}));
        }
        for (const qint64 id : {1, 3, 4})
            QVERIFY(first[id] > 850 && first[id] < 1'150);
    }

    void listsByDialectAndUser()
    {
        Snapshot snapshot = makeSnapshot();
        snapshot.providers[1].anthropicUrl = QStringLiteral("https://example.com/anthropic");
        const auto names = [&](const QStringList &key, const QStringList &user,
                               std::optional<WireDialect> dialect) {
            QStringList list;
            for (const ListedModel &model : listModels(snapshot, key, user, dialect))
                list += model.id + u'@' + model.ownedBy;
            return list.join(u' ');
        };
        QCOMPARE(names({}, {}, WireDialect::Anthropic),
                 QStringLiteral("gpt-5.4-exact@openrouter shared@openrouter moonshot/kimi-k3@openrouter"));
        QCOMPARE(names({}, {}, WireDialect::OpenAiResponses), QString());
        QCOMPARE(names({}, {QStringLiteral("shared")}, {}), QStringLiteral("shared@moonshot"));
        QCOMPARE(names({QStringLiteral("kimi-*")}, {QStringLiteral("shared")}, {}), QString());
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
