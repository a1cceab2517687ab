// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"

#include <QTimeZone>

// Times as people write and read them on a command line. Pure: `now` and the zone are given.
namespace gateway::cli {

// "90s", "15m", "24h", "7d", "2w"; a bare number is seconds.
Result<Millis> parseDuration(const QString &text);

// A duration before now, a date ("2026-11-23": when it starts), or a date with a time ("2026-11-23T14:00",
// with or without a zone).
Result<Time> parseSince(const QString &text, Time now, const QTimeZone &zone);
// The same as an end: a date alone means up to the end of that day.
Result<Time> parseUntil(const QString &text, Time now, const QTimeZone &zone);
// A duration from now on, or a date as in parseUntil(); it must lie ahead.
Result<Time> parseExpiry(const QString &text, Time now, const QTimeZone &zone);

// "2026-11-23 14:03:07" in the zone.
QString toLocalText(Time time, const QTimeZone &zone);

} // namespace gateway::cli
