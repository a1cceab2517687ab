// SPDX-License-Identifier: MIT
#pragma once

#include "store/ledger_queries.h"

#include <QHash>

class QTimeZone;

namespace gateway {

// Adds up partial sums of the ledger into the rows that people see. Pure.
class UsageFold final
{
public:
    enum class Step { Hour, Day };

    // `identity` tells groups apart; two of the same name stay two. For byTime() it is the number of the
    // quarter of an hour since 1970.
    void add(const QString &identity, const UsageSum &sum);

    UsageSum total() const;
    QList<UsageSum> busiestFirst() const;

    // In the calendar of the zone (IANA name; empty or unknown: the system's), days of 23 and 25 hours
    // included. Empty hours and days between `since` and `until` are there too; where one of these is open,
    // the first or last row bounds them.
    QList<UsageSum> byTime(Step step, const QString &timeZone, std::optional<Time> since,
                           std::optional<Time> until) const;

private:
    QHash<QString, UsageSum> m_groups;
};

// Starts of the hours or days of the zone that cover [since, until), and at the end the first start at or
// after `until`.
QList<Time> calendarStarts(UsageFold::Step step, const QTimeZone &zone, Time since, Time until);

} // namespace gateway
