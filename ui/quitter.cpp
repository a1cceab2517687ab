// SPDX-License-Identifier: MIT
#include "ui/quitter.h"

#include "ui/dialogs/quit_dialog.h"

namespace gateway::ui {

using State = GatewayControl::State;

Quitter::Quitter(GatewayControl &control, QWidget *window)
    : QObject(window), m_control(control), m_window(window)
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { m_control.stop(); });
    connect(&control, &GatewayControl::changed, this, [this] {
        if (m_unasked && m_control.state() == State::Stopped)
            finish();
    });
}

void Quitter::finish()
{
    if (std::exchange(m_over, true))
        return;
    Q_EMIT over();
}

void Quitter::ask()
{
    if (m_over)
        return;
    const State state = m_control.state();
    const int calls = m_control.stats().callsInFlight;
    const bool ours = state == State::Running || state == State::Draining;
    if (state != State::Starting && !(ours && (calls > 0 || state == State::Running))) {
        finish();
        return;
    }
    Q_EMIT windowNeeded();
    if (m_window->findChild<QuitDialog *>())
        return;
    if (ours && calls > 0) {
        auto *dialog = new QuitDialog(m_control, m_window);
        connect(dialog, &QuitDialog::stopped, this, &Quitter::finish);
        dialog->open();
        return;
    }
    auto *dialog = new ConfirmDialog(
            {tr("Stop the gateway and quit?"),
             tr("Tools that use it get no answer until it is started again."), tr("Stop and quit"), false},
            [this] { finish(); }, m_window);
    dialog->open();
}

void Quitter::withoutAsking(Millis limit)
{
    const State state = m_control.state();
    if (m_unasked && state == State::Draining) {
        m_control.stop();
        return;
    }
    m_unasked = true;
    if (state == State::Stopped || state == State::Elsewhere) {
        finish();
        return;
    }
    m_limit.start(limit);
    m_control.stop();
}

} // namespace gateway::ui
