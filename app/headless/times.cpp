// SPDX-License-Identifier: MIT
#include "times.h"

#include <QDateTime>

#include <optional>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

// Ten thousand years: whatever is beyond is a slip of the hand, and would overflow the arithmetic.
constexpr qint64 maxSeconds = 10'000LL * 366 * 24 * 3600;

qint64 secondsPerUnit(QChar unit)
{
    switch (unit.unicode()) {
    case u's':
        return 1;
    case u'm':
        return 60;
    case u'h':
        return 3600;
    case u'd':
        return 24 * 3600;
    case u'w':
        return 7 * 24 * 3600;
    default:
        return 0;
    }
}

std::optional<Millis> durationOf(QStringView text)
{
    qint64 unit = 1;
    if (!text.isEmpty() && !text.back().isDigit()) {
        unit = secondsPerUnit(text.back());
        text.chop(1);
    }
    bool isNumber = false;
    const qint64 count = text.toLongLong(&isNumber);
    if (!isNumber || unit == 0 || count < 0 || !text.front().isDigit() || count > maxSeconds / unit)
        return {};
    return std::chrono::seconds(count * unit);
}

std::optional<Time> instantOf(const QString &text, const QTimeZone &zone, bool asEnd)
{
    if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid() && text.size() == 10) {
        const QDateTime start = (asEnd ? date.addDays(1) : date).startOfDay(zone);
        return fromMillis(start.toMSecsSinceEpoch());
    }
    QDateTime stamp = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!stamp.isValid())
        return {};
    if (stamp.timeSpec() == Qt::LocalTime) // no zone was written
        stamp = QDateTime(stamp.date(), stamp.time(), zone);
    return fromMillis(stamp.toMSecsSinceEpoch());
}

auto notUnderstood(const QString &text)
{
    return failure(ErrorCode::InvalidArgument,
                   u"\"%1\" is no time: write a span like 24h or 7d, or a date like 2026-11-23 or "
                   "2026-11-23T14:00."_s.arg(text));
}

Result<Time> before(const QString &text, Time now, const QTimeZone &zone, bool asEnd)
{
    // A bare number would be seconds, and is more likely a date that lost its dashes.
    const bool bareNumber = !text.isEmpty() && text.back().isDigit();
    if (const auto span = durationOf(text); span && !bareNumber)
        return now - *span;
    if (const auto instant = instantOf(text, zone, asEnd))
        return *instant;
    return notUnderstood(text);
}

} // namespace

Result<Millis> parseDuration(const QString &text)
{
    if (const auto span = durationOf(text))
        return *span;
    return failure(ErrorCode::InvalidArgument,
                   u"\"%1\" is no span of time: write 30s, 15m, 24h or 7d."_s.arg(text));
}

Result<Time> parseSince(const QString &text, Time now, const QTimeZone &zone)
{
    return before(text, now, zone, false);
}

Result<Time> parseUntil(const QString &text, Time now, const QTimeZone &zone)
{
    return before(text, now, zone, true);
}

Result<Time> parseExpiry(const QString &text, Time now, const QTimeZone &zone)
{
    const bool bareNumber = !text.isEmpty() && text.back().isDigit();
    std::optional<Time> end;
    if (const auto span = durationOf(text); span && !bareNumber)
        end = now + *span;
    else
        end = instantOf(text, zone, true);
    if (!end)
        return notUnderstood(text);
    if (*end <= now)
        return failure(ErrorCode::InvalidArgument, u"\"%1\" is over already: give a time ahead."_s.arg(text));
    return *end;
}

QString toLocalText(Time time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), zone).toString(u"yyyy-MM-dd HH:mm:ss"_s);
}

} // namespace gateway::cli
