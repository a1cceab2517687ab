// SPDX-License-Identifier: MIT
#include "ui/widgets/figures.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <numeric>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

int barHeight()
{
    return Theme::px(6);
}

QFont smallFont(const QFont &body)
{
    QFont font = body;
    font.setPixelSize(Theme::px(12));
    return font;
}

QColor track(const Tokens &tokens)
{
    return tokens.dark ? tokens.line.darker(115) : QColor(0xf0f2f6);
}

} // namespace

SplitBar::SplitBar(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void SplitBar::setParts(const QList<Part> &parts)
{
    m_parts = parts;
    QStringList words;
    for (const Part &part : parts)
        words += part.name + u' ' + part.figure;
    setAccessibleName(words.join(", "_L1));
    updateGeometry();
    update();
}

QSize SplitBar::sizeHint() const
{
    return {Theme::px(220), heightForWidth(Theme::px(220))};
}

QSize SplitBar::minimumSizeHint() const
{
    return {Theme::px(120), heightForWidth(qMax(width(), Theme::px(120)))};
}

int SplitBar::heightForWidth(int width) const
{
    return layoutLegend(width, nullptr);
}

int SplitBar::layoutLegend(int width, QPainter *painter) const
{
    const Tokens &tokens = Tokens::current();
    const QFontMetrics metrics(smallFont(font()));
    const int square = Theme::px(8);
    int x = 0;
    int y = barHeight() + Theme::px(7);
    for (const Part &part : m_parts) {
        const QString text = part.name + u' ' + part.figure;
        const int needed = square + Theme::px(5) + metrics.horizontalAdvance(text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += metrics.height() + Theme::px(3);
        }
        if (painter) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens.series[size_t(part.series)]);
            painter->drawRoundedRect(QRectF(x, y + (metrics.height() - square) / 2.0, square, square), 2, 2);
            painter->setPen(tokens.dim);
            painter->drawText(x + square + Theme::px(5), y + metrics.ascent(), text);
        }
        x += needed + Theme::px(12);
    }
    return y + metrics.height();
}

void SplitBar::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont(font()));
    const QRectF bar(0, 0, width(), barHeight());
    QPainterPath clip;
    clip.addRoundedRect(bar, bar.height() / 2, bar.height() / 2);
    painter.save();
    painter.setClipPath(clip);
    painter.fillRect(bar, track(tokens));
    const qint64 total = std::accumulate(m_parts.begin(), m_parts.end(), qint64(0),
                                         [](qint64 sum, const Part &part) { return sum + part.value; });
    qreal x = 0;
    for (const Part &part : m_parts) {
        if (total <= 0 || part.value <= 0)
            continue;
        const qreal length = bar.width() * qreal(part.value) / qreal(total);
        painter.fillRect(QRectF(x, 0, length, bar.height()), tokens.series[size_t(part.series)]);
        if (x > 0)
            painter.fillRect(QRectF(x, 0, 1.5, bar.height()), tokens.surface);
        x += length;
    }
    painter.restore();
    layoutLegend(width(), &painter);
}

Tile::Tile(QWidget *parent)
    : QFrame(parent)
    , m_label(makeLabel("dim", this))
    , m_figure(makeLabel("figure", this))
    , m_context(new ElidedLabel("hint", this))
    , m_pill(new Pill(this))
    , m_contextRow(new QHBoxLayout)
    , m_layout(new QVBoxLayout(this))
{
    setProperty("card", true);
    m_layout->setContentsMargins(Theme::px(16), Theme::px(13), Theme::px(16), Theme::px(13));
    m_layout->setSpacing(Theme::px(3));
    m_layout->addWidget(m_label);
    m_layout->addWidget(m_figure);
    m_contextRow->setSpacing(Theme::px(6));
    m_contextRow->addWidget(m_context);
    m_contextRow->addWidget(m_pill);
    m_contextRow->addStretch();
    m_layout->addLayout(m_contextRow);
    m_layout->addStretch();
    // Chinese and Latin letters have lines of different heights: figures of all tiles stand in one line all
    // the same.
    m_label->setFixedHeight(Theme::px(17));
    m_figure->setFixedHeight(Theme::px(30));
    m_pill->hide();
}

void Tile::setLabel(const QString &label)
{
    m_label->setText(label);
    describe();
}

void Tile::setFigure(const QString &figure)
{
    m_figure->setText(figure);
    describe();
}

void Tile::setContext(const QString &context, const QString &toolTip)
{
    m_context->setFullText(context);
    if (!toolTip.isEmpty())
        m_context->setToolTip(toolTip);
    describe();
}

