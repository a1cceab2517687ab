// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/wizard/wizard_step.h"

class QStackedWidget;

namespace gateway::ui {

class StepRow;

// From a fresh start to the first answered call: language, provider, address, key, call. Each step writes
// what it has done, so that it can be left anywhere.
class SetupWizard final : public FormDialog
{
    Q_OBJECT

public:
    SetupWizard(Shell &shell, const QList<Provider> &providers, QWidget *parent);
    ~SetupWizard() override;

    int current() const;
    bool wantsToConnect() const { return m_state.connectTools; }
    WizardStep *step(int index) const { return m_steps.value(index); }
    void reject() override; // a key that was not copied is asked about once

protected:
    void submit() override;
    QString cancelText() const override { return tr("Finish later"); }

private:
    void addStep(WizardStep *step);
    void go(int index);
    void showState();
    bool mayClose();

    WizardState m_state;
    QList<WizardStep *> m_steps;
    StepRow *m_row;
    QStackedWidget *m_stack;
    QPushButton *m_back;
    QPushButton *m_skip;
    QLabel *m_warning;
    bool m_warned = false;
};

} // namespace gateway::ui
