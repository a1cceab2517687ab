// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/handout/handout.h"

#include "base/error.h"

class QComboBox;
class QTextBrowser;

namespace gateway::ui {

// The sheet for the person who gets the key, in the language of that person: to copy, to save, to print.
class HandoutDialog final : public FormDialog
{
    Q_OBJECT

public:
    HandoutDialog(Handout handout, QWidget *parent);

    QString language() const;
    // As HTML or PDF by the ending of the name, else as text. Readable by its owner alone: it holds the key.
    Outcome saveTo(const QString &path) const;

Q_SIGNALS:
    void taken(); // the key has left this window

protected:
    void submit() override; // save
    QString cancelText() const override { return tr("Close"); }

private:
    void showSheet();
    void print();

    Handout m_handout;
    QComboBox *m_language;
    FormField *m_languageField;
    QTextBrowser *m_sheet;
    CopyButton *m_copy;
    QPushButton *m_print;
};

} // namespace gateway::ui
