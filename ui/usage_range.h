// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QString>
#include <QTimeZone>

#include <optional>

namespace gateway::ui {

// What the range control of the overview offers.
enum class UsageRange { Today, Day, Week, Month };

// The names under which a range is remembered.
QString toString(UsageRange range);
std::optional<UsageRange> usageRangeFromString(QStringView text);

// A range as times: whole hours or days of the zone, and the stretch before it that it is compared with.
struct UsageWindow
{
    Time since{};
    Time until{}; // exclusive; the end of the running hour or day
    bool hourly = true;
    Time previousSince{};
    Time previousUntil{};

    friend bool operator==(const UsageWindow &, const UsageWindow &) = default;
};

// Pure. Days begin at the zone's midnight (at the first instant of the day where midnight does not exist).
UsageWindow usageWindow(UsageRange range, Time now, const QTimeZone &zone);

} // namespace gateway::ui
