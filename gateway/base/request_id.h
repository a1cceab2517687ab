// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QByteArray>
#include <optional>

namespace gateway {

// Ids of ledger rows: 42 bits of UTC milliseconds, 10 bits of gateway number, 11 bits of sequence. Ordered by time,
// so the primary key is the time index; unique across gateways without asking the database.
// Text form (header x-gateway-request-id, command line): "req_" and 13 characters of Crockford's base 32, which sort
// as the numbers do.
class RequestIdSource final
{
public:
    explicit RequestIdSource(quint16 gatewayNumber = 0) : m_gateway(gatewayNumber & 0x3ffU) {}

    // The clock may stand still or go back: ids still rise. `floor` is the last id known from an earlier run.
    RequestId next(Time now);
    void setFloor(RequestId floor) { m_last = qMax(m_last, floor.value); }

private:
    quint16 m_gateway;
    qint64 m_last = 0;
};

QByteArray toText(RequestId id);
std::optional<RequestId> requestIdFromText(QByteArrayView text); // accepts the "req_" form only

// The smallest id that a row started at `time` may have: `id >= firstIdAt(a) AND id < firstIdAt(b)` selects [a, b).
RequestId firstIdAt(Time time);
Time timeOf(RequestId id);

} // namespace gateway
