// SPDX-License-Identifier: MIT
#include "ui/pages/page.h"

#include "ui/error_text.h"
#include "ui/keyboard.h"

#include <QScrollArea>
#include <QScrollBar>

namespace gateway::ui {

Page::Page(Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_shell(shell)
    , m_title(makeLabel("title", this))
    , m_header(new QHBoxLayout)
    , m_content(new QVBoxLayout(this))
{
    m_content->setContentsMargins(Theme::px(22), Theme::px(18), Theme::px(22), Theme::px(18));
    m_content->setSpacing(Theme::px(14));
    m_header->setSpacing(Theme::px(10));
    m_header->addWidget(m_title);
    m_header->addStretch();
    m_header->addStrut(Theme::px(32)); // pages without controls have their title at the same height
    m_content->addLayout(m_header);
}

void Page::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Page::addScrolled(QWidget *inner)
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *holder = new QWidget(scroll);
    auto *row = new QHBoxLayout(holder);
    const int gutter = Theme::px(14);
    row->setContentsMargins(0, 0, gutter, 0);
    row->addWidget(inner);
    scroll->setWidget(holder);
    QMargins margins = m_content->contentsMargins();
    m_header->setContentsMargins(0, 0, gutter, 0);
    margins.setRight(margins.right() - gutter);
    m_content->setContentsMargins(margins);
    m_content->addWidget(scroll, 1);
    QScrollBar *bar = scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, row, [row, bar, gutter](int, int maximum) {
        row->setContentsMargins(0, 0, maximum > 0 ? gutter - bar->sizeHint().width() : gutter, 0);
    });
}

QWidget *Page::found()
{
    return Keyboard::listOf(this);
}

void Page::toast(const QString &text, const QString &actionText, std::function<void()> action)
{
    if (m_shell.toast)
        m_shell.toast(text, actionText, std::move(action));
}

void Page::act(std::function<Outcome(Management &)> job, std::function<void()> done)
{
    m_shell.backend.manage<bool>(
            this,
            [job = std::move(job)](Management &management) -> Result<bool> {
                return job(management).map([] { return true; });
            },
            [this, done = std::move(done)](Result<bool> result) {
                if (!result)
                    toast(ErrorText::of(result.error()));
                else if (done)
                    done();
            });
}

} // namespace gateway::ui
