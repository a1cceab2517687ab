// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <vector>

namespace gateway {

// What happened in the last minute, counted in slots of a quarter of a second. It slides: there is no moment
// at which twice the limit passes. A slot counts until a minute after its end, so that no 60 s ever hold more
// than the limit; room comes back at most a quarter of a second late. At most 241 slots. Pure; times must not
// go back (if they do: as if they stood still).
class RateWindow final
{
public:
    static constexpr Millis length{60'000};
    static constexpr Millis slotLength{250};

    void add(SteadyTime now, qint64 count);
    // Takes back what was added at `added` and not used, as far as it still counts.
    void takeBack(SteadyTime added, qint64 count);

    qint64 count(SteadyTime now) const;
    // How long until `wanted` more fit under `limit`; 0 now. What exceeds the limit alone waits for an empty
    // window.
    Millis waitFor(SteadyTime now, qint64 wanted, qint64 limit) const;
    Millis emptyIn(SteadyTime now) const;

private:
    struct Slot
    {
        qint64 index = 0;
        qint64 count = 0;
    };

    void drop(qint64 nowIndex);

    std::vector<Slot> m_slots;
};

} // namespace gateway
