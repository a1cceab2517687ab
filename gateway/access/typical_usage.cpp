// SPDX-License-Identifier: MIT
#include "access/typical_usage.h"

#include <algorithm>

namespace gateway {

void TypicalUsage::record(KeyId key, const QString &model, qint64 completionTokens)
{
    const qint64 count = std::max<qint64>(0, completionTokens);
    m_rings.at({key, model}).add(count);
    if (key)
        m_rings.at({KeyId(), model}).add(count);
}

std::optional<qint64> TypicalUsage::completion(KeyId key, const QString &model)
{
    const Ring *ring = m_rings.find({key, model});
    if (!ring)
        ring = m_rings.find({KeyId(), model});
    return ring ? std::optional(ring->typical) : std::nullopt;
}

void TypicalUsage::Ring::add(qint64 count)
{
    counts[size_t(next)] = count;
    next = (next + 1) % remembered;
    size = std::min(size + 1, remembered);
    std::array<qint64, remembered> sorted = counts;
    const auto rank = sorted.begin() + (size * 9 + 9) / 10 - 1;
    std::nth_element(sorted.begin(), rank, sorted.begin() + size);
    typical = *rank;
}

} // namespace gateway
