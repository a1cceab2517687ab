// SPDX-License-Identifier: MIT
#include "arguments.h"
#include "failure.h"
#include "terminal.h"

#include "commands/commands.h"

#include <QCoreApplication>

#include <algorithm>
#include <clocale>
#include <cstring>

#ifdef Q_OS_UNIX
#include <langinfo.h>
#endif

using namespace gateway;
using namespace gateway::cli;

namespace {

constexpr int couldNot = 1;
constexpr int wrongUsage = 2;

// Qt warns on stderr, and garbles names, in a locale that is not UTF-8 (cron, containers, services).
void useUtf8()
{
#ifdef Q_OS_UNIX
    std::setlocale(LC_ALL, "");
    if (std::strcmp(::nl_langinfo(CODESET), "UTF-8") != 0)
        qputenv("LC_ALL", "C.UTF-8");
#endif
}

// GLib's event loop costs a tenth of a call's processor time more than Qt's own, and nothing here needs it.
void useQtEventLoop()
{
    if (!qEnvironmentVariableIsSet("QT_NO_GLIB"))
        qputenv("QT_NO_GLIB", "1");
}

// A command's stderr is its own one line; the library's log belongs to `serve`.
void dropLog(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg)
        printError(message);
}

QString oneLine(QString text)
{
    return text.replace(u'\n', u' ').trimmed();
}

int runCommand(Session &session)
{
    try {
        return session.command();
    } catch (const Failure &failure) {
        printError(u"api-gatewayd: " + oneLine(printable(failure.error.message)));
        return couldNot;
    } catch (const UsageFailure &failure) {
        printError(u"api-gatewayd: " + oneLine(printable(failure.message)));
        return wrongUsage;
    }
}

int parseAndRun(CLI::App &app, Session &session)
{
    std::vector<std::string> arguments;
    for (const QString &argument : QCoreApplication::arguments().mid(1))
        arguments.push_back(argument.toStdString());
    std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::Success &wanted) { // --help, --version
        return app.exit(wanted);
    } catch (const CLI::RequiredError &error) {
        const std::vector<std::string> unknown = app.remaining(true);
        const QString what = unknown.empty() ? QString::fromStdString(error.what())
                                             : QStringLiteral("There is no command \"%1\"")
                                                       .arg(QString::fromStdString(unknown.front()));
        printError(u"api-gatewayd: " + oneLine(printable(what)) + u" (see api-gatewayd --help)");
        return wrongUsage;
    } catch (const CLI::ParseError &error) {
        printError(u"api-gatewayd: " + oneLine(printable(QString::fromStdString(error.what()))) +
                   u" (see api-gatewayd --help)");
        return wrongUsage;
    }
    return runCommand(session);
}

} // namespace

int main(int argc, char **argv)
{
    useUtf8();
    useQtEventLoop();
    qInstallMessageHandler(dropLog);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("api-gatewayd"));
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEWAY_VERSION));

    Session session;
    CLI::App app("A local gateway to language models: one address, your keys, every provider.",
                 "api-gatewayd");
    app.set_version_flag("--version", "api-gatewayd " GATEWAY_VERSION);
    app.require_subcommand(1);
    addText(&app, "--data-dir", session.dataDirFlag, "Where database, lock and master key are")
            ->type_name("DIR");
    addText(&app, "--database", session.databaseFlag, "Database URL, e.g. sqlite:///gateway.db")
            ->type_name("URL");
    app.footer("Environment: GATEWAY_DATA_DIR, GATEWAY_DATABASE_URL (or SQLALCHEMY_DATABASE_URI),\n"
               "GATEWAY_SECRET_KEY (or SECRET_KEY), GATEWAY_LISTEN. Flags win.\n"
               "Exit status: 0 done, 1 could not, 2 wrong usage.");

    addServeCommand(app, session);
    addStatusCommand(app, session);
    addProviderCommands(app, session);
    addUserCommands(app, session);
    addKeyCommands(app, session);
    addRouteCommands(app, session);
    addPriceCommands(app, session);
    addUsageCommand(app, session);
    addRequestsCommands(app, session);
    addBackupCommands(app, session);
    addConfigCommands(app, session);
    addAuditCommands(app, session);
    addDoctorCommand(app, session);
    addSetUpDemoCommand(app, session);
    return parseAndRun(app, session);
}
