// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"

namespace gateway {

// '*' matches any run of characters, everything else is literal and case-sensitive. Pure.
bool matchesPattern(QStringView pattern, QStringView text);

// `key issue --models`: patterns, "!PATTERN" denies and wins; only denials allow the rest; empty allows all.
bool modelAllowed(const QStringList &patterns, QStringView model);

struct ResolvedTarget
{
    const Provider *provider = nullptr; // inside the snapshot
    QString upstreamModel;
};

// Model name -> target: an exact route, then the most specific matching pattern (most literal characters), then the
// first enabled provider that lists the model, then PROVIDER/MODEL (provider name up to the first '/').
// Errors: ModelNotFound; NoUpstreamAvailable when a route's only target is disabled.
Result<ResolvedTarget> resolveModel(const Snapshot &snapshot, const QString &model);

// The names that a key with these patterns may ask for, in order, each once: routes without '*', then the providers'
// lists. With the provider that answers.
struct ListedModel
{
    QString id;
    QString ownedBy;
    Time createdAt{};
};
QList<ListedModel> listModels(const Snapshot &snapshot, const QStringList &patterns);

} // namespace gateway
