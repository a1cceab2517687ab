// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "secrets/secret.h"

namespace gateway::keyfile {

// The master key as a file that only its owner may read: 64 hexadecimal digits and a newline.

// NotFound when there is none; SecretUnavailable when it cannot be read or is no key.
Result<Secret> read(const QString &path);

// Makes the file with this key, whole or not at all, also when the machine stops in the middle. AlreadyExists
// when there is one: it is never replaced.
Outcome create(const QString &path, const Secret &key);

} // namespace gateway::keyfile
