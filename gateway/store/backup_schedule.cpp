// SPDX-License-Identifier: MIT
#include "store/backup.h"

#include "store/data_directory.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace gateway {

namespace {

using namespace Qt::StringLiterals;
using std::chrono::hours;

constexpr QLatin1StringView stamp("yyyyMMdd'T'HHmmss'Z'");

std::optional<Time> timeInName(const QString &name)
{
    static const QRegularExpression pattern(u"^gateway-(\\d{8}T\\d{6}Z)\\.db$"_s);
    const QRegularExpressionMatch match = pattern.match(name);
    if (!match.hasMatch())
        return std::nullopt;
    QDateTime time = QDateTime::fromString(match.captured(1), stamp);
    time.setTimeZone(QTimeZone::utc());
    return time.isValid() ? std::optional(fromMillis(time.toMSecsSinceEpoch())) : std::nullopt;
}

// What a process that was killed has left.
void removeOldParts(const QString &directory, Time now)
{
    const QFileInfoList parts =
            QDir(directory).entryInfoList({u".gateway-*.db.part-*"_s}, QDir::Files | QDir::Hidden);
    for (const QFileInfo &part : parts) {
        if (fromMillis(part.lastModified().toMSecsSinceEpoch()) < now - hours(1))
            QFile::remove(part.filePath());
    }
}

} // namespace

BackupPolicy backupPolicy(const Settings &settings, const QString &dataDir)
{
    return {settings.backupDirectory.isEmpty() ? dataDir + u"/backups"_s : settings.backupDirectory,
            settings.backupEvery, settings.backupKeep, settings.backupMaxAgeDays};
}

BackupPlan planBackups(const BackupPolicy &policy, QList<BackupFile> present, Time now)
{
    BackupPlan plan;
    if (policy.every <= Millis(0))
        return plan;
    std::sort(present.begin(), present.end(),
              [](const BackupFile &a, const BackupFile &b) { return a.made > b.made; });
    const auto newest = std::find_if(present.begin(), present.end(),
                                     [now](const BackupFile &file) { return file.made <= now; });
    plan.due = newest == present.end() || now - newest->made >= policy.every;
    plan.next = plan.due ? now : newest->made + policy.every;

    // The one that is due counts too, and is the newest then.
    const qsizetype kept = std::max(policy.keep, 1) - (plan.due ? 1 : 0);
    for (qsizetype i = 0; i < present.size(); ++i) {
        const bool tooMany = i >= kept;
        const bool tooOld = policy.maxAgeDays > 0 && now - present[i].made > hours(24) * policy.maxAgeDays;
        if (tooMany || (tooOld && (plan.due || i > 0)))
            plan.remove.append(present[i].name);
    }
    return plan;
}

QString backupName(Time made)
{
    return u"gateway-%1.db"_s.arg(
            QDateTime::fromMSecsSinceEpoch(toMillis(made), QTimeZone::utc()).toString(stamp));
}

QList<BackupFile> scheduledBackups(const QString &directory)
{
    QList<BackupFile> files;
    const QStringList names = QDir(directory).entryList({u"gateway-*.db"_s}, QDir::Files);
    for (const QString &name : names) {
        if (const std::optional<Time> made = timeInName(name))
            files.append({name, *made});
    }
    return files;
}

Result<QString> backupInto(Database &database, const QString &directory, Time now)
{
    // One that people made for it stays as it is, such as a share of another machine.
    if (!QFileInfo(directory).isDir()) {
        if (const Outcome ready = prepareDataDirectory(directory); !ready)
            return tl::make_unexpected(ready.error());
    }
    removeOldParts(directory, now);
    const QString file = directory + u'/' + backupName(now);
    return backupTo(database, file).map([&file](const BackupInfo &) { return file; });
}

Result<BackupRun> runScheduledBackup(Database &database, const BackupPolicy &policy, Time now)
{
    const BackupPlan plan = planBackups(policy, scheduledBackups(policy.directory), now);
    BackupRun run;
    run.next = plan.next;
    if (plan.due) {
        if (const Result<QString> made = backupInto(database, policy.directory, now); !made)
            return tl::make_unexpected(made.error());
        run.made = backupName(now);
        run.next = now + policy.every;
    }
    for (const QString &name : plan.remove) {
        if (QFile::remove(policy.directory + u'/' + name))
            run.removed.append(name);
    }
    return run;
}

} // namespace gateway
