// SPDX-License-Identifier: MIT
#pragma once

#include "store/management.h"
#include "ui/backend.h"

namespace gateway::test {

// A secret that is long enough and belongs to no one.
Vault::Options sampleVault();

// A provider that wants no key, where nobody listens unless told otherwise.
Provider keylessProvider(const QString &name, const QStringList &models = {},
                         const QString &baseUrl = QStringLiteral("http://127.0.0.1:9/v1"));
Provider demoProvider(); // answers inside the program

// What a team leaves behind in a month: users, keys, providers and calls. `now` is the time of reading.
// Errors end the program: they are no part of any test here.
void fillSampleData(const DatabaseLocation &location, const Clock &clock);

} // namespace gateway::test
