// SPDX-License-Identifier: MIT
#pragma once

#include "wire/usage.h"

namespace gateway::test {

// "prompt cached cacheWrite completion reasoning", "-" where nothing was said; cacheWrite may be followed by
// "/" and the part of it that lives an hour.
inline QString shown(const TokenUsage &usage)
{
    QStringList parts;
    for (const auto &count :
         {usage.prompt, usage.cached, usage.cacheWrite, usage.completion, usage.reasoning})
        parts += count ? QString::number(*count) : QStringLiteral("-");
    if (usage.cacheWriteLong)
        parts[2] += u'/' + QString::number(*usage.cacheWriteLong);
    return parts.join(u' ');
}

} // namespace gateway::test
