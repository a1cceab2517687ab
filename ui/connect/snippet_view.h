// SPDX-License-Identifier: MIT
#pragma once

#include "ui/snippets.h"
#include "ui/widgets/basics.h"

namespace gateway::ui {

// How one tool is set up: its texts and values, each with a button that copies it, and what is special there.
class SnippetView final : public QFrame
{
    Q_OBJECT

public:
    explicit SnippetView(QWidget *parent = nullptr);

    void show(const SnippetTool &tool, const SnippetValues &values);

private:
    void rebuild();
    void orderTabs();
    void addPart(const SnippetTool::Part &part, int number);
    void addField(const SnippetTool::Field &field);
    QString placeText(const SnippetTool::Part &part, int number) const;
    QString note() const;

    const SnippetTool *m_tool = nullptr;
    SnippetValues m_values;
    QLabel *m_title;
    QLabel *m_note;
    QWidget *m_inner = nullptr;
    QHBoxLayout *m_head;
    CopyButton *m_copy = nullptr; // of a text that has no place of its own
    QVBoxLayout *m_layout;
};

} // namespace gateway::ui
