// SPDX-License-Identifier: MIT
#pragma once

#include "ui/charts/usage_chart.h"
#include "ui/usage_range.h"

#include "store/ledger_queries.h"

#include <QCoreApplication>

namespace gateway::ui {

// What one user, model, provider or key has used over time; the last one stands for all others.
struct OverviewSeries
{
    QString name;
    bool others = false;
    QList<UsageSum> buckets; // as OverviewData::buckets
};

// Everything the overview shows of one range, read in one go.
struct OverviewData
{
    UsageWindow window;
    UsageSum total;
    qint64 previousRequests = 0;
    QList<UsageSum> buckets; // hours or days, without gaps
    UsageGroup group = UsageGroup::None;
    QList<OverviewSeries> series; // of the chosen group, most tokens first; none where it is None
    QList<UsageSum> shares;       // of the chosen group, by user where it is None; most tokens first
    QList<UsageSum> unpriced;     // models with calls that have no price
    QList<CallRow> recent;        // newest first
    // Over the latest calls of the range that have one.
    std::optional<Millis> firstTokenMedian;
    std::optional<Millis> firstToken95;
};

// Runs in the thread of `queries`. `group`: what the chart is stacked by; None: kinds of tokens.
Result<OverviewData> loadOverview(LedgerQueries &queries, const UsageWindow &window, UsageGroup group,
                                  int recentCalls);

// The currency in which costs of a range are added up: the one that they have, dollars where they differ.
QString chartCurrency(const OverviewData &data);
qint64 costIn(const UsageSum &sum, const QString &currency);

// All figures for a spreadsheet, a line for each bucket and group. Names that a spreadsheet would take for
// formulas are marked as text.
QByteArray overviewCsv(const OverviewData &data, const QTimeZone &zone);

qint64 allTokens(const TokenUsage &tokens);
qint64 uncachedTokens(const TokenUsage &tokens);

enum class ChartMetric { Tokens, Requests, Cost };

// Pure, but for the words.
class OverviewChart final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::OverviewChart)

public:
    static constexpr int othersColor = 4; // of the series that is all the rest

    static QString moneyAxis(qint64 micros,
                             const QString &currency); // $0.05, $2, ¥1.5 k: as short as it goes
    static ChartData build(const OverviewData &data, ChartMetric metric, const QTimeZone &zone);
};

} // namespace gateway::ui
