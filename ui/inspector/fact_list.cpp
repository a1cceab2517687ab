// SPDX-License-Identifier: MIT
#include "ui/inspector/fact_list.h"

#include "ui/widgets/basics.h"

#include <QGridLayout>

namespace gateway::ui {

FactList::FactList(QWidget *parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(Theme::px(12));
    m_grid->setVerticalSpacing(Theme::px(6));
    m_grid->setColumnStretch(1, 1);
}

void FactList::setFacts(const QList<Fact> &facts)
{
    if (facts == m_facts)
        return;
    m_facts = facts;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Fact &fact : facts) {
        QLabel *name = makeLabel("hint", this);
        name->setText(fact.name);
        name->setMinimumWidth(Theme::px(84));
        QLabel *value = makeLabel(fact.strong ? "heading" : "", this);
        value->setText(fact.value);
        value->setTextFormat(Qt::PlainText);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        value->setAccessibleName(QString(fact.name + u": " + fact.value + u' ' + fact.amount).trimmed());
        if (fact.mono)
            value->setFont(monospaced(font()));
        m_grid->addWidget(name, row, 0, Qt::AlignLeft | Qt::AlignTop);
        m_grid->addWidget(value, row, 1, 1, fact.amount.isEmpty() ? 2 : 1);
        if (!fact.amount.isEmpty()) {
            QLabel *amount = makeLabel(fact.strong ? "heading" : "", this);
            amount->setText(fact.amount);
            amount->setTextFormat(Qt::PlainText);
            amount->setTextInteractionFlags(Qt::TextSelectableByMouse);
            m_grid->addWidget(amount, row, 2, Qt::AlignRight | Qt::AlignTop);
        }
        ++row;
    }
}

} // namespace gateway::ui
