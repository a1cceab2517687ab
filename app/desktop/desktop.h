// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/service_control.h"
#include "ui/theme.h"

#include "base/network_watch.h"

namespace gateway::desktop {

// Everything that lives as long as the window, in the order of need: the gateway ends last.
struct Desktop
{
    Desktop(const ui::Context &context, const Settings &settings, const QStringList &listen, ui::Theme &theme,
            ui::Language &language)
        // The window shows what a stop waits for and offers to stop at once: no call need be cut off by the
        // clock.
        : service({context.location, context.vault, listen, settings.totalTimeout, true})
        , backend(context, settings)
        , control(service, backend.readingThread(), context.location.dataDir, listen)
        , window({backend, control, theme, language,
                  context.location.dataDir + QStringLiteral("/window.ini")})
        , network(*context.clock)
    {
        QObject::connect(&network, &NetworkWatch::changed, &service, &GatewayService::networkChanged);
    }

    GatewayService service;
    ui::Backend backend;
    ui::ServiceControl control;
    ui::MainWindow window;
    NetworkWatch network;
};

} // namespace gateway::desktop
