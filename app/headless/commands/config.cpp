// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "table.h"
#include "terminal.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    QString name;
    QString value;
    bool json = false;
};

const SettingInfo &settingNamed(const QString &name)
{
    const SettingInfo *setting = findSetting(name);
    if (setting == nullptr) {
        QStringList names;
        for (const SettingInfo &info : settingsTable())
            names += QString::fromLatin1(info.name);
        fail(ErrorCode::NotFound,
             u"There is no setting \"%1\"; there are: %2."_s.arg(name, names.join(u", "_s)));
    }
    return *setting;
}

void showSettings(Session &session, const Options &options)
{
    const Settings settings = session.settings();
    if (!options.name.isEmpty()) {
        const SettingInfo &setting = settingNamed(options.name);
        if (options.json)
            print(QJsonObject{{options.name, setting.show(settings)}});
        else
            print(printable(setting.show(settings)));
        return;
    }
    QJsonObject all;
    Table table({{u"NAME"_s}, {u"VALUE"_s}, {u"WHAT IT DOES"_s}});
    for (const SettingInfo &setting : settingsTable()) {
        const QString name = QString::fromLatin1(setting.name);
        all[name] = setting.show(settings);
        table.add({name, setting.show(settings), QString::fromLatin1(setting.help)});
    }
    if (options.json)
        print(all);
    else
        print(table.text());
}

void setSetting(Session &session, const Options &options)
{
    const SettingInfo &setting = settingNamed(options.name);
    take(session.management().setSetting(options.name, options.value));
    const QString value = setting.show(session.settings());
    if (options.json)
        print(QJsonObject{{options.name, value}});
    else
        print(printable(u"%1 is now %2."_s.arg(options.name, value.isEmpty() ? u"empty"_s : value)));
}

} // namespace

void addConfigCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "config", "Settings of the gateway");

    addCommand<Options>(
            group, session, "show", "Show the settings, or one",
            [](CLI::App *command, Options &options) {
                addText(command, "NAME", options.name, "Only this setting");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { showSettings(session, options); });
    addCommand<Options>(
            group, session, "set", "Change a setting; takes effect within a second",
            [](CLI::App *command, Options &options) {
                addText(command, "NAME", options.name, "The setting")->required();
                addText(command, "VALUE", options.value, "Its new value; \"\" for empty")->required();
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { setSetting(session, options); });
}

} // namespace gateway::cli
