// SPDX-License-Identifier: MIT
#include "ui/startup/autostart.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto label = "api-gateway.login"_L1;

QString agentPath()
{
    return QDir::homePath() + "/Library/LaunchAgents/"_L1 + label + ".plist"_L1;
}

} // namespace

bool Autostart::isOn()
{
    return QFile::exists(agentPath());
}

Outcome Autostart::set(bool on, const StartCommand &command)
{
    const QString path = agentPath();
    if (!on) {
        if (!QFile::exists(path) || QFile::remove(path))
            return {};
        return failure(ErrorCode::PermissionDenied, u"%1 cannot be removed."_s.arg(path));
    }
    QSaveFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(launchAgent(label, command)) < 0 || !file.commit())
        return failure(ErrorCode::PermissionDenied,
                       u"%1 cannot be written: %2."_s.arg(path, file.errorString()));
    return {};
}

} // namespace gateway::ui
