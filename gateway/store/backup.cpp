// SPDX-License-Identifier: MIT
#include "store/backup.h"

#include "store/data_directory.h"
#include "store/file_safety.h"
#include "store/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QUrl>

#include <atomic>

namespace gateway {

namespace {

using namespace Qt::StringLiterals;

// A connection without any of what Database::open() does to a file.
class PlainConnection final
{
public:
    PlainConnection(const QString &name, const QString &options)
        : m_name(u"plain-%1"_s.arg(++s_count)), m_sql(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name))
    {
        m_sql.setDatabaseName(name);
        m_sql.setConnectOptions(options);
        if (!m_sql.open())
            m_error = m_sql.lastError();
    }
    ~PlainConnection()
    {
        m_sql.close();
        m_sql = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(PlainConnection)

    // The first value; invalid with lastError() when there is none.
    QVariant value(const QString &statement)
    {
        QSqlQuery query(m_sql);
        if (m_sql.isOpen() && query.exec(statement) && query.next())
            return query.value(0);
        if (m_sql.isOpen())
            m_error = query.lastError();
        return {};
    }
    QSqlError lastError() const { return m_error; }

private:
    static inline std::atomic<int> s_count{0};
    QString m_name;
    QSqlDatabase m_sql;
    QSqlError m_error;
};

tl::unexpected<Error> noBackup(const QString &file, const QString &why)
{
    return failure(ErrorCode::InvalidArgument, u"%1 is no backup that can be restored: %2."_s.arg(file, why));
}

// Removes a half-made file on every way out but the good one.
class Part final
{
public:
    explicit Part(const QString &target)
        : m_path(QFileInfo(target).absolutePath() + u"/."_s + QFileInfo(target).fileName() +
                 u".part-%1"_s.arg(QCoreApplication::applicationPid()))
    {
        QFile::remove(m_path);
    }
    ~Part() { QFile::remove(m_path); }
    Q_DISABLE_COPY_MOVE(Part)

    const QString &path() const { return m_path; }

private:
    QString m_path;
};

bool isSameFile(const QString &a, const QString &b)
{
    return QFileInfo(a) == QFileInfo(b);
}

} // namespace

Result<BackupInfo> backupTo(Database &database, const QString &file, bool replace)
{
    const QString source = database.location().file;
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s}) {
        if (isSameFile(file, source + suffix))
            return failure(ErrorCode::InvalidArgument,
                           u"%1 is the database itself; name another file."_s.arg(file));
    }
    if (QFileInfo(file).isDir())
        return failure(ErrorCode::InvalidArgument, u"%1 is a directory; name a file in it."_s.arg(file));
    if (!replace && QFileInfo::exists(file)) {
        return failure(ErrorCode::AlreadyExists,
                       u"%1 exists already; name another file, or replace it with --force."_s.arg(file));
    }
    const Part part(file);
    if (const Outcome made = makePrivateFile(part.path()); !made)
        return tl::make_unexpected(made.error());
    // Reads one state of the database, and keeps neither readers nor the writer from their work.
    if (const Result<QSqlQuery> copied = database.run(u"VACUUM INTO ?"_s, {part.path()}); !copied)
        return tl::make_unexpected(copied.error());
    if (const Outcome synced = syncFile(part.path()); !synced)
        return tl::make_unexpected(synced.error());
    Result<BackupInfo> info = checkBackup(part.path());
    if (!info)
        return failure(ErrorCode::Storage, u"The backup %1 came out damaged and was removed."_s.arg(file));
    if (const Outcome named = nameFile(part.path(), file, replace); !named)
        return tl::make_unexpected(named.error());
    return info;
}

