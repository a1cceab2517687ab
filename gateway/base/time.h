// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <chrono>

namespace gateway {

// All times in the product are UTC milliseconds; a time zone exists only where a person reads.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;
using SteadyTime = std::chrono::steady_clock::time_point;

// The source of time, replaced by tests (tests/support/fake_clock.h). Any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
    virtual SteadyTime steady() const = 0;

protected:
    Clock() = default;
    Q_DISABLE_COPY_MOVE(Clock)
};

class SystemClock final : public Clock
{
public:
    SystemClock() = default;
    Time now() const override
    {
        return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
    }
    SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

inline qint64 toMillis(Time time) { return time.time_since_epoch().count(); }
inline Time fromMillis(qint64 millis) { return Time(Millis(millis)); }

// RFC 3339 in UTC with milliseconds: 2026-11-23T03:07:54.120Z
QString toRfc3339(Time time);

} // namespace gateway
