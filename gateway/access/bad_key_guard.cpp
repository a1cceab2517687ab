// SPDX-License-Identifier: MIT
#include "access/bad_key_guard.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::chrono::minutes minute{1};
constexpr Millis step{250};

QByteArray bucketOf(const QHostAddress &address)
{
    bool ipv4 = false;
    const quint32 v4 = address.toIPv4Address(&ipv4);
    if (ipv4)
        return QByteArray::number(v4);
    const Q_IPV6ADDR v6 = address.toIPv6Address();
    return QByteArray(reinterpret_cast<const char *>(v6.c), 8);
}

} // namespace

Millis BadKeyGuard::failed(const QHostAddress &address, SteadyTime now)
{
    Failures &failures = m_addresses.at(bucketOf(address));
    if (failures.current == 0 && failures.before == 0)
        failures.since = now;
    if (const auto age = now - failures.since; age >= minute) {
        failures.before = age < 2 * minute ? failures.current : 0;
        failures.current = 0;
        failures.since += minute * (age / minute);
    }
    failures.current = std::min(failures.current + 1, 1'000'000);
    // The minute before counts by the share of it that is within the last 60 s.
    const double share =
            1.0 - std::chrono::duration<double>(now - failures.since) / std::chrono::duration<double>(minute);
    const int recent = failures.current + int(failures.before * std::clamp(share, 0.0, 1.0));
    return recent <= freeFailures ? Millis(0) : std::min(longest, step * (recent - freeFailures));
}

} // namespace gateway
