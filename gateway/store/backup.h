// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "config/settings.h"
#include "store/database.h"

#include <QStringList>

#include <optional>

namespace gateway {

// A whole database in one file, without the master key (see secrets/vault.h).
struct BackupInfo
{
    int schemaVersion = 0;
    qint64 bytes = 0;

    friend bool operator==(const BackupInfo &, const BackupInfo &) = default;
};

// A consistent copy of the database as it is now, 0600, while others read and write it. The file appears
// under its name only when it is whole, on disk and checked; AlreadyExists when there is one, unless it may
// be replaced. Takes seconds for a large database: not for a thread that anybody waits for.
Result<BackupInfo> backupTo(Database &database, const QString &file, bool replace = false);

// Whether the file is a whole database of this program, which it can read: InvalidArgument, SchemaTooNew,
// NotFound. Reads all of it.
Result<BackupInfo> checkBackup(const QString &file);

struct Restored
{
    BackupInfo info;
    QString replaced; // where the database that was there is now; empty when there was none
};

// Puts a backup in the database's place, checked first. Locked while a gateway serves the database or another
// program has it open. What was there is kept beside it. The schema is brought up to date by the next
// Database::open().
Result<Restored> restoreFrom(const DatabaseLocation &location, const QString &file, Time now);

// Backups on a schedule: files gateway-20261123T041500Z.db in a directory of their own.
struct BackupPolicy
{
    QString directory;
    Millis every{0}; // 0: none
    int keep = 7;
    int maxAgeDays = 0; // 0: whatever their age

    friend bool operator==(const BackupPolicy &, const BackupPolicy &) = default;
};
BackupPolicy backupPolicy(const Settings &settings, const QString &dataDir);

struct BackupFile
{
    QString name;
    Time made{};

    friend bool operator==(const BackupFile &, const BackupFile &) = default;
};

struct BackupPlan
{
    bool due = false;
    std::optional<Time> next; // when the next one is due; empty: never
    QStringList remove;       // once the due one is made; the newest is never among them
};

// Pure. `present` in any order; one from the future (the clock was set back) does not put off the next.
BackupPlan planBackups(const BackupPolicy &policy, QList<BackupFile> present, Time now);

QString backupName(Time made);
QList<BackupFile> scheduledBackups(const QString &directory); // by their names; other files are left alone

// A backup under the name of its time in a folder, which is made where there is none. The file.
Result<QString> backupInto(Database &database, const QString &directory, Time now);

// Makes the backup that is due, if one is, and then removes what is too many or too old. To be called when
// BackupPlan::next has come, in a thread with a connection of its own (StoreThread). `made`: the new file, or
// empty.
struct BackupRun
{
    QString made;
    QStringList removed;
    std::optional<Time> next;
};
Result<BackupRun> runScheduledBackup(Database &database, const BackupPolicy &policy, Time now);

} // namespace gateway
