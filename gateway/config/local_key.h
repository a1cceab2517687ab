// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"

namespace gateway {

// The calls that a process which serves makes itself (the window's playground and tests). They are booked to
// the user `local`, in whose name Management::localKey() keeps a key row without a text: no prefix, no
// suffix, and a hash that belongs to nothing. The credential is random, made when the process starts, and
// lives in its memory only; `serve` has none. People see, limit, disable and remove the user like any other;
// the row is not in lists of keys.
inline constexpr QLatin1StringView localUserName("local");

inline bool isLocal(const Key &key)
{
    return key.prefix.isEmpty();
}

// The snapshot as a gateway with such a credential uses it: the row of the local key, where there is a living
// one, is also found under `hash`, the SHA-256 of the credential. Pure.
SnapshotPtr withLocalKey(const SnapshotPtr &snapshot, const QByteArray &hash);

} // namespace gateway
