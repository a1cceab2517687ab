// SPDX-License-Identifier: MIT
#include "ui/pages/overview_data.h"

#include "ui/format.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int firstTokenSample = 500;

std::optional<Millis> quantile(QList<Millis> sorted, double part)
{
    if (sorted.isEmpty())
        return {};
    return sorted[std::min<qsizetype>(sorted.size() - 1, qsizetype(double(sorted.size()) * part))];
}

void measureFirstToken(OverviewData &data, const QList<CallRow> &calls)
{
    QList<Millis> times;
    for (const CallRow &call : calls) {
        if (call.settled.firstToken)
            times += *call.settled.firstToken;
    }
    std::sort(times.begin(), times.end());
    data.firstTokenMedian = quantile(times, 0.5);
    data.firstToken95 = quantile(times, 0.95);
}

} // namespace

qint64 allTokens(const TokenUsage &tokens)
{
    return tokens.prompt.value_or(0) + tokens.completion.value_or(0);
}

qint64 uncachedTokens(const TokenUsage &tokens)
{
    return std::max<qint64>(0, tokens.prompt.value_or(0) - tokens.cached.value_or(0));
}

Result<OverviewData> loadOverview(LedgerQueries &queries, const UsageWindow &window, UsageGroup shareBy,
                                  int recentCalls)
{
    OverviewData data;
    data.window = window;
    const UsageFilter filter{window.since, window.until};

    const auto total = queries.usage(UsageGroup::None, filter);
    if (!total)
        return tl::make_unexpected(total.error());
    data.total = total->value(0);

    const auto previous = queries.usage(UsageGroup::None, {window.previousSince, window.previousUntil});
    if (!previous)
        return tl::make_unexpected(previous.error());
    data.previousRequests = previous->value(0).requests;

    const auto buckets = queries.usage(window.hourly ? UsageGroup::Hour : UsageGroup::Day, filter);
    if (!buckets)
        return tl::make_unexpected(buckets.error());
    data.buckets = *buckets;

    const auto shares = queries.usage(shareBy, filter);
    if (!shares)
        return tl::make_unexpected(shares.error());
    data.shares = *shares;
    std::stable_sort(data.shares.begin(), data.shares.end(), [](const UsageSum &a, const UsageSum &b) {
        return allTokens(a.tokens) > allTokens(b.tokens);
    });

    CallFilter sample;
    sample.since = window.since;
    sample.until = window.until;
    sample.limit = firstTokenSample;
    const auto calls = queries.calls(sample);
    if (!calls)
        return tl::make_unexpected(calls.error());
    measureFirstToken(data, *calls);
    data.recent = calls->mid(0, recentCalls);
    return data;
}

ChartData OverviewChart::build(const OverviewData &data, ChartMetric metric, const QTimeZone &zone)
{
    ChartData chart;
    const bool tokens = metric == ChartMetric::Tokens;
    QList<ChartSeries> series;
    if (tokens)
        series = {{tr("Input"), 0, {}}, {tr("Cached"), 1, {}}, {tr("Output"), 2, {}}};
    else
        series = {{tr("Answered"), 0, {}}, {tr("Failed or stopped"), 2, {}}};
    for (const UsageSum &bucket : data.buckets) {
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(toMillis(bucket.start), zone);
        chart.slotLabels += start.toString(data.window.hourly ? u"HH:mm"_s : u"MM-dd"_s);
        chart.slotNames += start.toString(data.window.hourly ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s);
        if (tokens) {
            series[0].values += uncachedTokens(bucket.tokens);
            series[1].values += bucket.tokens.cached.value_or(0);
            series[2].values += bucket.tokens.completion.value_or(0);
        } else {
            series[0].values += bucket.requests - bucket.failed;
            series[1].values += bucket.failed;
        }
    }
    chart.series = series;
    return chart;
}

} // namespace gateway::ui
