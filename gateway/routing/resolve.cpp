// SPDX-License-Identifier: MIT
#include "routing/resolve.h"

#include <QRandomGenerator>
#include <QSet>

#include <algorithm>

namespace gateway {

namespace {

qsizetype literalCharacters(QStringView pattern)
{
    return pattern.size() - pattern.count(u'*');
}

// By priority; of one priority each next one is drawn with its weight's share of what is left. A weight below
// 1 is drawn when nothing else is left.
QList<RouteTarget> orderedTargets(const Route &route, QRandomGenerator *random)
{
    QList<RouteTarget> targets = route.targets;
    std::stable_sort(targets.begin(), targets.end(),
                     [](const RouteTarget &a, const RouteTarget &b) { return a.priority < b.priority; });
    if (random == nullptr)
        return targets;
    for (qsizetype at = 0; at < targets.size(); ++at) {
        qint64 sum = 0;
        qsizetype end = at;
        for (; end < targets.size() && targets[end].priority == targets[at].priority; ++end)
            sum += std::max(targets[end].weight, 0);
        if (end - at < 2 || sum == 0)
            continue;
        qint64 drawn = random->bounded(sum);
        qsizetype chosen = at;
        while (drawn >= std::max(targets[chosen].weight, 0))
            drawn -= std::max(targets[chosen++].weight, 0);
        std::rotate(targets.begin() + at, targets.begin() + chosen, targets.begin() + chosen + 1);
    }
    return targets;
}

QString targetModel(const RouteTarget &target, const QString &asked)
{
    return target.model.isEmpty() ? asked : target.model;
}

QString dialectName(WireDialect dialect)
{
    switch (dialect) {
    case WireDialect::OpenAiChat:
        return QStringLiteral("OpenAI's chat completions (/v1/chat/completions)");
    case WireDialect::OpenAiResponses:
        return QStringLiteral("OpenAI's responses (/v1/responses)");
    case WireDialect::Anthropic:
        return QStringLiteral("Anthropic's messages (/v1/messages)");
    }
    return {};
}

struct Found
{
    const Provider *provider = nullptr;
    QString model;
};

// All that would answer for the name, whatever it speaks, the preferred place first. With a random source the
// targets of one priority are drawn by their weights, else they stay in their order.
Result<QList<Found>> findAll(const Snapshot &snapshot, const QString &model, QRandomGenerator *random)
{
    QList<Found> places;
    if (const Route *route = decidingRoute(snapshot.routes, model)) {
        for (const RouteTarget &target : orderedTargets(*route, random)) {
            const Provider *provider = snapshot.provider(target.providerId);
            if (provider != nullptr && provider->enabled)
                places.append({provider, targetModel(target, model)});
        }
        if (places.isEmpty()) {
            return failure(
                    ErrorCode::NoUpstreamAvailable,
                    route->targets.size() == 1
                            ? QStringLiteral("The provider that the model \"%1\" is routed to is disabled.")
                                      .arg(model)
                            : QStringLiteral("All providers that the model \"%1\" is routed to are disabled.")
                                      .arg(model));
        }
        return places;
    }
    for (const Provider &provider : snapshot.providers) {
        if (provider.enabled && provider.models.contains(model))
            places.append({&provider, model});
    }
    if (!places.isEmpty())
        return places;

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
            return QList<Found>{{&provider, model.sliced(slash + 1)}};
        }
    }
    return failure(
            ErrorCode::ModelNotFound,
            QStringLiteral(
                    "The model \"%1\" does not exist here: no provider lists it and no route leads to it.")
                    .arg(model));
}

// Keys in good standing in a random order, so that one which fails does not load a single other one; then the
// flagged.
QList<qint64> keysInOrder(const Provider &provider, QRandomGenerator &random)
{
    QList<qint64> good;
    QList<qint64> flagged;
    for (const SealedKey &key : provider.keys)
        (key.flaggedAt ? flagged : good).append(key.id);
    std::shuffle(good.begin(), good.end(), random);
    std::shuffle(flagged.begin(), flagged.end(), random);
    good += flagged;
    if (good.isEmpty())
        good.append(0);
    return good;
}

