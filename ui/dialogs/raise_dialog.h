// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/limit_uses.h"

class QComboBox;

namespace gateway::ui {

// Whose budget is raised.
struct RaiseTarget
{
    QString name;    // for people
    UserId userId{}; // one of the two is set
    KeyId keyId{};
    QString userName{}; // with userId
    BudgetUses uses{};
};

// Adds to a budget for the current period only; afterwards the budget is what it was.
void raiseBudget(Backend &backend, QObject *receiver, const RaiseTarget &target, const Budget &extra,
                 std::function<void(Result<Raise>)> done);

// What is offered first: a round amount of at most a quarter of the budget, or as much as lets calls through
// again.
Budget usualRaise(const BudgetUse &use);

class RaiseDialog final : public FormDialog
{
    Q_OBJECT

public:
    RaiseDialog(Backend &backend, const RaiseTarget &target, QWidget *parent);

Q_SIGNALS:
    void raised(const QString &name, const gateway::Budget &extra);

protected:
    void submit() override;

private:
    const BudgetUse &chosen() const;
    void showUse();
    void retranslate();

    Backend &m_backend;
    const RaiseTarget m_target;
    QComboBox *m_budget;
    QLineEdit *m_amount;
    FormField *m_budgetField;
    FormField *m_amountField;
};

} // namespace gateway::ui
