// SPDX-License-Identifier: MIT
#pragma once

#include "store/management.h"

namespace gateway::ui {

// The models that clients may ask for by name: what routes are called, what enabled providers list. Sorted,
// the default one first. Patterns name no model. For a job of Backend::manage.
Result<QStringList> askableModels(Management &management);
// The same, and whether a request for the default model would be answered.
struct AskableModels
{
    QStringList models;
    bool defaultAnswered = false;
};
Result<AskableModels> askableModelsAndDefault(Management &management);
// Pure.
QStringList askableModels(const QList<RouteInfo> &routes, const QList<Provider> &providers,
                          const QString &defaultModel);
// Pure: by a route, by an enabled provider that lists it, or by one that it is named after (PROVIDER/MODEL).
bool isAnswered(const QString &model, const QList<RouteInfo> &routes, const QList<Provider> &providers);

// The first of `models` that one of the patterns fits (none: all fit); without one, a pattern that is a name,
// or `otherwise`. Pure.
QString firstAllowed(const QStringList &models, const QStringList &patterns, const QString &otherwise);

} // namespace gateway::ui
