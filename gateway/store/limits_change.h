// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"

namespace gateway {

// Only what is set is changed; an inner empty value takes the limit away.
struct LimitsChange
{
    std::optional<QStringList> models;
    std::optional<QStringList> addresses;
    std::optional<std::optional<Time>> expiresAt;
    std::optional<std::optional<int>> requestsPerMinute;
    std::optional<std::optional<qint64>> tokensPerMinute;
    std::optional<std::optional<int>> concurrency;
    bool clearBudgets = false; // before those below are added
    QList<Budget> budgets;     // each replaces that of the same unit and period
    std::optional<bool> strict;
    std::optional<bool> allowUnpriced;

    friend bool operator==(const LimitsChange &, const LimitsChange &) = default;
};

// Pure; the result still has to be checked (store/validation.h).
Limits changed(Limits limits, const LimitsChange &change);

} // namespace gateway
