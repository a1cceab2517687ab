// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/statement/statement.h"

class QComboBox;

namespace gateway::ui {

// A user's month, to save as PDF or CSV.
class StatementDialog final : public FormDialog
{
    Q_OBJECT

public:
    StatementDialog(Backend &backend, const QString &user, QWidget *parent);

    static Outcome save(const Statement &statement, const QString &path); // by the ending of the name

Q_SIGNALS:
    void saved(const QString &path);

protected:
    QString cancelText() const override { return tr("Close"); }
    void submit() override; // PDF

private:
    void load();
    void choosePath(const QString &ending);

    Backend &m_backend;
    QString m_user;
    QComboBox *m_month;
    FormField *m_monthField;
    QLabel *m_sum;
    QPushButton *m_csv;
    std::optional<Statement> m_statement;
};

} // namespace gateway::ui
