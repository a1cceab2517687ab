// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <functional>
#include <map>
#include <memory>

namespace gateway {

// Where the data is. Only SQLite is spoken here: "sqlite:///gateway.db" (relative to the data directory) or
// "sqlite:////absolute/path".
struct DatabaseLocation
{
    QString dataDir; // absolute
    QString file;    // absolute path of the SQLite file
};
Result<DatabaseLocation> databaseLocation(const QString &dataDir, const QString &databaseUrl);

enum class OpenMode {
    Existing, // NotFound when there is no database; migrates an older one
    Create    // makes directory (0700) and database where there is none
};

// One connection, owned by and used in the thread that opened it. Opening checks the directory's owner and
// mode, sets and checks the pragmas (WAL, foreign keys, busy timeout, synchronous=NORMAL) and brings the
// schema up to date (store/migrations.h). Destroying it removes the connection.
class Database final
{
public:
    static Result<std::unique_ptr<Database>> open(const DatabaseLocation &location, OpenMode mode);
    ~Database();
    Q_DISABLE_COPY_MOVE(Database)

    QSqlDatabase &sql() { return m_sql; }
    const DatabaseLocation &location() const { return m_location; }

    // Runs one statement with positional parameters. Errors never quote the bound values.
    Result<QSqlQuery> run(const QString &statement, const QVariantList &values = {});

    // For tests: sees every statement that run() is given.
    using Observer = std::function<void(const QString &statement, const QVariantList &values)>;
    void setObserver(Observer observer) { m_observer = std::move(observer); }

    // Runs `work` in BEGIN IMMEDIATE ... COMMIT; rolls back when it fails. Inside another transaction() it is
    // a savepoint of that one.
    Outcome transaction(const std::function<Outcome()> &work);

private:
    explicit Database(DatabaseLocation location, QString connectionName);
    enum class Step { Begin, Commit, Rollback, Save, Release, RollbackToSave };
    Outcome control(Step step); // prepared once: part of every call's way

    DatabaseLocation m_location;
    QString m_connectionName;
    QSqlDatabase m_sql;
    int m_depth = 0; // of transaction()
    std::map<Step, QSqlQuery> m_control;
    Observer m_observer;
};

} // namespace gateway
