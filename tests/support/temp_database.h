// SPDX-License-Identifier: MIT
#pragma once

#include "store/database.h"

#include <QTemporaryDir>

namespace gateway::test {

// A data directory of its own with an empty database, gone at the end.
class TempDatabase final
{
public:
    TempDatabase();

    const DatabaseLocation &location() const { return m_location; }
    QString path(const QString &name) const { return m_location.dataDir + u'/' + name; }
    Database &database() { return *m_database; }

    // A further connection, as another process would have it.
    std::unique_ptr<Database> connect() const;
    void close() { m_database.reset(); }

    // The first column of the first row, for looking past the classes under test.
    QVariant value(const QString &statement, const QVariantList &values = {});

private:
    QTemporaryDir m_folder;
    DatabaseLocation m_location;
    std::unique_ptr<Database> m_database;
};

// This test program again, as a process of its own: main() hands `arguments` to what plays the other process.
struct ChildResult
{
    int exitCode = -1; // -1: it crashed, was killed or did not end
    QByteArray output;
};
ChildResult runAgain(const QStringList &arguments);

} // namespace gateway::test