Result<BackupInfo> checkBackup(const QString &file)
{
    const QFileInfo found(file);
    if (!found.isFile())
        return failure(ErrorCode::NotFound, u"There is no file %1."_s.arg(file));
    if (!found.isReadable())
        return failure(ErrorCode::PermissionDenied, u"%1 may not be read."_s.arg(file));
    // Its latest calls would be missing.
    if (QFileInfo(file + u"-wal"_s).size() > 0)
        return noBackup(
                file, u"it is a database in use, with a -wal file; make a copy with `api-gatewayd backup`"_s);
    // Immutable: nothing is written beside it, not even for a database that was left in WAL mode.
    QUrl url = QUrl::fromLocalFile(found.absoluteFilePath());
    url.setQuery(u"immutable=1"_s);
    PlainConnection connection(url.toString(QUrl::FullyEncoded), u"QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"_s);
    const QVariant id = connection.value(u"PRAGMA application_id"_s);
    if (!id.isValid())
        return noBackup(file, connection.lastError().databaseText());
    if (id.toInt() != databaseApplicationId)
        return noBackup(file, u"it is not a database of this program"_s);
    const int version = connection.value(u"PRAGMA user_version"_s).toInt();
    const QList<Migration> known = bundledMigrations();
    if (version < 1)
        return noBackup(file, u"it is empty"_s);
    if (known.isEmpty() || version > known.constLast().version) {
        return failure(
                ErrorCode::SchemaTooNew,
                u"%1 has schema version %2, and this program knows versions up to %3; use the newer program "
                "that made it."_s.arg(file)
                        .arg(version)
                        .arg(known.isEmpty() ? 0 : known.constLast().version));
    }
    const QString damage = connection.value(u"PRAGMA integrity_check(1)"_s).toString();
    if (damage != u"ok")
        return noBackup(file, damage.isEmpty() ? connection.lastError().databaseText() : u"it is damaged"_s);
    return BackupInfo{version, found.size()};
}

namespace {

// Brings what is in the -wal file into the database and takes both side files away. That works only while
// nobody else has it open. False: it is too damaged for that.
Result<bool> closeOff(const QString &file)
{
    PlainConnection connection(file, u"QSQLITE_BUSY_TIMEOUT=2000"_s);
    const QVariant mode = connection.value(u"PRAGMA journal_mode = DELETE"_s);
    if (mode.toString() == u"delete")
        return true;
    const int code = connection.lastError().nativeErrorCode().toInt() & 0xff;
    if (mode.isValid() || code == 5 || code == 6) { // SQLITE_BUSY, SQLITE_LOCKED
        return failure(
                ErrorCode::Locked,
                u"The database %1 is open in another program (a window, a command); close it and try again."_s
                        .arg(file));
    }
    return false;
}

QString freeName(const QString &file, Time now)
{
    const QString base =
            file + u".replaced-"_s + QString(backupName(now)).remove(u"gateway-"_s).remove(u".db"_s);
    QString name = base;
    for (int i = 2; QFileInfo::exists(name); ++i)
        name = base + u"-%1"_s.arg(i);
    return name;
}

} // namespace

Result<Restored> restoreFrom(const DatabaseLocation &location, const QString &file, Time now)
{
    const Result<BackupInfo> info = checkBackup(file);
    if (!info)
        return tl::make_unexpected(info.error());
    if (isSameFile(file, location.file))
        return failure(ErrorCode::InvalidArgument, u"%1 is the database itself."_s.arg(file));

    // As a gateway would lock it: its data directory, and the database's where that is another one.
    const QString folder = QFileInfo(location.file).absolutePath();
    QStringList directories{location.dataDir};
    if (!isSameFile(folder, location.dataDir))
        directories += folder;
    std::vector<std::unique_ptr<ServeLock>> locks;
    for (const QString &directory : std::as_const(directories)) {
        if (const Outcome ready = prepareDataDirectory(directory); !ready)
            return tl::make_unexpected(ready.error());
        Result<std::unique_ptr<ServeLock>> lock = ServeLock::acquire(directory);
        if (!lock)
            return tl::make_unexpected(lock.error());
        locks.push_back(std::move(*lock));
    }

    const Part part(location.file);
    if (const Outcome copied = copyPrivately(file, part.path()); !copied)
        return tl::make_unexpected(copied.error());
    if (const Result<BackupInfo> copy = checkBackup(part.path()); !copy)
        return tl::make_unexpected(copy.error());

    Restored restored{*info, {}};
    if (QFileInfo::exists(location.file)) {
        if (const Result<bool> closed = closeOff(location.file); !closed)
            return tl::make_unexpected(closed.error());
        restored.replaced = freeName(location.file, now);
        if (const Outcome kept = keepUnder(location.file, restored.replaced); !kept)
            return tl::make_unexpected(kept.error());
    }
    // Of a damaged database, or left by one that was removed: they must not be taken for the new one's.
    for (const QString &suffix : {u"-wal"_s, u"-shm"_s}) {
        const QString side = location.file + suffix;
        if (QFileInfo::exists(side) &&
            !(restored.replaced.isEmpty() ? QFile::remove(side)
                                          : QFile::rename(side, restored.replaced + suffix))) {
            return failure(ErrorCode::Storage, u"%1 cannot be moved away."_s.arg(side));
        }
    }
    if (const Outcome named = nameFile(part.path(), location.file, true); !named)
        return tl::make_unexpected(named.error());
    return restored;
}

} // namespace gateway
