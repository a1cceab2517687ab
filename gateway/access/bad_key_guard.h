// SPDX-License-Identifier: MIT
#pragma once

#include "access/lru_map.h"
#include "base/time.h"

#include <QHostAddress>

#include <array>

namespace gateway {

// Slows those who guess keys. Ask it only when a credential was missing or unknown: a good key from the same
// address is never delayed and forgives nothing. IPv6 counts by /64. Remembers the 4096 addresses that failed
// last, so that its memory is bounded whatever is tried. Gateway thread; pure.
class BadKeyGuard final
{
public:
    static constexpr int freeFailures = 10; // within a minute, answered at once
    static constexpr Millis longest{5'000};

    // Counts a failure and says how long its answer has to wait: 0, then 250 ms more with each failure of the
    // last minute.
    Millis failed(const QHostAddress &address, SteadyTime now);

private:
    struct Failures
    {
        SteadyTime since{}; // start of the current minute
        int current = 0;
        int before = 0; // in the minute before
    };

    LruMap<QByteArray, Failures> m_addresses{4096};
};

} // namespace gateway
