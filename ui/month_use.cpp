// SPDX-License-Identifier: MIT
#include "ui/month_use.h"

namespace gateway::ui {

namespace {

MonthUse useOf(const UsageSum &sum)
{
    return {sum.requests, sum.tokens.prompt.value_or(0) + sum.tokens.completion.value_or(0), sum.costMicros,
            sum.unpriced};
}

} // namespace

qint64 MonthUse::sortableCost() const
{
    qint64 sum = 0;
    for (auto it = costMicros.cbegin(); it != costMicros.cend(); ++it)
        sum += it.key() == QLatin1StringView("CNY") ? it.value() / 7 : it.value();
    return sum;
}

Result<MonthUses> readMonth(LedgerQueries &ledger, const QString &zone, Time now)
{
    UsageFilter filter;
    filter.since = Calendar(zone).periodAt(BudgetPeriod::Month, now).start;
    const auto users = ledger.usage(UsageGroup::User, filter);
    if (!users)
        return tl::make_unexpected(users.error());
    const auto keys = ledger.usage(UsageGroup::Key, filter);
    if (!keys)
        return tl::make_unexpected(keys.error());
    MonthUses uses;
    for (const UsageSum &sum : *users)
        uses.users.insert(sum.group, useOf(sum));
    for (const UsageSum &sum : *keys)
        uses.keys.insert(sum.groupId, useOf(sum));
    return uses;
}

} // namespace gateway::ui
