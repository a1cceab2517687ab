// SPDX-License-Identifier: MIT
#include "ui/models/cell_delegate.h"

#include "ui/widgets/basics.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

int padding()
{
    return Theme::px(8);
}

int barWidth()
{
    return Theme::px(72);
}

int barGap()
{
    return Theme::px(10);
}

Qt::Alignment alignment(const QModelIndex &index)
{
    const QVariant value = index.data(Qt::TextAlignmentRole);
    return value.isValid() ? Qt::Alignment(value.toInt()) : Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace

CellDelegate::CellDelegate(QObject *parent) : QStyledItemDelegate(parent) {}

int CellDelegate::rowHeight()
{
    return Theme::px(34);
}

QFont CellDelegate::cellFont(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return index.data(MonoRole).toBool() ? monospaced(option.font) : option.font;
}

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Tokens &tokens = Tokens::current();
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = index.row() == m_hoverRow;
    painter->save();
    if (selected)
        painter->fillRect(option.rect, tokens.accentBack);
    else if (hovered)
        painter->fillRect(option.rect, tokens.hover);
    painter->setPen(tokens.line);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

    QRect rect = option.rect.adjusted(padding(), 0, -padding(), -1);
    if (index.column() == m_actionColumn) {
        if (selected || hovered) {
            const int size = Theme::px(18);
            painter->drawPixmap(
                    QRect(rect.center() - QPoint(size / 2, size / 2), QSize(size, size)),
                    iconPixmap(u"more"_s, tokens.dim, size, painter->device()->devicePixelRatioF()));
        }
        painter->restore();
        return;
    }

    const QString text = index.data(Qt::DisplayRole).toString();
    const QVariant tone = index.data(ToneRole);
    const QVariant share = index.data(ShareRole);
    if (text.isEmpty() && index.data(WaitRole).toBool()) {
        paintWaiting(painter, rect, index);
    } else if (share.isValid()) {
        paintShare(painter, rect, text, share.toDouble(), option.font);
    } else if (tone.isValid()) {
        QRect pill(QPoint(), Pill::sizeFor(text, option.font));
        pill.setWidth(qMin(pill.width(), rect.width()));
        pill.moveCenter(rect.center());
        if (alignment(index) & Qt::AlignRight)
            pill.moveRight(rect.right());
        else
            pill.moveLeft(rect.left());
        Pill::paint(*painter, pill, text, Tone(tone.toInt()), option.font);
        if (const QString note = index.data(NoteRole).toString(); m_notes && !note.isEmpty()) {
            rect.setLeft(pill.right() + padding());
            painter->setFont(option.font);
            painter->setPen(tokens.dim);
            painter->drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter),
                              QFontMetrics(option.font).elidedText(note, Qt::ElideRight, rect.width()));
        }
    } else {
        const QFont font = cellFont(option, index);
        painter->setFont(font);
        painter->setPen(index.data(DimRole).toBool() ? tokens.dim : tokens.text);
        painter->drawText(rect, int(alignment(index)),
                          QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width()));
    }
    painter->restore();
}

// Where text will stand; not all of the same width, as text is not.
void CellDelegate::paintWaiting(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    const int height = Theme::px(8);
    const int width = rect.width() * (3 + (index.row() * 7 + index.column() * 3) % 4) / 10;
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(Tokens::current().hover);
    painter->drawRoundedRect(QRect(rect.left(), rect.center().y() - height / 2, width, height), height / 2,
                             height / 2);
}

void CellDelegate::paintShare(QPainter *painter, QRect rect, const QString &text, double share,
                              const QFont &body) const
{
    const Tokens &tokens = Tokens::current();
    painter->setRenderHint(QPainter::Antialiasing);
    const qreal height = Theme::px(6);
    const QRectF bar(rect.left(), rect.center().y() - height / 2 + 0.5, barWidth(), height);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tokens.line);
    painter->drawRoundedRect(bar, height / 2, height / 2);
    if (share > 0) {
        QRectF filled = bar;
        filled.setWidth(qBound(height, bar.width() * share, bar.width()));
        painter->setBrush(toneColor(tokens, shareTone(share)));
        painter->drawRoundedRect(filled, height / 2, height / 2);
    }
    rect.setLeft(rect.left() + barWidth() + barGap());
    painter->setFont(body);
    painter->setPen(share > 0.95 ? toneInk(tokens, Tone::Bad) : tokens.dim);
    painter->drawText(rect, int(Qt::AlignLeft | Qt::AlignVCenter),
                      QFontMetrics(body).elidedText(text, Qt::ElideRight, rect.width()));
}

Tone CellDelegate::shareTone(double share)
{
    return share > 0.95 ? Tone::Bad : share > 0.8 ? Tone::Warn : Tone::Accent;
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data(Qt::DisplayRole).toString();
    if (index.data(ShareRole).isValid()) {
        return {barWidth() + barGap() + QFontMetrics(option.font).horizontalAdvance(text) + 2 * padding() +
                        Theme::px(6),
                rowHeight()};
    }
    int width = index.data(ToneRole).isValid()
                        ? Pill::sizeFor(text, option.font).width()
                        : QFontMetrics(cellFont(option, index)).horizontalAdvance(text);
    if (const QString note = index.data(NoteRole).toString();
        m_notes && !note.isEmpty() && index.data(FitNoteRole).toBool())
        width += padding() + QFontMetrics(option.font).horizontalAdvance(note);
    return {width + 2 * padding() + Theme::px(6), rowHeight()};
}

} // namespace gateway::ui
