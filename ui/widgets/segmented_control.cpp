// SPDX-License-Identifier: MIT
#include "ui/widgets/segmented_control.h"

#include "ui/widgets/basics.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

SegmentedControl::SegmentedControl(QWidget *parent) : QFrame(parent)
{
    setProperty("segmented", true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    m_group.setExclusive(true);
    connect(&m_group, &QButtonGroup::idClicked, this, &SegmentedControl::chosen);
}

void SegmentedControl::setTexts(const QStringList &texts)
{
    const auto count = int(texts.size());
    for (int i = int(m_group.buttons().size()); i < count; ++i) {
        auto *button = new QPushButton(this);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setCursor(Qt::PointingHandCursor);
        button->setProperty("segment", i == 0 ? u"first"_s : i + 1 == count ? u"last"_s : u"middle"_s);
        m_group.addButton(button, i);
        layout()->addWidget(button);
    }
    for (int i = 0; i < count; ++i) {
        m_group.button(i)->setText(texts[i]);
    }
    fit();
    if (m_group.checkedId() < 0 && count > 0)
        setCurrent(0);
}

void SegmentedControl::setTight(bool tight)
{
    if (tight == m_tight)
        return;
    m_tight = tight;
    fit();
}

// As wide as when it is chosen, so that choosing moves nothing.
void SegmentedControl::fit()
{
    const QFontMetrics chosen(semibold(font()));
    const auto buttons = m_group.buttons();
    for (QAbstractButton *button : buttons) {
        setStyleProperty(button, "tight", m_tight ? QVariant(u"true"_s) : QVariant(QString()));
        button->setMinimumWidth(chosen.horizontalAdvance(button->text()) + Theme::px(m_tight ? 12 : 26));
    }
}

void SegmentedControl::setCurrent(int index)
{
    if (auto *button = m_group.button(index))
        button->setChecked(true);
}

QWidget *SegmentedControl::currentButton() const
{
    return m_group.checkedButton();
}

QWidget *SegmentedControl::lastButton() const
{
    const auto buttons = m_group.buttons();
    return buttons.isEmpty() ? nullptr : buttons.constLast();
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    auto *button = step ? m_group.button(current() + step) : nullptr;
    if (!button) {
        QFrame::keyPressEvent(event);
        return;
    }
    button->setFocus(Qt::OtherFocusReason);
    button->click();
}

} // namespace gateway::ui
