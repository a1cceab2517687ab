// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/gateway_control.h"

#include <QMenu>
#include <QSystemTrayIcon>

#include <memory>

namespace gateway::ui {

// The icon in the tray: the state and today's cost at a glance, start and stop, the address, the window, the
// end.
class Tray final : public QObject
{
    Q_OBJECT

public:
    Tray(GatewayControl &control, Backend &backend, QObject *parent = nullptr);

    void setEnabled(bool enabled);
    bool isVisible() const { return m_icon && m_icon->isVisible(); } // and there is a tray to be visible in
    void tell(const QString &title, const QString &text);
    QMenu &menu() { return m_menu; }

Q_SIGNALS:
    void openRequested();
    void quitRequested();
    void messageClicked(); // what was told last

private:
    void showState();
    void askToday();

    GatewayControl &m_control;
    Backend &m_backend;
    QMenu m_menu;
    QTimer m_askToday;
    bool m_asking = false;
    std::optional<UsageSum> m_usage; // since midnight
    QAction *m_state;
    QAction *m_today;
    QAction *m_open;
    QAction *m_copy;
    QAction *m_toggle;
    QAction *m_quit;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace gateway::ui
