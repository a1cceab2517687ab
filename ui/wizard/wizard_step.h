// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"

namespace gateway::ui {

// What the steps of the wizard tell each other. Everything that a step has done is in the database already:
// leaving the wizard anywhere leaves what works.
struct WizardState
{
    Shell &shell;
    QList<Provider> providers; // that are there
    QString model;             // for the first call
    QString user;
    std::optional<IssuedKey> key; // shown until the wizard closes, then nowhere
    bool keyCopied = false;
    bool connectTools = false; // where to go afterwards
};

// One step: what it is about, its fields, and what Next does.
class WizardStep : public QWidget
{
    Q_OBJECT

public:
    WizardStep(WizardState &state, QWidget *parent) : QWidget(parent), m_state(state) {}

    virtual QString name() const = 0;  // in the row of steps
    virtual QString title() const = 0; // a question or a sentence
    virtual QString primaryText() const = 0;
    virtual bool canSkip() const { return false; }
    virtual bool offersOther() const { return false; } // a button of its own is the one to press
    virtual bool isDone() const { return false; }      // of the last one, which has no step after it
    virtual void enter() {}
    virtual void next() = 0; // answers with done(), failed() or at its fields

Q_SIGNALS:
    void done();
    void failed(const QString &text);
    void busy(bool busy);
    void changed(); // primaryText() or the height

protected:
    WizardState &m_state;
};

} // namespace gateway::ui
