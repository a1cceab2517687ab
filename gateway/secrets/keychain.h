// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "secrets/secret.h"

namespace gateway::keychain {

// The system's keychain (Secret Service, Windows' credential store, macOS' keychain) as three blocking calls.
// Entries belong to the service "api-gateway". Each call runs an event loop of its own in the calling thread,
// at most for `timeout`. Errors: NotFound (the keychain answers and has no such entry), SecretUnavailable.
Result<Secret> read(const QString &entry, Millis timeout);
Outcome write(const QString &entry, const Secret &secret, Millis timeout);
void remove(const QString &entry, Millis timeout);

} // namespace gateway::keychain
