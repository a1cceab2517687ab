// SPDX-License-Identifier: MIT
#include "access/account.h"

#include <algorithm>
#include <limits>

namespace gateway {

namespace {

constexpr qint64 quarterMillis = 15 * 60 * 1000;
constexpr size_t mostBins = 33 * 96; // a month in any time zone, even if every quarter of an hour was used

qint64 quarterOf(Time time)
{
    return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count() / 15;
}

qint64 added(qint64 a, qint64 b)
{
    qint64 sum = 0;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return a < 0 ? std::numeric_limits<qint64>::min() : std::numeric_limits<qint64>::max();
}

} // namespace

qint64 Amounts::of(BudgetUnit unit) const
{
    switch (unit) {
    case BudgetUnit::Usd:
        return usd;
    case BudgetUnit::Cny:
        return cny;
    case BudgetUnit::Tokens:
        break;
    }
    return tokens;
}

Amounts &Amounts::operator+=(const Amounts &other)
{
    usd = added(usd, other.usd);
    cny = added(cny, other.cny);
    tokens = added(tokens, other.tokens);
    return *this;
}

const AddressRanges &Account::ranges(const QStringList &texts)
{
    if (texts != m_rangeTexts) {
        m_rangeTexts = texts;
        m_ranges = AddressRanges(texts);
    }
    return m_ranges;
}

void Account::spend(Time startedAt, const Amounts &amounts)
{
    const qint64 quarter = quarterOf(startedAt);
    m_total += amounts;
    binAt(m_spent, quarter).amounts += amounts;
    if (m_spent.size() > mostBins)
        m_spent.erase(m_spent.begin());
    if (!m_sums)
        return;
    for (PeriodSum &sum : *m_sums) {
        if (sum.bounds.contains(fromMillis(quarter * quarterMillis)))
            sum.amounts += amounts;
    }
}

void Account::hold(Time startedAt, const Amounts &amounts)
{
    ++inFlight;
    Bin &bin = binAt(m_held, quarterOf(startedAt));
    ++bin.calls;
    bin.amounts += amounts;
}

void Account::giveBack(Time startedAt, const Amounts &amounts)
{
    --inFlight;
    const qint64 quarter = quarterOf(startedAt);
    Bin &bin = binAt(m_held, quarter);
    bin.amounts += -amounts;
    if (--bin.calls <= 0)
        std::erase_if(m_held, [quarter](const Bin &other) { return other.quarter == quarter; });
}

void Account::forgetSpent()
{
    m_spent.clear();
    m_total = {};
    m_sums.reset();
}

void Account::forgetSpentBefore(Time end)
{
    const qint64 first = quarterOf(end);
    Amounts kept;
    std::erase_if(m_spent, [&](const Bin &bin) {
        if (bin.quarter >= first)
            kept += bin.amounts;
        return bin.quarter < first;
    });
    m_total = kept;
    m_sums.reset();
}

qint64 Account::used(BudgetUnit unit, BudgetPeriod period, const Period &bounds)
{
    if (period == BudgetPeriod::Total)
        return m_total.of(unit);
    if (!m_sums)
        m_sums = std::make_unique<std::array<PeriodSum, 4>>();
    PeriodSum &kept = (*m_sums)[size_t(period)];
    if (kept.bounds != bounds)
        kept = {bounds, sum(m_spent, bounds)};
    return kept.amounts.of(unit);
}

qint64 Account::held(BudgetUnit unit, const Period &bounds) const
{
    return sum(m_held, bounds).of(unit);
}

qint64 Account::raised(const Budget &budget, const Period &bounds) const
{
    qint64 sum = 0;
    for (const Raise &raise : m_raises) {
        if (raise.extra.unit == budget.unit && raise.extra.period == budget.period &&
            bounds.contains(raise.periodStart))
            sum = added(sum, raise.extra.amount);
    }
    return sum;
}

Account::Bin &Account::binAt(Bins &bins, qint64 quarter)
{
    if (bins.empty() || bins.back().quarter < quarter) {
        bins.push_back({quarter, 0, {}});
        return bins.back();
    }
    auto place = std::lower_bound(bins.begin(), bins.end(), quarter,
                                  [](const Bin &bin, qint64 value) { return bin.quarter < value; });
    if (place->quarter != quarter)
        place = bins.insert(place, Bin{quarter, 0, {}});
    return *place;
}

Amounts Account::sum(const Bins &bins, const Period &bounds)
{
    const qint64 first = toMillis(bounds.start);
    const qint64 end = toMillis(bounds.end);
    Amounts amounts;
    for (auto bin = bins.crbegin(); bin != bins.crend(); ++bin) {
        const qint64 start = bin->quarter * quarterMillis;
        if (start < first)
            break;
        if (start < end)
            amounts += bin->amounts;
    }
    return amounts;
}

void Accounts::configure(const Snapshot &snapshot)
{
    m_calendar = Calendar(snapshot.settings.timezone);
    m_periods.fill(never);
    for (auto &[id, account] : m_keys)
        account.clearRaises();
    for (auto &[id, account] : m_users)
        account.clearRaises();
    for (const Raise &raise : snapshot.raises) {
        if (raise.keyId)
            of(raise.keyId).addRaise(raise);
        else
            of(raise.userId).addRaise(raise);
    }
}

void Accounts::forgetSpent()
{
    for (auto &[id, account] : m_keys)
        account.forgetSpent();
    for (auto &[id, account] : m_users)
        account.forgetSpent();
}

void Accounts::forgetSpentBefore(Time end)
{
    for (auto &[id, account] : m_keys)
        account.forgetSpentBefore(end);
    for (auto &[id, account] : m_users)
        account.forgetSpentBefore(end);
}

Period Accounts::periodAt(BudgetPeriod period, Time time)
{
    if (period == BudgetPeriod::Total)
        return {};
    Period &kept = m_periods[size_t(period)];
    if (!kept.contains(time))
        kept = m_calendar.periodAt(period, time);
    return kept;
}

} // namespace gateway
