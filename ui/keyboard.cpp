// SPDX-License-Identifier: MIT
#include "ui/keyboard.h"

#include "ui/pages/page.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QKeyEvent>
#include <QLineEdit>
#include <QRadioButton>

namespace gateway::ui {

namespace {

// A tick is set with Space; Enter is for the dialog, as everywhere.
bool isPressed(const QWidget &widget)
{
    return qobject_cast<const QAbstractButton *>(&widget) != nullptr &&
           qobject_cast<const QCheckBox *>(&widget) == nullptr &&
           qobject_cast<const QRadioButton *>(&widget) == nullptr;
}

Page *pageOf(QWidget *widget)
{
    while (widget != nullptr && qobject_cast<Page *>(widget) == nullptr)
        widget = widget->parentWidget();
    return static_cast<Page *>(widget);
}

// Would choose another entry of a closed box.
bool isStep(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown ||
           key == Qt::Key_Home || key == Qt::Key_End;
}

} // namespace

Keyboard::Keyboard(QObject *parent) : QObject(parent)
{
    QCoreApplication::instance()->installEventFilter(this);
}

QWidget *Keyboard::listOf(QWidget *within)
{
    const auto lists = within->findChildren<QAbstractItemView *>();
    for (QAbstractItemView *list : lists) {
        if (list->isVisible() && (list->focusPolicy() & Qt::TabFocus) != 0 && list->model() != nullptr &&
            list->model()->rowCount() > 0)
            return list;
    }
    return nullptr;
}

QWidget *Keyboard::firstStop(QWidget *within)
{
    for (QWidget *next = within->nextInFocusChain(); next != within; next = next->nextInFocusChain()) {
        if (within->isAncestorOf(next) && next->isVisibleTo(within) && next->isEnabled() &&
            (next->focusPolicy() & Qt::TabFocus) == Qt::TabFocus)
            return next;
    }
    return nullptr;
}

QWidget *Keyboard::stopBefore(QWidget *widget)
{
    QWidget *before = widget->previousInFocusChain();
    while (before != widget && before->focusPolicy() == Qt::NoFocus)
        before = before->previousInFocusChain();
    return before;
}

bool Keyboard::onKey(QWidget &widget, const QKeyEvent &event)
{
    const bool plain = (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    const bool enter = plain && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter);
    if (enter && isPressed(widget)) {
        if (!event.isAutoRepeat()) // a key that is held must not press what gets the focus next
            static_cast<QAbstractButton &>(widget).click();
        return true;
    }
    if (event.key() == Qt::Key_F10 && event.modifiers() == Qt::ShiftModifier) {
        const QPoint middle = widget.rect().center();
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, middle, widget.mapToGlobal(middle));
        QCoreApplication::sendEvent(&widget, &asked);
        return true;
    }
    // Down would go on to whatever is next by Tab, out of the page at its end.
    if (auto *tick = qobject_cast<QCheckBox *>(&widget);
        tick && plain && (event.key() == Qt::Key_Up || event.key() == Qt::Key_Down)) {
        Page *page = pageOf(tick);
        QWidget *list = page != nullptr && event.key() == Qt::Key_Down ? listOf(page) : nullptr;
        if (list != nullptr)
            list->setFocus(Qt::TabFocusReason);
        return page != nullptr;
    }
    // Going through a list that applies what it passes would change the language, or ask the ledger, each
    // time.
    if (auto *box = qobject_cast<QComboBox *>(&widget); box && plain && (isStep(event.key()) || enter)) {
        const bool opens =
                enter ? qobject_cast<QDialog *>(box->window()) == nullptr // there Enter is the dialog's
                      : box->property(appliesAtOnce).toBool();
        if (opens)
            box->showPopup();
        return opens;
    }
#ifndef Q_OS_MACOS // where such keys are how some characters are typed
    // A letter that belongs to no button must not end up in the text.
    if (event.modifiers() == Qt::AltModifier && widget.testAttribute(Qt::WA_InputMethodEnabled) &&
        ((event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z) ||
         (event.key() >= Qt::Key_0 && event.key() <= Qt::Key_9)))
        return true;
#endif
    auto *search = qobject_cast<QLineEdit *>(&widget);
    if (search == nullptr || !search->property("search").toBool() || !plain)
        return false;
    if (event.key() == Qt::Key_Escape && !search->text().isEmpty()) {
        search->clear();
        return true;
    }
    if (event.key() != Qt::Key_Down && !enter)
        return false;
    Page *page = pageOf(search);
    QWidget *found = page != nullptr ? page->found() : nullptr;
    if (found == nullptr)
        return false;
    found->setFocus(Qt::TabFocusReason);
    return true;
}

bool Keyboard::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress || !watched->isWidgetType())
        return false;
    auto *widget = static_cast<QWidget *>(watched);
    return widget->hasFocus() && widget->isEnabled() && onKey(*widget, static_cast<QKeyEvent &>(*event));
}

} // namespace gateway::ui
