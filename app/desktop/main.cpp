// SPDX-License-Identifier: MIT
#include "desktop.h"
#include "startup.h"

#include "ui/error_text.h"
#include "ui/quitter.h"
#include "ui/startup/single_instance.h"

#include "base/message_log.h"
#include "base/open_files.h"
#include "base/stop_signals.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QMessageBox>

#include <algorithm>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Flags
{
    QString dataDir;
    QString database;
    bool minimised = false;
    bool start = true;
};

Flags readFlags(const QCoreApplication &application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(u"A local gateway to language models, with its window."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption dataDir(u"data-dir"_s, u"Where database, lock and master key are."_s, u"DIR"_s);
    const QCommandLineOption database(u"database"_s, u"Database URL, e.g. sqlite:///gateway.db."_s, u"URL"_s);
    const QCommandLineOption minimised({u"minimised"_s, u"minimized"_s},
                                       u"Start in the tray, or as a minimised window."_s);
    const QCommandLineOption noStart(u"no-start"_s, u"Open the window without starting the gateway."_s);
    parser.addOptions({dataDir, database, minimised, noStart});
    parser.process(application);
    return {parser.value(dataDir), parser.value(database), parser.isSet(minimised), !parser.isSet(noStart)};
}

// Help and version are there without a display, too.
bool asksForWords(int argc, char **argv)
{
    const QByteArrayList words{"-h", "--help", "--help-all", "-v", "--version"};
    return std::any_of(argv + 1, argv + argc, [&](const char *argument) { return words.contains(argument); });
}

int complain(const Error &error)
{
    qCritical("%s", qUtf8Printable(error.message));
    QMessageBox::critical(nullptr, QApplication::applicationDisplayName(), ui::ErrorText::of(error));
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setApplicationName(u"api-gateway"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(GATEWAY_VERSION));
    if (asksForWords(argc, argv)) {
        const QCoreApplication application(argc, argv);
        readFlags(application); // prints and exits
    }
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(u"API Gateway"_s);
    QApplication::setDesktopFileName(u"api-gateway"_s);
    QApplication::setQuitOnLastWindowClosed(false); // the tray outlives the window
    const Flags flags = readFlags(application);
    message_log::install();
    const StopSignals stopSignals;

    ui::Theme theme(application);
    ui::Language language;
    const auto location = desktop::locate(flags.dataDir, flags.database);
    if (!location)
        return complain(location.error());
    const auto listen = desktop::listenFromEnvironment();
    if (!listen)
        return complain(listen.error());
    ui::SingleInstance instance(location->dataDir);
    const auto standing = instance.claim(!flags.minimised);
    if (!standing)
        return complain(standing.error());
    if (*standing == ui::SingleInstance::Standing::Second) {
        qInfo("API Gateway is already open with this data; its window has been brought to the front.");
        return 0;
    }
    allowManySockets();

    const ui::Context context{*location, Vault::optionsFromEnvironment(), std::make_shared<SystemClock>(),
                              desktop::actorName()};
    std::unique_ptr<desktop::Desktop> parts;
    bool wanted = false; // a second start asked for the window
    QObject::connect(&stopSignals, &StopSignals::stopRequested, &application, [&parts] {
        if (parts)
            parts->window.quitter().withoutAsking(GatewayService::Options().drain);
        else
            QApplication::quit();
    });
    QObject::connect(&instance, &ui::SingleInstance::raiseRequested, &application, [&parts, &wanted] {
        wanted = true;
        if (parts)
            parts->window.showUp();
    });
    desktop::prepareInBackground(
            &application, *location, context.clock, context.actor, [&](Result<desktop::Prepared> prepared) {
                if (!prepared) {
                    QApplication::exit(complain(prepared.error()));
                    return;
                }
                parts = std::make_unique<desktop::Desktop>(context, prepared->settings, *listen, theme,
                                                           language);
                QObject::connect(&parts->window, &ui::MainWindow::quitRequested, &application,
                                 &QCoreApplication::quit, Qt::QueuedConnection);
                const bool minimised = (flags.minimised || prepared->settings.startMinimised) && !wanted;
                if (!minimised)
                    parts->window.show();
                else if (!parts->window.hasTray())
                    parts->window.showMinimized();
                if (flags.start)
                    parts->control.start();
                if (prepared->empty)
                    parts->window.offerSetUp();
            });
    return QApplication::exec();
}
