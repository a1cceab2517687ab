// SPDX-License-Identifier: MIT
#pragma once

#include "access/calendar.h"
#include "store/ledger_queries.h"

#include <QHash>

namespace gateway::ui {

// What was used since the month began.
struct MonthUse
{
    qint64 requests = 0;
    qint64 tokens = 0;
    QMap<QString, qint64> costMicros{}; // by currency
    qint64 unpriced = 0;

    qint64 sortableCost() const; // a sum over currencies: for an order, not for people
    friend bool operator==(const MonthUse &, const MonthUse &) = default;
};

struct MonthUses
{
    QHash<QString, MonthUse> users; // by name
    QHash<qint64, MonthUse> keys;   // by id
};

// From the roll-ups; for a thread that may wait.
Result<MonthUses> readMonth(LedgerQueries &ledger, const QString &zone, Time now);

} // namespace gateway::ui
