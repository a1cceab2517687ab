// SPDX-License-Identifier: MIT
#include "ui/tray.h"

#include "ui/icons.h"
#include "ui/navigation.h"
#include "ui/translated.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

Tray::Tray(GatewayControl &control, QObject *parent)
    : QObject(parent)
    , m_control(control)
    , m_state(m_menu.addAction(QString()))
    , m_open(nullptr)
    , m_copy(nullptr)
    , m_toggle(nullptr)
    , m_quit(nullptr)
{
    m_state->setEnabled(false);
    m_menu.addSeparator();
    m_open = m_menu.addAction(QString(), this, &Tray::openRequested);
    m_copy = m_menu.addAction(QString(), this, [this] {
        QGuiApplication::clipboard()->setText(m_control.addresses().value(0));
    });
    m_toggle = m_menu.addAction(QString(), this, [this] {
        if (m_control.state() == GatewayControl::State::Stopped)
            m_control.start();
        else
            m_control.stop();
    });
    m_menu.addSeparator();
    m_quit = m_menu.addAction(QString(), this, &Tray::quitRequested);
    connect(&control, &GatewayControl::changed, this, &Tray::showState);
    connect(&control, &GatewayControl::statsChanged, this, &Tray::showState);
    onLanguage(&m_menu, [this] { showState(); });
}

void Tray::setEnabled(bool enabled)
{
    if (!enabled) {
        m_icon.reset();
        return;
    }
    // An icon made before the desktop's tray exists never appears on some desktops: this is asked again on
    // every change of state and whenever the window is closed.
    if (m_icon || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    Q_EMIT openRequested();
            });
    showState();
    m_icon->show();
}

void Tray::tell(const QString &title, const QString &text)
{
    if (isVisible())
        m_icon->showMessage(title, text, logoIcon(), 6'000);
}

void Tray::showState()
{
    using State = GatewayControl::State;
    const State state = m_control.state();
    const QString address = m_control.addresses().value(0);
    const QString words = StateCard::stateText(state);
    m_state->setText(address.isEmpty() ? words : words + u" · "_s + address);
    m_open->setText(tr("Open API Gateway"));
    m_copy->setText(tr("Copy address"));
    m_copy->setEnabled(!address.isEmpty());
    m_toggle->setText(state == State::Stopped ? tr("Start gateway") : tr("Stop gateway"));
    m_toggle->setEnabled(state == State::Stopped || state == State::Running || state == State::Draining);
    m_quit->setText(tr("Quit"));
    if (!m_icon)
        return;
    m_icon->setIcon(stateIcon(StateCard::stateTone(state)));
    m_icon->setToolTip(tr("API Gateway") + u'\n' + m_state->text());
}

} // namespace gateway::ui
