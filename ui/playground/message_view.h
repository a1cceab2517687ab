// SPDX-License-Identifier: MIT
#pragma once

#include "ui/playground/chat.h"
#include "ui/widgets/basics.h"

#include <functional>

namespace gateway::ui {

class MessageText;

// One message of a conversation: what a person asked with its images, or what a model answered, with what it
// took or what went wrong below.
class MessageView final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageView(bool fromUser, QWidget *parent = nullptr);

    void setWho(const QString &who);
    void setText(const QString &text);
    void setImages(const QList<ChatImage> &images);
    void setReasoning(const QString &text);
    void setFigures(const QString &text);
    void setError(const QString &text);
    void setEnded(bool ended); // only then it can be copied, explained or asked again
    // What the buttons below do; those without an action are not there.
    void onRequest(std::function<void()> show);
    void onRow(std::function<void()> show);
    void onAgain(std::function<void()> ask);

    QString text() const;
    QString figures() const { return m_figures->text(); }
    QString error() const { return m_error->text(); }

private:
    void retranslate();
    void showButtons();

    QLabel *m_who;
    QLabel *m_reasoning;
    MessageText *m_text;
    QWidget *m_images;
    QWidget *m_failure;
    QLabel *m_error;
    QPushButton *m_again;
    QPushButton *m_explain;
    QLabel *m_figures;
    CopyButton *m_copy;
    QToolButton *m_request;
    QToolButton *m_row;
    QString m_reasoningText;
    bool m_ended = false;
    std::function<void()> m_showRequest;
    std::function<void()> m_showRow;
    std::function<void()> m_askAgain;
};

} // namespace gateway::ui
