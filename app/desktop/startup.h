// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "store/management.h"

#include <QObject>

#include <functional>
#include <optional>

namespace gateway::desktop {

// What the window needs to know before it is shown.
struct Prepared
{
    Settings settings;
    std::optional<IssuedKey> firstKey; // of the demo, when this start has set it up
};

// Opens or makes the database, and sets up the demo in an empty one.
Result<Prepared> prepare(const DatabaseLocation &location, const Clock &clock, const QString &actor,
                         const QString &keyLabel);

// The same in a thread of its own (a migration may take its time); `done` runs in the thread of `receiver`.
void prepareInBackground(QObject *receiver, const DatabaseLocation &location,
                         std::shared_ptr<const Clock> clock, const QString &actor, const QString &keyLabel,
                         std::function<void(Result<Prepared>)> done);

// Flags win over the environment, the environment over the defaults.
Result<DatabaseLocation> locate(const QString &dataDirFlag, const QString &databaseFlag);
Result<QStringList> listenFromEnvironment();

// "window:ann", for the audit log.
QString actorName();

// A gateway holds two sockets for each call; the usual soft limit of 1024 is for programs that use select().
void allowManySockets();

} // namespace gateway::desktop
