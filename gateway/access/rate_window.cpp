// SPDX-License-Identifier: MIT
#include "access/rate_window.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr qint64 slotsPerWindow = RateWindow::length / RateWindow::slotLength;

qint64 indexOf(SteadyTime time)
{
    return std::chrono::floor<Millis>(time.time_since_epoch()) / RateWindow::slotLength;
}

// The first moment at which a slot does not count any more.
SteadyTime endOf(qint64 index)
{
    return SteadyTime(RateWindow::slotLength * (index + slotsPerWindow + 1));
}

Millis until(SteadyTime now, SteadyTime then)
{
    return std::max(Millis(0), std::chrono::ceil<Millis>(then - now));
}

bool counts(qint64 index, qint64 nowIndex)
{
    return index + slotsPerWindow >= nowIndex;
}

} // namespace

void RateWindow::add(SteadyTime now, qint64 count)
{
    if (count <= 0)
        return;
    const qint64 index = m_slots.empty() ? indexOf(now) : std::max(indexOf(now), m_slots.back().index);
    drop(index);
    if (!m_slots.empty() && m_slots.back().index == index)
        m_slots.back().count += count;
    else
        m_slots.push_back({index, count});
}

void RateWindow::takeBack(SteadyTime added, qint64 count)
{
    if (count <= 0)
        return;
    const qint64 index = indexOf(added);
    const auto found = std::lower_bound(m_slots.begin(), m_slots.end(), index,
                                        [](const Slot &slot, qint64 value) { return slot.index < value; });
    if (found == m_slots.end() || found->index != index)
        return;
    found->count = std::max<qint64>(0, found->count - count);
    if (found->count == 0)
        m_slots.erase(found);
}

qint64 RateWindow::count(SteadyTime now) const
{
    const qint64 index = indexOf(now);
    qint64 sum = 0;
    for (const Slot &slot : m_slots)
        sum += counts(slot.index, index) ? slot.count : 0;
    return sum;
}

Millis RateWindow::waitFor(SteadyTime now, qint64 wanted, qint64 limit) const
{
    qint64 used = count(now);
    if (used == 0 || wanted <= limit - used)
        return Millis(0);
    const qint64 index = indexOf(now);
    for (const Slot &slot : m_slots) {
        if (!counts(slot.index, index))
            continue;
        used -= slot.count;
        if (used == 0 || wanted <= limit - used)
            return until(now, endOf(slot.index));
    }
    return Millis(0);
}

Millis RateWindow::emptyIn(SteadyTime now) const
{
    return m_slots.empty() ? Millis(0) : until(now, endOf(m_slots.back().index));
}

void RateWindow::drop(qint64 nowIndex)
{
    const auto first = std::find_if(m_slots.begin(), m_slots.end(),
                                    [nowIndex](const Slot &each) { return counts(each.index, nowIndex); });
    m_slots.erase(m_slots.begin(), first);
}

} // namespace gateway
