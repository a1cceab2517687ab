// SPDX-License-Identifier: MIT
#include "ui/widgets/row_header.h"

#include "ui/icons.h"

#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QFont headFont(const QFont &body)
{
    QFont font = body;
    font.setPixelSize(Theme::px(12));
    return font;
}

int arrowSize()
{
    return Theme::px(12);
}

} // namespace

RowHeader::RowHeader(QWidget *parent) : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
}

void RowHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const Tokens &tokens = Tokens::current();
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const bool right =
            model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section && !text.isEmpty();
    painter->save();
    painter->setPen(tokens.line);
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());

    const QFont font = headFont(this->font());
    const QFontMetrics metrics(font);
    const QRect inner = rect.adjusted(Theme::px(8), 0, -Theme::px(8), -1);
    const int room = inner.width() - (sorted ? arrowSize() + Theme::px(2) : 0);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room);
    const int width = qMin(room, metrics.horizontalAdvance(shown) + 1);
    const int left = right ? inner.right() + 1 - width : inner.left();
    painter->setFont(font);
    painter->setPen(sorted ? tokens.text : tokens.dim);
    painter->drawText(QRect(left, inner.top(), width, inner.height()),
                      int(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft)), shown);
    if (sorted) {
        // A right-aligned word stays in line with its figures: the arrow goes before it.
        const int x = right ? left - arrowSize() - Theme::px(2) : left + width + Theme::px(2);
        const QString icon = sortIndicatorOrder() == Qt::AscendingOrder ? u"up"_s : u"down"_s;
        painter->drawPixmap(
                QRect(x, inner.center().y() - arrowSize() / 2 + 1, arrowSize(), arrowSize()),
                iconPixmap(icon, tokens.dim, arrowSize(), painter->device()->devicePixelRatioF()));
    }
    painter->restore();
}

QSize RowHeader::sectionSizeFromContents(int section) const
{
    const QString text = model()->headerData(section, Qt::Horizontal).toString();
    const int width = QFontMetrics(headFont(font())).horizontalAdvance(text) + 2 * Theme::px(8) +
                      arrowSize() + Theme::px(4);
    return {width, Theme::px(36)};
}

} // namespace gateway::ui
