// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/call_detail.h"
#include "ui/inspector/json_model.h"

#include <QStringListModel>
#include <QWidget>

class QLabel;
class QListView;
class QPlainTextEdit;
class QStackedWidget;
class QTreeView;

namespace gateway::ui {

class Fold;
class SegmentedControl;

// Headers and body of one side: JSON as a tree, a stream as its events, either as text too.
class BodyView final : public QWidget
{
    Q_OBJECT

public:
    explicit BodyView(QWidget *parent = nullptr);

    void setBody(const BodyText &body);
    void setNote(const QString &note); // above the body

private:
    void retranslate();
    void choose(int index);
    void showWhole(int row);

    BodyText m_body;
    JsonModel m_json;
    QStringListModel m_events;
    QLabel *m_note;
    Fold *m_headFold;
    QPlainTextEdit *m_headers;
    Fold *m_upstreamFold;
    QPlainTextEdit *m_upstreamHeaders;
    SegmentedControl *m_choice;
    QStackedWidget *m_stack;
    QTreeView *m_tree;
    QWidget *m_eventPage;
    QListView *m_list;
    QPlainTextEdit *m_event;
    QPlainTextEdit *m_text;
};

} // namespace gateway::ui
