// SPDX-License-Identifier: MIT
#include "ui/pages/overview_data.h"

#include "ui/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int firstTokenSample = 500;
constexpr qsizetype shownSeries = 4; // and the others

std::optional<Millis> quantile(QList<Millis> sorted, double part)
{
    if (sorted.isEmpty())
        return {};
    return sorted[std::min<qsizetype>(sorted.size() - 1, qsizetype(double(sorted.size()) * part))];
}

void add(UsageSum &to, const UsageSum &sum)
{
    const auto plus = [](std::optional<qint64> &a, const std::optional<qint64> &b) {
        if (b)
            a = a.value_or(0) + *b;
    };
    to.requests += sum.requests;
    to.failed += sum.failed;
    to.unpriced += sum.unpriced;
    plus(to.tokens.prompt, sum.tokens.prompt);
    plus(to.tokens.cached, sum.tokens.cached);
    plus(to.tokens.completion, sum.tokens.completion);
    plus(to.tokens.reasoning, sum.tokens.reasoning);
    plus(to.usdMicros, sum.usdMicros);
    plus(to.cnyMicros, sum.cnyMicros);
}

// A question for each bucket that has calls: together they read no more than one over the whole range.
Outcome readSeries(LedgerQueries &queries, OverviewData &data)
{
    if (data.group == UsageGroup::None || data.shares.isEmpty())
        return {};
    for (qsizetype i = 0; i < std::min(shownSeries, data.shares.size()); ++i)
        data.series += {data.shares[i].group, false, {}};
    if (data.shares.size() > shownSeries)
        data.series += {{}, true, {}};
    for (OverviewSeries &series : data.series) {
        for (const UsageSum &bucket : std::as_const(data.buckets)) {
            series.buckets += UsageSum();
            series.buckets.last().start = bucket.start;
        }
    }
    for (qsizetype i = 0; i < data.buckets.size(); ++i) {
        if (data.buckets[i].requests == 0)
            continue;
        UsageFilter filter;
        filter.since = data.buckets[i].start;
        filter.until = i + 1 < data.buckets.size() ? data.buckets[i + 1].start : data.window.until;
        const auto sums = queries.usage(data.group, filter);
        if (!sums)
            return tl::make_unexpected(sums.error());
        for (const UsageSum &sum : *sums) {
            auto series =
                    std::find_if(data.series.begin(), data.series.end(), [&sum](const OverviewSeries &one) {
                        return one.others || one.name == sum.group;
                    });
            if (series != data.series.end())
                add(series->buckets[i], sum);
        }
    }
    return {};
}

QString csvField(QString text)
{
    if (!text.isEmpty() && u"=+-@\t\r"_s.contains(text.front()))
        text.prepend(u'\'');
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n'))
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text;
}

