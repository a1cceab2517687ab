// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

namespace gateway::ui {

// One stacked series of a chart over time.
struct ChartSeries
{
    QString name;
    int color = 0;        // index into Tokens::series
    QList<qint64> values; // one per slot

    friend bool operator==(const ChartSeries &, const ChartSeries &) = default;
};

struct ChartData
{
    QStringList slotLabels; // below the axis: "14:00", "11-23"
    QStringList slotNames;  // in the tool tip: "2026-11-23 14:00"
    QList<ChartSeries> series;

    int size() const { return int(slotLabels.size()); }
    friend bool operator==(const ChartData &, const ChartData &) = default;
};

// Stacked bars over time with legend; the pointer or the arrow keys read a bar. The only user of Qt Charts:
// nothing of it shows in this header.
class UsageChart final : public QWidget
{
    Q_OBJECT

public:
    explicit UsageChart(QWidget *parent = nullptr);
    ~UsageChart() override;

    void setData(const ChartData &data);
    const ChartData &data() const { return m_data; }
    // What a figure looks like in the tool tip; see setAxisText().
    void setValueText(std::function<QString(qint64)> text) { m_valueText = std::move(text); }
    // What stands at the axis; as short as it goes.
    void setAxisText(std::function<QString(qint64)> text) { m_axisText = std::move(text); }
    QString describe(int slot) const; // plain text of one bar

Q_SIGNALS:
    void slotActivated(int slot); // by a click on a bar, or Enter on the one that is read

private:
    QString describeRich(int slot) const;

    class View;

    void describeAll();

    ChartData m_data;
    std::function<QString(qint64)> m_valueText;
    std::function<QString(qint64)> m_axisText;
    View *m_view;
};

// The largest value of an axis and its step: 1, 2, 2.5 or 5 times a power of ten, three to five steps. Pure.
struct AxisScale
{
    qint64 maximum = 4;
    qint64 step = 1;
};
AxisScale axisScale(qint64 largest);

} // namespace gateway::ui
