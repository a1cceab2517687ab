// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

#include <cstdint>

// Pieces of a stream, cut by a small generator whose seed is part of the input: what the fuzzer finds can be
// repeated.
class Cuts final
{
public:
    explicit Cuts(uint32_t seed) : m_state(seed | 1U) {}

    template <typename Take>
    void feed(QByteArrayView bytes, Take &&take)
    {
        while (!bytes.isEmpty()) {
            m_state = m_state * 1664525U + 1013904223U;
            const uint32_t kind = m_state >> 28U;
            // Mostly short pieces, now and then a long one.
            const qsizetype length = kind < 10 ? 1 + (m_state >> 24U) % 8 : 1 + (m_state >> 16U) % 4096;
            const QByteArrayView piece = bytes.first(qMin(length, bytes.size()));
            take(piece);
            bytes = bytes.sliced(piece.size());
        }
    }

private:
    uint32_t m_state;
};
