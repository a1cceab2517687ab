// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QList>
#include <QSqlDatabase>

namespace gateway {

// Marks a file as ours (SQLite's application_id, "APGW"), so that another program's database is not touched.
inline constexpr int databaseApplicationId = 0x41504757;

struct Migration
{
    int version = 0;
    QString name;
    QString sql; // statements separated by ';' at the end of a line
};

// The numbered files of resources/migrations ("0001_initial.sql"), in order, without gaps.
QList<Migration> bundledMigrations();

// Brings the schema (PRAGMA user_version) to the newest of `migrations`, each in a transaction of its own,
// for a new database all in one. A database with data is first copied beside itself (FILE.before-NNNN, VACUUM
// INTO). A newer schema than we know is refused (SchemaTooNew) and not touched, and so is another program's
// database. Two processes may try at once: the second finds the work done.
Outcome migrate(QSqlDatabase &sql, const QString &file,
                const QList<Migration> &migrations = bundledMigrations());

} // namespace gateway
