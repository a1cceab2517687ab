// SPDX-License-Identifier: MIT
#pragma once

#include "secrets/vault.h"

namespace gateway {

struct MasterKey
{
    Secret key; // 32 bytes
    MasterKeyHome home = MasterKeyHome::File;
};

// Finds the master key of a database, or makes its first one: the rules are those of Vault::open(). Several
// processes may try at once; all end with the same key.
Result<MasterKey> obtainMasterKey(Database &database, const Vault::Options &options);

} // namespace gateway
