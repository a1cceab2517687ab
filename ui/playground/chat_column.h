// SPDX-License-Identifier: MIT
#pragma once

#include "ui/call_watch.h"
#include "ui/pages/page.h"
#include "ui/playground/chat_call.h"

#include <QElapsedTimer>
#include <QPointer>

class QComboBox;
class QScrollArea;
class QStackedWidget;

namespace gateway::ui {

class EmptyState;
class MessageView;

// A conversation with one model.
class ChatColumn final : public QFrame
{
    Q_OBJECT

public:
    ChatColumn(Shell &shell, QWidget *parent);

    void setModels(const QStringList &models, qsizetype preferred);
    QString model() const;
    void choose(const QString &model);
    void focusModel();
    void ask(const QString &address, const Secret &key, const ChatMessage &message,
             const ChatParameters &parameters);
    void stop() { m_call.stop(); }
    void clear();     // what was there is kept until it is cleared again
    void bringBack(); // before what was asked since
    bool isRunning() const { return m_call.isRunning(); }
    const QList<ChatMessage> &messages() const { return m_messages; }
    bool isEmpty() const;
    EmptyState *emptyState() { return m_empty; }

Q_SIGNALS:
    void changed();                                               // began or ended
    void againRequested(const gateway::ui::ChatMessage &message); // the last question, whose answer failed

private:
    MessageView *add(bool fromUser, const QString &who);
    void receive(const QString &text, const QString &reasoning);
    void end(const QString &error);
    void showRow(const CallRow &row);
    void showProgress();
    void showTime();

    Shell &m_shell;
    QComboBox *m_model;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QScrollArea *m_scroll;
    QVBoxLayout *m_list;
    QPointer<MessageView> m_question;
    QPointer<MessageView> m_answer;
    QString m_text;
    QString m_reasoning;
    bool m_modelChosen = false;
    bool m_atEnd = true;
    QTimer m_paint; // text is laid out at most so often
    QTimer m_tick;
    QElapsedTimer m_elapsed;
    std::optional<qint64> m_firstText; // ms
    QList<ChatMessage> m_messages;
    QList<ChatMessage> m_clearedMessages;
    QList<QPointer<QWidget>> m_clearedViews;
    ChatCall m_call;
    CallWatch m_watch;
};

} // namespace gateway::ui
