// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/playground/chat.h"

class QMenu;

namespace gateway::ui {

class ChatColumn;
class Composer;
class FormField;
class SecretEdit;

// Chat with any model through the gateway itself, with the window's own key; one model, or two side by side.
class PlaygroundPage final : public Page
{
    Q_OBJECT

public:
    PlaygroundPage(Shell &shell, QWidget *parent);

    void activate() override;
    void refresh() override;
    void primaryAction() override { startAnew(); }
    void focusSearch() override;
    void find(const QString &model) override;

private:
    void send();
    void withKey(std::function<void(const Secret &)> call);
    void askAgain(ChatColumn *column, const ChatMessage &message);
    void startAnew();
    void copyAs(CodeLanguage language);
    void showState();
    void retranslate();
    QString address() const { return m_shell.control.addresses().value(0); }
    QList<ChatColumn *> columns() const; // that are asked

    QPushButton *m_sideBySide;
    QPushButton *m_copy;
    QPushButton *m_new;
    QMenu *m_copyMenu;
    QFrame *m_noticeCard;
    QLabel *m_notice;
    QPushButton *m_start;
    SecretEdit *m_key;
    FormField *m_keyField;
    ChatColumn *m_first;
    ChatColumn *m_second;
    Composer *m_composer;
    bool m_asking = false; // for the key
    bool m_noModels = false;
};

} // namespace gateway::ui
