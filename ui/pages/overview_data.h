// SPDX-License-Identifier: MIT
#pragma once

#include "ui/charts/usage_chart.h"
#include "ui/usage_range.h"

#include "store/ledger_queries.h"

#include <QCoreApplication>

namespace gateway::ui {

// Everything the overview shows of one range, read in one go.
struct OverviewData
{
    UsageWindow window;
    UsageSum total;
    qint64 previousRequests = 0;
    QList<UsageSum> buckets; // hours or days, without gaps
    QList<UsageSum> shares;  // of the chosen group, most tokens first
    QList<CallRow> recent;   // newest first
    // Over the latest calls of the range that have one.
    std::optional<Millis> firstTokenMedian;
    std::optional<Millis> firstToken95;
};

// Runs in the thread of `queries`.
Result<OverviewData> loadOverview(LedgerQueries &queries, const UsageWindow &window, UsageGroup shareBy,
                                  int recentCalls);

qint64 allTokens(const TokenUsage &tokens);
qint64 uncachedTokens(const TokenUsage &tokens);

enum class ChartMetric { Tokens, Requests };

// Pure, but for the words.
class OverviewChart final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::OverviewChart)

public:
    static ChartData build(const OverviewData &data, ChartMetric metric, const QTimeZone &zone);
};

} // namespace gateway::ui
