// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "wire/dialect.h"

#include <optional>

class QRandomGenerator;

namespace gateway {

// '*' matches any run of characters, everything else is literal and case-sensitive. Pure.
bool matchesPattern(QStringView pattern, QStringView text);

// The route that decides about a model: the one of that very name, else the most specific pattern, else none.
const Route *decidingRoute(const QList<Route> &routes, QStringView model);

// `key issue --models`: patterns, "!PATTERN" denies and wins; only denials allow the rest; empty allows all.
bool modelAllowed(const QStringList &patterns, QStringView model);

// A provider qualifies for a call only when it offers what the client speaks.
bool offers(const Provider &provider, WireDialect dialect);

// One place where a model is answered, with the provider's keys in the order to use them.
struct Candidate
{
    const Provider *provider = nullptr; // inside the snapshot, which must live as long
    QString upstreamModel;
    // Ids of SealedKey: those in good standing shuffled, then the flagged ones. A provider without keys has
    // the one id 0. Never empty.
    QList<qint64> keys;
};

struct ModelQuery
{
    QString model;
    WireDialect dialect = WireDialect::OpenAiChat;
    // Of the key and of its user. Both must pass, for the asked name and for the upstream's.
    QStringList keyPatterns;
    QStringList userPatterns;
};

// Model name -> candidates, the preferred one first, at least one: an exact route, then the most specific
// matching pattern (most literal characters), its targets by priority and within one in weighted random
// order; without a route every enabled provider that lists the model, in their order; else PROVIDER/MODEL
// (provider up to the first '/'). Errors: ModelNotFound, also when the model is only offered in another
// dialect, which the message names; ModelNotAllowed; NoUpstreamAvailable when all providers that it is routed
// to are disabled or gone.
Result<QList<Candidate>> resolveCandidates(const Snapshot &snapshot, const ModelQuery &query,
                                           QRandomGenerator &random);

struct ResolvedTarget
{
    const Provider *provider = nullptr; // inside the snapshot
    QString upstreamModel;
};

// The first place alone, whatever it speaks and whoever asks. Errors: ModelNotFound; NoUpstreamAvailable when
// all that a route leads to is disabled.
Result<ResolvedTarget> resolveModel(const Snapshot &snapshot, const QString &model);

// The names that a key with these patterns may ask for, in order, each once: routes without '*', then the
// providers' lists. With the provider that answers first. Without a dialect: whatever it is offered in.
struct ListedModel
{
    QString id;
    QString ownedBy;
    Time createdAt{};
};
QList<ListedModel> listModels(const Snapshot &snapshot, const QStringList &keyPatterns,
                              const QStringList &userPatterns = {}, std::optional<WireDialect> dialect = {});

} // namespace gateway
