// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

#include <algorithm>

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
    for (const Route &route : *routes) {
        QStringList ofTargets;
        for (const RouteTarget &target : route.targets)
            ofTargets.append(names.value(target.providerId));
        infos.append({route, ofTargets});
    }
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
    Outcome written =
            database.run(QStringLiteral("INSERT INTO routes (model, demo, created_at) VALUES (?, ?, ?)"),
                         {route.model, int(route.demo), toMillis(now)})
                    .map([&](const QSqlQuery &query) { route.id = {query.lastInsertId().toLongLong()}; });
    for (qsizetype i = 0; i < route.targets.size() && written; ++i) {
        const RouteTarget &target = route.targets[i];
        written = database.run(QStringLiteral(
                                       "INSERT INTO route_targets (route_id, provider_id, model, priority, "
                                       "weight) VALUES (?, ?, ?, ?, ?)"),
                               {route.id.value, target.providerId.value, target.model, target.priority,
                                target.weight})
                          .map([](const QSqlQuery &) {});
    }
    return written;
}

Result<QList<TargetRequest>> checkTargets(QList<TargetRequest> targets)
{
    constexpr qsizetype mostTargets = 32;
    if (targets.isEmpty() || targets.size() > mostTargets) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("A route has 1 to %1 targets.").arg(mostTargets));
    }
    for (TargetRequest &target : targets) {
        const Result<QString> model = validation::upstreamModel(target.model);
        if (!model)
            return tl::make_unexpected(model.error());
        target.model = *model;
        if (const Outcome good = validation::priorityAndWeight(target.priority, target.weight); !good)
            return tl::make_unexpected(good.error());
    }
    std::stable_sort(targets.begin(), targets.end(),
                     [](const TargetRequest &a, const TargetRequest &b) { return a.priority < b.priority; });
    return targets;
}

QString describe(const QString &routeModel, const TargetRequest &target)
{
    return target.provider + u'/' + (target.model.isEmpty() ? routeModel : target.model);
}

} // namespace

Result<Route> Management::setRoute(const QString &model, const QList<TargetRequest> &targets, bool demo)
{
    const Result<QString> asked = validation::routeModel(model);
    if (!asked)
        return tl::make_unexpected(asked.error());
    const Result<QList<TargetRequest>> wanted = checkTargets(targets);
    if (!wanted)
        return tl::make_unexpected(wanted.error());

    Route route{{}, *asked, {}, demo};
    return change(QStringLiteral("route.set"),
                  [&]() -> Result<QString> {
                      QStringList names;
                      for (const TargetRequest &target : *wanted) {
                          const Result<Provider> found = provider(target.provider);
                          if (!found)
                              return tl::make_unexpected(found.error());
                          const bool twice = std::any_of(route.targets.cbegin(), route.targets.cend(),
                                                         [&](const RouteTarget &other) {
                                                             return other.providerId == found->id &&
                                                                    other.model == target.model;
                                                         });
                          if (twice) {
                              return failure(ErrorCode::InvalidArgument,
                                             QStringLiteral("%1 is given twice; a weight makes it likelier.")
                                                     .arg(describe(route.model, target)));
                          }
                          route.targets.append({found->id, target.model, target.priority, target.weight});
                          names.append(describe(route.model, {found->name, target.model, 0, 1}));
                      }
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
                          return QStringLiteral("%1 to %2")
                                  .arg(route.model, names.join(QStringLiteral(", ")));
                      });
                  })
            .map([&] { return route; });
}

Result<Route> Management::setRoute(const QString &model, const QString &providerName,
                                   const QString &upstreamModel, bool demo)
{
    return setRoute(model, QList<TargetRequest>{{providerName, upstreamModel, 0, 1}}, demo);
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
