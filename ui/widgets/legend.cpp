// SPDX-License-Identifier: MIT
#include "ui/widgets/legend.h"

#include "ui/theme.h"

#include <QPainter>

namespace gateway::ui {

Legend::Legend(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Legend::setEntries(const QList<Entry> &entries)
{
    m_entries = entries;
    updateGeometry();
    update();
}

QFont Legend::smallFont() const
{
    QFont small = font();
    small.setPixelSize(Theme::px(12));
    return small;
}

QSize Legend::sizeHint() const
{
    return {Theme::px(200), QFontMetrics(smallFont()).height()};
}

void Legend::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    const QFontMetrics metrics(smallFont());
    const int square = Theme::px(8);
    int x = Theme::px(34);
    for (const Entry &entry : m_entries) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.series[size_t(entry.series)]);
        painter.drawRoundedRect(QRectF(x, (height() - square) / 2.0, square, square), 2, 2);
        x += square + Theme::px(5);
        painter.setPen(tokens.dim);
        painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter, entry.name);
        x += metrics.horizontalAdvance(entry.name) + Theme::px(14);
    }
}

} // namespace gateway::ui
