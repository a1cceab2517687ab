// SPDX-License-Identifier: MIT
#include "ui/limit_uses.h"

#include "store/management.h"

#include <algorithm>

namespace gateway::ui {

const BudgetUse *tightest(const BudgetUses &uses)
{
    const auto found = std::max_element(uses.begin(), uses.end(), [](const BudgetUse &a, const BudgetUse &b) {
        return a.share() < b.share();
    });
    return found == uses.end() ? nullptr : &*found;
}

BudgetUses Spending::of(KeyId key, const Limits &limits) const
{
    return of(
            limits, [key](const SpentQuarter &quarter) { return quarter.key == key; },
            [key](const Raise &raise) { return raise.keyId == key; });
}

BudgetUses Spending::of(UserId user, const Limits &limits) const
{
    return of(
            limits, [user](const SpentQuarter &quarter) { return quarter.user == user; },
            [user](const Raise &raise) { return raise.userId == user; });
}

BudgetUses Spending::of(const Limits &limits, const std::function<bool(const SpentQuarter &)> &isSpentBy,
                        const std::function<bool(const Raise &)> &isRaiseOf) const
{
    BudgetUses uses;
    for (const Budget &budget : limits.budgets) {
        const Period period = calendar.periodAt(budget.period, now);
        BudgetUse use;
        use.budget = budget;
        use.resets = period.resets();
        for (const SpentQuarter &quarter : spent) {
            if (quarter.quarter < period.start || !isSpentBy(quarter))
                continue;
            use.used += budget.unit == BudgetUnit::Usd   ? quarter.usdMicros
                        : budget.unit == BudgetUnit::Cny ? quarter.cnyMicros
                                                         : quarter.tokens;
        }
        for (const Raise &raise : raises) {
            if (raise.extra.unit == budget.unit && raise.extra.period == budget.period &&
                period.contains(raise.periodStart) && isRaiseOf(raise))
                use.raised += raise.extra.amount;
        }
        uses += use;
    }
    return uses;
}

Result<Spending> readSpending(Database &database, const Clock &clock)
{
    Management management(database, clock, {});
    const auto settings = management.settings();
    if (!settings)
        return tl::make_unexpected(settings.error());
    const auto raises = management.raises();
    if (!raises)
        return tl::make_unexpected(raises.error());
    const Time now = clock.now();
    const auto spent = spentUntil(database, settings->timezone, now);
    if (!spent)
        return tl::make_unexpected(spent.error());
    Spending spending;
    spending.spent = *spent;
    spending.raises = *raises;
    spending.calendar = Calendar(settings->timezone);
    spending.now = now;
    return spending;
}

} // namespace gateway::ui
