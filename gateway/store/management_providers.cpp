// SPDX-License-Identifier: MIT
#include "store/management.h"

#include "config/presets.h"
#include "routing/resolve.h"
#include "store/provider_keys.h"
#include "store/rows.h"
#include "store/validation.h"

#include <QUrl>

namespace gateway {

namespace {

tl::unexpected<Error> noSuchProvider(const QString &name)
{
    return failure(ErrorCode::NotFound, QStringLiteral("There is no provider \"%1\".").arg(name));
}

tl::unexpected<Error> providerExists(const QString &name)
{
    return failure(ErrorCode::AlreadyExists, QStringLiteral("There is a provider \"%1\" already.").arg(name));
}

Result<Provider> findProvider(Database &database, const QString &name)
{
    const QString stored = name.trimmed().normalized(QString::NormalizationForm_C);
    if (stored.isEmpty())
        return noSuchProvider(name);
    const Result<QList<Provider>> found = rows::providers(database, stored);
    if (!found)
        return tl::make_unexpected(found.error());
    if (found->isEmpty())
        return noSuchProvider(name);
    return found->constFirst();
}

Outcome ignoreRows(const Result<QSqlQuery> &query)
{
    return query.map([](const QSqlQuery &) {});
}

Outcome writeModels(Database &database, ProviderId id, const QStringList &models)
{
    Outcome written = ignoreRows(
            database.run(QStringLiteral("DELETE FROM provider_models WHERE provider_id = ?"), {id.value}));
    for (qsizetype i = 0; i < models.size() && written; ++i) {
        written = ignoreRows(database.run(
                QStringLiteral("INSERT INTO provider_models (provider_id, position, model) VALUES (?, ?, ?)"),
                {id.value, i, models[i]}));
    }
    return written;
}

Outcome insertProvider(Database &database, Provider &provider)
{
    return database
            .run(QStringLiteral(
                         "INSERT INTO providers (name, preset, dialect, base_url, auth, auth_header, "
                         "usage_option, enabled, http2, position, ca_pem, headers, models_listed_at, "
                         "created_at, anthropic_url, responses, drain_plain, drain_streams, health_check, "
                         "proxy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT count(*) FROM providers WHERE "
                         "removed_at IS NULL), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
                 {provider.name, provider.preset, rows::toText(provider.dialect), provider.baseUrl,
                  rows::toText(provider.auth), QString::fromLatin1(provider.authHeader),
                  rows::toText(provider.usageOption), int(provider.enabled), int(provider.http2),
                  provider.caPem, rows::joinHeaders(provider.headers),
                  rows::toVariant(provider.modelsListedAt), toMillis(provider.createdAt),
                  provider.anthropicUrl, int(provider.responses), int(provider.drainPlain),
                  int(provider.drainStreams), int(provider.healthCheck), provider.proxy})
            .map([&](const QSqlQuery &query) { provider.id = {query.lastInsertId().toLongLong()}; })
            .and_then([&] { return writeModels(database, provider.id, provider.models); });
}

// Positions are 0, 1, 2, ... without gaps.
Outcome renumber(Database &database, ProviderId moved = {}, int position = 0)
{
    const Result<QList<Provider>> all = rows::providers(database);
    if (!all)
        return tl::make_unexpected(all.error());
    QList<ProviderId> order;
    for (const Provider &provider : *all) {
        if (provider.id != moved)
            order.append(provider.id);
    }
    if (moved)
        order.insert(qBound(0, position, int(order.size())), moved);
    Outcome written;
    for (qsizetype i = 0; i < order.size() && written; ++i) {
        written = ignoreRows(database.run(QStringLiteral("UPDATE providers SET position = ? WHERE id = ?"),
                                          {i, order[i].value}));
    }
    return written;
}

// Applies what is set to `provider`, which is checked as a whole afterwards.
Outcome applyChange(Provider &provider, const ProviderChange &change)
{
    if (change.name) {
        const Result<QString> name = validation::providerName(*change.name);
        if (!name)
            return tl::make_unexpected(name.error());
        provider.name = *name;
    }
    if (change.baseUrl) {
        // The key for the new host is not for the old one.
        const QString oldHost = QUrl(provider.baseUrl).host();
        if (oldHost != QUrl(*change.baseUrl).host() && oldHost == QUrl(provider.anthropicUrl).host())
            provider.anthropicUrl.clear();
        provider.baseUrl = *change.baseUrl;
    }
    provider.anthropicUrl = change.anthropicUrl.value_or(provider.anthropicUrl);
    provider.responses = change.responses.value_or(provider.responses);
    provider.drainPlain = change.drainPlain.value_or(provider.drainPlain);
    provider.drainStreams = change.drainStreams.value_or(provider.drainStreams);
    provider.healthCheck = change.healthCheck.value_or(provider.healthCheck);
    provider.http2 = change.http2.value_or(provider.http2);
    provider.caPem = change.caPem.value_or(provider.caPem);
    provider.proxy = change.proxy.value_or(provider.proxy);
    provider.headers = change.headers.value_or(provider.headers);
    provider.usageOption = change.usageOption.value_or(provider.usageOption);
    return validation::provider(provider);
}

Outcome updateProvider(Database &database, const Provider &provider)
{
    return ignoreRows(database.run(
            QStringLiteral(
                    "UPDATE providers SET name = ?, base_url = ?, http2 = ?, ca_pem = ?, headers = ?, "
                    "usage_option = ?, anthropic_url = ?, responses = ?, drain_plain = ?, drain_streams = ?, "
                    "health_check = ?, proxy = ? WHERE id = ?"),
            {provider.name, provider.baseUrl, int(provider.http2), provider.caPem,
             rows::joinHeaders(provider.headers), rows::toText(provider.usageOption), provider.anthropicUrl,
             int(provider.responses), int(provider.drainPlain), int(provider.drainStreams),
             int(provider.healthCheck), provider.proxy, provider.id.value}));
}

} // namespace

Result<Provider> Management::addProvider(const Provider &provider, const std::optional<Secret> &key,
                                         const Vault *vault)
{
    Provider made = provider;
    made.createdAt = m_clock.now();
    const Result<QString> name = validation::providerName(provider.name);
    if (!name)
        return tl::make_unexpected(name.error());
    made.name = *name;
    if (const Outcome good = validation::provider(made); !good)
        return tl::make_unexpected(good.error());
    std::optional<Secret> checkedKey;
    if (key) {
        const Result<Secret> good = validation::providerKey(*key);
        if (!good)
            return tl::make_unexpected(good.error());
        if (vault == nullptr)
            return failure(ErrorCode::SecretUnavailable,
                           QStringLiteral("There is no master key to seal this key with."));
        checkedKey = *good;
    }

    const auto add = [&]() -> Result<QString> {
        if (findProvider(m_database, made.name))
            return providerExists(made.name);
        Outcome written = insertProvider(m_database, made);
        if (written && checkedKey)
            written = insertProviderKey(m_database, made.id, *checkedKey, *vault, made.createdAt);
        QString subject = made.name;
        if (written && made.dialect != Dialect::Demo) {
            const Result<QSqlQuery> removed =
                    m_database.run(QStringLiteral("DELETE FROM routes WHERE demo = 1"));
            written = ignoreRows(removed);
            if (removed && removed->numRowsAffected() > 0)
                subject += QStringLiteral(" (the route to the demo is removed)");
        }
        return written.map([&] { return subject; });
    };
    return together([&] {
               return change(QStringLiteral("provider.add"), add).and_then([&] {
                   return keepDefaultModelAnswered(made);
               });
           })
            .and_then([&] { return findProvider(m_database, made.name); });
}

Outcome Management::keepDefaultModelAnswered(const Provider &listing)
{
    if (listing.dialect == Dialect::Demo || listing.models.isEmpty())
        return {};
    const Result<Settings> set = settings();
    const Result<QList<RouteInfo>> infos = set ? routes() : tl::make_unexpected(set.error());
    const Result<QList<Provider>> all = infos ? providers() : tl::make_unexpected(infos.error());
    if (!all)
        return tl::make_unexpected(all.error());
    const QString &model = set->defaultModel;
    const bool routed = std::any_of(infos->cbegin(), infos->cend(), [&](const RouteInfo &info) {
        return matchesPattern(info.route.model, model);
    });
    // Who has more than one provider has chosen the default, or will.
    const bool otherwise = std::any_of(all->cbegin(), all->cend(), [&](const Provider &provider) {
        return provider.models.contains(model) || model.startsWith(provider.name + u'/') ||
               (provider.name != listing.name && provider.dialect != Dialect::Demo &&
                !provider.models.isEmpty());
    });
    if (routed || otherwise)
        return {};
    return setSetting(QStringLiteral("default_model"), modelToTry(listing, listing.models));
}

Result<QList<Provider>> Management::providers()
{
    return rows::providers(m_database);
}

Result<Provider> Management::provider(const QString &name)
{
    return findProvider(m_database, name);
}

Outcome Management::changeProvider(const QString &name, const ProviderChange &change_)
{
    return change(QStringLiteral("provider.set"), [&]() -> Result<QString> {
        const Result<Provider> before = findProvider(m_database, name);
        if (!before)
            return tl::make_unexpected(before.error());
        Provider after = *before;
        if (const Outcome applied = applyChange(after, change_); !applied)
            return tl::make_unexpected(applied.error());
        if (after.name != before->name && findProvider(m_database, after.name))
            return providerExists(after.name);
        const bool moves = change_.position && *change_.position != before->position;
        if (after == *before && !moves)
            return QString();
        Outcome written = updateProvider(m_database, after);
        if (written && moves)
            written = renumber(m_database, after.id, *change_.position);
        return written.map([&] {
            return after.name == before->name ? after.name
                                              : QStringLiteral("%1, now %2").arg(before->name, after.name);
        });
    });
}

Outcome Management::setProviderEnabled(const QString &name, bool enabled)
{
    const QString action = enabled ? QStringLiteral("provider.enable") : QStringLiteral("provider.disable");
    return change(action, [&]() -> Result<QString> {
        const Result<Provider> found = findProvider(m_database, name);
        if (!found)
            return tl::make_unexpected(found.error());
        if (found->enabled == enabled)
            return QString();
        return m_database
                .run(QStringLiteral("UPDATE providers SET enabled = ? WHERE id = ?"),
                     {int(enabled), found->id.value})
                .map([&](const QSqlQuery &) { return found->name; });
    });
}

Outcome Management::setProviderModels(const QString &name, const QStringList &models)
{
    Provider listing; // when this is its first list
    const auto set = [&]() -> Result<QString> {
        const Result<Provider> before = findProvider(m_database, name);
        if (!before)
            return tl::make_unexpected(before.error());
        Provider after = *before;
        after.models = models;
        Outcome written = validation::provider(after).and_then([&] {
            return ignoreRows(
                    m_database.run(QStringLiteral("UPDATE providers SET models_listed_at = ? WHERE id = ?"),
                                   {toMillis(m_clock.now()), before->id.value}));
        });
        if (written && before->models != after.models)
            written = writeModels(m_database, before->id, after.models);
        if (before->models.isEmpty())
            listing = after;
        return written.map([&] {
            return before->models == after.models
                           ? QString()
                           : QStringLiteral("%1: %2 models").arg(before->name).arg(after.models.size());
        });
    };
    return together([&] {
        return change(QStringLiteral("provider.models"), set).and_then([&] {
            return keepDefaultModelAnswered(listing);
        });
    });
}

Outcome Management::removeProvider(const QString &name)
{
    return change(QStringLiteral("provider.remove"), [&]() -> Result<QString> {
        const Result<Provider> found = findProvider(m_database, name);
        if (!found)
            return tl::make_unexpected(found.error());
        Result<QSqlQuery> used =
                m_database.run(QStringLiteral("SELECT r.model FROM routes r JOIN route_targets t ON "
                                              "t.route_id = r.id WHERE t.provider_id "
                                              "= ? AND r.demo = 0 ORDER BY r.model LIMIT 1"),
                               {found->id.value});
        if (!used)
            return tl::make_unexpected(used.error());
        if (used->next()) {
            return failure(
                    ErrorCode::InUse,
                    QStringLiteral(
                            "The route of \"%1\" leads to the provider \"%2\"; remove or change the route "
                            "first.")
                            .arg(used->value(0).toString(), found->name));
        }
        // The credential goes at once; the row stays for the names in the ledger.
        const QVariantList id{found->id.value};
        return m_database
                .run(QStringLiteral("DELETE FROM routes WHERE demo = 1 AND id IN (SELECT route_id FROM "
                                    "route_targets "
                                    "WHERE provider_id = ?)"),
                     id)
                .and_then([&](const QSqlQuery &) {
                    return m_database.run(QStringLiteral("DELETE FROM provider_keys WHERE provider_id = ?"),
                                          id);
                })
                .and_then([&](const QSqlQuery &) {
                    return m_database.run(QStringLiteral("DELETE FROM provider_models WHERE provider_id = ?"),
                                          id);
                })
                .and_then([&](const QSqlQuery &) {
                    return m_database.run(
                            QStringLiteral("UPDATE providers SET removed_at = ?, enabled = 0 WHERE id = ?"),
                            {toMillis(m_clock.now()), found->id.value});
                })
                .and_then([&](const QSqlQuery &) { return renumber(m_database); })
                .map([&] { return found->name; });
    });
}

} // namespace gateway
