// SPDX-License-Identifier: MIT
#include "support/temp_database.h"

#include <QCoreApplication>
#include <QProcess>

namespace gateway::test {

TempDatabase::TempDatabase()
    : m_location{m_folder.filePath(QStringLiteral("data")),
                 m_folder.filePath(QStringLiteral("data/gateway.db"))}
    , m_database(connect())
{}

std::unique_ptr<Database> TempDatabase::connect() const
{
    Result<std::unique_ptr<Database>> opened = Database::open(m_location, OpenMode::Create);
    if (!opened)
        qFatal("No database for the test: %s", qUtf8Printable(opened.error().message));
    return std::move(*opened);
}

QVariant TempDatabase::value(const QString &statement, const QVariantList &values)
{
    Result<QSqlQuery> query = m_database->run(statement, values);
    if (!query)
        qFatal("%s", qUtf8Printable(query.error().message));
    return query->next() ? query->value(0) : QVariant();
}

ChildResult runAgain(const QStringList &arguments)
{
    constexpr int bound = 60'000;
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), arguments);
    const bool ended = process.waitForFinished(bound);
    const bool normal = ended && process.exitStatus() == QProcess::NormalExit;
    return {normal ? process.exitCode() : -1, process.readAllStandardOutput()};
}

} // namespace gateway::test
