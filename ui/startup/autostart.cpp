// SPDX-License-Identifier: MIT
#include "ui/startup/autostart.h"

#include "store/data_directory.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

StartCommand Autostart::ownCommand(const QString &dataDir)
{
    // An AppImage runs from a mount that is gone at the next login; its own file is named by its runtime.
    const QString image = qEnvironmentVariable("APPIMAGE");
    StartCommand command{image.isEmpty() ? QCoreApplication::applicationFilePath() : image};
    if (dataDir != defaultDataDirectory())
        command.arguments = {u"--data-dir"_s, dataDir};
    return command;
}

} // namespace gateway::ui
