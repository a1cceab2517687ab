// SPDX-License-Identifier: MIT
#pragma once

#include "access/lru_map.h"
#include "base/ids.h"

#include <QString>

#include <array>
#include <optional>

namespace gateway {

// How many tokens an answer typically has: the 90th percentile of the last 32 completions of a key and model,
// else of the model with any key. With fewer than ten it is the largest. Counts are per choice. Remembers
// 2048 pairs of key and model, those used last. Gateway thread; pure.
class TypicalUsage final
{
public:
    static constexpr qint64 unknown = 500; // reserved for an answer of which nothing is known
    static constexpr int remembered = 32;

    // Also to seed it from the ledger at start, oldest first.
    void record(KeyId key, const QString &model, qint64 completionTokens);
    std::optional<qint64> completion(KeyId key, const QString &model);

private:
    struct Ring
    {
        std::array<qint64, remembered> counts{};
        int size = 0;
        int next = 0;
        qint64 typical = 0;

        void add(qint64 count);
    };

    LruMap<std::pair<KeyId, QString>, Ring> m_rings{4096}; // KeyId 0: of the model with any key
};

} // namespace gateway
