// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "store/backup.h"
#include "terminal.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    QString file;
    bool force = false;
    bool json = false;
};

QString absolute(const QString &file)
{
    return QDir::cleanPath(QDir().absoluteFilePath(file));
}

void backup(Session &session, const Options &options)
{
    const QString file = absolute(options.file);
    const BackupInfo info = take(backupTo(session.database(), file, options.force));
    if (options.json) {
        print(QJsonObject{
                {u"file"_s, file}, {u"bytes"_s, info.bytes}, {u"schema_version"_s, info.schemaVersion}});
        return;
    }
    print(printable(u"%1: %2 bytes, checked. It holds no master key: export that on its own."_s.arg(file).arg(
            info.bytes)));
}

void restore(Session &session, const Options &options)
{
    const DatabaseLocation location = session.location();
    const Restored restored = take(restoreFrom(location, absolute(options.file), session.clock().now()));
    if (options.json) {
        print(QJsonObject{
                {u"database"_s, location.file},
                {u"schema_version"_s, restored.info.schemaVersion},
                {u"replaced"_s, restored.replaced.isEmpty() ? QJsonValue() : QJsonValue(restored.replaced)}});
        return;
    }
    print(printable(u"%1 is restored."_s.arg(location.file)));
    if (!restored.replaced.isEmpty())
        print(printable(u"What was there is kept as %1."_s.arg(restored.replaced)));
}

} // namespace

void addBackupCommands(CLI::App &app, Session &session)
{
    addCommand<Options>(
            &app, session, "backup", "Copy the database into a file, also while a gateway runs",
            [](CLI::App *command, Options &options) {
                addText(command, "FILE", options.file, "Where to")->required();
                command->add_flag("--force", options.force, "Replace the file if there is one");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { backup(session, options); });
    addCommand<Options>(
            &app, session, "restore", "Put a backup in the database's place, while no gateway runs",
            [](CLI::App *command, Options &options) {
                addText(command, "FILE", options.file, "The backup")->required();
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { restore(session, options); });
}

} // namespace gateway::cli
