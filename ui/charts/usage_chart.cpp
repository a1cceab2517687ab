// SPDX-License-Identifier: MIT
#include "ui/charts/usage_chart.h"

#include "ui/format.h"
#include "ui/theme.h"
#include "ui/widgets/basics.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStackedBarSeries>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

AxisScale axisScale(qint64 largest)
{
    if (largest <= 4)
        return {};
    const double rough = double(largest) / 4;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= rough && (factor != 2.5 || power >= 10)) {
            step = factor * power;
            break;
        }
    }
    const qint64 whole = std::max<qint64>(1, std::llround(step));
    return {(largest + whole - 1) / whole * whole, whole};
}

// Qt Charts draws bars and grid; labels are drawn here, because its axes can neither thin out nor shorten
// them.
class UsageChart::View final : public QChartView
{
public:
    explicit View(UsageChart *owner)
        : QChartView(new QChart, owner)
        , m_owner(owner)
        , m_bars(new QStackedBarSeries)
        , m_slots(new QBarCategoryAxis)
        , m_values(new QValueAxis)
    {
        chart()->legend()->hide();
        chart()->setBackgroundVisible(false);
        chart()->layout()->setContentsMargins(0, 0, 0, 0);
        chart()->addSeries(m_bars);
        chart()->addAxis(m_slots, Qt::AlignBottom);
        chart()->addAxis(m_values, Qt::AlignLeft);
        m_bars->attachAxis(m_slots);
        m_bars->attachAxis(m_values);
        m_bars->setBarWidth(0.78);
        m_slots->setLabelsVisible(false);
        m_slots->setGridLineVisible(false);
        m_slots->setLineVisible(false);
        m_values->setLabelsVisible(false);
        m_values->setLineVisible(false);
        m_values->setGridLineVisible(false);
        setRenderHint(QPainter::Antialiasing);
        setFrameShape(QFrame::NoFrame);
        setBackgroundBrush(Qt::NoBrush);
        viewport()->setAutoFillBackground(false);
        viewport()->setMouseTracking(true);
        viewport()->setFocusPolicy(Qt::NoFocus); // one stop, not two; it takes this one along
        setFocusPolicy(Qt::TabFocus);
        setMinimumHeight(Theme::px(160));
    }

    QSize sizeHint() const override { return {Theme::px(400), Theme::px(170)}; }

    void refresh()
    {
        const ChartData &shown = m_owner->m_data;
        m_bars->clear();
        QList<qint64> sums(shown.size(), 0);
        for (const ChartSeries &series : shown.series) {
            auto *set = new QBarSet(series.name);
            for (int i = 0; i < shown.size(); ++i) {
                set->append(qreal(series.values.value(i)));
                sums[i] += series.values.value(i);
            }
            m_bars->append(set);
        }
        QStringList names;
        for (int i = 0; i < shown.size(); ++i)
            names += QString::number(i); // categories must differ; the words are drawn below
        m_slots->setCategories(names);
        const qint64 largest = sums.isEmpty() ? 0 : *std::max_element(sums.begin(), sums.end());
        m_scale = axisScale(largest);
        m_values->setRange(0, qreal(m_scale.maximum));
        recolor();
        measure();
        setSlot(-1);
    }

    void recolor()
    {
        const Tokens &tokens = Tokens::current();
        const auto sets = m_bars->barSets();
        for (int i = 0; i < sets.size(); ++i) {
            sets[i]->setBrush(tokens.series[size_t(m_owner->m_data.series[i].color)]);
            sets[i]->setPen(QPen(tokens.surface, 1)); // a gap between the parts
        }
        viewport()->update();
    }

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override
    {
        QChartView::drawBackground(painter, rect);
        const QRectF plot = chart()->plotArea();
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(QPen(Tokens::current().line, 1));
        for (qint64 value = 0; value <= m_scale.maximum; value += m_scale.step) {
            const qreal y = valueY(value);
            painter->drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        }
        painter->restore();
    }

