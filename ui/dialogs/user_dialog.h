// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

namespace gateway::ui {

// Adds a user, or gives one a new name.
class UserDialog final : public FormDialog
{
    Q_OBJECT

public:
    UserDialog(Backend &backend, const QString &currentName, QWidget *parent); // empty name: adds

Q_SIGNALS:
    void saved(const QString &name);

protected:
    void submit() override;

private:
    Backend &m_backend;
    QString m_currentName;
    QLineEdit *m_name;
    FormField *m_nameField;
};

} // namespace gateway::ui
