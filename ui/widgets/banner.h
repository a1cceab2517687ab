// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include <functional>

namespace gateway::ui {

// A line above the page that says what is wrong, with at most two buttons that help.
class Banner final : public QFrame
{
    Q_OBJECT

public:
    struct Action
    {
        QString text;
        std::function<void()> run;
        bool helps = false; // the one that most likely does
    };

    explicit Banner(QWidget *parent = nullptr);

    void showMessage(Tone tone, const QString &text, const QList<Action> &actions = {});
    void clear();
    QString text() const { return m_text->text(); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    Tone m_tone = Tone::Neutral;
    QLabel *m_icon;
    QLabel *m_text;
    QList<QPushButton *> m_buttons;
    QList<Action> m_actions;
};

// A word at the lower edge of the window that goes by itself; may offer one way back.
class Toast final : public QFrame
{
    Q_OBJECT

public:
    explicit Toast(QWidget *parent);

    void showMessage(const QString &text, const QString &actionText = {}, std::function<void()> action = {});
    QString text() const { return m_text->text(); }
    void press(); // its button, where it has one and is shown

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QLabel *m_text;
    QPushButton *m_button;
    std::function<void()> m_action;
    class QTimer *m_timer;
};

} // namespace gateway::ui