    void drawForeground(QPainter *painter, const QRectF &) override
    {
        const Tokens &tokens = Tokens::current();
        const QRectF plot = chart()->plotArea();
        painter->setPen(QPen(tokens.line, 1)); // the gaps between the parts must not cut the base line
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->drawLine(QPointF(plot.left(), plot.bottom()), QPointF(plot.right(), plot.bottom()));
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(labelFont());
        const QFontMetricsF metrics(labelFont());
        painter->setPen(tokens.dim);
        for (qint64 value = 0; value <= m_scale.maximum; value += m_scale.step) {
            const qreal y = valueY(value);
            painter->drawText(
                    QRectF(0, y - metrics.height() / 2, plot.left() - Theme::px(10), metrics.height()),
                    Qt::AlignRight | Qt::AlignVCenter, m_owner->m_axisText(value));
        }
        const QStringList &labels = m_owner->m_data.slotLabels;
        const int every = labelStep(plot.width(), metrics);
        for (int i = 0; i < labels.size(); i += every) {
            const qreal x = slotCenter(i);
            const qreal width = metrics.horizontalAdvance(labels[i]);
            const qreal left = qBound(plot.left() - width / 2, x - width / 2, plot.right() - width);
            painter->drawText(QPointF(left, plot.bottom() + Theme::px(8) + metrics.ascent()), labels[i]);
        }
        if (m_slot >= 0) {
            QColor veil = tokens.text;
            veil.setAlphaF(tokens.dark ? 0.10F : 0.06F);
            const qreal width = plot.width() / labels.size();
            painter->fillRect(QRectF(slotCenter(m_slot) - width / 2, plot.top(), width, plot.height()), veil);
        }
    }

    void resizeEvent(QResizeEvent *event) override
    {
        QChartView::resizeEvent(event);
        measure();
    }

    void changeEvent(QEvent *event) override
    {
        QChartView::changeEvent(event);
        if (event->type() == QEvent::PaletteChange)
            recolor();
    }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        const QRectF plot = chart()->plotArea();
        const QPointF at = event->position();
        const int count = m_owner->m_data.size();
        const bool inside =
                count > 0 && at.x() >= plot.left() && at.x() < plot.right() && at.y() <= plot.bottom();
        setSlot(inside ? int((at.x() - plot.left()) / plot.width() * count) : -1);
        showTip(event->globalPosition().toPoint());
    }

    void leaveEvent(QEvent *event) override
    {
        QChartView::leaveEvent(event);
        setSlot(-1);
    }

    void paintEvent(QPaintEvent *event) override
    {
        QChartView::paintEvent(event);
        if (!hasFocus())
            return;
        QPainter painter(viewport());
        paintFocusRing(painter, viewport()->rect());
    }

    void focusOutEvent(QFocusEvent *event) override
    {
        QChartView::focusOutEvent(event);
        setSlot(-1);
        QToolTip::hideText();
    }

    void mouseReleaseEvent(QMouseEvent *event) override
    {
        QChartView::mouseReleaseEvent(event);
        if (event->button() == Qt::LeftButton && m_slot >= 0)
            Q_EMIT m_owner->slotActivated(m_slot);
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        if (enter && m_slot >= 0) {
            Q_EMIT m_owner->slotActivated(m_slot);
            return;
        }
        const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
        const int count = m_owner->m_data.size();
        if (step == 0 || count == 0) {
            QChartView::keyPressEvent(event);
            return;
        }
        const int from = m_slot >= 0 ? m_slot : step > 0 ? -1 : count;
        setSlot(qBound(0, from + step, count - 1));
        showTip(viewport()->mapToGlobal(QPointF(slotCenter(m_slot), chart()->plotArea().top()).toPoint()));
    }

