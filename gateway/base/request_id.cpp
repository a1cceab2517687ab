// SPDX-License-Identifier: MIT
#include "base/request_id.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr int sequenceBits = 11;
constexpr int gatewayBits = 10;
constexpr int timeShift = sequenceBits + gatewayBits;
constexpr qint64 sequenceMask = (qint64(1) << sequenceBits) - 1;
constexpr char prefix[] = "req_";
constexpr char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int textDigits = 13; // 13 * 5 = 65 bits

} // namespace

RequestId RequestIdSource::next(Time now)
{
    const qint64 gateway = qint64(m_gateway) << sequenceBits;
    qint64 id = (toMillis(now) << timeShift) | gateway;
    if (id <= m_last) {
        const qint64 sequence = (m_last & sequenceMask) + 1;
        const qint64 millis = (m_last >> timeShift) + (sequence > sequenceMask ? 1 : 0);
        id = (millis << timeShift) | gateway | (sequence & sequenceMask);
        if (id <= m_last)
            id = ((millis + 1) << timeShift) | gateway;
    }
    m_last = id;
    return RequestId{id};
}

QByteArray toText(RequestId id)
{
    QByteArray text(int(sizeof(prefix)) - 1 + textDigits, Qt::Uninitialized);
    std::copy_n(prefix, sizeof(prefix) - 1, text.data());
    auto rest = quint64(id.value);
    for (int i = text.size() - 1; i >= int(sizeof(prefix)) - 1; --i) {
        text[i] = alphabet[rest & 31U];
        rest >>= 5U;
    }
    return text;
}

std::optional<RequestId> requestIdFromText(QByteArrayView text)
{
    if (text.size() != qsizetype(sizeof(prefix)) - 1 + textDigits || !text.startsWith(prefix))
        return std::nullopt;
    quint64 value = 0;
    for (const char c : text.sliced(sizeof(prefix) - 1)) {
        const char *digit = std::find(std::begin(alphabet), std::end(alphabet) - 1, c);
        if (digit == std::end(alphabet) - 1 || (value >> 59U) != 0)
            return std::nullopt;
        value = (value << 5U) | quint64(digit - alphabet);
    }
    if (value == 0 || value > quint64(std::numeric_limits<qint64>::max()))
        return std::nullopt;
    return RequestId{qint64(value)};
}

RequestId firstIdAt(Time time) { return RequestId{toMillis(time) << timeShift}; }

Time timeOf(RequestId id) { return fromMillis(id.value >> timeShift); }

} // namespace gateway
