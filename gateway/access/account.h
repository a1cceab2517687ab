// SPDX-License-Identifier: MIT
#pragma once

#include "access/address_range.h"
#include "access/calendar.h"
#include "access/rate_window.h"
#include "config/snapshot.h"

#include <array>
#include <memory>
#include <unordered_map>
#include <vector>

namespace gateway {

// What was used or is held, in every unit that a budget may have. Sums stop at the ends of their type.
struct Amounts
{
    qint64 usd = 0; // micro-units
    qint64 cny = 0;
    qint64 tokens = 0;

    qint64 of(BudgetUnit unit) const;
    Amounts &operator+=(const Amounts &other);
    Amounts operator-() const { return {-usd, -cny, -tokens}; }
    friend bool operator==(const Amounts &, const Amounts &) = default;
};

// The books of one key or user: calls in flight, the last minute, and what was used and is held. What was
// used is kept by UTC quarter of an hour, of which the periods of every time zone are made. What was loaded is
// coarser (store/spent.h) and is cut anew for another setting of `timezone`. An owner that does nothing costs some 200 bytes. Gateway
// thread.
class Account final
{
public:
    int inFlight = 0;
    RateWindow requests;
    RateWindow tokens;

    // Parsed again only when the texts have changed.
    const AddressRanges &ranges(const QStringList &texts);

    void spend(Time startedAt, const Amounts &amounts);
    void hold(Time startedAt, const Amounts &amounts);
    void giveBack(Time startedAt, const Amounts &amounts);
    void forgetSpent(); // before it is loaded anew
    void forgetSpentBefore(Time end);

    qint64 used(BudgetUnit unit, BudgetPeriod period, const Period &bounds);
    qint64 held(BudgetUnit unit, const Period &bounds) const;

    void clearRaises() { m_raises.clear(); }
    void addRaise(const Raise &raise) { m_raises.append(raise); }
    qint64 raised(const Budget &budget, const Period &bounds) const;

private:
    static constexpr Period never{Time::min(), Time::min()};

    struct Bin
    {
        qint64 quarter = 0;
        int calls = 0; // of what is held
        Amounts amounts;
    };
    using Bins = std::vector<Bin>; // by quarter

    struct PeriodSum
    {
        Period bounds = never;
        Amounts amounts;
    };

    static Bin &binAt(Bins &bins, qint64 quarter);
    static Amounts sum(const Bins &bins, const Period &bounds);

    Bins m_spent; // at least the last 33 days; what is older is in the total only
    Bins m_held;
    Amounts m_total; // spent since ever
    std::unique_ptr<std::array<PeriodSum, 4>>
            m_sums; // current hour, day, week and month, for owners with budgets
    QList<Raise> m_raises;
    QStringList m_rangeTexts;
    AddressRanges m_ranges;
};

// The accounts of all keys and users, and the calendar they keep. Accounts stay where they are. Gateway
// thread.
class Accounts final
{
public:
    Account &of(KeyId key) { return m_keys[key.value]; }
    Account &of(UserId user) { return m_users[user.value]; }

    void configure(const Snapshot &snapshot);
    void forgetSpent();
    void forgetSpentBefore(Time end);
    Period periodAt(BudgetPeriod period, Time time);

private:
    static constexpr Period never{Time::min(), Time::min()};

    std::unordered_map<qint64, Account> m_keys;
    std::unordered_map<qint64, Account> m_users;
    Calendar m_calendar;
    std::array<Period, 4> m_periods{never, never, never, never}; // the ones asked for last
};

} // namespace gateway
