// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "store/limits_change.h"

#include <CLI/CLI.hpp>

#include <QTimeZone>

// The arguments that limit a user or a key, for `user add|set` and `key issue|set`.
namespace gateway::cli {

struct LimitOptions
{
    std::optional<QString> requestsPerMinute;
    std::optional<QString> tokensPerMinute;
    std::optional<QString> concurrency;
    std::optional<QString> expires;
    QStringList budgets;
    QStringList models;
    QStringList addresses;
    std::optional<bool> strict;
    std::optional<bool> allowUnpriced;
};

void declareLimits(CLI::App *command, LimitOptions &options);
bool hasChange(const LimitOptions &options);
LimitsChange changeOf(const LimitOptions &options, Time now, const QTimeZone &zone);

} // namespace gateway::cli
