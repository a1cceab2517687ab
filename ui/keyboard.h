// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QKeyEvent;
class QWidget;

namespace gateway::ui {

// What the keyboard does the same way in the whole window: Enter presses the button that has the focus (and
// not the default button of its dialog), Shift+F10 opens the menu of a row as the menu key does, in a
// search field Escape clears and Down goes to what was found, as it does from a tick over a table, and a box
// with the property `appliesAtOnce` opens its list with the arrow keys; Alt with a letter that no button has
// types nothing. Filters the application's events; main thread.
class Keyboard final : public QObject
{
    Q_OBJECT

public:
    static constexpr auto appliesAtOnce = "appliesAtOnce";

    explicit Keyboard(QObject *parent);

    // The first table below `within` that can be seen; null without one.
    static QWidget *listOf(QWidget *within);
    // Where the Tab key comes first below `within`; null for nowhere.
    static QWidget *firstStop(QWidget *within);
    // What takes the focus before `widget`, for QWidget::setTabOrder, which knows only such.
    static QWidget *stopBefore(QWidget *widget);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static bool onKey(QWidget &widget, const QKeyEvent &event);
};

} // namespace gateway::ui
