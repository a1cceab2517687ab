// SPDX-License-Identifier: MIT
#include "session.h"

#include "failure.h"
#include "terminal.h"

#include "store/data_directory.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

QString firstOf(const QString &flag, std::initializer_list<const char *> variables)
{
    if (!flag.isEmpty())
        return flag;
    for (const char *variable : variables) {
        if (const QString value = qEnvironmentVariable(variable); !value.isEmpty())
            return value;
    }
    return {};
}

QString namedDataDir(const QString &flag)
{
    return firstOf(flag, {"GATEWAY_DATA_DIR"});
}

QString namedDatabase(const QString &flag)
{
    return firstOf(flag, {"GATEWAY_DATABASE_URL", "SQLALCHEMY_DATABASE_URI"});
}

} // namespace

DatabaseLocation Session::location() const
{
    const QString named = namedDataDir(dataDirFlag);
    const QString dataDir =
            named.isEmpty() ? defaultDataDirectory() : QDir::cleanPath(QDir().absoluteFilePath(named));
    return take(databaseLocation(dataDir, namedDatabase(databaseFlag)));
}

bool Session::maySetUp() const
{
    return !namedDataDir(dataDirFlag).isEmpty() || !namedDatabase(databaseFlag).isEmpty();
}

Database &Session::database()
{
    if (!m_database) {
        const DatabaseLocation where = location();
        auto opened = Database::open(where, maySetUp() ? OpenMode::Create : OpenMode::Existing);
        if (!opened && opened.error().code == ErrorCode::NotFound) {
            fail(ErrorCode::NotFound, u"There is no database at %1 yet: start `api-gatewayd serve` once, or "
                                      u"name another place with "
                                      "--data-dir."_s.arg(where.file));
        }
        m_database = take(std::move(opened));
    }
    return *m_database;
}

Management &Session::management()
{
    if (!m_management)
        m_management = std::make_unique<Management>(database(), m_clock, u"cli:"_s + operatingSystemUser());
    return *m_management;
}

const Vault &Session::vault()
{
    if (!m_vault)
        m_vault = take(Vault::open(database(), Vault::optionsFromEnvironment()));
    return *m_vault;
}

Settings Session::settings()
{
    return take(management().settings());
}

LedgerQueries Session::ledger()
{
    return LedgerQueries(database(), settings().timezone);
}

QTimeZone Session::timeZone()
{
    const QTimeZone named(settings().timezone.toUtf8());
    return named.isValid() ? named : QTimeZone::systemTimeZone();
}

} // namespace gateway::cli
