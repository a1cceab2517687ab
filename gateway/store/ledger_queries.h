// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

#include <QMap>

namespace gateway {

enum class UsageGroup { None, User, Key, Model, Provider, Hour, Day };

struct UsageFilter
{
    std::optional<Time> since;
    std::optional<Time> until;
};

// Sums over ledger rows; what no row said is empty, not 0.
struct UsageSum
{
    QString group; // name of the user, model or provider; "sk-k3Xd…9fQa label" for keys; empty for none
    qint64 groupId = 0; // key id with UsageGroup::Key
    Time start{};       // start of the hour or day, for UsageGroup::Hour and Day
    qint64 requests = 0;
    qint64 failed = 0; // failed, cancelled, interrupted and refused
    TokenUsage tokens;
    QMap<QString, qint64> costMicros; // by currency
    qint64 unpriced = 0;              // answered calls without a price
};

struct CallFilter
{
    std::optional<Time> since;
    std::optional<Time> until;
    std::optional<QString> user;
    std::optional<KeyId> key;
    std::optional<QString> model; // as asked, exact
    std::optional<CallStatus> status;
    std::optional<RequestId> before; // for paging: only older rows
    int limit = 50;
};

// Reading the ledger. Lives in the thread of its database.
class LedgerQueries final
{
public:
    // `timeZone` is an IANA name (empty: the system's); it decides where days start.
    LedgerQueries(Database &database, QString timeZone);

    // Hours and days come in order of time, with empty ones between since and until filled in; other groups
    // by requests, busiest first. Without a group there is exactly one sum.
    Result<QList<UsageSum>> usage(UsageGroup group, const UsageFilter &filter);
    Result<QList<CallRow>> calls(const CallFilter &filter); // newest first
    Result<CallRow> call(RequestId id);

private:
    Result<QList<CallRow>> read(const QString &condition, const QVariantList &values, int limit);

    Database &m_database;
    QString m_timeZone;
};

} // namespace gateway
