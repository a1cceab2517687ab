// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

namespace gateway {

// The figures that routing works with. A change holds for what is decided after it.
struct RoutingPolicy
{
    // One call.
    int maxAttempts = 4;           // POSTs in all, over every target and key
    int retriesPerTarget = 2;      // of them, again at the same key and model
    Millis backoffBase{250};       // before a second try at the same place: random up to base * 2^tries ...
    Millis backoffCap{8'000};      // ... but never more than this
    Millis maxWaitInPlace{10'000}; // a longer retry-after moves the call on instead

    // Rests of a key and model, or of a provider that cannot be reached.
    int failuresToCool = 3;        // so many ...
    Millis failureWindow{60'000};  // ... within this time start a rest
    Millis coolBase{30'000};       // of the first rest; doubles while the probe after it fails ...
    Millis coolCap{300'000};       // ... up to this
    Millis retryAfterCap{900'000}; // longest rest that a provider's retry-after can ask for
    Millis quotaRest{600'000};     // quota exhausted and no time stated
    Millis refusedRest{
            600'000}; // a key that was refused (401, 402, 403) is not asked before; then one call asks
    Millis probeLease{300'000}; // a probe that was not heard of for so long is over

    // Conversations stay with the key whose prompt cache knows them.
    Millis affinityTime{600'000}; // since the last use; 0 turns it off
    int affinityEntries = 10'000;

    friend bool operator==(const RoutingPolicy &, const RoutingPolicy &) = default;
};

} // namespace gateway
