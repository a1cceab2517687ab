// SPDX-License-Identifier: MIT
#include "ui/dialogs/quit_dialog.h"

#include "ui/translated.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QuitDialog::QuitDialog(GatewayControl &control, QWidget *parent)
    : FormDialog(parent), m_control(control), m_text(addText("body")), m_stopNow(makeButton("danger", this))
{
    setMinimumWidth(Theme::px(500));
    m_stopNow->setObjectName("stopNow"_L1);
    m_stopNow->setAutoDefault(true);
    primaryButton()->setObjectName("waitAndQuit"_L1);
    footer()->insertWidget(footer()->indexOf(primaryButton()), m_stopNow);
    connect(m_stopNow, &QPushButton::clicked, this, &QuitDialog::stopNow);
    connect(&control, &GatewayControl::changed, this, &QuitDialog::showState);
    connect(&control, &GatewayControl::statsChanged, this, &QuitDialog::showState);
    onLanguage(this, [this] { showState(); });
    primaryButton()->setFocus();
}

void QuitDialog::submit()
{
    m_waiting = true;
    if (m_control.state() == GatewayControl::State::Running)
        m_control.stop();
    showState();
}

void QuitDialog::stopNow()
{
    m_waiting = true;
    if (m_control.state() == GatewayControl::State::Running)
        m_control.stop();
    if (m_control.state() == GatewayControl::State::Draining)
        m_control.stop(); // once more: now
    showState();
}

void QuitDialog::reject()
{
    m_waiting = false;
    FormDialog::reject();
}

void QuitDialog::showState()
{
    if (m_waiting && m_control.state() == GatewayControl::State::Stopped) {
        m_waiting = false;
        finish();
        Q_EMIT stopped();
        return;
    }
    const int calls = m_control.stats().callsInFlight;
    m_stopNow->setText(tr("Stop now"));
    primaryButton()->setVisible(!m_waiting);
    cancelButton()->setVisible(true);
    if (m_waiting) {
        setTitle(tr("Waiting for %n calls", nullptr, calls));
        m_text->setText(
                tr("New calls are refused, and the program ends with the last call. Escape keeps the window "
                   "open; the gateway stops all the same."));
        return;
    }
    setTitle(tr("Quit with %n calls in flight?", nullptr, calls));
    setPrimary(tr("Wait, then quit"));
    m_text->setText(
            tr("Wait: they may finish, and new ones are refused. Stop now: they are cut off. What was used "
               "until then is booked either way."));
}

} // namespace gateway::ui
