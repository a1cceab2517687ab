// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/dialogs/limits_form.h"

namespace gateway::ui {

// The same limits for several keys or users at once: what is filled in is set for all of them, what is ticked
// is taken away from all of them, the rest stays as each has it. All are changed, or none.
class BulkLimitsDialog final : public FormDialog
{
    Q_OBJECT

public:
    using Apply = std::function<Outcome(Management &, const LimitsChange &)>; // to all of them

    BulkLimitsDialog(LimitsForm::Of owner, int count, Apply apply, Backend &backend, QWidget *parent);

Q_SIGNALS:
    void saved();

protected:
    void submit() override;

private:
    const LimitsForm::Of m_owner;
    const int m_count;
    Apply m_apply;
    Backend &m_backend;
    QLabel *m_note;
    LimitsForm *m_limits;
};

} // namespace gateway::ui
