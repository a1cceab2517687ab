// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"

#include <QMenu>
#include <QSystemTrayIcon>

#include <memory>

namespace gateway::ui {

// The icon in the tray: the state at a glance, start and stop, the address, the window, the end.
class Tray final : public QObject
{
    Q_OBJECT

public:
    explicit Tray(GatewayControl &control, QObject *parent = nullptr);

    void setEnabled(bool enabled);
    bool isVisible() const { return m_icon && m_icon->isVisible(); } // and there is a tray to be visible in
    void tell(const QString &title, const QString &text);

Q_SIGNALS:
    void openRequested();
    void quitRequested();

private:
    void showState();

    GatewayControl &m_control;
    QMenu m_menu;
    QAction *m_state;
    QAction *m_open;
    QAction *m_copy;
    QAction *m_toggle;
    QAction *m_quit;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace gateway::ui
