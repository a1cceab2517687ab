// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

namespace gateway {

namespace {

Result<QList<RouteInfo>> readRoutes(Database &database)
{
    const Result<QList<Route>> routes = rows::routes(database);
    if (!routes)
        return tl::make_unexpected(routes.error());
    const Result<QList<Provider>> providers = rows::providers(database);
    if (!providers)
        return tl::make_unexpected(providers.error());
    QHash<ProviderId, QString> names;
    for (const Provider &provider : *providers)
        names.insert(provider.id, provider.name);
    QList<RouteInfo> infos;
    for (const Route &route : *routes)
        infos.append({route, names.value(route.targets.constFirst().providerId)});
    return infos;
}

Result<std::optional<Route>> findRoute(Database &database, const QString &model)
{
    return rows::routes(database).map([&](const QList<Route> &routes) -> std::optional<Route> {
        for (const Route &route : routes) {
            if (route.model == model)
                return route;
        }
        return std::nullopt;
    });
}

Outcome deleteRoute(Database &database, RouteId id)
{
    return database.run(QStringLiteral("DELETE FROM routes WHERE id = ?"), {id.value})
            .map([](const QSqlQuery &) {});
}

Outcome insertRoute(Database &database, Route &route, Time now)
{
    return database
            .run(QStringLiteral("INSERT INTO routes (model, demo, created_at) VALUES (?, ?, ?)"),
                 {route.model, int(route.demo), toMillis(now)})
            .and_then([&](const QSqlQuery &query) {
                route.id = {query.lastInsertId().toLongLong()};
                return database.run(
                        QStringLiteral(
                                "INSERT INTO route_targets (route_id, provider_id, model) VALUES (?, ?, ?)"),
                        {route.id.value, route.targets.constFirst().providerId.value, route.targets.constFirst().model});
            })
            .map([](const QSqlQuery &) {});
}

} // namespace

Result<Route> Management::setRoute(const QString &model, const QString &providerName,
                                   const QString &upstreamModel, bool demo)
{
    const Result<QString> asked = validation::routeModel(model);
    if (!asked)
        return tl::make_unexpected(asked.error());
    const Result<QString> upstream = validation::upstreamModel(upstreamModel);
    if (!upstream)
        return tl::make_unexpected(upstream.error());

    Route route{{}, *asked, {RouteTarget{{}, *upstream, 0, 1}}, demo};
    return change(QStringLiteral("route.set"),
                  [&]() -> Result<QString> {
                      const Result<Provider> target = provider(providerName);
                      if (!target)
                          return tl::make_unexpected(target.error());
                      route.targets.first().providerId = target->id;
                      const Result<std::optional<Route>> before = findRoute(m_database, route.model);
                      if (!before)
                          return tl::make_unexpected(before.error());
                      if (*before) {
                          route.id = (*before)->id;
                          if (**before == route)
                              return QString();
                          if (const Outcome gone = deleteRoute(m_database, route.id); !gone)
                              return tl::make_unexpected(gone.error());
                      }
                      return insertRoute(m_database, route, m_clock.now()).map([&] {
                          return QStringLiteral("%1 to %2/%3")
                                  .arg(route.model, target->name,
                                       upstream->isEmpty() ? route.model : *upstream);
                      });
                  })
            .map([&] { return route; });
}

Result<QList<RouteInfo>> Management::routes()
{
    return readRoutes(m_database);
}

Outcome Management::removeRoute(const QString &model)
{
    return change(QStringLiteral("route.remove"), [&]() -> Result<QString> {
        const Result<std::optional<Route>> route = findRoute(m_database, model.trimmed());
        if (!route)
            return tl::make_unexpected(route.error());
        if (!*route) {
            return failure(ErrorCode::NotFound,
                           QStringLiteral("There is no route for \"%1\".").arg(model.trimmed()));
        }
        return deleteRoute(m_database, (*route)->id).map([&] { return (*route)->model; });
    });
}

Result<IssuedKey> setUpDemo(Management &management, const QString &keyLabel)
{
    Result<IssuedKey> issued = failure(ErrorCode::Internal, QString());
    const Outcome done = management.together([&]() -> Outcome {
        const Result<Settings> settings = management.settings();
        if (!settings)
            return tl::make_unexpected(settings.error());
        const QString demo = QStringLiteral("demo");
        Provider provider;
        provider.name = demo;
        provider.dialect = Dialect::Demo;
        provider.auth = AuthStyle::None;
        provider.usageOption = UsageOption::Unneeded;
        provider.models = {demo};
        KeyRequest request;
        request.user = demo;
        request.label = keyLabel;
        return management.addProvider(provider, {}, nullptr)
                .and_then([&](const Provider &) { return management.addUser(demo); })
                .and_then([&](const User &) {
                    return management.setRoute(settings->defaultModel, demo, demo, true);
                })
                .and_then([&](const Route &) { return management.issueKey(request); })
                .map([&](const IssuedKey &key) { issued = key; });
    });
    if (!done)
        return tl::make_unexpected(done.error());
    return issued;
}

} // namespace gateway
