// SPDX-License-Identifier: MIT
#include "store/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSqlError>
#include <QSqlQuery>
#include <QtEndian>

namespace gateway {

namespace {

tl::unexpected<Error> cannot(const QString &file, const QString &what, const QSqlError &error)
{
    return failure(ErrorCode::Storage,
                   QStringLiteral("The database %1 %2: %3.").arg(file, what, error.databaseText().trimmed()));
}

Result<int> number(QSqlDatabase &sql, const QString &file, const QString &statement)
{
    QSqlQuery query(sql);
    if (!query.exec(statement) || !query.next())
        return cannot(file, QStringLiteral("cannot be read"), query.lastError());
    return query.value(0).toInt();
}

// The user_version of a database file that nobody has open: SQLite's header, bytes 60 to 63.
int versionInHeader(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray header = file.read(64);
    return header.size() == 64 ? int(qFromBigEndian<quint32>(header.constData() + 60)) : -1;
}

Outcome checkIsOurs(QSqlDatabase &sql, const QString &file, int version)
{
    const Result<int> id = number(sql, file, QStringLiteral("PRAGMA application_id"));
    if (!id)
        return tl::make_unexpected(id.error());
    if (*id == databaseApplicationId)
        return {};
    const Result<int> tables = number(sql, file, QStringLiteral("SELECT count(*) FROM sqlite_master"));
    if (!tables)
        return tl::make_unexpected(tables.error());
    if (version == 0 && *id == 0 && *tables == 0)
        return {};
    // Another process may have made our tables between the two statements.
    if (const Result<int> again = number(sql, file, QStringLiteral("PRAGMA application_id"));
        again && *again == databaseApplicationId) {
        return {};
    }
    return failure(
            ErrorCode::Storage,
            QStringLiteral("The database %1 belongs to another program; choose another file with --database.")
                    .arg(file));
}

// A copy for going back, beside the database and private as it is. Made under a name of this process and then
// renamed, so that the final name always holds a whole copy.
Result<bool> copyBefore(QSqlDatabase &sql, const QString &file, int from, int to)
{
    const QString target = QStringLiteral("%1.before-%2").arg(file).arg(to, 4, 10, QLatin1Char('0'));
    const QString part = QStringLiteral("%1.%2").arg(target).arg(QCoreApplication::applicationPid());
    QFile::remove(part);
    QFile made(part);
    if (!made.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(ErrorCode::Storage,
                       QStringLiteral("The copy %1 cannot be made before the upgrade: %2.")
                               .arg(target, made.errorString()));
    }
    made.close();

    QSqlQuery query(sql);
    query.prepare(QStringLiteral("VACUUM INTO ?"));
    query.addBindValue(part);
    if (!query.exec()) {
        QFile::remove(part);
        return cannot(file, QStringLiteral("cannot be copied to %1 before the upgrade").arg(target),
                      query.lastError());
    }
    // Another process may have upgraded meanwhile: then this is a copy of what came after, and not wanted.
    if (versionInHeader(part) != from) {
        QFile::remove(part);
        return false;
    }
    QFile::remove(target);
    if (!QFile::rename(part, target) && !QFile::exists(target)) {
        QFile::remove(part);
        return failure(ErrorCode::Storage,
                       QStringLiteral("The copy %1 cannot be named before the upgrade.").arg(target));
    }
    QFile::remove(part);
    return true;
}

Outcome runScript(QSqlDatabase &sql, const QString &file, const Migration &migration)
{
    static const QRegularExpression endOfStatement(QStringLiteral(";[ \\t]*(\\r?\\n|$)"));
    static const QRegularExpression comment(QStringLiteral("^\\s*--.*$"),
                                            QRegularExpression::MultilineOption);
    const QString what = QStringLiteral("could not be upgraded to version %1 (%2)")
                                 .arg(migration.version)
                                 .arg(migration.name);
    QSqlQuery query(sql);
    const QStringList statements = migration.sql.split(endOfStatement, Qt::SkipEmptyParts);
    for (const QString &statement : statements) {
        if (QString(statement).remove(comment).trimmed().isEmpty())
            continue;
        if (!query.exec(statement))
            return cannot(file, what, query.lastError());
    }
    // Both are part of the transaction.
    if (!query.exec(QStringLiteral("PRAGMA user_version = %1").arg(migration.version)) ||
        !query.exec(QStringLiteral("PRAGMA application_id = %1").arg(databaseApplicationId))) {
        return cannot(file, what, query.lastError());
    }
    return {};
}

// These steps in one transaction. True when done, false when another process got there first.
Result<bool> apply(QSqlDatabase &sql, const QString &file, const QList<Migration> &steps, int from)
{
    QSqlQuery query(sql);
    if (!query.exec(QStringLiteral("BEGIN IMMEDIATE")))
        return cannot(file, QStringLiteral("is in use by another process"), query.lastError());
    const Result<int> version = number(sql, file, QStringLiteral("PRAGMA user_version"));
    if (!version || *version != from) {
        query.exec(QStringLiteral("ROLLBACK"));
        return version.map([](int) { return false; });
    }
    Outcome done;
    for (qsizetype i = 0; i < steps.size() && done; ++i)
        done = runScript(sql, file, steps[i]);
    if (done && !query.exec(QStringLiteral("COMMIT")))
        done = cannot(file, QStringLiteral("could not be upgraded"), query.lastError());
    if (!done) {
        query.exec(QStringLiteral("ROLLBACK"));
        return tl::make_unexpected(done.error());
    }
    return true;
}

} // namespace

QList<Migration> bundledMigrations()
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{4})_(\\w+)\\.sql$"));
    QList<Migration> migrations;
    const QDir folder(QStringLiteral(":/migrations"));
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const QRegularExpressionMatch match = pattern.match(name);
        QFile file(folder.filePath(name));
        if (!match.hasMatch() || !file.open(QIODevice::ReadOnly))
            continue;
        migrations.append({match.captured(1).toInt(), match.captured(2), QString::fromUtf8(file.readAll())});
    }
    return migrations;
}

Outcome migrate(QSqlDatabase &sql, const QString &file, const QList<Migration> &migrations)
{
    if (migrations.isEmpty()) {
        return failure(
                ErrorCode::Storage,
                QStringLiteral("This program was built without its database schema; install it again."));
    }
    const int newest = migrations.constLast().version;
    bool copied = false;
    for (;;) {
        const Result<int> version = number(sql, file, QStringLiteral("PRAGMA user_version"));
        if (!version)
            return tl::make_unexpected(version.error());
        if (const Outcome ours = checkIsOurs(sql, file, *version); !ours)
            return ours;
        if (*version > newest) {
            return failure(
                    ErrorCode::SchemaTooNew,
                    QStringLiteral(
                            "The database %1 has schema version %2, and this program knows versions up "
                            "to %3; use the newer program that made it.")
                            .arg(file)
                            .arg(*version)
                            .arg(newest));
        }
        if (*version == newest)
            return {};

        const auto next = std::find_if(migrations.begin(), migrations.end(), [&](const Migration &migration) {
            return migration.version > *version;
        });
        // A new database is made at once: nobody sees it half made, and there is nothing to copy.
        const QList<Migration> steps(next, *version == 0 ? migrations.end() : next + 1);
        if (*version > 0 && !copied) {
            const Result<bool> copy = copyBefore(sql, file, *version, next->version);
            if (!copy)
                return tl::make_unexpected(copy.error());
            if (!*copy)
                continue;
            copied = true;
        }
        const Result<bool> applied = apply(sql, file, steps, *version);
        if (!applied)
            return tl::make_unexpected(applied.error());
    }
}

} // namespace gateway