void Tile::setPill(const QString &text, Tone tone)
{
    m_pill->set(text, tone);
    m_pill->setVisible(!text.isEmpty());
}

SplitBar *Tile::addBar()
{
    auto *bar = new SplitBar(this);
    m_layout->insertSpacing(2, Theme::px(2));
    m_layout->insertWidget(3, bar);
    m_context->hide();
    return bar;
}

void Tile::describe()
{
    setAccessibleName(m_label->text() + ": "_L1 + m_figure->text());
    setAccessibleDescription(m_context->fullText());
}

ShareList::ShareList(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
}

int ShareList::rowAt(const QPoint &position) const
{
    const int row = position.y() < 0 ? -1 : position.y() / rowHeight();
    return row < m_shares.size() ? row : -1;
}

void ShareList::setMarked(int row)
{
    if (row >= 0 && !m_shares[row].active)
        row = -1;
    if (row == m_marked)
        return;
    m_marked = row;
    setCursor(row >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAccessibleDescription(row >= 0 ? m_shares[row].name : QString());
    update();
}

void ShareList::mouseMoveEvent(QMouseEvent *event)
{
    setMarked(rowAt(event->position().toPoint()));
}

void ShareList::leaveEvent(QEvent *)
{
    setMarked(-1);
}

void ShareList::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    setMarked(-1);
}

void ShareList::mouseReleaseEvent(QMouseEvent *event)
{
    const int row = rowAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && row >= 0 && m_shares[row].active)
        Q_EMIT activated(row);
}

void ShareList::keyPressEvent(QKeyEvent *event)
{
    const int step = event->key() == Qt::Key_Up ? -1 : event->key() == Qt::Key_Down ? 1 : 0;
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (step != 0 && !m_shares.isEmpty()) {
        const int last = int(m_shares.size()) - 1;
        setMarked(m_marked < 0 ? 0 : qBound(0, m_marked + step, last));
    } else if (enter && m_marked >= 0) {
        Q_EMIT activated(m_marked);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void ShareList::setShares(const QList<Share> &shares)
{
    m_shares = shares;
    if (m_marked >= shares.size())
        m_marked = -1;
    QStringList words;
    for (const Share &share : shares)
        words += share.name + u' ' + share.figure;
    setAccessibleName(words.join(", "_L1));
    updateGeometry();
    update();
}

int ShareList::rowHeight() const
{
    return QFontMetrics(font()).height() + barHeight() + Theme::px(19);
}

QSize ShareList::sizeHint() const
{
    return {Theme::px(220), qMax(1, int(m_shares.size())) * rowHeight()};
}

QSize ShareList::minimumSizeHint() const
{
    return {Theme::px(120), sizeHint().height()};
}

void ShareList::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFontMetrics metrics(font());
    qint64 longest = 1;
    for (const Share &share : m_shares)
        longest = qMax(longest, share.value);
    int y = 0;
    for (const Share &share : m_shares) {
        const bool marked = m_marked >= 0 && &share == &m_shares[m_marked];
        const int figureWidth = metrics.horizontalAdvance(share.figure);
        painter.setPen(share.warns ? toneInk(tokens, Tone::Warn) : tokens.dim);
        painter.drawText(QRect(width() - figureWidth, y, figureWidth, metrics.height()), Qt::AlignRight,
                         share.figure);
        painter.setPen(marked ? toneInk(tokens, Tone::Accent) : tokens.text);
        const int nameWidth = width() - figureWidth - Theme::px(12);
        painter.drawText(QRect(0, y, nameWidth, metrics.height()), Qt::AlignLeft,
                         metrics.elidedText(share.name, Qt::ElideMiddle, nameWidth));
        const QRectF bar(0, y + metrics.height() + Theme::px(6), width(), barHeight());
        painter.setPen(Qt::NoPen);
        painter.setBrush(track(tokens));
        painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2);
        if (share.value > 0) {
            QRectF filled = bar;
            filled.setWidth(qMax(bar.height(), bar.width() * qreal(share.value) / qreal(longest)));
            painter.setBrush(tokens.series[size_t(share.color)]);
            painter.drawRoundedRect(filled, bar.height() / 2, bar.height() / 2);
        }
        y += rowHeight();
    }
    if (hasFocus())
        paintFocusRing(painter, rect());
}

bool ShareList::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int row = help->pos().y() / rowHeight();
        if (row >= 0 && row < m_shares.size())
            QToolTip::showText(help->globalPos(), m_shares[row].toolTip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace gateway::ui