private:
    static QFont labelFont()
    {
        QFont font;
        font.setPixelSize(Theme::px(11));
        return font;
    }

    qreal slotCenter(int slot) const
    {
        const QRectF plot = chart()->plotArea();
        return plot.left() + plot.width() * (slot + 0.5) / qMax(1, m_owner->m_data.size());
    }

    qreal valueY(qint64 value) const
    {
        const QRectF plot = chart()->plotArea();
        return plot.bottom() - plot.height() * qreal(value) / qreal(m_scale.maximum);
    }

    int labelStep(qreal width, const QFontMetricsF &metrics) const
    {
        const QStringList &labels = m_owner->m_data.slotLabels;
        qreal widest = 1;
        for (const QString &label : labels)
            widest = qMax(widest, metrics.horizontalAdvance(label));
        const qreal perSlot = width / qMax<qsizetype>(1, labels.size());
        const int needed = int(std::ceil((widest + Theme::px(14)) / qMax(1.0, perSlot)));
        for (const int step : {1, 2, 3, 4, 6, 12}) {
            if (step >= needed)
                return step;
        }
        return qMax(1, needed);
    }

    // Room for the labels that we draw.
    void measure()
    {
        const QFontMetricsF metrics(labelFont());
        qreal widest = 0;
        for (qint64 value = 0; value <= m_scale.maximum; value += m_scale.step)
            widest = qMax(widest, metrics.horizontalAdvance(m_owner->m_axisText(value)));
        const qreal left = widest + Theme::px(12);
        const qreal top = metrics.height() / 2 + 2;
        const qreal bottom = metrics.height() + Theme::px(12);
        chart()->setPlotArea(QRectF(left, top, width() - left, height() - top - bottom));
    }

    void setSlot(int slot)
    {
        if (slot == m_slot)
            return;
        m_slot = slot;
        viewport()->setCursor(slot >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        setAccessibleDescription(slot >= 0 ? m_owner->describe(slot) : QString());
        viewport()->update();
        scene()->update();
    }

    void showTip(const QPoint &at)
    {
        if (m_slot < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(at, m_owner->describeRich(m_slot), viewport());
    }

    UsageChart *m_owner;
    QStackedBarSeries *m_bars;
    QBarCategoryAxis *m_slots;
    QValueAxis *m_values;
    AxisScale m_scale;
    int m_slot = -1;
};

UsageChart::UsageChart(QWidget *parent)
    : QWidget(parent)
    , m_valueText([](qint64 value) { return Format::number(value); })
    , m_axisText([](qint64 value) { return Format::axis(value); })
    , m_view(new View(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
}

UsageChart::~UsageChart() = default;

void UsageChart::setData(const ChartData &data)
{
    if (data == m_data)
        return; // the bar under the pointer stays marked
    m_data = data;
    m_view->refresh();
    describeAll();
}

QString UsageChart::describe(int slot) const
{
    QStringList lines{m_data.slotNames.value(slot)};
    qint64 sum = 0;
    for (const ChartSeries &series : m_data.series) {
        lines += series.name + ": "_L1 + m_valueText(series.values.value(slot));
        sum += series.values.value(slot);
    }
    if (m_data.series.size() > 1)
        lines += tr("Total") + ": "_L1 + m_valueText(sum);
    return lines.join(u'\n');
}

QString UsageChart::describeRich(int slot) const
{
    const auto row = [](const QString &mark, const QString &name, const QString &value) {
        return "<tr><td>%1</td><td>%2&nbsp;&nbsp;&nbsp;</td><td align='right'>%3</td></tr>"_L1.arg(
                mark, name.toHtmlEscaped(), value);
    };
    QString rows;
    qint64 sum = 0;
    for (auto series = m_data.series.rbegin(); series != m_data.series.rend();
         ++series) { // as the bar is stacked
        const QString color = Tokens::current().series[size_t(series->color)].name();
        rows += row("<font color='%1'>&#9632;</font>&nbsp;"_L1.arg(color), series->name,
                    m_valueText(series->values.value(slot)));
        sum += series->values.value(slot);
    }
    if (m_data.series.size() > 1)
        rows += row({}, tr("Total"), "<b>"_L1 + m_valueText(sum) + "</b>"_L1);
    return "<b>"_L1 + m_data.slotNames.value(slot).toHtmlEscaped() + "</b><table cellspacing='2'>"_L1 + rows +
           "</table>"_L1;
}

void UsageChart::describeAll()
{
    QStringList words;
    for (const ChartSeries &series : m_data.series)
        words += series.name;
    m_view->setAccessibleName(words.join(", "_L1));
}

} // namespace gateway::ui
