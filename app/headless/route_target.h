// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "store/management.h"

namespace gateway::cli {

// "PROVIDER/MODEL[@PRIORITY[:WEIGHT]]": the provider ends at the first '/', and only "@digits" or
// "@digits:digits" at the end is a suffix, because names of models have both signs of their own. The model
// may be absent where the route is a pattern. Pure.
Result<TargetRequest> parseTarget(const QString &text, bool ofPattern, int defaultPriority);

// "moonshot/kimi-latest@0, deepseek/deepseek-chat@1:3"; without a suffix where there is nothing to say by it.
QString targetsText(const RouteInfo &info);

} // namespace gateway::cli
