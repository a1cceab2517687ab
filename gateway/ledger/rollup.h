// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "store/database.h"

#include <memory>
#include <unordered_map>

namespace gateway {

// Which row of the table `rollups` a settled call counts in.
struct RollUpKey
{
    qint64 quarter = 0; // of an hour, since 1970, UTC
    qint64 userId = 0;
    qint64 keyId = 0;
    qint64 providerId = 0;
    QString model;
    QString currency; // empty when unpriced

    friend bool operator==(const RollUpKey &, const RollUpKey &) = default;
    friend size_t qHash(const RollUpKey &key, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, key.quarter, key.userId, key.keyId, key.providerId, key.model, key.currency);
    }
};

// Sums of settled calls; those over values that no call had are empty.
struct RollUpSums
{
    qint64 requests = 0;
    qint64 byStatus[6] = {}; // by the number of CallStatus
    qint64 unpriced = 0;     // answered calls without a price
    TokenUsage tokens;
    std::optional<qint64> costMicros;
    std::optional<qint64> usdMicros; // converted at each call's own rate
    std::optional<qint64> cnyMicros;
    qint64 durationMillis = 0;
    qint64 firstTokenMillis = 0;
    qint64 firstTokens = 0; // calls in firstTokenMillis
    qint64 heldTokens = 0;  // reserved by interrupted calls whose usage is not known

    void add(const RollUpSums &sums, int sign = 1);
    qint64 spentTokens() const
    {
        return tokens.prompt.value_or(0) + tokens.completion.value_or(0) + heldTokens;
    }
};

// What one call counts, and where. `opened` names key, user, model and rate; `settled` the rest. Pure.
std::pair<RollUpKey, RollUpSums> rollUpOf(const CallOpened &opened, const CallSettled &settled);

// Adds settled calls to the tables `rollups` and `spent_days`: what falls into the same row is added up here
// and written once. Lives in the thread of its database; the caller brings the transaction, which must be the
// one that writes the calls' own rows.
class RollUps final
{
public:
    explicit RollUps(Database &database);
    ~RollUps();
    Q_DISABLE_COPY_MOVE(RollUps)

    Outcome prepare();
    void add(const CallOpened &opened, const CallSettled &settled, int sign = 1);
    bool write(); // false: lastError(); what was added is gone either way
    void drop();
    QString lastError() const { return m_error; }

private:
    struct Hash
    {
        size_t operator()(const RollUpKey &key) const { return qHash(key); }
    };
    bool writeQuarter(const RollUpKey &key, const RollUpSums &sums);
    bool writeDays();
    bool execute(QSqlQuery &query);

    Database &m_database;
    std::unordered_map<RollUpKey, RollUpSums, Hash> m_sums;
    bool m_subtracted = false; // rows may have come to nothing
    std::unique_ptr<QSqlQuery> m_quarter;
    std::unique_ptr<QSqlQuery> m_day;
    QString m_error;
};

} // namespace gateway
