// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QString>

// Files that must be private from their first moment, and whole or not there at all.
namespace gateway {

Outcome makePrivateFile(const QString &path);                  // empty, 0600; fails when there is one
Outcome copyPrivately(const QString &from, const QString &to); // on disk when it returns
Outcome syncFile(const QString &path);                         // its content is on disk
Outcome nameFile(const QString &from, const QString &to,
                 bool replace); // at once, in the same directory; on disk
// A second name for a file that is about to be replaced; where that cannot be, the file is renamed.
Outcome keepUnder(const QString &path, const QString &name);

} // namespace gateway
