// SPDX-License-Identifier: MIT
#include "ui/widgets/empty_state.h"

namespace gateway::ui {

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_sentence(makeLabel("dim", this)), m_button(makeButton("primary", this))
{
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(40), Theme::px(16), Theme::px(40), Theme::px(16));
    layout->setSpacing(Theme::px(14));
    layout->addStretch();
    layout->addWidget(m_sentence);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch();
}

void EmptyState::set(const QString &sentence, const QString &buttonText)
{
    m_sentence->setText(sentence);
    m_button->setText(buttonText);
    m_button->setVisible(!buttonText.isEmpty());
}

} // namespace gateway::ui
