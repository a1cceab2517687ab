// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price_import.h"
#include "table.h"

#include <QHash>
#include <QJsonObject>
#include <QTimeZone>

// Prices as the command line shows them.
namespace gateway::cli {

// Money in micro-units per million tokens.
QJsonObject toJson(const Price &price, const QHash<ProviderId, QString> &providers, bool inForce);
QJsonObject toJson(const PriceDiff &diff, ImportedPrices::Format format, bool dryRun);

Table priceTable();
void addRow(Table &table, const Price &price, const QHash<ProviderId, QString> &providers,
            const QTimeZone &zone);

// "0.95 in, 4 out, 0.16 cached USD"
QString ratesText(const Price &price);
// What an import does, for people: new, changed with old and new, counts of the rest with reasons.
QString preview(const PriceDiff &diff, ImportedPrices::Format format);

QList<Price> sortedForPeople(const PriceTable &prices);     // by model, then by whom they are for
bool matches(const QString &pattern, const QString &model); // any '*' stands for any text

} // namespace gateway::cli
