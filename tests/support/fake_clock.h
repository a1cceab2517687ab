// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

namespace gateway {

// Time that moves only when a test says so.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(Time start = fromMillis(1'795'000'000'000)) : m_now(start) {}
    Time now() const override { return m_now; }
    SteadyTime steady() const override { return m_steady; }
    void advance(Millis step)
    {
        m_now += step;
        m_steady += step;
    }

private:
    Time m_now;
    SteadyTime m_steady{std::chrono::hours(1)};
};

} // namespace gateway
