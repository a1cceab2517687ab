// SPDX-License-Identifier: MIT
#include "access/budget_room.h"

#include <algorithm>

namespace gateway {

namespace {

bool allFit(const BudgetRooms &rooms, const Amounts &need)
{
    return std::all_of(rooms.cbegin(), rooms.cend(),
                       [&](const BudgetRoom &room) { return room.fits(need.of(room.budget.unit)); });
}

// The most that one choice may have, at least 1; it may not fit even so.
qint64 affordableCap(const BudgetRooms &rooms, const CallEstimate &estimate)
{
    qint64 low = 1;
    qint64 high = Admission::strictCeiling;
    while (low < high) {
        const qint64 middle = low + (high - low + 1) / 2;
        if (allFit(rooms, estimate.amounts(middle * estimate.choices())))
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

// A budget that is smaller than what is expected lets one call at a time pass, while there is room for its
// prompt.
bool letsAloneCallPass(const BudgetRoom &room, const CallEstimate &estimate, qint64 need)
{
    return !estimate.isBounded() && room.held == 0 && (estimate.isGuess() || need > room.limit()) &&
           room.left() >= estimate.amounts(1).of(room.budget.unit);
}

// The most of another currency that is no more than `micros`.
qint64 atMost(qint64 micros, Currency from, Currency to, qint64 rateMicros)
{
    const qint64 converted = convert(micros, from, to, rateMicros);
    return convert(converted, to, from, rateMicros) > micros ? std::max<qint64>(0, converted - 1) : converted;
}

void shrink(Amounts &hold, BudgetUnit unit, qint64 left, qint64 rateMicros)
{
    switch (unit) {
    case BudgetUnit::Tokens:
        hold.tokens = std::min(hold.tokens, left);
        break;
    case BudgetUnit::Usd:
        hold.usd = std::min(hold.usd, left);
        hold.cny = std::min(hold.cny, atMost(left, Currency::Usd, Currency::Cny, rateMicros));
        break;
    case BudgetUnit::Cny:
        hold.cny = std::min(hold.cny, left);
        hold.usd = std::min(hold.usd, atMost(left, Currency::Cny, Currency::Usd, rateMicros));
        break;
    }
}

} // namespace

BudgetRooms budgetRooms(Accounts &accounts, const LimitSides &sides, Time time, bool money)
{
    BudgetRooms rooms;
    for (const LimitSide &side : sides) {
        for (const Budget &budget : side.limits->budgets) {
            if (!money && budget.unit != BudgetUnit::Tokens)
                continue;
            const Period period = accounts.periodAt(budget.period, time);
            rooms.append({side.owner, budget, period, side.account->raised(budget, period),
                          side.account->used(budget.unit, budget.period, period),
                          side.account->held(budget.unit, period)});
        }
    }
    return rooms;
}

BudgetVerdict fitIntoBudgets(const BudgetRooms &rooms, const CallEstimate &estimate, bool strict,
                             qint64 rateMicros)
{
    BudgetVerdict verdict;
    verdict.completion = estimate.completion();
    if (strict && !estimate.isBounded() && !rooms.isEmpty()) {
        verdict.cap = affordableCap(rooms, estimate);
        verdict.completion = *verdict.cap * estimate.choices();
    }
    const Amounts need = estimate.amounts(verdict.completion);
    verdict.hold = need;
    for (const BudgetRoom &room : rooms) {
        const qint64 wanted = need.of(room.budget.unit);
        if (room.fits(wanted))
            continue;
        if (!strict && letsAloneCallPass(room, estimate, wanted))
            shrink(verdict.hold, room.budget.unit, qint64(room.left()), rateMicros);
        else
            verdict.full.append(&room);
    }
    return verdict;
}

} // namespace gateway
