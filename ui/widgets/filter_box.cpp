// SPDX-License-Identifier: MIT
#include "ui/widgets/filter_box.h"

#include "ui/keyboard.h"
#include "ui/theme.h"

#include <QAbstractItemView>

namespace gateway::ui {

FilterBox::FilterBox(const QString &objectName, QWidget *parent) : QComboBox(parent)
{
    setObjectName(objectName);
    setProperty("filter", true);
    setProperty(Keyboard::appliesAtOnce, true);
    setMaxVisibleItems(18);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    addItem({});
    connect(this, &QComboBox::activated, this, &FilterBox::chosen);
    connect(this, &QComboBox::currentTextChanged, this, [this](const QString &text) {
        setToolTip(text);
        updateGeometry();
    });
}

void FilterBox::setAnyText(const QString &text)
{
    setItemText(0, text);
    setAccessibleName(text);
    updateGeometry();
}

void FilterBox::setEntries(const QList<std::pair<QString, QVariant>> &entries)
{
    const QVariant kept = value();
    const QString name = currentText();
    const QSignalBlocker blocker(this);
    while (count() > 1)
        removeItem(1);
    for (const auto &[text, entry] : entries)
        addItem(text, entry);
    setValue(kept, name);
}

void FilterBox::setValue(const QVariant &value, const QString &name)
{
    int at = 0;
    if (value.isValid()) {
        at = findData(value);
        if (at < 0) {
            addItem(name.isEmpty() ? value.toString() : name, value);
            at = count() - 1;
        }
    }
    setCurrentIndex(at);
    updateGeometry();
    // The list is as wide as its longest entry, and not as the box.
    int widest = 0;
    for (int i = 0; i < count(); ++i)
        widest = qMax(widest, fontMetrics().horizontalAdvance(itemText(i)));
    view()->setMinimumWidth(qMin(widest + Theme::px(48), Theme::px(420)));
}

QSize FilterBox::minimumSizeHint() const
{
    return {Theme::px(70), QComboBox::minimumSizeHint().height()};
}

QSize FilterBox::sizeHint() const
{
    const int text = fontMetrics().horizontalAdvance(currentText()) + Theme::px(4);
    return {qMin(text, Theme::px(150)) + Theme::px(34), QComboBox::sizeHint().height()};
}

} // namespace gateway::ui
