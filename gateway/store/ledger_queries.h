// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

#include <QMap>

namespace gateway {

enum class UsageGroup { None, User, Key, Model, Provider, Hour, Day };

struct UsageFilter
{
    std::optional<Time> since{};
    std::optional<Time> until{};
    std::optional<QString> user{}; // by name; those of the same name that were removed count too
    std::optional<KeyId> key{};
    std::optional<QString> model{};    // as asked, exact
    std::optional<QString> provider{}; // by name, as the user
};

// Sums over settled calls; what no call said is empty, not 0.
struct UsageSum
{
    QString group; // name of the user, model or provider; "sk-k3Xd…9fQa label" for keys; empty for none
    qint64 groupId = 0; // key id with UsageGroup::Key
    Time start{};       // start of the hour or day, for UsageGroup::Hour and Day
    qint64 requests = 0;
    qint64 failed = 0; // failed, cancelled, interrupted and refused
    TokenUsage tokens;
    QMap<QString, qint64> costMicros;  // by currency
    qint64 unpriced = 0;               // answered calls without a price
    qint64 refused = 0;                // within `failed`: by the gateway, before a provider was asked
    std::optional<qint64> usdMicros{}; // all of the cost in one currency, at the rates of the calls
    std::optional<qint64> cnyMicros{};
    Millis duration{0};   // of all together
    Millis firstToken{0}; // of all `firstTokens` together
    qint64 firstTokens = 0;
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
    std::optional<QString> provider{}; // by name, where the call ended up
    std::optional<QString>
            text{};        // in the id, the names of user, key, model and provider, or the error; any case
    bool failures = false; // whatever failed: at a provider, by a refusal, by a gateway that died
    std::optional<RequestId> from{}; // only this row and newer ones
    int skip = 0;                    // so many of the newest that fit are left out
};

// Whether the filter asks for calls of this status.
bool wants(const CallFilter &filter, CallStatus status);

// How many calls of a filter have ids from `from` up to before `before`.
struct CallStretch
{
    RequestId from;
    RequestId before;
    qint64 calls = 0;

    friend bool operator==(const CallStretch &, const CallStretch &) = default;
};

struct CallCounts
{
    QList<CallStretch> stretches;  // newest first, each within a quarter of an hour, none of them empty
    std::optional<RequestId> rest; // calls before this one are not counted: ask again with it as `before`
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
    Result<QList<CallRow>> calls(const CallFilter &filter);        // newest first
    Result<QList<CallRow>> callsById(const QList<RequestId> &ids); // those that are still there, newest first
    // Stops soon after `atMost` and says where to go on. The filter's limit and skip mean nothing.
    Result<CallCounts> counts(const CallFilter &filter, Millis atMost = Millis(25));
    Result<CallRow> call(RequestId id);
    Result<std::optional<CallCapture>> capture(RequestId id); // empty: nothing was kept

private:
    Result<QList<CallRow>> read(const QList<qint64> &ids);

    Database &m_database;
    QString m_timeZone;
};

} // namespace gateway