// Of every part of the range as many calls as it has of the whole: the newest alone would say the same of a
// day and of a month. Exact while the range has no more calls than the sample.
Outcome measureFirstToken(LedgerQueries &queries, OverviewData &data)
{
    QList<Millis> times;
    for (qsizetype i = 0; i < data.buckets.size(); ++i) {
        const UsageSum &bucket = data.buckets[i];
        const qint64 part = data.total.requests <= firstTokenSample
                                    ? bucket.requests
                                    : bucket.requests * firstTokenSample / data.total.requests;
        if (part == 0)
            continue;
        CallFilter sample;
        sample.since = bucket.start;
        sample.until = i + 1 < data.buckets.size() ? data.buckets[i + 1].start : data.window.until;
        sample.limit = int(part);
        const auto calls = queries.calls(sample);
        if (!calls)
            return tl::make_unexpected(calls.error());
        for (const CallRow &call : *calls) {
            if (call.settled.firstToken)
                times += *call.settled.firstToken;
        }
    }
    std::sort(times.begin(), times.end());
    data.firstTokenMedian = quantile(times, 0.5);
    data.firstToken95 = quantile(times, 0.95);
    return {};
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

Result<OverviewData> loadOverview(LedgerQueries &queries, const UsageWindow &window, UsageGroup group,
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

    data.group = group;
    const auto shares = queries.usage(group == UsageGroup::None ? UsageGroup::User : group, filter);
    if (!shares)
        return tl::make_unexpected(shares.error());
    data.shares = *shares;
    std::stable_sort(data.shares.begin(), data.shares.end(), [](const UsageSum &a, const UsageSum &b) {
        return allTokens(a.tokens) > allTokens(b.tokens);
    });
    if (const Outcome stacked = readSeries(queries, data); !stacked)
        return tl::make_unexpected(stacked.error());
    if (data.total.unpriced > 0) {
        auto models = group == UsageGroup::Model ? shares : queries.usage(UsageGroup::Model, filter);
        if (!models)
            return tl::make_unexpected(models.error());
        models->removeIf([](const UsageSum &sum) { return sum.unpriced == 0; });
        data.unpriced = *models;
    }

    if (const Outcome measured = measureFirstToken(queries, data); !measured)
        return tl::make_unexpected(measured.error());
    CallFilter recent;
    recent.since = window.since;
    recent.until = window.until;
    recent.limit = recentCalls;
    const auto calls = queries.calls(recent);
    if (!calls)
        return tl::make_unexpected(calls.error());
    data.recent = *calls;
    return data;
}

QString chartCurrency(const OverviewData &data)
{
    const QMap<QString, qint64> &costs = data.total.costMicros;
    return costs.size() == 1 ? costs.firstKey() : u"USD"_s;
}

qint64 costIn(const UsageSum &sum, const QString &currency)
{
    return (currency == "CNY"_L1 ? sum.cnyMicros : sum.usdMicros).value_or(0);
}

QByteArray overviewCsv(const OverviewData &data, const QTimeZone &zone)
{
    QString text = u"start,group,requests,failed,input_tokens,cached_tokens,output_tokens,reasoning_tokens,"
                   "cost_usd,cost_cny,unpriced\r\n"_s;
    const auto line = [&](const QString &name, const UsageSum &sum) {
        const auto count = [](const std::optional<qint64> &value) {
            return value ? QString::number(*value) : QString();
        };
        const auto money = [](const std::optional<qint64> &micros) {
            return micros ? QString::number(double(*micros) / 1e6, 'f', 6) : QString();
        };
        const QStringList cells{
                QDateTime::fromMSecsSinceEpoch(toMillis(sum.start), zone).toString(Qt::ISODate),
                csvField(name),
                QString::number(sum.requests),
                QString::number(sum.failed),
                count(sum.tokens.prompt),
                count(sum.tokens.cached),
                count(sum.tokens.completion),
                count(sum.tokens.reasoning),
                money(sum.usdMicros),
                money(sum.cnyMicros),
                QString::number(sum.unpriced)};
        text += cells.join(u',') + u"\r\n"_s;
    };
    if (data.series.isEmpty()) {
        for (const UsageSum &bucket : data.buckets)
            line({}, bucket);
    }
    for (const OverviewSeries &series : data.series) {
        for (const UsageSum &bucket : series.buckets) {
            if (bucket.requests > 0)
                line(series.others ? u"(others)"_s : series.name, bucket);
        }
    }
    return "\xef\xbb\xbf" + text.toUtf8(); // the mark by which spreadsheets know UTF-8
}

QString OverviewChart::moneyAxis(qint64 micros, const QString &currency)
{
    const double amount = double(micros) / 1e6;
    const QString figure = amount >= 1'000 ? Format::axis(qint64(amount))
                                           : QLocale(QLocale::English).toString(amount, 'g', 3);
    return (currency == "CNY"_L1 ? u'¥' : u'$') + figure;
}

ChartData OverviewChart::build(const OverviewData &data, ChartMetric metric, const QTimeZone &zone)
{
    ChartData chart;
    for (const UsageSum &bucket : data.buckets) {
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(toMillis(bucket.start), zone);
        chart.slotLabels += start.toString(data.window.hourly ? u"HH:mm"_s : u"MM-dd"_s);
        chart.slotNames += start.toString(data.window.hourly ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s);
    }
    const QString currency = chartCurrency(data);
    if (data.group != UsageGroup::None || metric == ChartMetric::Cost) {
        const auto value = [&](const UsageSum &sum) {
            return metric == ChartMetric::Tokens     ? allTokens(sum.tokens)
                   : metric == ChartMetric::Requests ? sum.requests
                                                     : costIn(sum, currency);
        };
        const auto values = [&](const QList<UsageSum> &buckets) {
            QList<qint64> found;
            for (const UsageSum &bucket : buckets)
                found += value(bucket);
            return found;
        };
        if (data.series.isEmpty())
            chart.series = {{tr("Cost"), 0, values(data.buckets)}};
        for (qsizetype i = 0; i < data.series.size(); ++i) {
            const OverviewSeries &series = data.series[i];
            const bool single = series.others && data.shares.size() - i == 1; // it has a name
            const QString &group = single ? data.shares[i].group : series.name;
            const QString name = series.others && !single
                                         ? tr("%n others", nullptr, int(data.shares.size() - i))
                                 : group.isEmpty() ? Format::dash()
                                                   : group;
            chart.series += {name, series.others ? othersColor : int(i), values(series.buckets)};
        }
        return chart;
    }
    QList<ChartSeries> series;
    const bool tokens = metric == ChartMetric::Tokens;
    if (tokens)
        series = {{tr("Input"), 0, {}}, {tr("Cached"), 1, {}}, {tr("Output"), 2, {}}};
    else
        series = {{tr("Answered"), 0, {}}, {tr("Failed or stopped"), 2, {}}};
    for (const UsageSum &bucket : data.buckets) {
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
