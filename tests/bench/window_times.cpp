// SPDX-License-Identifier: MIT
// How quick the window is, e.g. on a ledger of fill_ledger.sql:
//   window_times STEP FOLDER [SECONDS]
// where FOLDER holds gateway.db and STEP is
//   start      prints "shown" once the first page stands there with its figures, and stays
//   pages      how long each page takes, when it is first opened and later
//   heartbeat  how late the main thread is while calls pass: SECONDS for each of Overview, Requests and
//              Requests being scrolled; begins with the 200th call
#include "startup.h"
#include "window_beat.h"
#include "window_steps.h"

#include "ui/pages/overview_page.h"

#include <QApplication>

#include <cstdio>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"api-gateway"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    const QStringList arguments = QApplication::arguments();
    const QString step = arguments.value(1);
    const auto location = desktop::locate(arguments.value(2), {});
    if (arguments.size() < 3 || !location)
        return 2;

    ui::Theme theme(application);
    ui::Language language;
    const ui::Context context{*location, Vault::optionsFromEnvironment(), std::make_shared<SystemClock>(),
                              u"window:bench"_s};
    std::unique_ptr<desktop::Desktop> parts;
    desktop::prepareInBackground(
            &application, *location, context.clock, context.actor, [&](Result<desktop::Prepared> prepared) {
                if (!prepared)
                    qFatal("%s", qUtf8Printable(prepared.error().message));
                parts = std::make_unique<desktop::Desktop>(context, prepared->settings, QStringList(), theme,
                                                           language);
                parts->window.show();
                parts->control.start();
                auto *overview = static_cast<ui::OverviewPage *>(parts->window.page(ui::PageId::Overview));
                const auto filled = [&] {
                    // Once what was taken over is painted.
                    QTimer::singleShot(0, &application, [&] {
                        parts->window.repaint();
                        std::puts("shown");
                        if (step == "pages"_L1)
                            bench::measurePages(*parts);
                        else if (step == "heartbeat"_L1)
                            bench::measureHeartbeat(*parts, std::max(1, arguments.value(3).toInt()));
                    });
                };
                QObject::connect(overview, &ui::OverviewPage::loaded, &application, filled,
                                 Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
            });
    const int code = QApplication::exec();
    parts.reset();
    return code;
}
