// SPDX-License-Identifier: MIT
#include "store/database.h"

#include "store/data_directory.h"
#include "store/migrations.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QThread>
#include <QUrl>
#include <QtEndian>

#include <atomic>

namespace gateway {

namespace {

constexpr int busyTimeoutMillis = 5'000;
constexpr char restoreHint[] = " Put a backup in its place: api-gatewayd restore FILE.";
constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

// The driver's own words, never the statement's values: SQLite names columns and files in its errors, not
// contents.
tl::unexpected<Error> storageFailure(const QString &file, const QSqlError &error)
{
    const QString reason = error.databaseText().isEmpty() ? error.text() : error.databaseText();
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const bool damaged = code == 11 || code == 26; // SQLITE_CORRUPT, SQLITE_NOTADB
    return failure(ErrorCode::Storage,
                   QStringLiteral("The database %1: %2.%3")
                           .arg(file, reason.trimmed(),
                                damaged ? QLatin1StringView(restoreHint) : QLatin1StringView()));
}

// SQLite gives its -wal and -shm files the mode of the database file.
Outcome prepareFile(const DatabaseLocation &location, OpenMode mode)
{
    QFile file(location.file);
    if (!file.exists()) {
        if (mode == OpenMode::Existing) {
            return failure(ErrorCode::NotFound,
                           QStringLiteral("There is no database %1 yet; `api-gatewayd serve` makes one.")
                                   .arg(location.file));
        }
        if (const Outcome ready = prepareDataDirectory(location.dataDir); !ready)
            return ready;
        const QString folder = QFileInfo(location.file).absolutePath();
        if (!QFileInfo::exists(folder)) {
            if (const Outcome ready = prepareDataDirectory(folder); !ready)
                return ready;
        }
        // NewOnly fails when another process was faster, which is as good.
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly) && !file.exists()) {
            return failure(ErrorCode::PermissionDenied, QStringLiteral("The database %1 cannot be made: %2.")
                                                                .arg(location.file, file.errorString()));
        }
        return {};
    }
    if (mode == OpenMode::Create || QFileInfo::exists(location.dataDir)) {
        if (const Outcome ready = prepareDataDirectory(location.dataDir); !ready)
            return ready;
    }
    for (const QString &suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
        const QString path = location.file + suffix;
        constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                              QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        if (QFile::exists(path) && (QFile::permissions(path) & others) &&
            !QFile::setPermissions(path, ownerOnly)) {
            return failure(
                    ErrorCode::PermissionDenied,
                    QStringLiteral("The access of other users to %1 cannot be taken away; does it belong to "
                                   "another user?")
                            .arg(path));
        }
    }
    return {};
}

struct Pragma
{
    QLatin1StringView set;
    QLatin1StringView get;
    QLatin1StringView expected;
};

// A pragma that SQLite does not accept is ignored without an error, so each is read back.
Outcome setPragma(QSqlDatabase &sql, const QString &file, const Pragma &pragma)
{
    // Changing to WAL does not wait for other connections by the busy timeout.
    const QDeadlineTimer deadline(busyTimeoutMillis);
    QSqlQuery query(sql);
    while (!query.exec(pragma.set)) {
        if (query.lastError().nativeErrorCode() != QLatin1StringView("5") || deadline.hasExpired())
            return storageFailure(file, query.lastError());
        QThread::msleep(5);
    }
    query.finish();
    if (!query.exec(pragma.get) || !query.next())
        return storageFailure(file, query.lastError());
    const QString value = query.value(0).toString();
    if (value != pragma.expected) {
        return failure(ErrorCode::Storage,
                       QStringLiteral("The database %1 does not take \"%2\" (it says %3); is it on "
                                      "a file system that cannot lock?")
                               .arg(file, pragma.set, value));
    }
    return {};
}

Outcome setPragmas(QSqlDatabase &sql, const QString &file)
{
    using namespace Qt::StringLiterals;
    static constexpr Pragma pragmas[] = {
            {"PRAGMA busy_timeout = 5000"_L1, "PRAGMA busy_timeout"_L1, "5000"_L1},
            {"PRAGMA journal_mode = WAL"_L1, "PRAGMA journal_mode"_L1, "wal"_L1},
            {"PRAGMA synchronous = NORMAL"_L1, "PRAGMA synchronous"_L1, "1"_L1},
            {"PRAGMA foreign_keys = ON"_L1, "PRAGMA foreign_keys"_L1, "1"_L1},
            // After a checkpoint of a WAL that a long reader let grow, its file shrinks again.
            {"PRAGMA journal_size_limit = 33554432"_L1, "PRAGMA journal_size_limit"_L1, "33554432"_L1},
    };
    for (const Pragma &pragma : pragmas) {
        if (const Outcome set = setPragma(sql, file, pragma); !set)
            return set;
    }
    return {};
}

