// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

class QSettings;

namespace gateway::ui {

class LimitsForm;

// Adds a user, or changes the name and limits of one. What is not touched stays as it is by then.
class UserDialog final : public FormDialog
{
    Q_OBJECT

public:
    // Without `edited` adds; `memory` outlives the dialog.
    UserDialog(Backend &backend, const std::optional<User> &edited, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &name);

protected:
    void submit() override;

private:
    void save(const QString &name, const std::function<Outcome(Management &)> &job);

    Backend &m_backend;
    const std::optional<User> m_edited;
    QLineEdit *m_name;
    FormField *m_nameField;
    LimitsForm *m_limits;
};

} // namespace gateway::ui
