// SPDX-License-Identifier: MIT
#include "startup.h"

#include "store/data_directory.h"

#include <QCoreApplication>
#include <QDir>
#include <QThread>

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace gateway::desktop {

Result<Prepared> prepare(const DatabaseLocation &location, const Clock &clock, const QString &actor)
{
    const auto database = Database::open(location, OpenMode::Create);
    if (!database)
        return tl::make_unexpected(database.error());
    Management management(**database, clock, actor);
    Prepared prepared;
    const auto empty = management.isEmpty();
    if (!empty)
        return tl::make_unexpected(empty.error());
    prepared.empty = *empty;
    const auto settings = management.settings();
    if (!settings)
        return tl::make_unexpected(settings.error());
    prepared.settings = *settings;
    return prepared;
}

void prepareInBackground(QObject *receiver, const DatabaseLocation &location,
                         std::shared_ptr<const Clock> clock, const QString &actor,
                         std::function<void(Result<Prepared>)> done)
{
    auto result = std::make_shared<Result<Prepared>>(failure(ErrorCode::Internal, {}));
    QThread *thread = QThread::create([result, location, clock = std::move(clock), actor] {
        *result = prepare(location, *clock, actor);
    });
    QObject::connect(thread, &QThread::finished, receiver, [result, thread, done = std::move(done)] {
        thread->deleteLater();
        done(std::move(*result));
    });
    thread->start();
}

Result<DatabaseLocation> locate(const QString &dataDirFlag, const QString &databaseFlag)
{
    const QString named = dataDirFlag.isEmpty() ? qEnvironmentVariable("GATEWAY_DATA_DIR") : dataDirFlag;
    const QString dataDir =
            named.isEmpty() ? defaultDataDirectory() : QDir::cleanPath(QDir().absoluteFilePath(named));
    QString database = databaseFlag;
    for (const char *variable : {"GATEWAY_DATABASE_URL", "SQLALCHEMY_DATABASE_URI"}) {
        if (database.isEmpty())
            database = qEnvironmentVariable(variable);
    }
    return databaseLocation(dataDir, database);
}

Result<QStringList> listenFromEnvironment()
{
    QStringList addresses;
    for (const QString &text : qEnvironmentVariable("GATEWAY_LISTEN").split(u',', Qt::SkipEmptyParts)) {
        if (const auto parsed = parseListenAddress(text.trimmed()); !parsed)
            return tl::make_unexpected(parsed.error());
        addresses += text.trimmed();
    }
    return addresses;
}

QString actorName()
{
#ifdef Q_OS_UNIX
    if (const passwd *entry = ::getpwuid(::geteuid()))
        return "window:"_L1 + QString::fromLocal8Bit(entry->pw_name);
    return "window:"_L1 + QString::number(::geteuid());
#else
    return "window:"_L1 + qEnvironmentVariable("USERNAME");
#endif
}

} // namespace gateway::desktop
