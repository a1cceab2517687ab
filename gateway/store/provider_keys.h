// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "secrets/vault.h"
#include "store/database.h"

namespace gateway {

// A row of `provider_keys`, sealed, with a hint for people. The key was checked.
Outcome insertProviderKey(Database &database, ProviderId id, const Secret &key, const Vault &vault, Time now);

} // namespace gateway
