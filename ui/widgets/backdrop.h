// SPDX-License-Identifier: MIT
#pragma once

#include <QPointer>
#include <QWidget>

namespace gateway::ui {

// Dims a window below a dialog, so that the eye goes to the dialog, and draws the dialog's shadow.
// Lives as long as the dialog is shown.
class Backdrop final : public QWidget
{
    Q_OBJECT

public:
    Backdrop(QWidget *window, QWidget *dialog);

    // What such a dialog stands on: a surface with round corners.
    static void paintSheet(QPainter &painter, const QRect &rect);

    // Under X11 the window of a dialog without a frame may think that it stands in the corner of the screen
    // once it is shown: it would jump there with its next size, and its lists open there.
    static void keepPlace(const QWidget &dialog);

    bool eventFilter(QObject *watched, QEvent *event) override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPointer<QWidget> m_dialog;
};

} // namespace gateway::ui
