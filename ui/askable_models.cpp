// SPDX-License-Identifier: MIT
#include "ui/askable_models.h"

#include "routing/resolve.h"

#include <algorithm>

namespace gateway::ui {

Result<QStringList> askableModels(Management &management)
{
    return askableModelsAndDefault(management).map([](const AskableModels &known) { return known.models; });
}

Result<AskableModels> askableModelsAndDefault(Management &management)
{
    const auto routes = management.routes();
    if (!routes)
        return tl::make_unexpected(routes.error());
    const auto providers = management.providers();
    if (!providers)
        return tl::make_unexpected(providers.error());
    const auto settings = management.settings();
    if (!settings)
        return tl::make_unexpected(settings.error());
    return AskableModels{askableModels(*routes, *providers, settings->defaultModel),
                         isAnswered(settings->defaultModel, *routes, *providers)};
}

bool isAnswered(const QString &model, const QList<RouteInfo> &routes, const QList<Provider> &providers)
{
    return std::any_of(routes.cbegin(), routes.cend(),
                       [&model](const RouteInfo &info) { return matchesPattern(info.route.model, model); }) ||
           std::any_of(providers.cbegin(), providers.cend(), [&model](const Provider &provider) {
               return provider.enabled &&
                      (provider.models.contains(model) || model.startsWith(provider.name + u'/'));
           });
}

QStringList askableModels(const QList<RouteInfo> &routes, const QList<Provider> &providers,
                          const QString &defaultModel)
{
    QStringList models;
    for (const RouteInfo &info : routes) {
        if (!info.route.model.contains(u'*'))
            models += info.route.model;
    }
    for (const Provider &provider : providers) {
        if (provider.enabled)
            models += provider.models;
    }
    models.removeDuplicates();
    models.sort(Qt::CaseInsensitive);
    if (models.removeOne(defaultModel))
        models.prepend(defaultModel);
    return models;
}

QString firstAllowed(const QStringList &models, const QStringList &patterns, const QString &otherwise)
{
    const auto allowed = [&patterns](const QString &model) {
        return patterns.isEmpty() ||
               std::any_of(patterns.cbegin(), patterns.cend(),
                           [&model](const QString &pattern) { return matchesPattern(pattern, model); });
    };
    const auto found = std::find_if(models.cbegin(), models.cend(), allowed);
    if (found != models.cend())
        return *found;
    const auto named = std::find_if(patterns.cbegin(), patterns.cend(),
                                    [](const QString &pattern) { return !pattern.contains(u'*'); });
    return named != patterns.cend() ? *named : otherwise;
}

} // namespace gateway::ui
