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

const BudgetUse *usedUp(const BudgetUses &uses)
{
    const BudgetUse *longest = nullptr;
    for (const BudgetUse &use : uses) {
        if (use.used < use.amount())
            continue;
        if (!longest || (longest->resets && (!use.resets || *use.resets > *longest->resets)))
            longest = &use;
    }
    return longest;
}

Spending::Spending(const QList<SpentQuarter> &spent, const QList<Raise> &raises, const Calendar &calendar,
                   Time now)
    : m_calendar(calendar), m_now(now)
{
    for (const SpentQuarter &quarter : spent) {
        m_keys[quarter.key].spent += quarter;
        m_users[quarter.user].spent += quarter;
    }
    for (const Raise &raise : raises) {
        if (raise.keyId)
            m_keys[raise.keyId].raises += raise;
        else
            m_users[raise.userId].raises += raise;
    }
}

BudgetUses Spending::of(KeyId key, const Limits &limits) const
{
    return of(m_keys.value(key), limits);
}

BudgetUses Spending::of(UserId user, const Limits &limits) const
{
    return of(m_users.value(user), limits);
}

BudgetUses Spending::of(const Owner &owner, const Limits &limits) const
{
    BudgetUses uses;
    for (const Budget &budget : limits.budgets) {
        const Period period = m_calendar.periodAt(budget.period, m_now);
        BudgetUse use;
        use.budget = budget;
        use.resets = period.resets();
        for (const SpentQuarter &quarter : owner.spent) {
            if (quarter.quarter < period.start)
                continue;
            use.used += budget.unit == BudgetUnit::Usd   ? quarter.usdMicros
                        : budget.unit == BudgetUnit::Cny ? quarter.cnyMicros
                                                         : quarter.tokens;
        }
        for (const Raise &raise : owner.raises) {
            if (raise.extra.unit == budget.unit && raise.extra.period == budget.period &&
                period.contains(raise.periodStart))
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
    return Spending(*spent, *raises, Calendar(settings->timezone), now);
}

Result<Holdings> readHoldings(Database &database, const Clock &clock)
{
    Management management(database, clock, {});
    auto providers = management.providers();
    auto users = management.users();
    auto keys = management.keys();
    auto spending = readSpending(database, clock);
    if (!providers || !users || !keys || !spending)
        return failure(ErrorCode::Storage, QStringLiteral("The database could not be read."));
    return Holdings{*std::move(providers), *std::move(users), *std::move(keys), *std::move(spending)};
}

} // namespace gateway::ui
