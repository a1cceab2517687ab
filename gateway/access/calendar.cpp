// SPDX-License-Identifier: MIT
#include "access/calendar.h"

#include <QDateTime>

namespace gateway {

namespace {

constexpr qint64 hour = 3'600'000;

qint64 floorTo(qint64 value, qint64 unit)
{
    const qint64 rest = value % unit;
    return value - (rest < 0 ? rest + unit : rest);
}

} // namespace

Calendar::Calendar(const QString &zone)
{
    if (!zone.isEmpty())
        m_zone = QTimeZone(zone.toUtf8());
    if (!m_zone.isValid())
        m_zone = QTimeZone::systemTimeZone();
    if (!m_zone.isValid())
        m_zone = QTimeZone::utc();
}

bool Calendar::isZone(const QString &zone)
{
    return QTimeZone::isTimeZoneIdAvailable(zone.toUtf8());
}

Period Calendar::periodAt(BudgetPeriod period, Time time) const
{
    if (period == BudgetPeriod::Total)
        return Period{};
    if (period == BudgetPeriod::Hour)
        return hourAt(time);
    const QDate day = QDateTime::fromMSecsSinceEpoch(toMillis(time), m_zone).date();
    switch (period) {
    case BudgetPeriod::Week: {
        const QDate monday = day.addDays(1 - day.dayOfWeek());
        return {dayStart(monday), dayStart(monday.addDays(7))};
    }
    case BudgetPeriod::Month: {
        const QDate first(day.year(), day.month(), 1);
        return {dayStart(first), dayStart(first.addMonths(1))};
    }
    default:
        return {dayStart(day), dayStart(day.addDays(1))};
    }
}

Time Calendar::dayStart(QDate date) const
{
    // A zone that moves across the date line skips a whole day, which then has no start of its own.
    for (int skipped = 0; skipped < 3; ++skipped) {
        const QDateTime start = date.addDays(skipped).startOfDay(m_zone);
        if (!start.isValid())
            continue;
        // Where the clock goes back to midnight, as in Havana, the day begins with the first of the two.
        const QDateTime before = start.addMSecs(-1);
        const QDateTime earlier = start.addSecs(start.offsetFromUtc() - before.offsetFromUtc());
        const bool twice =
                earlier < start && earlier.date() == start.date() && earlier.time() == start.time();
        return fromMillis((twice ? earlier : start).toMSecsSinceEpoch());
    }
    return fromMillis(date.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch());
}

Period Calendar::hourAt(Time time) const
{
    const auto offsetAt = [this](qint64 millis) {
        return qint64(m_zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(millis, QTimeZone::utc()))) * 1000;
    };
    const qint64 now = toMillis(time);
    const qint64 offset = offsetAt(now);
    qint64 start = floorTo(now + offset, hour) - offset;
    qint64 end = start + hour;
    // Where the clock moves within the hour (by half an hour on Lord Howe), the period is cut there, so that
    // periods never overlap.
    if (offsetAt(start) != offset) {
        const auto change =
                m_zone.previousTransition(QDateTime::fromMSecsSinceEpoch(now + 1, QTimeZone::utc()));
        if (change.atUtc.isValid())
            start = std::max(start, change.atUtc.toMSecsSinceEpoch());
    }
    if (offsetAt(end - 1) != offset) {
        const auto change = m_zone.nextTransition(QDateTime::fromMSecsSinceEpoch(now, QTimeZone::utc()));
        if (change.atUtc.isValid())
            end = std::min(end, change.atUtc.toMSecsSinceEpoch());
    }
    return {fromMillis(start), fromMillis(end)};
}

} // namespace gateway
