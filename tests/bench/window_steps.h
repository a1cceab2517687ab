// SPDX-License-Identifier: MIT
#pragma once

#include "desktop.h"

namespace gateway::bench {

// What is measured of the window once it stands there with its first figures. Each prints "NAME\tVALUE" lines
// and then ends the program.
void measurePages(desktop::Desktop &parts);
void measureHeartbeat(desktop::Desktop &parts, int seconds);

} // namespace gateway::bench
