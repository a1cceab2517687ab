// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;
class QDateEdit;

namespace gateway::ui {

class ChipEdit;

// Asks for what a new key may do, and issues it.
class IssueKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    // `user` is chosen at first; empty: the first one.
    IssueKeyDialog(Backend &backend, const QStringList &users, const QString &user, QWidget *parent);

Q_SIGNALS:
    void issued(const gateway::IssuedKey &key, const QString &user);

protected:
    void submit() override;

private:
    std::optional<Time> expiry() const;
    void retranslate();

    Backend &m_backend;
    QComboBox *m_user;
    QLineEdit *m_label;
    ChipEdit *m_models;
    QComboBox *m_expires;
    QDateEdit *m_date;
    FormField *m_userField;
    FormField *m_labelField;
    FormField *m_modelsField;
    FormField *m_expiresField;
};

} // namespace gateway::ui
