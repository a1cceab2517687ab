// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "secrets/secret.h"

namespace gateway::keychain {

// The system's keychain (Secret Service, Windows' credential store, macOS' keychain) as three calls that
// block for at most `timeout`. Entries belong to the service "api-gateway". Any thread; needs a
// QCoreApplication. Errors: NotFound (the keychain answers and has no such entry), SecretUnavailable.
Result<Secret> read(const QString &entry, Millis timeout);
Outcome write(const QString &entry, const Secret &secret, Millis timeout);
void remove(const QString &entry, Millis timeout);

} // namespace gateway::keychain
