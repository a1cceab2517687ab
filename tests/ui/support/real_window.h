// SPDX-License-Identifier: MIT
#pragma once

#include "ui/support/sample_data.h"
#include "ui/support/window_fixture.h"

#include "ui/main_window.h"
#include "ui/service_control.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace gateway::test {

// The window as the program makes it, with a gateway of its own that really serves. One at a time.
class RealWindow final
{
public:
    // `fill` is called with the fresh database before anything opens it.
    explicit RealWindow(const std::function<void(Management &)> &fill = {}, const QStringList &listen = {});
    ~RealWindow();

    void manage(const std::function<void(Management &)> &work);
    DatabaseLocation location() const { return m_location; }

private:
    QTemporaryDir m_directory;
    DatabaseLocation m_location;
    SystemClock m_clock;

public:
    std::unique_ptr<GatewayService> service;
    std::unique_ptr<ui::Backend> backend;
    std::unique_ptr<ui::ServiceControl> control;
    std::unique_ptr<ui::MainWindow> window;

    template <typename Dialog>
    Dialog *waitForDialog()
    {
        return qobject_cast<Dialog *>(WindowFixture::waitFor([this]() -> QObject * {
            const auto found = window->template findChildren<Dialog *>();
            for (Dialog *dialog : found) {
                if (dialog->isVisible())
                    return dialog;
            }
            return nullptr;
        }));
    }
};

// A port that nobody listens on at the moment.
quint16 freePort();

} // namespace gateway::test
