// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"
#include "secrets/secret.h"
#include "ui/dialogs/form_dialog.h"

class QPlainTextEdit;
class QTabBar;

namespace gateway::ui {

class QrCode;
class WarnLine;

// Shows a new key the only time it can be shown, with a first call to paste. Leaving without having copied is
// asked about once.
class KeyShownDialog final : public FormDialog
{
    Q_OBJECT

public:
    struct Content
    {
        Secret key;
        QString user;
        QString label;
        QString address; // of the gateway, "http://127.0.0.1:5000"
        QString model;
        Limits limits{};
        QString zone{}; // by which it expires; IANA name
    };

    KeyShownDialog(Content content, QWidget *parent);

    void reject() override;

Q_SIGNALS:
    void settingsRequested(); // to be reachable from other computers

protected:
    QString cancelText() const override { return m_warned ? tr("Close without copying") : tr("Close"); }
    void submit() override;

private:
    void showSnippet();
    void retranslate();
    void openHandout();
    bool mayClose();
    void wasCopied();

    Content m_content;
    QLabel *m_note;
    QLineEdit *m_key;
    FormField *m_keyField;
    QrCode *m_code;
    CopyButton *m_copyKey;
    WarnLine *m_local;
    // In the order of the Tab key, which is that of the page.
    QTabBar *m_tabs;
    CopyButton *m_copySnippet;
    QPlainTextEdit *m_snippet;
    QPushButton *m_handout;
    bool m_copied = false;
    bool m_warned = false;
};

} // namespace gateway::ui
