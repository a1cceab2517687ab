// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

namespace gateway::ui {

// What stands in the way, within a page or a dialog, and the one button that helps.
class WarnLine final : public QFrame
{
    Q_OBJECT

public:
    explicit WarnLine(QWidget *parent = nullptr);

    void set(const QString &text, const QString &buttonText = {});
    QPushButton *button() const { return m_button; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void drawIcon();

    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_button;
};

} // namespace gateway::ui
