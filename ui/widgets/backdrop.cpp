// SPDX-License-Identifier: MIT
#include "ui/widgets/backdrop.h"

#include "ui/theme.h"

#include <QPainter>

namespace gateway::ui {

Backdrop::Backdrop(QWidget *window) : QWidget(window)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setGeometry(window->rect());
    show();
    raise();
}

void Backdrop::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), QColor(10, 14, 22, Tokens::current().dark ? 130 : 90));
}

} // namespace gateway::ui
