// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "config/model.h"
#include "secrets/secret.h"

#include "base/error.h"

// What people may enter. Each returns the text as it is stored, or InvalidArgument with what is accepted.
// Pure.
namespace gateway::validation {

inline constexpr int mostPriority = 1'000;
inline constexpr int mostWeight = 1'000;

Result<QString> userName(const QString &text);
Result<QString> providerName(const QString &text); // no '/': it ends at the first one in PROVIDER/MODEL
Result<QString> label(const QString &text);
Result<QStringList> modelPatterns(const QStringList &patterns);
Result<QString> routeModel(const QString &text);
Result<QString> upstreamModel(const QString &text); // may be empty
Outcome priorityAndWeight(int priority, int weight);
Result<Limits> limits(Limits limits); // all but that the expiry lies ahead
Outcome budget(const Budget &budget);
Outcome overlap(Millis overlap);     // of an old and a new key; none is fine
QString flag(const QString &reason); // of a provider's key, cut to what people can read
Outcome oneMoreKey(const Provider &provider);
Outcome future(const std::optional<Time> &time, Time now);
Outcome password(const Secret &password);
Result<Secret> providerKey(const Secret &key); // without spaces and line ends around it
Outcome certificates(const QByteArray &pem);
Outcome headers(const QList<HeaderField> &headers, const Provider &provider);
Outcome
provider(Provider &provider); // all but the name; brings the base URL and the models to their stored form

} // namespace gateway::validation
