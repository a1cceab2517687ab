// SPDX-License-Identifier: MIT
#include "ui/widgets/warn_line.h"

#include <QEvent>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

WarnLine::WarnLine(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(makeLabel("warn", this))
    , m_button(makeButton("small", this))
{
    setProperty("warnLine", true);
    m_text->setWordWrap(true);
    m_button->setAutoDefault(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(Theme::px(12), Theme::px(8), Theme::px(8), Theme::px(8));
    layout->setSpacing(Theme::px(8));
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    drawIcon();
}

void WarnLine::set(const QString &text, const QString &buttonText)
{
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setText(buttonText);
    m_button->setVisible(!buttonText.isEmpty());
}

void WarnLine::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
}

void WarnLine::drawIcon()
{
    m_icon->setPixmap(iconPixmap(u"warning"_s, toneInk(Tokens::current(), Tone::Warn), Theme::px(16),
                                 devicePixelRatioF()));
}

} // namespace gateway::ui
