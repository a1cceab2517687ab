// SPDX-License-Identifier: MIT
#include "ui/offered_models.h"

#include "routing/resolve.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace gateway::ui {

namespace {

using Kind = OfferedModel::Kind;

class Collector final
{
public:
    Collector(const QList<Provider> &providers, const PriceTable &prices, Time now)
        : m_prices(prices), m_now(now)
    {
        for (const Provider &provider : providers)
            m_byId.insert(provider.id, &provider);
    }

    OfferedTarget target(const Provider &provider, const QString &model, int priority = 0,
                         int weight = 1) const
    {
        OfferedTarget target{provider.id, provider.name, model, priority, weight, provider.enabled, {}};
        target.isFree = provider.dialect == Dialect::Demo; // it answers inside the process
        if (target.isFree) {
            target.price = Price{};
            target.price->model = model;
            target.price->source = QStringLiteral("built-in");
        } else if (!model.isEmpty()) {
            if (const Price *price = m_prices.find(provider.id, provider.preset, model, m_now))
                target.price = *price;
        }
        return target;
    }

    QList<OfferedTarget> targets(const Route &route, const QString &asked) const
    {
        QList<OfferedTarget> targets;
        for (const RouteTarget &one : route.targets) {
            const Provider *provider = m_byId.value(one.providerId);
            if (provider)
                targets +=
                        target(*provider, one.model.isEmpty() ? asked : one.model, one.priority, one.weight);
        }
        std::stable_sort(targets.begin(), targets.end(), [](const OfferedTarget &a, const OfferedTarget &b) {
            return a.priority < b.priority;
        });
        return targets;
    }

private:
    const PriceTable &m_prices;
    Time m_now;
    QHash<ProviderId, const Provider *> m_byId;
};

void add(std::optional<ModelUse> &use, const UsageSum &sum)
{
    ModelUse &total = use ? *use : use.emplace();
    total.requests += sum.requests;
    for (auto it = sum.costMicros.begin(); it != sum.costMicros.end(); ++it)
        total.costMicros[it.key()] += it.value();
}

} // namespace

bool OfferedModel::available() const
{
    return std::any_of(targets.begin(), targets.end(),
                       [](const OfferedTarget &target) { return target.enabled; });
}

int OfferedModel::unpriced() const
{
    return int(std::count_if(targets.begin(), targets.end(), [](const OfferedTarget &target) {
        return target.enabled && target.unpriced();
    }));
}

const OfferedTarget *OfferedModel::firstUnpriced() const
{
    const auto found = std::find_if(targets.begin(), targets.end(), [](const OfferedTarget &target) {
        return target.enabled && target.unpriced();
    });
    return found == targets.end() ? nullptr : &*found;
}

QList<OfferedModel> offeredModels(const QList<Route> &routes, const QList<Provider> &providers,
                                  const PriceTable &prices, Time now)
{
    const Collector collector(providers, prices, now);
    QList<OfferedModel> models;
    QSet<QString> seen;
    for (const Route &route : routes) {
        const bool pattern = route.model.contains(u'*');
        models += {route.model,
                   pattern ? Kind::Pattern : Kind::Alias,
                   {},
                   collector.targets(route, pattern ? QString() : route.model),
                   {}};
        seen.insert(route.model);
    }
    QHash<QString, qsizetype> listed;
    for (const Provider &provider : providers) {
        if (!provider.enabled)
            continue;
        for (const QString &name : provider.models) {
            if (const auto known = listed.constFind(name); known != listed.constEnd()) {
                OfferedModel &model = models[*known];
                if (model.pattern.isEmpty())
                    model.targets += collector.target(provider, name, int(model.targets.size()));
                continue;
            }
            if (seen.contains(name))
                continue;
            const Route *route = decidingRoute(routes, name);
            listed.insert(name, models.size());
            if (route)
                models += {name, Kind::Listed, route->model, collector.targets(*route, name), {}};
            else
                models += {name, Kind::Listed, {}, {collector.target(provider, name)}, {}};
        }
    }
    return models;
}

void addUse(QList<OfferedModel> &models, const QList<UsageSum> &sums)
{
    QHash<QString, qsizetype> places;
    QList<Route> routes;
    for (qsizetype i = 0; i < models.size(); ++i) {
        models[i].use.reset();
        places.insert(models[i].name, i);
        if (models[i].isRoute()) {
            Route route;
            route.model = models[i].name;
            routes += route;
        }
    }
    for (const UsageSum &sum : sums) {
        if (const auto place = places.constFind(sum.group); place != places.constEnd())
            add(models[*place].use, sum);
        const Route *route = decidingRoute(routes, sum.group);
        if (route && route->model != sum.group)
            add(models[places.value(route->model)].use, sum);
    }
}

} // namespace gateway::ui
