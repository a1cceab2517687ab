// SPDX-License-Identifier: MIT
#pragma once

#include <QWidget>

namespace gateway::ui {

// Dims a window below a dialog, so that the eye goes to the dialog. Lives as long as the dialog is shown.
class Backdrop final : public QWidget
{
    Q_OBJECT

public:
    explicit Backdrop(QWidget *window);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace gateway::ui
