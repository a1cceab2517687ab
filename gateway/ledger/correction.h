// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

namespace gateway {

// What a person found out about a call whose gateway died, e.g. in the provider's own records. What is empty
// stays.
struct Correction
{
    TokenUsage usage;
    std::optional<qint64> costMicros; // empty: what the usage costs at the price that the row names
    QString currency;                 // of costMicros; empty: the row's
};

// Corrects an interrupted row, which was settled at what it had reserved, the roll-ups and what its key has
// spent, in one transaction; a gateway that runs meanwhile learns of it. NotFound, or InvalidArgument for a
// row that is not interrupted or a correction that says nothing. `actor` is for the audit ("cli:ann").
Outcome settleInterrupted(Database &database, RequestId id, const Correction &correction,
                          const QString &actor, Time now);

} // namespace gateway
