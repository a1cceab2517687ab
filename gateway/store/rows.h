// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "ledger/price.h"
#include "store/database.h"

// How the values of config/model.h look as rows: shared by everything that reads the tables of configuration.
namespace gateway::rows {

QString toText(Dialect dialect);
QString toText(UsageOption option);
QString toText(AuthStyle style);

QString joinLines(const QStringList &lines);
QStringList splitLines(const QString &text);
QString joinHeaders(const QList<HeaderField> &headers);

QVariant toVariant(const std::optional<Time> &time); // NULL when empty
std::optional<Time> timeFrom(const QVariant &value);
std::optional<Time> timeOfRow(const QVariant &requestId); // the id of a row of the ledger holds its time

// Whose limits: one of the two is set.
struct LimitsOwner
{
    UserId userId;
    KeyId keyId;

    friend bool operator==(const LimitsOwner &, const LimitsOwner &) = default;
    friend size_t qHash(const LimitsOwner &owner, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, owner.userId, owner.keyId);
    }
};

// Columns of `users` or `keys` under that name, in the order that readLimits() expects; budgets are rows of
// their own.
inline constexpr int limitColumnCount = 8;
QString limitColumns(QLatin1StringView table);
Limits readLimits(const QSqlQuery &query, int first);
Outcome writeLimits(Database &database, LimitsOwner owner,
                    const Limits &limits); // budgets too; the row is there
Result<QHash<LimitsOwner, QList<Budget>>> budgets(Database &database);
Result<QList<Raise>> raises(Database &database);

// Columns of `keys` in the order that readKey() expects, from column `first` on; without budgets.
inline constexpr int keyColumnCount = 8 + limitColumnCount;
QString keyColumns(); // of a table named k
Key readKey(const QSqlQuery &query, int first);

// Not removed, in their order, with keys and models. With a name: that one or none.
Result<QList<Provider>> providers(Database &database, const QString &name = {});
Result<QList<Route>> routes(Database &database);
Result<QHash<QString, QString>> settingValues(Database &database);

// In the order in which they were made. Those taken back are asked for only to look up what a row of the
// ledger names.
Result<QList<Price>> prices(Database &database, bool takenBackToo = false);
QString toText(const QList<PriceTier> &tiers); // the column `tiers`

} // namespace gateway::rows
