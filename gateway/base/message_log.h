// SPDX-License-Identifier: MIT
#pragma once

#include "base/log_file.h"

namespace gateway {

// What the program says of itself (qWarning and its kind): a line each on stderr with time, level and
// category, without anything that looks like a credential, and the same in a file once one is named. For the
// life of the process; any thread.
namespace message_log {

void install();
void writeTo(const LogFile::Options &options); // opens the file, or changes its limits; after install()
void close();                                  // writes what is left; before the process ends

} // namespace message_log

} // namespace gateway
