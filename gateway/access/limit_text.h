// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"

namespace gateway {

// "5USD/day", "300CNY/month", "2000000tok/total": as on the command line.
QString toString(const Budget &budget);
QString toString(BudgetUnit unit);     // "USD", "CNY", "tok"
QString toString(BudgetPeriod period); // "hour", "day", "week", "month", "total"

// An amount with its unit, for sentences: "0.25 USD", "1200 tokens".
QString amountText(BudgetUnit unit, qint64 amount);

} // namespace gateway
