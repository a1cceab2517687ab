// SPDX-License-Identifier: MIT
#pragma once

#include "access/calendar.h"
#include "base/error.h"
#include "store/management.h"
#include "store/spent.h"

#include <QHash>

namespace gateway::ui {

// What was used of one budget in the period that is going on.
struct BudgetUse
{
    Budget budget{};
    qint64 raised = 0; // for this period, on top of the budget
    qint64 used = 0;
    std::optional<Time> resets{};

    qint64 amount() const { return budget.amount + raised; }
    double share() const { return amount() > 0 ? double(used) / double(amount()) : 1.0; }

    friend bool operator==(const BudgetUse &, const BudgetUse &) = default;
};

using BudgetUses = QList<BudgetUse>;

// The one that will refuse first; null without a budget.
const BudgetUse *tightest(const BudgetUses &uses);
// One that refuses calls now: of several the one that does so the longest. Null while none does.
const BudgetUse *usedUp(const BudgetUses &uses);

// Everything spent, and what was raised, once for all rows of a table.
class Spending final
{
public:
    Spending() = default;
    Spending(const QList<SpentQuarter> &spent, const QList<Raise> &raises, const Calendar &calendar,
             Time now);

    BudgetUses of(KeyId key, const Limits &limits) const;
    BudgetUses of(UserId user, const Limits &limits) const;

private:
    struct Owner
    {
        QList<SpentQuarter> spent{};
        QList<Raise> raises{};
    };
    BudgetUses of(const Owner &owner, const Limits &limits) const;

    QHash<KeyId, Owner> m_keys;
    QHash<UserId, Owner> m_users;
    Calendar m_calendar;
    Time m_now{};
};

// For a thread that may wait: reads the roll-ups.
Result<Spending> readSpending(Database &database, const Clock &clock);

// All that may need somebody's attention, read together. Likewise.
struct Holdings
{
    QList<Provider> providers{};
    QList<UserInfo> users{};
    QList<KeyInfo> keys{};
    Spending spending{};
};
Result<Holdings> readHoldings(Database &database, const Clock &clock);

} // namespace gateway::ui
