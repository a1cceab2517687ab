// SPDX-License-Identifier: MIT
#include "ui/widgets/fold.h"

#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

Fold::Fold(QWidget *parent)
    : QWidget(parent)
    , m_head(new QToolButton(this))
    , m_summary(new ElidedLabel("dim", this))
    , m_inner(new QWidget(this))
    , m_content(new QVBoxLayout(m_inner))
{
    m_head->setObjectName("fold"_L1);
    m_head->setProperty("fold", true);
    m_head->setCheckable(true);
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setIconSize(QSize(Theme::px(16), Theme::px(16)));
    m_head->setCursor(Qt::PointingHandCursor);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(10));
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(10));
    row->addWidget(m_head);
    row->addWidget(m_summary, 1);
    row->addStretch(); // while the summary is hidden
    layout->addLayout(row);
    layout->addWidget(m_inner);
    m_content->setContentsMargins(0, 0, 0, 0);
    m_content->setSpacing(Theme::px(14));
    connect(m_head, &QToolButton::toggled, this, &Fold::showState);
    connect(m_head, &QToolButton::clicked, this, [this](bool open) { // told apart from setOpen()
        if (m_memory)
            m_memory->setValue(m_memoryName, open);
    });
    showState();
}

void Fold::setTitle(const QString &title)
{
    m_head->setText(title);
    m_head->setAccessibleName(title);
}

void Fold::setSummary(const QString &summary)
{
    m_summary->setFullText(summary);
    m_head->setAccessibleDescription(summary);
}

bool Fold::isOpen() const
{
    return m_head->isChecked();
}

void Fold::setOpen(bool open)
{
    m_head->setChecked(open);
}

void Fold::remember(QSettings *memory, const QString &name)
{
    m_memory = memory;
    m_memoryName = name;
    if (memory && memory->value(name, false).toBool())
        setOpen(true);
}

void Fold::showState()
{
    m_head->setIcon(themedIcon(isOpen() ? u"fold"_s : u"unfold"_s));
    m_summary->setVisible(!isOpen());
    m_inner->setVisible(isOpen());
    Q_EMIT toggled(isOpen());
}

} // namespace gateway::ui
