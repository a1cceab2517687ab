// SPDX-License-Identifier: MIT
#include "ui/inspector/way_view.h"

#include "ui/format.h"

#include <QPainter>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QColor colorOf(WayPart::Kind kind)
{
    const Tokens &tokens = Tokens::current();
    switch (kind) {
    case WayPart::Kind::Admitted:
        return tokens.series[4];
    case WayPart::Kind::FailedTry:
    case WayPart::Kind::Refused:
        return tokens.bad;
    case WayPart::Kind::FirstToken:
        return tokens.series[2];
    case WayPart::Kind::Answer:
        return tokens.series[1];
    }
    return tokens.dim;
}

int barTop()
{
    return Theme::px(20);
}

int barHeight()
{
    return Theme::px(12);
}

} // namespace

WayBar::WayBar(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void WayBar::setParts(const QList<WayPart> &parts)
{
    m_parts = parts;
    QStringList words;
    for (const WayPart &part : parts)
        words += part.text;
    setAccessibleName(words.join(u", "_s));
    setVisible(!parts.isEmpty());
    updateGeometry();
    update();
}

QFont WayBar::smallFont() const
{
    QFont small = font();
    small.setPixelSize(Theme::px(12));
    return small;
}

QSize WayBar::sizeHint() const
{
    return {Theme::px(320), layoutWords(qMax(width(), Theme::px(240)), nullptr)};
}

int WayBar::heightForWidth(int width) const
{
    return layoutWords(width, nullptr);
}

int WayBar::layoutWords(int width, QPainter *painter) const
{
    const Tokens &tokens = Tokens::current();
    const QFontMetrics metrics(smallFont());
    const int square = Theme::px(8);
    const int line = metrics.height() + Theme::px(4);
    int x = 0;
    int y = barTop() + barHeight() + Theme::px(8);
    for (const WayPart &part : m_parts) {
        const int needed = square + Theme::px(5) + metrics.horizontalAdvance(part.text);
        if (x > 0 && x + needed > width) {
            x = 0;
            y += line;
        }
        if (painter) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(colorOf(part.kind));
            painter->drawRoundedRect(QRectF(x, y + (metrics.height() - square) / 2.0, square, square), 2, 2);
            painter->setPen(tokens.dim);
            painter->drawText(QRect(x + square + Theme::px(5), y, width, metrics.height()),
                              Qt::AlignLeft | Qt::AlignVCenter, part.text);
        }
        x += needed + Theme::px(14);
    }
    return y + line;
}

void WayBar::paintEvent(QPaintEvent *)
{
    if (m_parts.isEmpty())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(smallFont());
    painter.setPen(Tokens::current().dim);
    const QRect scale(0, 0, width(), Theme::px(16));
    painter.drawText(scale, Qt::AlignLeft | Qt::AlignVCenter, Format::duration(Millis(0)));
    painter.drawText(scale, Qt::AlignRight | Qt::AlignVCenter, Format::duration(m_parts.last().to));

    // A stretch that is too short to be seen is drawn a little longer: it is there.
    const double total = double(qMax<qint64>(m_parts.last().to.count(), 1));
    const double least = Theme::px(4);
    QList<double> widths;
    double sum = 0;
    for (const WayPart &part : m_parts) {
        widths += qMax(least, double((part.to - part.from).count()) / total * width());
        sum += widths.last();
    }
    double x = 0;
    for (qsizetype i = 0; i < m_parts.size(); ++i) {
        const double wide = widths[i] * width() / sum;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorOf(m_parts[i].kind));
        painter.drawRoundedRect(QRectF(x, barTop(), qMax(wide - 1, 1.0), barHeight()), Theme::px(2),
                                Theme::px(2));
        x += wide;
    }
    layoutWords(width(), &painter);
}

WayView::WayView(QWidget *parent) : QWidget(parent), m_bar(new WayBar(this)), m_tries(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(8));
    column->addWidget(m_bar);
    m_tries->setSpacing(0);
    column->addLayout(m_tries);
}

void WayView::setCall(const CallRow &call)
{
    m_bar->setParts(CallWay::parts(call));
    while (QLayoutItem *item = m_tries->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QList<WayTry> tries = CallWay::tries(call);
    for (const WayTry &one : tries) {
        auto *box = new QWidget(this);
        auto *row = new QHBoxLayout(box);
        row->setContentsMargins(0, Theme::px(7), 0, Theme::px(7));
        row->setSpacing(Theme::px(10));
        auto *pill = new Pill(box);
        pill->set(one.pill, one.pending ? Tone::Accent : one.good ? Tone::Good : Tone::Bad);
        auto *words = new QVBoxLayout;
        words->setSpacing(Theme::px(2));
        for (const auto &[text, role] : {std::pair(one.title, ""), std::pair(one.detail, "hint")}) {
            QLabel *label = makeLabel(role, box);
            label->setText(text);
            label->setTextFormat(Qt::PlainText);
            label->setWordWrap(true);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            words->addWidget(label);
        }
        row->addWidget(pill, 0, Qt::AlignTop);
        row->addLayout(words, 1);
        m_tries->addWidget(box);
    }
}

} // namespace gateway::ui
