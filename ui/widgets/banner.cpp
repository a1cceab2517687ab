// SPDX-License-Identifier: MIT
#include "ui/widgets/banner.h"

#include <QEvent>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

Banner::Banner(QWidget *parent) : QFrame(parent), m_icon(new QLabel(this)), m_text(makeLabel("body", this))
{
    setProperty("banner", u"neutral"_s);
    m_text->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::px(22), Theme::px(8), Theme::px(22), Theme::px(8));
    layout->setSpacing(Theme::px(10));
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    for (int i = 0; i < 2; ++i) {
        auto *button = makeButton("", this);
        connect(button, &QPushButton::clicked, this, [this, i] {
            // The action may replace the message, and with it this list.
            if (const auto run = m_actions.value(i).run)
                run();
        });
        layout->addWidget(button);
        m_buttons += button;
    }
    hide();
}

void Banner::showMessage(Tone tone, const QString &text, const QList<Action> &actions)
{
    static const QHash<Tone, QString> names{{Tone::Bad, u"bad"_s},
                                            {Tone::Warn, u"warn"_s},
                                            {Tone::Good, u"good"_s},
                                            {Tone::Accent, u"accent"_s}};
    setStyleProperty(this, "banner", names.value(tone, u"neutral"_s));
    m_tone = tone;
    drawIcon();
    m_text->setText(text);
    setAccessibleName(text);
    m_actions = actions;
    for (int i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setVisible(i < actions.size());
        if (i < actions.size()) {
            m_buttons[i]->setText(actions[i].text);
            setStyleProperty(m_buttons[i], "kind", actions[i].helps ? u"primary"_s : QString());
        }
    }
    show();
}

void Banner::clear()
{
    m_actions.clear();
    m_text->clear();
    hide();
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

void Banner::drawIcon()
{
    const bool problem = m_tone == Tone::Bad || m_tone == Tone::Warn;
    m_icon->setPixmap(iconPixmap(problem ? u"warning"_s : u"info"_s, toneInk(Tokens::current(), m_tone),
                                 Theme::px(18), devicePixelRatioF()));
}

Toast::Toast(QWidget *parent)
    : QFrame(parent)
    , m_text(makeLabel("toast", this))
    , m_button(makeButton("toast", this))
    , m_timer(new QTimer(this))
{
    setProperty("toast", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::px(16), Theme::px(9), Theme::px(12), Theme::px(9));
    layout->setSpacing(Theme::px(12));
    layout->addWidget(m_text);
    layout->addWidget(m_button);
    m_button->setToolTip(u"Alt+Z"_s);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (m_action)
            m_action();
    });
    parent->installEventFilter(this);
    hide();
}

void Toast::showMessage(const QString &text, const QString &actionText, std::function<void()> action)
{
    m_text->setText(text);
    setAccessibleName(text);
    m_action = std::move(action);
    m_button->setText(actionText);
    m_button->setVisible(bool(m_action));
    place();
    show();
    raise();
    m_timer->start(m_action ? 8'000 : 3'000);
}

void Toast::press()
{
    if (isVisible() && m_action)
        m_button->click();
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parent() && event->type() == QEvent::Resize)
        place();
    return QFrame::eventFilter(watched, event);
}

void Toast::place()
{
    adjustSize();
    const QWidget *window = parentWidget();
    move((window->width() - width()) / 2, window->height() - height() - Theme::px(24));
}

} // namespace gateway::ui
