// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/gateway_control.h"

namespace gateway::ui {

// Asks what becomes of the calls in flight when the program is to end: wait for them, or cut them off. Stays
// open while it waits and tells how many are left. Neither loses anything of what was used.
class QuitDialog final : public FormDialog
{
    Q_OBJECT

public:
    QuitDialog(GatewayControl &control, QWidget *parent);
    ~QuitDialog() override;

    void
    reject() override; // before: nothing happens; while waiting: the gateway still stops, the program stays

Q_SIGNALS:
    void stopped(); // the gateway has; the program may end

protected:
    QString cancelText() const override
    {
        return m_waiting ? tr("Keep the window") : FormDialog::cancelText();
    }
    void submit() override; // wait

private:
    void stopNow();
    void showState();
    void showCalls();

    GatewayControl &m_control;
    const bool m_watchedBefore;
    QLabel *m_calls;
    QLabel *m_text;
    QPushButton *m_stopNow;
    bool m_waiting = false;
};

} // namespace gateway::ui
