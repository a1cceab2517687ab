// SPDX-License-Identifier: MIT
#pragma once

#include <QFile>

namespace gateway {

// Takes an exclusive lock on an open file, without waiting: false when somebody has it. It lasts as long as
// the file is open and is gone with the process, however that ends. A lock of the open file and not of the
// process: fcntl's classic lock is lost as soon as anything in the process closes another descriptor of the
// file, and cannot be seen from inside the process.
bool lockFile(QFile &file);

} // namespace gateway
