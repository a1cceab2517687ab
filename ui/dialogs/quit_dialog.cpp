// SPDX-License-Identifier: MIT
#include "ui/dialogs/quit_dialog.h"

#include "ui/format.h"
#include "ui/translated.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int listed = 5;

} // namespace

QuitDialog::QuitDialog(GatewayControl &control, QWidget *parent)
    : FormDialog(parent)
    , m_control(control)
    , m_watchedBefore(control.watchesCalls())
    , m_calls(addText("body"))
    , m_text(addText("dim"))
    , m_stopNow(makeButton("danger-line", this))
{
    m_calls->setObjectName("calls"_L1);
    m_calls->setTextFormat(Qt::PlainText);
    setMinimumWidth(Theme::px(500));
    m_stopNow->setObjectName("stopNow"_L1);
    m_stopNow->setAutoDefault(true);
    primaryButton()->setObjectName("waitAndQuit"_L1);
    footer()->insertWidget(footer()->indexOf(primaryButton()), m_stopNow);
    setTabOrder(primaryButton(), cancelButton()); // what cannot be undone comes last
    setTabOrder(cancelButton(), m_stopNow);
    connect(m_stopNow, &QPushButton::clicked, this, &QuitDialog::stopNow);
    connect(&control, &GatewayControl::changed, this, &QuitDialog::showState);
    connect(&control, &GatewayControl::statsChanged, this, &QuitDialog::showState);
    connect(&control, &GatewayControl::callsChanged, this, &QuitDialog::showState);
    control.watchCalls(true);
    onLanguage(this, [this] { showState(); });
    primaryButton()->setFocus();
}

QuitDialog::~QuitDialog()
{
    m_control.watchCalls(m_watchedBefore);
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
    m_stopNow->setText(tr("Quit now"));
    m_stopNow->setVisible(m_waiting || calls > 0);
    showCalls();
    primaryButton()->setVisible(!m_waiting);
    cancelButton()->setText(cancelText());
    if (m_waiting) {
        setTitle(tr("Waiting for %n requests", nullptr, calls));
        m_text->setText(tr("New requests are refused, and the program ends with the last one. Escape keeps "
                           "the window open; the gateway stops all the same."));
        return;
    }
    if (calls == 0) { // the last one has just ended
        setTitle(tr("Stop the gateway and quit?"));
        setPrimary(tr("Stop and quit"));
        m_text->setText(tr("Tools that use it get no answer until it is started again."));
        return;
    }
    setTitle(tr("Quit with %n requests in flight?", nullptr, calls));
    setPrimary(tr("Wait, then quit"));
    m_text->setText(
            tr("While the gateway waits for them, it refuses new ones. Quitting now cuts them off. What was "
               "used until then is booked either way."));
}

void QuitDialog::showCalls()
{
    const QList<LiveCall> calls = m_control.calls();
    QStringList lines;
    for (const LiveCall &call : calls.first(qMin(calls.size(), qsizetype(listed))))
        lines += tr("%1 · %2 · for %3").arg(call.user, call.model, Format::duration(call.elapsed));
    if (calls.size() > listed)
        lines += tr("and %n more", nullptr, int(calls.size() - listed));
    m_calls->setText(lines.join(u'\n'));
    m_calls->setVisible(!lines.isEmpty());
}

} // namespace gateway::ui
