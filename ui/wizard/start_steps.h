// SPDX-License-Identifier: MIT
#pragma once

#include "ui/wizard/wizard_step.h"

class QRadioButton;

namespace gateway::ui {

class AddressForm;
class ProviderForm;

// In which language to go on; taken at once.
class LanguageStep final : public WizardStep
{
    Q_OBJECT

public:
    LanguageStep(WizardState &state, QWidget *parent);

    QString name() const override { return tr("Language"); }
    QString title() const override { return tr("Welcome to API Gateway"); }
    QString primaryText() const override { return tr("Next"); }
    void enter() override;
    void next() override { Q_EMIT done(); }

private:
    void choose(const QString &language);

    QLabel *m_what;
    QRadioButton *m_english;
    QRadioButton *m_chinese;
};

// Who answers: a provider with its key, tested before it is stored, or the demo.
class ProviderStep final : public WizardStep
{
    Q_OBJECT

public:
    ProviderStep(WizardState &state, QWidget *parent);

    QString name() const override { return tr("Provider"); }
    QString title() const override { return tr("Which provider answers?"); }
    QString primaryText() const override;
    bool canSkip() const override { return !m_state.providers.isEmpty(); }
    void enter() override;
    void next() override;

private:
    enum class Tested { No, Works, Fails };
    void test();
    void add();
    void added(const Provider &provider);
    void showState();

    QLabel *m_note;
    ProviderForm *m_form;
    QPushButton *m_demo;
    Tested m_tested = Tested::No;
    bool m_added = false;
};

// Where the gateway listens; checked, and the gateway is there when this step is over.
class AddressStep final : public WizardStep
{
    Q_OBJECT

public:
    AddressStep(WizardState &state, QWidget *parent);

    QString name() const override { return tr("Address"); }
    QString title() const override { return tr("Where do your tools reach it?"); }
    QString primaryText() const override { return tr("Next"); }
    bool offersOther() const override { return m_freeOffered; }
    void enter() override;
    void next() override;

private:
    void moveTo(const QStringList &listen);

    QLabel *m_note;
    AddressForm *m_form;
    bool m_freeOffered = false;
};

} // namespace gateway::ui
