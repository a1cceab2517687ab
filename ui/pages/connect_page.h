// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"

class QComboBox;
class QLineEdit;
class QListWidget;

namespace gateway::ui {

class FormField;
class SnippetTest;
class WarnLine;
class SnippetView;

// What to paste into a tool so that it calls this gateway, and whether that works. A key that is issued or
// pasted here stays in this page's memory and goes with the window.
class ConnectPage final : public Page
{
    Q_OBJECT

public:
    ConnectPage(Shell &shell, QWidget *parent);

    void activate() override;
    void refresh() override { activate(); }
    void primaryAction() override { issue(); }

private:
    QWidget *makeTop();
    void fillTools();
    void issue();
    void setModels(const QStringList &models);
    QString addressHint() const;
    void showSnippet();
    void retranslate();
    static QString groupName(const QString &group);

    QLineEdit *m_address;
    CopyButton *m_copyAddress;
    FormField *m_addressField;
    QLineEdit *m_key;
    QPushButton *m_issue;
    FormField *m_keyField;
    QComboBox *m_model;
    FormField *m_modelField;
    QListWidget *m_tools;
    SnippetView *m_view;
    WarnLine *m_nothing;
    SnippetTest *m_test;
    bool m_modelChosen = false;
};

} // namespace gateway::ui
