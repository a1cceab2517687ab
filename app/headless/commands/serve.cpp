// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "terminal.h"
#include "times.h"

#include "base/message_log.h"
#include "base/open_files.h"
#include "base/port_holder.h"
#include "base/stop_signals.h"
#include "service.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    QStringList listen;
    QString drain{u"30s"_s};
};

QStringList listenAddresses(const Options &options)
{
    for (const QString &address : options.listen) {
        if (const auto parsed = parseListenAddress(address); !parsed)
            throw UsageFailure{parsed.error().message};
    }
    if (!options.listen.isEmpty())
        return options.listen;
    const QStringList named = qEnvironmentVariable("GATEWAY_LISTEN").split(u',', Qt::SkipEmptyParts);
    for (const QString &address : named)
        take(parseListenAddress(address.trimmed()));
    return named;
}

// "..., held by nginx (process 123)"
QString withHolder(const Error &error, Session &session, const QStringList &listen)
{
    if (error.code != ErrorCode::AddressInUse)
        return error.message;
    for (const QString &text : listen.isEmpty() ? session.settings().listen : listen) {
        const auto address = parseListenAddress(text);
        const auto holder = address ? portHolder(address->port) : std::nullopt;
        if (holder && holder->pid != QCoreApplication::applicationPid()) {
            return u"%1 It is held by %2 (process %3)."_s.arg(error.message, holder->program)
                    .arg(holder->pid);
        }
    }
    return error.message;
}

int serve(Session &session, const Options &options)
{
    GatewayService::Options wanted;
    wanted.location = session.location();
    wanted.vault = Vault::optionsFromEnvironment();
    wanted.listen = listenAddresses(options);
    const auto drain = parseDuration(options.drain);
    if (!drain)
        throw UsageFailure{drain.error().message};
    wanted.drain = *drain;

    message_log::install();
    allowManySockets();
    const StopSignals stopSignals;
    GatewayService service(wanted);
    std::optional<Error> failed;

    QObject::connect(&stopSignals, &StopSignals::stopRequested, &service, &GatewayService::stop);
    QObject::connect(&service, &GatewayService::failed, &service, [&failed](const Error &error) {
        failed = error;
        QCoreApplication::quit();
    });
    QObject::connect(&service, &GatewayService::stateChanged, &service, [&](GatewayService::State state) {
        if (state == GatewayService::State::Running) {
            for (const QString &address : service.addresses())
                print(u"listening on "_s + address);
        } else if (state == GatewayService::State::Stopped) {
            QCoreApplication::quit();
        }
    });
    service.start();
    QCoreApplication::exec();
    message_log::close();
    if (failed)
        fail(failed->code, withHolder(*failed, session, wanted.listen));
    return 0;
}

} // namespace

void addServeCommand(CLI::App &app, Session &session)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("serve", "Run the gateway until SIGTERM or SIGINT");
    command->fallthrough();
    addTexts(command, "--listen", options->listen,
             "Where to listen instead of the setting; may be given again")
            ->type_name("HOST:PORT");
    addText(command, "--drain", options->drain, "How long calls in flight may take to end at a stop (30s)")
            ->type_name("TIME");
    command->callback([&session, options] {
        session.command = [&session, options] { return serve(session, *options); };
    });
}

} // namespace gateway::cli