Error otherDialect(const QString &model, const QList<Found> &places, WireDialect asked)
{
    QStringList offered;
    for (const WireDialect dialect :
         {WireDialect::OpenAiChat, WireDialect::OpenAiResponses, WireDialect::Anthropic}) {
        const bool any = std::any_of(places.begin(), places.end(),
                                     [&](const Found &place) { return offers(*place.provider, dialect); });
        if (any)
            offered.append(dialectName(dialect));
    }
    return {ErrorCode::ModelNotFound,
            QStringLiteral("The model \"%1\" is not offered in %2, only in %3.")
                    .arg(model, dialectName(asked), offered.join(QStringLiteral(" and ")))};
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

const Route *decidingRoute(const QList<Route> &routes, QStringView model)
{
    const Route *best = nullptr;
    for (const Route &route : routes) {
        if (route.model == model)
            return &route;
        if (!route.model.contains(u'*') || !matchesPattern(route.model, model))
            continue;
        if (best == nullptr || literalCharacters(route.model) > literalCharacters(best->model))
            best = &route;
    }
    return best;
}

bool modelAllowed(const QStringList &patterns, QStringView model)
{
    bool anyAllowing = false;
    bool allowed = false;
    for (const QString &pattern : patterns) {
        if (pattern.startsWith(u'!')) {
            // Providers differ in what they take for the same name; who is denied it gets it in no spelling.
            if (matchesPattern(pattern.sliced(1).toLower(), model.trimmed().toString().toLower()))
                return false;
        } else {
            anyAllowing = true;
            allowed = allowed || matchesPattern(pattern, model);
        }
    }
    return allowed || !anyAllowing;
}

bool offers(const Provider &provider, WireDialect dialect)
{
    switch (dialect) {
    case WireDialect::OpenAiChat:
        return provider.dialect == Dialect::OpenAi || provider.dialect == Dialect::Demo;
    case WireDialect::OpenAiResponses:
        return provider.responses;
    case WireDialect::Anthropic:
        return provider.dialect == Dialect::Anthropic || !provider.anthropicUrl.isEmpty();
    }
    return false;
}

Result<QList<Candidate>> resolveCandidates(const Snapshot &snapshot, const ModelQuery &query,
                                           QRandomGenerator &random)
{
    const auto allowed = [&query](QStringView model) {
        return modelAllowed(query.keyPatterns, model) && modelAllowed(query.userPatterns, model);
    };
    // Before anything is looked up: what a key may not use, it does not learn about either.
    if (!allowed(query.model)) {
        return failure(ErrorCode::ModelNotAllowed,
                       QStringLiteral("This key may not use the model '%1'.").arg(query.model));
    }
    const Result<QList<Found>> places = findAll(snapshot, query.model, &random);
    if (!places)
        return tl::make_unexpected(places.error());

    QList<Candidate> candidates;
    bool denied = false;
    bool offered = false;
    for (const Found &place : *places) {
        if (!offers(*place.provider, query.dialect))
            continue;
        offered = true;
        if (allowed(place.model))
            candidates.append({place.provider, place.model, keysInOrder(*place.provider, random)});
        else
            denied = true;
    }
    if (!offered)
        return tl::make_unexpected(otherDialect(query.model, *places, query.dialect));
    if (candidates.isEmpty() && denied) {
        return failure(
                ErrorCode::ModelNotAllowed,
                QStringLiteral("This key may not use the model that answers for '%1'.").arg(query.model));
    }
    return candidates;
}

Result<ResolvedTarget> resolveModel(const Snapshot &snapshot, const QString &model)
{
    const Result<QList<Found>> places = findAll(snapshot, model, nullptr);
    if (!places)
        return tl::make_unexpected(places.error());
    return ResolvedTarget{places->constFirst().provider, places->constFirst().model};
}

QList<ListedModel> listModels(const Snapshot &snapshot, const QStringList &keyPatterns,
                              const QStringList &userPatterns, std::optional<WireDialect> dialect)
{
    const auto allowed = [&](QStringView model) {
        return modelAllowed(keyPatterns, model) && modelAllowed(userPatterns, model);
    };
    QList<ListedModel> listed;
    QSet<QStringView> seen;
    const auto usable = [&](const Provider &provider, QStringView upstreamModel) {
        return (!dialect || offers(provider, *dialect)) && allowed(upstreamModel);
    };
    const auto add = [&](const QString &id, const Provider &provider) {
        seen.insert(id);
        if (allowed(id))
            listed.append({id, provider.name, provider.createdAt});
    };
    const auto addRouted = [&](const Route &route, const QString &id) {
        seen.insert(id);
        for (const RouteTarget &target : orderedTargets(route, nullptr)) {
            const Provider *provider = snapshot.provider(target.providerId);
            if (provider != nullptr && provider->enabled && usable(*provider, targetModel(target, id))) {
                add(id, *provider);
                return;
            }
        }
    };
    for (const Route &route : snapshot.routes) {
        if (!route.model.contains(u'*') && !seen.contains(route.model))
            addRouted(route, route.model);
    }
    for (const Provider &provider : snapshot.providers) {
        if (!provider.enabled)
            continue;
        for (const QString &model : provider.models) {
            if (seen.contains(model))
                continue;
            if (const Route *route = decidingRoute(snapshot.routes, model))
                addRouted(*route, model);
            else if (usable(provider, model))
                add(model, provider);
        }
    }
    return listed;
}

} // namespace gateway
