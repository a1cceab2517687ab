// SPDX-License-Identifier: MIT
#include "config/local_key.h"

#include <algorithm>

namespace gateway {

SnapshotPtr withLocalKey(const SnapshotPtr &snapshot, const QByteArray &hash)
{
    const auto &keys = snapshot->keysByHash;
    const auto found = std::find_if(keys.cbegin(), keys.cend(), [](const Snapshot::KeyEntry &entry) {
        return isLocal(entry.key) && !entry.key.revokedAt;
    });
    if (hash.isEmpty() || found == keys.cend())
        return snapshot;
    auto known = std::make_shared<Snapshot>(*snapshot);
    known->keysByHash.insert(hash, *found);
    return known;
}

} // namespace gateway
