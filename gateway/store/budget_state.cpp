// SPDX-License-Identifier: MIT
#include "store/budget_state.h"

#include "store/spent.h"

namespace gateway {

namespace {

qint64 inUnit(const SpentSums &sums, BudgetUnit unit)
{
    switch (unit) {
    case BudgetUnit::Usd:
        return sums.usdMicros;
    case BudgetUnit::Cny:
        return sums.cnyMicros;
    case BudgetUnit::Tokens:
        return sums.tokens;
    }
    return 0;
}

} // namespace

QList<BudgetState> budgetStates(rows::LimitsOwner owner, const Limits &limits, const QList<Raise> &raises,
                                const Calendar &calendar, Time now)
{
    QList<BudgetState> states;
    for (const Budget &budget : limits.budgets) {
        BudgetState state{budget, calendar.periodAt(budget.period, now), 0, {}};
        for (const Raise &raise : raises) {
            if (rows::LimitsOwner{raise.userId, raise.keyId} == owner && raise.extra.unit == budget.unit &&
                raise.extra.period == budget.period && state.period.contains(raise.periodStart))
                state.raised += raise.extra.amount;
        }
        states.append(state);
    }
    return states;
}

Outcome addSpent(Database &database, rows::LimitsOwner owner, QList<BudgetState> &states)
{
    for (BudgetState &state : states) {
        const Result<SpentSums> sums = owner.userId
                                               ? spentInPeriod(database, owner.userId, state.period.start)
                                               : spentInPeriod(database, owner.keyId, state.period.start);
        if (!sums)
            return tl::make_unexpected(sums.error());
        state.used = inUnit(*sums, state.budget.unit);
    }
    return {};
}

} // namespace gateway
