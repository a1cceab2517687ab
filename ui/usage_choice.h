// SPDX-License-Identifier: MIT
#pragma once

#include "ui/usage_range.h"

#include <QDate>

namespace gateway::ui {

// Whole days of the calendar, both included.
struct UsageDays
{
    QDate first;
    QDate last;

    friend bool operator==(const UsageDays &, const UsageDays &) = default;
};

// What somebody wants to see the use of: a range that moves on with the clock, or days that stay.
struct UsageChoice
{
    UsageRange range = UsageRange::Today;
    std::optional<UsageDays> days{}; // wins

    friend bool operator==(const UsageChoice &, const UsageChoice &) = default;
};

// Pure, as usageWindow(): up to two days by the hour. As many days before are compared with; of a day that is
// not over, as much as there is of it.
UsageWindow usageWindow(const UsageChoice &choice, Time now, const QTimeZone &zone);

} // namespace gateway::ui
