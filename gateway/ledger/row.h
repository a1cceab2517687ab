// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"

#include <QSqlQuery>

#include <optional>

// How the ledger's records look as rows of the table `requests`.
namespace gateway::rows {

// The columns of a call, of a table named r, in the order that readCall() reads.
extern const QLatin1StringView callColumns;
inline constexpr int callColumnCount = 35;

// The parts of the row as they stand: `settled` has the status Open while the call runs.
struct Call
{
    CallOpened opened;
    CallSettled settled;
};
Call readCall(const QSqlQuery &query, int first = 0);

// The column `tried`: a JSON array with what is known of each attempt; null text when there is none.
QString toText(const QList<CallAttempt> &tried);
QList<CallAttempt> attemptsFromText(const QString &text);

} // namespace gateway::rows
