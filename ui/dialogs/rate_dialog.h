// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

namespace gateway::ui {

// The exchange rate between the two currencies of prices.
class RateDialog final : public FormDialog
{
    Q_OBJECT

public:
    RateDialog(Backend &backend, QWidget *parent);

protected:
    void submit() override;

private:
    Backend &m_backend;
    QLineEdit *m_rate;
    FormField *m_field;
};

} // namespace gateway::ui
