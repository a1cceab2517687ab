// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "http/framing.h"

namespace gateway {

// Who calls: a key record inside a snapshot, kept alive together.
struct Identity
{
    SnapshotPtr snapshot;
    const Snapshot::KeyEntry *entry = nullptr;
};

// The client's credential: `Authorization: Bearer`, else `x-api-key`. Empty when there is none.
QByteArray credentialOf(const RequestHead &head);

// Finds the key by its SHA-256. One message for what is unknown, a plain one for what is expired, revoked or disabled
// (only somebody who holds the key can learn that). Pure.
Result<Identity> identify(const SnapshotPtr &snapshot, const QByteArray &credential, Time now);

} // namespace gateway
