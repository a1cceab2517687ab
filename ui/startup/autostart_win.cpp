// SPDX-License-Identifier: MIT
#include "ui/startup/autostart.h"

#include <QDir>
#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto valueName = "API Gateway"_L1;

QSettings runKey()
{
    return QSettings(u"HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Run"_s,
                     QSettings::NativeFormat);
}

} // namespace

bool Autostart::isOn()
{
    return runKey().contains(valueName);
}

Outcome Autostart::set(bool on, const StartCommand &command)
{
    auto key = runKey();
    StartCommand native = command;
    native.program = QDir::toNativeSeparators(command.program);
    if (on)
        key.setValue(valueName, windowsRunValue(native));
    else
        key.remove(valueName);
    key.sync();
    if (key.status() != QSettings::NoError)
        return failure(ErrorCode::PermissionDenied, u"The registry's Run key cannot be written."_s);
    return {};
}

} // namespace gateway::ui
