// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/call_detail.h"
#include "ui/pages/page.h"

#include <QTimer>

class QGridLayout;
class QScrollArea;
class QStackedWidget;
class QTabBar;

namespace gateway::ui {

class BodyView;
class CallSummary;
class EmptyState;
class FactList;

// One call explained: who asked for what, who answered, the way of the call in time, what it cost and why,
// and both bodies where they were kept. Reads by itself; a call in flight is read again until it has ended.
class CallInspector final : public QFrame
{
    Q_OBJECT

public:
    CallInspector(Shell &shell, QWidget *parent);

    void show(RequestId id);
    using QWidget::show;
    void setFully(bool fully); // has the page to itself
    RequestId shownCall() const { return m_id; }

Q_SIGNALS:
    void closed();
    void fullyToggled();
    void sentAgain(gateway::RequestId id); // the new call has a row
    void shown();                          // the call's details have come

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QScrollArea *makeScrolled(QWidget *inner);
    void retranslate();
    void load();
    void showDetail();
    void showHead();
    void showBodies();
    void showCapture(QStackedWidget *stack, EmptyState *nothing, BodyView *view, const BodyText &body);
    void showActions();
    void sendAgain();

    Shell &m_shell;
    RequestId m_id;
    std::optional<CallDetail> m_detail;
    bool m_loading = false;
    QTimer m_again;

    ElidedLabel *m_title;
    Pill *m_status;
    QPushButton *m_sendAgain;
    QPushButton *m_curl;
    QPushButton *m_showKey; // of a refused call: where its limits are raised
    QLabel *m_whyNot;       // it cannot be sent again
    QToolButton *m_copyId;
    QToolButton *m_fullyButton;
    QToolButton *m_close;
    FactList *m_facts;
    QLabel *m_error;
    QTabBar *m_tabs;
    QStackedWidget *m_pages;
    QHBoxLayout *m_sides;
    CallSummary *m_summary;
    QScrollArea *m_summaryPage;
    bool m_fully = false;
    QStackedWidget *m_clientStack;
    QStackedWidget *m_sentStack;
    QStackedWidget *m_answerStack;
    EmptyState *m_noClient;
    EmptyState *m_nothingSent;
    EmptyState *m_noAnswer;
    BodyView *m_client;
    BodyView *m_sent;
    BodyView *m_answer;
};

} // namespace gateway::ui
