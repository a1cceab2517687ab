// SPDX-License-Identifier: MIT
#include "ui/startup/autostart.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString entryPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           "/autostart/api-gateway.desktop"_L1;
}

} // namespace

bool Autostart::isOn()
{
    QFile file(entryPath());
    return file.open(QIODevice::ReadOnly) && xdgEntryIsOn(file.read(64 * 1024));
}

Outcome Autostart::set(bool on, const StartCommand &command)
{
    const QString path = entryPath();
    if (!on) {
        if (!QFile::exists(path) || QFile::remove(path))
            return {};
        return failure(ErrorCode::PermissionDenied, u"%1 cannot be removed."_s.arg(path));
    }
    QSaveFile file(path);
    if (!QDir().mkpath(QFileInfo(path).path()) || !file.open(QIODevice::WriteOnly) ||
        file.write(xdgAutostartEntry(command)) < 0 || !file.commit())
        return failure(ErrorCode::PermissionDenied,
                       u"%1 cannot be written: %2."_s.arg(path, file.errorString()));
    return {};
}

} // namespace gateway::ui
