// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "store/database.h"

namespace gateway {

// Reads everything the gateway thread needs, in one read transaction. Any thread with a connection.
Result<SnapshotPtr> loadSnapshot(Database &database);
Result<qint64> configRevision(Database &database);

} // namespace gateway
