// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/playground/chat_call.h"

class QPlainTextEdit;

namespace gateway::ui {

// What the playground sent for an answer, and what came back where it was refused. The key is never shown.
class ExchangeDialog final : public FormDialog
{
    Q_OBJECT

public:
    ExchangeDialog(ChatCall::Exchange exchange, const std::optional<RequestId> &id, QWidget *parent);

protected:
    void submit() override;
    QString cancelText() const override { return tr("Close"); }

private:
    ChatCall::Exchange m_exchange;
};

} // namespace gateway::ui
