// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>

#include <array>

namespace gateway {

// "10.0.0.0/8", "192.168.1.7", "2001:db8::/32" or "::1". Bits behind the prefix are ignored. IPv4 addresses
// that come as IPv6 (::ffff:10.0.0.1) are IPv4 here, on both sides; a range of IPv6 holds no IPv4 address. A
// scope ("%eth0") is not compared. Pure.
class AddressRange final
{
public:
    static Result<AddressRange> parse(const QString &text); // InvalidArgument says what is accepted

    bool contains(const QHostAddress &address) const;

private:
    std::array<quint8, 16> m_bytes{};
    int m_prefix = 128; // of the 16 bytes
    bool m_ipv4 = false;
};

// The ranges of a key or user, parsed once. Without any, every address is allowed; a text that is no range
// allows none.
class AddressRanges final
{
public:
    AddressRanges() = default;
    explicit AddressRanges(const QStringList &texts);

    static Outcome check(const QStringList &texts); // the first text that is no range

    bool allows(const QHostAddress &address) const;

private:
    QList<AddressRange> m_ranges;
    bool m_everything = true;
};

bool addressAllowed(const QStringList &ranges, const QHostAddress &address); // parses each time

} // namespace gateway
