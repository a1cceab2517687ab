// SPDX-License-Identifier: MIT
#pragma once

#include "access/account.h"
#include "access/estimate.h"

#include <QVarLengthArray>

#include <array>

namespace gateway {

// A key or a user, as one call meets it.
struct LimitSide
{
    LimitOwner owner = LimitOwner::Key;
    const Limits *limits = nullptr;
    Account *account = nullptr;
};
using LimitSides = std::array<LimitSide, 2>;

// One budget in the period of a call, in exact numbers.
struct BudgetRoom
{
    __extension__ using Wide = __int128;

    LimitOwner owner = LimitOwner::Key;
    Budget budget;
    Period period;
    qint64 raised = 0;
    qint64 used = 0;
    qint64 held = 0;

    Wide limit() const { return Wide(budget.amount) + raised; }
    Wide left() const { return limit() - used - held; }
    bool fits(qint64 need) const { return need == 0 || need <= left(); }
};
using BudgetRooms = QVarLengthArray<BudgetRoom, 4>;

// Without `money` only those of tokens: money does not concern a call that has no price.
BudgetRooms budgetRooms(Accounts &accounts, const LimitSides &sides, Time time, bool money);

// What a call is to hold, or the budgets that it does not fit into.
struct BudgetVerdict
{
    Amounts hold;
    std::optional<qint64> cap; // of one choice, for a strict key
    qint64 completion = 0;     // of all choices: what `hold` or the refused need is made of
    QVarLengthArray<const BudgetRoom *, 4> full;
};
BudgetVerdict fitIntoBudgets(const BudgetRooms &rooms, const CallEstimate &estimate, bool strict,
                             qint64 rateMicros);

} // namespace gateway
