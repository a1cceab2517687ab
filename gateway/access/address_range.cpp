// SPDX-License-Identifier: MIT
#include "access/address_range.h"

#include <algorithm>

namespace gateway {

namespace {

struct Bytes
{
    std::array<quint8, 16> value{};
    bool ipv4 = false;
};

Bytes bytesOf(const QHostAddress &address)
{
    Bytes bytes;
    bool ipv4 = false;
    const quint32 v4 = address.toIPv4Address(&ipv4); // true for ::ffff:a.b.c.d too
    bytes.ipv4 = ipv4;
    if (ipv4) {
        bytes.value = {0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0,
                       0xff,
                       0xff,
                       quint8(v4 >> 24),
                       quint8(v4 >> 16),
                       quint8(v4 >> 8),
                       quint8(v4)};
    } else {
        const Q_IPV6ADDR v6 = address.toIPv6Address();
        std::copy(std::begin(v6.c), std::end(v6.c), bytes.value.begin());
    }
    return bytes;
}

// QHostAddress also takes what inet_aton() does ("10.1", "010.0.0.1"), which means different things to
// different people.
bool isPlainIpv4(QStringView text)
{
    const auto parts = text.split(u'.');
    return parts.size() == 4 && std::all_of(parts.cbegin(), parts.cend(), [](QStringView part) {
               return !part.isEmpty() && part.size() <= 3 && (part.size() == 1 || part.front() != u'0') &&
                      std::all_of(part.cbegin(), part.cend(), [](QChar c) { return c >= u'0' && c <= u'9'; });
           });
}

std::optional<int> prefixFrom(QStringView text, int most)
{
    if (text.isEmpty() || text.size() > 3)
        return std::nullopt;
    int prefix = 0;
    for (const QChar c : text) {
        if (c < u'0' || c > u'9')
            return std::nullopt;
        prefix = prefix * 10 + (c.unicode() - u'0');
    }
    return prefix <= most ? std::optional(prefix) : std::nullopt;
}

tl::unexpected<Error> noRange(const QString &text)
{
    return failure(
            ErrorCode::InvalidArgument,
            QStringLiteral("'%1' is not an address range. Write an address, or one with a prefix, such as "
                           "192.168.1.7, 10.0.0.0/8 or 2001:db8::/32.")
                    .arg(text));
}

} // namespace

Result<AddressRange> AddressRange::parse(const QString &text)
{
    const QString trimmed = text.trimmed();
    const qsizetype slash = trimmed.indexOf(u'/');
    const QString host = slash < 0 ? trimmed : trimmed.left(slash);
    const bool looksIpv6 = host.contains(u':');
    QHostAddress address;
    if ((!looksIpv6 && !isPlainIpv4(host)) || host.contains(u'%') || !address.setAddress(host))
        return noRange(text);
    const Bytes bytes = bytesOf(address);
    const int all = looksIpv6 ? 128 : 32;
    int prefix = all;
    if (slash >= 0) {
        const auto given = prefixFrom(QStringView(trimmed).mid(slash + 1), all);
        if (!given)
            return noRange(text);
        prefix = *given;
    }
    AddressRange range;
    range.m_bytes = bytes.value;
    range.m_prefix = looksIpv6 ? prefix : prefix + 96;
    range.m_ipv4 = bytes.ipv4 && range.m_prefix >= 96;
    return range;
}

bool AddressRange::contains(const QHostAddress &address) const
{
    if (address.isNull())
        return false;
    const Bytes bytes = bytesOf(address);
    if (bytes.ipv4 != m_ipv4)
        return false;
    const int whole = m_prefix / 8;
    const int rest = m_prefix % 8;
    if (!std::equal(m_bytes.cbegin(), m_bytes.cbegin() + whole, bytes.value.cbegin()))
        return false;
    return rest == 0 || (m_bytes[size_t(whole)] ^ bytes.value[size_t(whole)]) >> (8 - rest) == 0;
}

AddressRanges::AddressRanges(const QStringList &texts) : m_everything(texts.isEmpty())
{
    for (const QString &text : texts) {
        if (const auto range = AddressRange::parse(text))
            m_ranges.append(*range);
    }
}

Outcome AddressRanges::check(const QStringList &texts)
{
    for (const QString &text : texts) {
        if (const auto range = AddressRange::parse(text); !range)
            return tl::make_unexpected(range.error());
    }
    return {};
}

bool AddressRanges::allows(const QHostAddress &address) const
{
    return m_everything || std::any_of(m_ranges.cbegin(), m_ranges.cend(),
                                       [&](const AddressRange &range) { return range.contains(address); });
}

bool addressAllowed(const QStringList &ranges, const QHostAddress &address)
{
    return ranges.isEmpty() || AddressRanges(ranges).allows(address);
}

} // namespace gateway