QString nextConnectionName()
{
    static std::atomic<quint64> number{0};
    return QStringLiteral("gateway-%1").arg(++number);
}

} // namespace

Result<DatabaseLocation> databaseLocation(const QString &dataDir, const QString &databaseUrl)
{
    const QString directory = QDir::cleanPath(QDir(dataDir).absolutePath());
    if (databaseUrl.isEmpty())
        return DatabaseLocation{directory, directory + QStringLiteral("/gateway.db")};
    const QString scheme = databaseUrl.section(u':', 0, 0).section(u'+', 0, 0).toLower();
    const QString rest = databaseUrl.section(u':', 1);
    if (scheme != QLatin1StringView("sqlite")) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral(
                        "A database URL starts with sqlite:///, e.g. sqlite:///gateway.db (in the data "
                        "directory) or sqlite:////path/gateway.db."));
    }
    const QString path = QUrl::fromPercentEncoding(rest.mid(3).toUtf8());
    if (!rest.startsWith(QLatin1StringView("///")) || path.isEmpty() || path.endsWith(u'/') ||
        path.contains(u'?') || path == QLatin1StringView(":memory:")) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral("A SQLite URL names a file: sqlite:///gateway.db (in the data directory) or "
                               "sqlite:////path/gateway.db."));
    }
    return DatabaseLocation{directory, QDir::cleanPath(QDir(directory).absoluteFilePath(path))};
}

Database::Database(DatabaseLocation location, QString connectionName)
    : m_location(std::move(location))
    , m_connectionName(std::move(connectionName))
    , m_sql(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connectionName))
{}

Database::~Database()
{
    m_control.clear();
    m_sql.close();
    m_sql = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<Database>> Database::open(const DatabaseLocation &location, OpenMode mode)
{
    if (const Outcome ready = prepareFile(location, mode); !ready)
        return tl::make_unexpected(ready.error());

    // The file itself is never opened here beside SQLite: closing it would drop the locks that this process's other
    // connections hold on it, and another process would take their -wal file away.
    auto database = std::unique_ptr<Database>(new Database(location, nextConnectionName()));
    QSqlDatabase &sql = database->m_sql;
    sql.setDatabaseName(location.file);
    sql.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeoutMillis));
    if (!sql.isValid()) {
        return failure(
                ErrorCode::Storage,
                QStringLiteral("Qt's SQLite driver is missing; install it (Debian: libqt6sql6-sqlite)."));
    }
    if (!sql.open())
        return storageFailure(location.file, sql.lastError());
    if (const Outcome set = setPragmas(sql, location.file); !set)
        return tl::make_unexpected(set.error());
    if (const Outcome migrated = migrate(sql, location.file); !migrated)
        return tl::make_unexpected(migrated.error());
    return database;
}

Result<QSqlQuery> Database::run(const QString &statement, const QVariantList &values)
{
    if (m_observer)
        m_observer(statement, values);
    QSqlQuery query(m_sql);
    query.setForwardOnly(true);
    if (!query.prepare(statement))
        return storageFailure(m_location.file, query.lastError());
    for (const QVariant &value : values) {
        // Qt binds a null QString as NULL, and a default one is null. Here NULL is written as an invalid
        // variant.
        const bool isText = value.typeId() == QMetaType::QString;
        query.addBindValue(isText && value.toString().isNull() ? QVariant(QStringLiteral("")) : value);
    }
    if (!query.exec())
        return storageFailure(m_location.file, query.lastError());
    return query;
}

Outcome Database::control(Step step)
{
    static constexpr QLatin1StringView statements[] = {
            QLatin1StringView("BEGIN IMMEDIATE"), QLatin1StringView("COMMIT"),
            QLatin1StringView("ROLLBACK"),        QLatin1StringView("SAVEPOINT part"),
            QLatin1StringView("RELEASE part"),    QLatin1StringView("ROLLBACK TO part")};
    auto found = m_control.find(step);
    if (found == m_control.end()) {
        found = m_control.emplace(step, QSqlQuery(m_sql)).first;
        found->second.prepare(statements[size_t(step)]);
    }
    QSqlQuery &query = found->second;
    if (!query.exec())
        return storageFailure(m_location.file, query.lastError());
    return {};
}

Outcome Database::transaction(const std::function<Outcome()> &work)
{
    // Inside another transaction this one becomes a part of it that can be undone alone.
    const bool nested = m_depth > 0;
    if (const Outcome begun = control(nested ? Step::Save : Step::Begin); !begun)
        return begun;
    ++m_depth;
    Outcome done = work();
    --m_depth;
    if (done)
        done = control(nested ? Step::Release : Step::Commit);
    if (!done) {
        // Some errors (a full disk) have rolled back already; then this one fails, which changes nothing.
        (void)control(nested ? Step::RollbackToSave : Step::Rollback);
        if (nested)
            (void)control(Step::Release);
    }
    return done;
}

} // namespace gateway
