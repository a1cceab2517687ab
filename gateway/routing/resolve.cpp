// SPDX-License-Identifier: MIT
#include "routing/resolve.h"

#include <QSet>

#include <algorithm>

namespace gateway {

namespace {

qsizetype literalCharacters(QStringView pattern)
{
    return pattern.size() - pattern.count(u'*');
}

// The route that decides about a model: the one of that very name, else the most specific pattern, else none.
const Route *findRoute(const Snapshot &snapshot, QStringView model)
{
    const Route *best = nullptr;
    for (const Route &route : snapshot.routes) {
        if (route.model == model)
            return &route;
        if (!route.model.contains(u'*') || !matchesPattern(route.model, model))
            continue;
        if (best == nullptr || literalCharacters(route.model) > literalCharacters(best->model))
            best = &route;
    }
    return best;
}

const Provider *firstListing(const Snapshot &snapshot, const QString &model)
{
    for (const Provider &provider : snapshot.providers) {
        if (provider.enabled && provider.models.contains(model))
            return &provider;
    }
    return nullptr;
}

QString targetModel(const Route &route, const QString &asked)
{
    return route.targets.constFirst().model.isEmpty() ? asked : route.targets.constFirst().model;
}

} // namespace

bool matchesPattern(QStringView pattern, QStringView text)
{
    qsizetype p = 0;
    qsizetype t = 0;
    // Where to go on when the literal part after the last '*' does not fit: one character further. Earlier
    // stars need no second try, so the time is bounded by the product of the lengths.
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == u'*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == u'*')
        ++p;
    return p == pattern.size();
}

bool modelAllowed(const QStringList &patterns, QStringView model)
{
    bool anyAllowing = false;
    bool allowed = false;
    for (const QString &pattern : patterns) {
        if (pattern.startsWith(u'!')) {
            if (matchesPattern(QStringView(pattern).sliced(1), model))
                return false;
        } else {
            anyAllowing = true;
            allowed = allowed || matchesPattern(pattern, model);
        }
    }
    return allowed || !anyAllowing;
}

Result<ResolvedTarget> resolveModel(const Snapshot &snapshot, const QString &model)
{
    if (const Route *route = findRoute(snapshot, model)) {
        const Provider *provider = snapshot.provider(route->targets.constFirst().providerId);
        if (provider == nullptr || !provider->enabled) {
            return failure(ErrorCode::NoUpstreamAvailable,
                           QStringLiteral("The provider that the model \"%1\" is routed to is disabled.")
                                   .arg(model));
        }
        return ResolvedTarget{provider, targetModel(*route, model)};
    }
    if (const Provider *provider = firstListing(snapshot, model))
        return ResolvedTarget{provider, model};

    const qsizetype slash = model.indexOf(u'/');
    if (slash > 0 && slash + 1 < model.size()) {
        const QStringView name = QStringView(model).first(slash);
        for (const Provider &provider : snapshot.providers) {
            if (provider.name != name)
                continue;
            if (!provider.enabled) {
                return failure(ErrorCode::NoUpstreamAvailable,
                               QStringLiteral("The provider \"%1\" is disabled.").arg(name));
            }
            return ResolvedTarget{&provider, model.sliced(slash + 1)};
        }
    }
    return failure(
            ErrorCode::ModelNotFound,
            QStringLiteral(
                    "The model \"%1\" does not exist here: no provider lists it and no route leads to it.")
                    .arg(model));
}

QList<ListedModel> listModels(const Snapshot &snapshot, const QStringList &patterns)
{
    QList<ListedModel> listed;
    QSet<QStringView> seen;
    const auto add = [&](const QString &id, const QString &upstreamModel, const Provider &provider) {
        if (seen.contains(id))
            return;
        seen.insert(id);
        if (modelAllowed(patterns, id) && modelAllowed(patterns, upstreamModel))
            listed.append({id, provider.name, provider.createdAt});
    };
    const auto addRouted = [&](const Route &route, const QString &id) {
        const Provider *provider = snapshot.provider(route.targets.constFirst().providerId);
        if (provider != nullptr && provider->enabled)
            add(id, targetModel(route, id), *provider);
    };
    for (const Route &route : snapshot.routes) {
        if (!route.model.contains(u'*'))
            addRouted(route, route.model);
    }
    for (const Provider &provider : snapshot.providers) {
        if (!provider.enabled)
            continue;
        for (const QString &model : provider.models) {
            if (const Route *route = findRoute(snapshot, model))
                addRouted(*route, model);
            else
                add(model, model, provider);
        }
    }
    return listed;
}

} // namespace gateway
