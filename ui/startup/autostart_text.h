// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <QStringList>

namespace gateway::ui {

// A program and what it is started with.
struct StartCommand
{
    QString program; // absolute
    QStringList arguments{};
};

// What each system reads to start a program at login. Pure.
//
// XDG autostart: https://specifications.freedesktop.org/autostart-spec/latest, quoting as in the Desktop
// Entry Specification.
QByteArray xdgAutostartEntry(const StartCommand &command);
bool xdgEntryIsOn(const QByteArray &entry); // not switched off by a desktop's own settings
// A LaunchAgent of macOS (launchd.plist(5)); `label` in reverse domain style.
QByteArray launchAgent(const QString &label, const StartCommand &command);
// A value below HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run, quoted as CommandLineToArgvW
// reads it.
QString windowsRunValue(const StartCommand &command);

} // namespace gateway::ui
