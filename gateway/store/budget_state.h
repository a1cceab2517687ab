// SPDX-License-Identifier: MIT
#pragma once

#include "access/calendar.h"
#include "store/database.h"
#include "store/rows.h"

namespace gateway {

// A budget as it stands in the period that is going on.
struct BudgetState
{
    Budget budget;
    Period period;
    qint64 raised = 0;          // for this period only
    std::optional<qint64> used; // by settled calls; empty until addSpent()

    qint64 left() const { return budget.amount + raised - used.value_or(0); } // below zero when overdrawn

    friend bool operator==(const BudgetState &, const BudgetState &) = default;
};

// In the order of the limits. `raises` may be those of others as well. Pure.
QList<BudgetState> budgetStates(rows::LimitsOwner owner, const Limits &limits, const QList<Raise> &raises,
                                const Calendar &calendar, Time now);
// Asks the ledger what was used. A user's are all the user's keys.
Outcome addSpent(Database &database, rows::LimitsOwner owner, QList<BudgetState> &states);

} // namespace gateway
