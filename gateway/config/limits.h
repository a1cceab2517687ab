// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace gateway {

enum class Currency { Usd, Cny };

enum class BudgetUnit { Usd, Cny, Tokens };
enum class BudgetPeriod { Hour, Day, Week, Month, Total }; // of the calendar of the setting `timezone`; weeks start on Monday

// "5USD/day": at most so much in each period. One per unit and period.
struct Budget
{
    BudgetUnit unit = BudgetUnit::Usd;
    BudgetPeriod period = BudgetPeriod::Total;
    qint64 amount = 0; // micro-units of the currency, or tokens (prompt and completion)

    friend bool operator==(const Budget &, const Budget &) = default;
};

// What a user or a key may do. Every limit of both holds.
struct Limits
{
    QStringList models; // patterns; empty means every model
    QStringList addresses; // of clients, "10.0.0.0/8" or "::1"; empty means every address
    std::optional<Time> expiresAt;
    std::optional<int> requestsPerMinute;
    std::optional<qint64> tokensPerMinute;
    std::optional<int> concurrency; // calls in flight
    QList<Budget> budgets;
    bool strict = false; // reserve upper bounds, never estimates
    bool allowUnpriced = false; // a money budget does not keep it from models without a price

    friend bool operator==(const Limits &, const Limits &) = default;
};

// More for the current period only: added to the budget of the same unit and period.
struct Raise
{
    UserId userId; // one of the two is set
    KeyId keyId;
    Budget extra;
    Time periodStart{}; // the period that it is for

    friend bool operator==(const Raise &, const Raise &) = default;
};

} // namespace gateway
