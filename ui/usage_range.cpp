// SPDX-License-Identifier: MIT
#include "ui/usage_range.h"

#include <QDateTime>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

Time startOfDay(QDate date, const QTimeZone &zone)
{
    return fromMillis(date.startOfDay(zone).toMSecsSinceEpoch());
}

Time startOfHour(Time time, const QTimeZone &zone)
{
    // Zones with offsets of half hours have hours that begin at UTC's half hour.
    const qint64 offset =
            zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMillis(time), QTimeZone::utc())) * 1000LL;
    constexpr qint64 hour = 3'600'000;
    const qint64 local = toMillis(time) + offset;
    return fromMillis(local - ((local % hour) + hour) % hour - offset);
}

} // namespace

QString toString(UsageRange range)
{
    switch (range) {
    case UsageRange::Today:
        return u"today"_s;
    case UsageRange::Day:
        return u"24h"_s;
    case UsageRange::Week:
        return u"7d"_s;
    case UsageRange::Month:
        return u"30d"_s;
    }
    return {};
}

std::optional<UsageRange> usageRangeFromString(QStringView text)
{
    for (const UsageRange range : {UsageRange::Today, UsageRange::Day, UsageRange::Week, UsageRange::Month}) {
        if (toString(range) == text)
            return range;
    }
    return {};
}

UsageWindow usageWindow(UsageRange range, Time now, const QTimeZone &zone)
{
    using std::chrono::hours;
    const QDate today = QDateTime::fromMSecsSinceEpoch(toMillis(now), zone).date();
    UsageWindow window;
    switch (range) {
    case UsageRange::Today:
        window.since = startOfDay(today, zone);
        window.until = startOfDay(today.addDays(1), zone);
        window.previousSince = startOfDay(today.addDays(-1), zone);
        // As much of yesterday as today has had, so that a morning is not compared with a whole day.
        window.previousUntil = std::min(window.since, window.previousSince + (now - window.since));
        break;
    case UsageRange::Day:
        window.until = startOfHour(now, zone) + hours(1);
        window.since = window.until - hours(24);
        window.previousSince = window.since - hours(24);
        window.previousUntil = now - hours(24);
        break;
    case UsageRange::Week:
    case UsageRange::Month: {
        const int days = range == UsageRange::Week ? 7 : 30;
        window.hourly = false;
        window.since = startOfDay(today.addDays(1 - days), zone);
        window.until = startOfDay(today.addDays(1), zone);
        window.previousSince = startOfDay(today.addDays(1 - 2 * days), zone);
        window.previousUntil = window.previousSince + (now - window.since);
        break;
    }
    }
    return window;
}

} // namespace gateway::ui
