// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"

#include <QTimeZone>

namespace gateway {

// A stretch of time in which a budget counts: [start, end).
struct Period
{
    Time start{};
    Time end = Time::max(); // Time::max(): never

    bool contains(Time time) const { return start <= time && time < end; }
    std::optional<Time> resets() const { return end == Time::max() ? std::nullopt : std::optional(end); }
    friend bool operator==(const Period &, const Period &) = default;
};

// The calendar of the setting `timezone`, by which budgets begin and end. Weeks start on Monday; `Total`
// starts at 0 and never ends. A day begins with its first moment, also where daylight saving skips or repeats
// midnight, and has 23 or 25 hours where the clock moves; the hours of the clock before and after such a move
// are different periods. Pure, any thread.
class Calendar final
{
public:
    Calendar() : Calendar(QString()) {}
    explicit Calendar(const QString &zone); // IANA name; empty or unknown: the system's

    static bool isZone(const QString &zone);

    Period periodAt(BudgetPeriod period, Time time) const;
    const QTimeZone &zone() const { return m_zone; }

private:
    Time dayStart(QDate date) const;
    Period hourAt(Time time) const;

    QTimeZone m_zone;
};

} // namespace gateway
