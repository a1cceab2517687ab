// SPDX-License-Identifier: MIT
#include "store/limits_change.h"

#include <algorithm>

namespace gateway {

Limits changed(Limits limits, const LimitsChange &change)
{
    const auto apply = [](auto &limit, const auto &wanted) {
        if (wanted)
            limit = *wanted;
    };
    apply(limits.models, change.models);
    apply(limits.addresses, change.addresses);
    apply(limits.expiresAt, change.expiresAt);
    apply(limits.requestsPerMinute, change.requestsPerMinute);
    apply(limits.tokensPerMinute, change.tokensPerMinute);
    apply(limits.concurrency, change.concurrency);
    apply(limits.strict, change.strict);
    apply(limits.allowUnpriced, change.allowUnpriced);

    if (change.clearBudgets)
        limits.budgets.clear();
    for (const Budget &budget : change.budgets) {
        const auto same = std::find_if(limits.budgets.begin(), limits.budgets.end(), [&](const Budget &old) {
            return old.unit == budget.unit && old.period == budget.period;
        });
        if (same == limits.budgets.end())
            limits.budgets.append(budget);
        else
            *same = budget;
    }
    // As the database gives them back.
    std::sort(limits.budgets.begin(), limits.budgets.end(), [](const Budget &a, const Budget &b) {
        return std::pair(a.unit, a.period) < std::pair(b.unit, b.period);
    });
    return limits;
}

} // namespace gateway
