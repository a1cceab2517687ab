// SPDX-License-Identifier: MIT
#pragma once

#include "ui/call_watch.h"
#include "ui/first_call.h"
#include "ui/pages/page.h"

namespace gateway::ui {

// Makes the call of a snippet and shows the answer and the row of the ledger that it made.
class SnippetTest final : public QFrame
{
    Q_OBJECT

public:
    SnippetTest(Shell &shell, QWidget *parent);

    // Without a key the window's own is used.
    void setCall(SnippetApi api, const SnippetValues &values);
    void run();

Q_SIGNALS:
    void keyNeeded(const QString &why);

private:
    void call(const Secret &key);
    void showState();

    Shell &m_shell;
    SnippetApi m_api = SnippetApi::Chat;
    SnippetValues m_values;
    QLabel *m_what;
    QPushButton *m_test;
    QLabel *m_answerText;
    QLabel *m_row;
    QPushButton *m_show;
    bool m_calling = false;
    std::optional<FirstCall::Answer> m_answer;
    std::optional<CallRow> m_settled;
    FirstCall m_call;
    CallWatch m_watch;
};

} // namespace gateway::ui
