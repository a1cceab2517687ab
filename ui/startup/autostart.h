// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "ui/startup/autostart_text.h"

namespace gateway::ui {

// Starting with the person's login, as the system itself keeps it: what it says is the truth, not a setting
// of ours. Reads and writes one small file or registry value of the person's own. The code of each platform
// is in a file of its own (autostart_linux.cpp, ...).
class Autostart final
{
public:
    static bool isOn();
    static Outcome set(bool on, const StartCommand &command);

    // This program as it should be started again: with its data directory where that is not the usual one.
    static StartCommand ownCommand(const QString &dataDir);
};

} // namespace gateway::ui
