// SPDX-License-Identifier: MIT
#include "ui/startup/autostart_text.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// Quoted for the shell-like rules of Exec, then escaped as a string of the file: a backslash becomes four.
QString desktopArgument(const QString &argument)
{
    QString quoted;
    for (const QChar c : argument) {
        if (c == u'\\')
            quoted += "\\\\\\\\"_L1;
        else if (c == u'"' || c == u'`' || c == u'$')
            quoted += "\\\\"_L1 + c;
        else if (c == u'%')
            quoted += "%%"_L1;
        else if (c == u'\n')
            quoted += "\\n"_L1;
        else
            quoted += c;
    }
    return u'"' + quoted + u'"';
}

QString windowsArgument(const QString &argument)
{
    QString quoted = u"\""_s;
    int backslashes = 0;
    for (const QChar c : argument) {
        if (c == u'\\') {
            ++backslashes;
            continue;
        }
        // Backslashes are plain unless a quotation mark follows.
        quoted += QString(c == u'"' ? 2 * backslashes + 1 : backslashes, u'\\');
        backslashes = 0;
        quoted += c;
    }
    return quoted + QString(2 * backslashes, u'\\') + u'"';
}

} // namespace

QByteArray xdgAutostartEntry(const StartCommand &command)
{
    QStringList words{desktopArgument(command.program)};
    for (const QString &argument : command.arguments)
        words += desktopArgument(argument);
    return "[Desktop Entry]\n"
           "Type=Application\n"
           "Version=1.0\n"
           "Name=API Gateway\n"
           "Name[zh_CN]=API 网关\n"
           "Icon=api-gateway\n"
           "Terminal=false\n"
           "StartupNotify=false\n"
           "X-GNOME-Autostart-enabled=true\n"
           "Exec=" +
           words.join(u' ').toUtf8() + '\n';
}

bool xdgEntryIsOn(const QByteArray &entry)
{
    bool on = false;
    for (const QByteArray &line : entry.split('\n')) {
        const QByteArray bare = line.trimmed().toLower();
        if (bare == "hidden=true" || bare == "x-gnome-autostart-enabled=false")
            return false;
        on = on || bare.startsWith("exec=");
    }
    return on;
}

QByteArray launchAgent(const QString &label, const StartCommand &command)
{
    QString strings;
    for (const QString &word : QStringList(command.program) + command.arguments)
        strings += "        <string>"_L1 + word.toHtmlEscaped() + "</string>\n"_L1;
    return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
            "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
            "<plist version=\"1.0\">\n"
            "<dict>\n"
            "    <key>Label</key>\n"
            "    <string>"_L1 +
            label.toHtmlEscaped() +
            "</string>\n"
            "    <key>ProgramArguments</key>\n"
            "    <array>\n"_L1 +
            strings +
            "    </array>\n"
            "    <key>RunAtLoad</key>\n"
            "    <true/>\n"
            "    <key>ProcessType</key>\n"
            "    <string>Interactive</string>\n"
            "</dict>\n"
            "</plist>\n"_L1)
            .toUtf8();
}

QString windowsRunValue(const StartCommand &command)
{
    QStringList words{windowsArgument(command.program)};
    for (const QString &argument : command.arguments)
        words += windowsArgument(argument);
    return words.join(u' ');
}

} // namespace gateway::ui
