// SPDX-License-Identifier: MIT
#include "ui/widgets/backdrop.h"

#include "ui/theme.h"

#include <QDialog>
#include <QEvent>
#include <QPainter>
#include <QWindow>

namespace gateway::ui {

namespace {

constexpr int radius = 12;
constexpr int spread = 26; // of the shadow
constexpr int fall = 8;    // how far the light stands above

} // namespace

Backdrop::Backdrop(QWidget *window, QWidget *dialog) : QWidget(window), m_dialog(dialog)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    window->installEventFilter(this);
    dialog->installEventFilter(this);
    connect(dialog, &QObject::destroyed, this, &QObject::deleteLater);
    setGeometry(window->rect());
    show();
    raise();
}

void Backdrop::paintSheet(QPainter &painter, const QRect &rect)
{
    const Tokens &tokens = Tokens::current();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tokens.line);
    painter.setBrush(tokens.surface);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), Theme::px(radius),
                            Theme::px(radius));
}

void Backdrop::keepPlace(const QWidget &dialog)
{
    QWindow *window = dialog.windowHandle();
    if (dialog.isVisible() && window && window->position() != dialog.pos())
        window->setPosition(dialog.pos());
}

bool Backdrop::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_dialog && event->type() == QEvent::WindowActivate)
        keepPlace(*m_dialog);
    if (event->type() == QEvent::Resize || event->type() == QEvent::Move) {
        setGeometry(parentWidget()->rect());
        update();
    }
    return QWidget::eventFilter(watched, event);
}

void Backdrop::paintEvent(QPaintEvent *)
{
    const bool dark = Tokens::current().dark;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(10, 14, 22, dark ? 130 : 90));
    if (qobject_cast<QDialog *>(parentWidget()))
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), Theme::px(radius),
                                Theme::px(radius));
    else
        painter.drawRect(rect());
    if (!m_dialog)
        return;
    const QRect dialog(parentWidget()->mapFromGlobal(m_dialog->pos()), m_dialog->size());
    painter.setBrush(QColor(6, 9, 16, dark ? 9 : 5));
    for (int i = Theme::px(spread); i > 0; i -= 2) {
        painter.drawRoundedRect(dialog.adjusted(-i, Theme::px(fall) - i, i, Theme::px(fall) + i),
                                Theme::px(radius) + i, Theme::px(radius) + i);
    }
}

} // namespace gateway::ui
