// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "store/management.h"

#include <QObject>

#include <functional>

namespace gateway::desktop {

// What the window needs to know before it is shown.
struct Prepared
{
    Settings settings;
    bool empty = false; // no user, key or provider was ever made: the wizard helps
};

// Opens the database, or makes it.
Result<Prepared> prepare(const DatabaseLocation &location, const Clock &clock, const QString &actor);

// The same in a thread of its own (a migration may take its time); `done` runs in the thread of `receiver`.
void prepareInBackground(QObject *receiver, const DatabaseLocation &location,
                         std::shared_ptr<const Clock> clock, const QString &actor,
                         std::function<void(Result<Prepared>)> done);

// Flags win over the environment, the environment over the defaults.
Result<DatabaseLocation> locate(const QString &dataDirFlag, const QString &databaseFlag);
Result<QStringList> listenFromEnvironment();

// "window:ann", for the audit log.
QString actorName();

} // namespace gateway::desktop
