// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price.h"

// The price table that comes with the program: resources/prices/builtin.json (format: README.md beside it).
// Pure but for the resource.
namespace gateway {

struct BuiltinPrices
{
    qint64 version = 0;  // raised with every change of the file
    QList<Price> prices; // source "built-in", no ids; one for each preset and model
};

// InvalidArgument, naming the entry, for a file that is not as it should be.
Result<BuiltinPrices> readBuiltinPrices(const QByteArray &json);

// Of this program, read once. A test checks the file; should it be bad all the same, nothing is built in.
const BuiltinPrices &builtinPrices();

} // namespace gateway
