// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"

#include <QTimer>

namespace gateway::ui {

// The way out of the program: at once when no gateway of ours runs, else after a question, and never by
// surprise of the calls in flight. Main thread.
class Quitter final : public QObject
{
    Q_OBJECT

public:
    Quitter(GatewayControl &control, QWidget *window);

    void ask();
    // By a signal of the system: calls may end for so long, then they are cut off; a second one cuts them off
    // now.
    void withoutAsking(Millis limit);
    bool isOver() const { return m_over; }

Q_SIGNALS:
    void windowNeeded(); // there is something to ask
    void over();         // the program may end

private:
    void finish();

    GatewayControl &m_control;
    QWidget *m_window;
    QTimer m_limit;
    bool m_unasked = false;
    bool m_over = false;
};

} // namespace gateway::ui
