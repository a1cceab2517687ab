// SPDX-License-Identifier: MIT
#pragma once

#include "ui/call_watch.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/inspector/resend_call.h"
#include "ui/pages/page.h"

class QComboBox;

namespace gateway::ui {

// Sends a captured call once more, to its own model or to another one, with the window's own key; where
// another process serves, with one that is pasted.
class SendAgainDialog final : public FormDialog
{
    Q_OBJECT

public:
    SendAgainDialog(Shell &shell, CallDetail detail, QWidget *parent);

Q_SIGNALS:
    void sent(gateway::RequestId id); // its row is there

protected:
    void submit() override;

private:
    void send(const Secret &key, const Resend &resend);
    void onBegun(RequestId id);

    Shell &m_shell;
    CallDetail m_detail;
    QComboBox *m_model;
    FormField *m_modelField;
    SecretEdit *m_key = nullptr; // where one is needed
    FormField *m_keyField = nullptr;
    QPointer<ResendCall> m_call;
    CallWatch m_watch;
};

} // namespace gateway::ui
