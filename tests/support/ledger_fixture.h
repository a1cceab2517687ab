// SPDX-License-Identifier: MIT
#pragma once

#include "base/request_id.h"
#include "ledger/table.h"
#include "support/temp_database.h"
#include "support/utc.h"

namespace gateway::test {

inline constexpr qint64 quarterMillis = 900'000;

// A call of user 1 with key 2 to provider 3.
inline CallOpened opening(RequestId id)
{
    CallOpened record;
    record.id = id;
    record.startedAt = timeOf(id);
    record.userId = {1};
    record.keyId = {2};
    record.model = QStringLiteral("gpt");
    record.providerId = {3};
    record.reservedTokens = 1'000;
    record.reservedMicros = 5'000;
    record.currency = QStringLiteral("USD");
    record.rateMicros = 7'100'000;
    return record;
}

inline CallSettled settlement(RequestId id)
{
    CallSettled record;
    record.id = id;
    record.status = CallStatus::Ok;
    record.usage = {100, 20, std::nullopt, 40, std::nullopt};
    record.usageSource = UsageSource::Provider;
    record.costMicros = 1'234;
    record.currency = QStringLiteral("USD");
    record.duration = Millis(250);
    return record;
}

// The ledger of a database of its own, written directly.
class LedgerFixture final
{
public:
    LedgerFixture()
    {
        if (!table.prepare())
            qFatal("The ledger cannot be written.");
    }
    RequestId next(Time time = utc("2026-11-23T10:00:00Z")) { return ids.next(time); }
    qint64 number(const QString &statement) { return temp.value(statement).toLongLong(); }

    TempDatabase temp;
    LedgerTable table{temp.database()};
    RequestIdSource ids;
};

} // namespace gateway::test
