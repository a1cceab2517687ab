// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "secrets/secret.h"

// The master key from a secret of the environment. Pure.
namespace gateway::environment_secret {

// SecretRefused for what is shorter than 32 characters, repeats itself, or is a known placeholder
// ("dev-secret-key").
Outcome check(const QByteArray &secret);

// The 32 bytes of the master key: BLAKE2b, which is enough for a secret that was generated, and not made for
// a password; hence the minimum length and the refusals.
Secret deriveKey(const QByteArray &secret);

} // namespace gateway::environment_secret
