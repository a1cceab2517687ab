// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/builtin_prices.h"
#include "store/database.h"

// The table `prices`. A row is never changed, because rows of the ledger name it: one that no longer holds is
// marked.
namespace gateway {

// Brings the built-in prices of the database up to those of the program, when the program's table is newer
// than the one taken over last (meta `builtin_prices`); else it costs one look. Raises `config_revision` and
// writes the audit log when it changed something. Called wherever a database is opened to serve or to manage
// prices.
Outcome refreshBuiltinPrices(Database &database, const Clock &clock,
                             const BuiltinPrices &table = builtinPrices());

namespace priceStore {

Outcome insert(Database &database, Price &price, Time now); // sets the id
Outcome takeBack(Database &database, PriceId id, Time now);

} // namespace priceStore
} // namespace gateway
