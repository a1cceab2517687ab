// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;

namespace gateway::ui {

class LimitsForm;

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
    void retranslate();

    Backend &m_backend;
    QComboBox *m_user;
    QLineEdit *m_label;
    FormField *m_userField;
    FormField *m_labelField;
    LimitsForm *m_limits;
};

// Changes what a key may do, and its name. What is not touched stays as it is by then.
class EditKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    EditKeyDialog(Backend &backend, const KeyInfo &key, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &name);

protected:
    void submit() override;

private:
    Backend &m_backend;
    const KeyInfo m_key;
    QLineEdit *m_label;
    FormField *m_labelField;
    LimitsForm *m_limits;
};

// What people call a key: its label, or where it has none its first and last letters.
QString keyName(const Key &key);

} // namespace gateway::ui
