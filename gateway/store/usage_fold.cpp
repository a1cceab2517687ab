// SPDX-License-Identifier: MIT
#include "store/usage_fold.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <map>
#include <tuple>

namespace gateway {

namespace {

constexpr qint64 quarter = 900'000;
constexpr qint64 hourSeconds = 3'600;
constexpr qint64 mostBuckets =
        100'000; // eleven years of hours; a range beyond is shown only where there are rows

void addTo(std::optional<qint64> &sum, const std::optional<qint64> &value)
{
    if (value)
        sum = sum.value_or(0) + *value;
}

void merge(UsageSum &into, const UsageSum &sum)
{
    into.requests += sum.requests;
    into.failed += sum.failed;
    into.unpriced += sum.unpriced;
    into.refused += sum.refused;
    addTo(into.usdMicros, sum.usdMicros);
    addTo(into.cnyMicros, sum.cnyMicros);
    into.duration += sum.duration;
    into.firstToken += sum.firstToken;
    into.firstTokens += sum.firstTokens;
    addTo(into.tokens.prompt, sum.tokens.prompt);
    addTo(into.tokens.cached, sum.tokens.cached);
    addTo(into.tokens.cacheWrite, sum.tokens.cacheWrite);
    addTo(into.tokens.completion, sum.tokens.completion);
    addTo(into.tokens.reasoning, sum.tokens.reasoning);
    for (auto cost = sum.costMicros.begin(); cost != sum.costMicros.end(); ++cost)
        into.costMicros[cost.key()] += cost.value();
}

QTimeZone zoneOf(const QString &name)
{
    const QTimeZone zone(name.toUtf8());
    return zone.isValid() ? zone : QTimeZone::systemTimeZone();
}

QDateTime local(Time time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), zone);
}

Time hourStart(Time time, const QTimeZone &zone)
{
    const QDateTime at = local(time, zone);
    const qint64 seconds = at.toSecsSinceEpoch() + at.offsetFromUtc();
    const qint64 into = ((seconds % hourSeconds) + hourSeconds) % hourSeconds;
    return fromMillis((at.toSecsSinceEpoch() - into) * 1'000);
}

// The next full hour on the wall; after a change of less than an hour that is sooner than sixty minutes.
Time nextHour(Time start, const QTimeZone &zone)
{
    const QDateTime at = local(start, zone);
    const qint64 seconds = at.toSecsSinceEpoch() + at.offsetFromUtc();
    const qint64 into = ((seconds % hourSeconds) + hourSeconds) % hourSeconds;
    return start + std::chrono::seconds(hourSeconds - into);
}

} // namespace

QList<Time> calendarStarts(UsageFold::Step step, const QTimeZone &zone, Time since, Time until)
{
    QList<Time> starts;
    if (step == UsageFold::Step::Hour) {
        Time start = hourStart(since, zone);
        for (; start < until; start = nextHour(start, zone))
            starts.append(start);
        starts.append(start);
        return starts;
    }
    QDate day = local(since, zone).date();
    const auto startOf = [&zone](QDate date) {
        return fromMillis(date.startOfDay(zone).toMSecsSinceEpoch());
    };
    for (; startOf(day) < until; day = day.addDays(1))
        starts.append(startOf(day));
    starts.append(startOf(day));
    return starts;
}

void UsageFold::add(const QString &identity, const UsageSum &sum)
{
    const auto found = m_groups.find(identity);
    if (found == m_groups.end())
        m_groups.insert(identity, sum);
    else
        merge(*found, sum);
}

UsageSum UsageFold::total() const
{
    UsageSum all;
    for (const UsageSum &sum : m_groups)
        merge(all, sum);
    return all;
}

QList<UsageSum> UsageFold::busiestFirst() const
{
    QList<UsageSum> list = m_groups.values();
    std::sort(list.begin(), list.end(), [](const UsageSum &a, const UsageSum &b) {
        return std::tie(b.requests, a.group, a.groupId) < std::tie(a.requests, b.group, b.groupId);
    });
    return list;
}

QList<UsageSum> UsageFold::byTime(Step step, const QString &timeZone, std::optional<Time> since,
                                  std::optional<Time> until) const
{
    std::map<Time, const UsageSum *> quarters;
    for (auto group = m_groups.begin(); group != m_groups.end(); ++group)
        quarters.emplace(fromMillis(group.key().toLongLong() * quarter), &*group);
    if (quarters.empty() && (!since || !until))
        return {};

    const auto length = step == Step::Hour ? std::chrono::hours(1) : std::chrono::hours(24);
    Time first = since.value_or(quarters.empty() ? Time{} : quarters.begin()->first);
    Time end = until.value_or(quarters.empty() ? Time{} : std::prev(quarters.end())->first + Millis(1));
    if ((end - first) / length > mostBuckets) {
        if (quarters.empty())
            return {};
        first = quarters.begin()->first;
        end = std::prev(quarters.end())->first + Millis(1);
    }

    QList<UsageSum> sums;
    const QList<Time> starts = calendarStarts(step, zoneOf(timeZone), first, end);
    auto next = quarters.begin();
    for (qsizetype i = 0; i + 1 < starts.size(); ++i) {
        UsageSum sum;
        sum.start = starts[i];
        for (; next != quarters.end() && next->first < starts[i + 1]; ++next)
            merge(sum, *next->second);
        sums.append(sum);
    }
    return sums;
}

} // namespace gateway
