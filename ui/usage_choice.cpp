// SPDX-License-Identifier: MIT
#include "ui/usage_choice.h"

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr qint64 mostHourly = 2; // days

Time startOf(QDate day, const QTimeZone &zone)
{
    return fromMillis(day.startOfDay(zone).toMSecsSinceEpoch());
}

} // namespace

UsageWindow usageWindow(const UsageChoice &choice, Time now, const QTimeZone &zone)
{
    if (!choice.days)
        return usageWindow(choice.range, now, zone);
    const auto &[first, last] = *choice.days;
    const qint64 length = first.daysTo(last) + 1;
    UsageWindow window;
    window.since = startOf(first, zone);
    window.until = startOf(last.addDays(1), zone);
    window.hourly = length <= mostHourly;
    window.previousSince = startOf(first.addDays(-length), zone);
    window.previousUntil = window.since;
    if (now < window.until)
        window.previousUntil =
                std::clamp(window.previousSince + (now - window.since), window.previousSince, window.since);
    return window;
}

} // namespace gateway::ui
