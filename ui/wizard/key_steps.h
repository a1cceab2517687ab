// SPDX-License-Identifier: MIT
#pragma once

#include "ui/first_call.h"
#include "ui/widgets/form_field.h"
#include "ui/wizard/wizard_step.h"

class QPlainTextEdit;

namespace gateway::ui {

// Who calls: a user and a key of theirs.
class KeyStep final : public WizardStep
{
    Q_OBJECT

public:
    KeyStep(WizardState &state, QWidget *parent);

    QString name() const override { return tr("Key"); }
    QString title() const override { return tr("Who calls?"); }
    QString primaryText() const override { return m_state.key ? tr("Next") : tr("Issue key"); }
    void enter() override;
    void next() override;

private:
    void showState();

    QLabel *m_note;
    QLineEdit *m_user;
    QLineEdit *m_label;
    FormField *m_userField;
    FormField *m_labelField;
};

// A call through the gateway with that key, made at once, and what came back.
class CallStep final : public WizardStep
{
    Q_OBJECT

public:
    CallStep(WizardState &state, QWidget *parent);

    QString name() const override { return tr("First call"); }
    QString title() const override { return tr("Your first call"); }
    QString primaryText() const override { return tr("Done"); }
    void enter() override;
    void next() override { Q_EMIT done(); }
    bool isDone() const override { return m_answer && m_answer->ok; }
    const std::optional<FirstCall::Answer> &answer() const { return m_answer; }

private:
    void call();
    void callWhenUp();
    void showState();

    QLineEdit *m_key;
    FormField *m_keyField;
    CopyButton *m_copyKey;
    QLabel *m_what;
    QPlainTextEdit *m_text;
    QLabel *m_figures;
    QPushButton *m_again;
    QPushButton *m_connect;
    FirstCall m_call;
    std::optional<FirstCall::Answer> m_answer;
    bool m_wanted = false; // as soon as the gateway accepts connections
    bool m_calling = false;
};

} // namespace gateway::ui
