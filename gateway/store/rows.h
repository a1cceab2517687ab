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

// Columns of `keys` in the order that readKey() expects, from column `first` on.
extern const QLatin1StringView keyColumns; // 10 of them, of a table named k
Key readKey(const QSqlQuery &query, int first);

// Not removed, in their order, with keys and models. With a name: that one or none.
Result<QList<Provider>> providers(Database &database, const QString &name = {});
Result<QList<Route>> routes(Database &database);
Result<QHash<QString, QString>> settingValues(Database &database);

// In the order in which they were made. Those taken back are asked for only to look up what a row of the ledger names.
Result<QList<Price>> prices(Database &database, bool takenBackToo = false);
QString toText(const QList<PriceTier> &tiers); // the column `tiers`

} // namespace gateway::rows
