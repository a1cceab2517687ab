// SPDX-License-Identifier: MIT
#include "ui/askable_models.h"

namespace gateway::ui {

Result<QStringList> askableModels(Management &management)
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
    return askableModels(*routes, *providers, settings->defaultModel);
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

} // namespace gateway::ui
