// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "store/database.h"

#include <QList>
#include <QString>

namespace gateway {

// What a key has used within a stretch of time that begins with a quarter of an hour (UTC). A call counts
// where it started, money at the rate of the call's row. A call that was interrupted counts as it was
// reserved.
struct SpentQuarter
{
    UserId user;
    KeyId key;
    Time quarter{};
    qint64 usdMicros = 0;
    qint64 cnyMicros = 0;
    qint64 tokens = 0; // prompt and completion

    friend bool operator==(const SpentQuarter &, const SpentQuarter &) = default;
};

// The completion of one answer, to learn from.
struct TypicalAnswer
{
    KeyId key;
    QString model; // as asked
    qint64 completion = 0;

    friend bool operator==(const TypicalAnswer &, const TypicalAnswer &) = default;
};

struct SpentSums
{
    qint64 usdMicros = 0;
    qint64 cnyMicros = 0;
    qint64 tokens = 0;

    friend bool operator==(const SpentSums &, const SpentSums &) = default;
};

// Everything that was ever spent, in few entries: the last hours by quarters; before these one entry for each
// key and stretch of time in which no day, week or month of the zone begins; at quarter 0 all before the
// current week and month. `zone` is an IANA name, empty: the system's; another zone needs another answer.
Result<QList<SpentQuarter>> spentUntil(Database &database, const QString &zone, Time now);

// Where the quarters of such an answer begin: before it, sums are cut for `zone` only.
Time spentIsFineSince(Time now);

// Sums from the quarter of `since` on. A user's are those of all the user's keys.
Result<SpentSums> spentInPeriod(Database &database, KeyId key, Time since);
Result<SpentSums> spentInPeriod(Database &database, UserId user, Time since);

// Completions of the newest calls that were answered and whose provider reported the usage, oldest first.
Result<QList<TypicalAnswer>> typicalAnswers(Database &database, int calls = 2'000);

} // namespace gateway
