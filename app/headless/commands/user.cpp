// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Named
{
    QString name;
    bool json = false;
};

struct Add : Named
{
    bool password = false;
};

struct Set : Named
{
    std::optional<QString> newName;
    bool password = false;
};

void declareNamed(CLI::App *command, Named &options)
{
    addText(command, "NAME", options.name, "Name of the user")->required();
    command->add_flag("--json", options.json, "Print the user as JSON");
}

std::optional<Secret> askedPassword(bool asked)
{
    return asked ? std::optional(readSecret(u"password"_s)) : std::nullopt;
}

void showUser(Session &session, const Named &options, const QString &done)
{
    if (options.json)
        print(toJson(take(session.management().user(options.name))));
    else
        print(done.arg(printable(options.name)));
}

void addUser(Session &session, const Add &options)
{
    take(session.management().addUser(options.name, askedPassword(options.password)));
    showUser(session, options, u"Added user %1."_s);
}

void listUsers(Session &session, bool json)
{
    const auto users = take(session.management().users());
    if (json) {
        QJsonArray rows;
        for (const UserInfo &user : users)
            rows += toJson(user);
        print(rows);
        return;
    }
    Table table(
            {{u"NAME"_s}, {u"STATUS"_s}, {u"KEYS"_s, Table::Align::Right}, {u"LAST USED"_s}, {u"CREATED"_s}});
    const QTimeZone zone = session.timeZone();
    for (const UserInfo &user : users) {
        table.add({user.user.name, user.user.enabled ? u"enabled"_s : u"disabled"_s,
                   QString::number(user.keys),
                   user.lastUsedAt ? toLocalText(*user.lastUsedAt, zone) : u"never"_s,
                   toLocalText(user.user.createdAt, zone)});
    }
    print(table.text());
}

void describeUser(Session &session, const Named &options)
{
    const UserInfo user = take(session.management().user(options.name));
    if (options.json) {
        print(toJson(user));
        return;
    }
    const QTimeZone zone = session.timeZone();
    print(describe({{u"name"_s, user.user.name},
                    {u"status"_s, user.user.enabled ? u"enabled"_s : u"disabled"_s},
                    {u"keys"_s, QString::number(user.keys)},
                    {u"password"_s, user.hasPassword ? u"set"_s : u"none"_s},
                    {u"last used"_s, user.lastUsedAt ? toLocalText(*user.lastUsedAt, zone) : u"never"_s},
                    {u"created"_s, toLocalText(user.user.createdAt, zone)}}));
}

void setUser(Session &session, const Set &options)
{
    if (!options.newName && !options.password)
        throw UsageFailure{u"Nothing to set: give --rename or --password-stdin."_s};
    if (const auto password = askedPassword(options.password))
        take(session.management().setPassword(options.name, *password));
    Named shown = options;
    if (options.newName) {
        take(session.management().renameUser(options.name, *options.newName));
        shown.name = *options.newName;
    }
    showUser(session, shown, u"Changed user %1."_s);
}

} // namespace

void addUserCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "user", "People and programs that keys are issued to");

    addCommand<Add>(
            group, session, "add", "Add a user",
            [](CLI::App *command, Add &options) {
                declareNamed(command, options);
                command->add_flag("--password-stdin", options.password,
                                  "Read a password from standard input");
            },
            [&session](const Add &options) { addUser(session, options); });
    addCommand<Named>(
            group, session, "list", "List the users",
            [](CLI::App *command, Named &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Named &options) { listUsers(session, options.json); });
    addCommand<Named>(group, session, "show", "Show one user", declareNamed,
                      [&session](const Named &options) { describeUser(session, options); });
    addCommand<Set>(
            group, session, "set", "Change a user",
            [](CLI::App *command, Set &options) {
                declareNamed(command, options);
                addText(command, "--rename", options.newName, "A new name")->type_name("NAME");
                command->add_flag("--password-stdin", options.password,
                                  "Read a new password from standard input");
            },
            [&session](const Set &options) { setUser(session, options); });
    addCommand<Named>(group, session, "enable", "Let the keys of a user work again", declareNamed,
                      [&session](const Named &options) {
                          take(session.management().setUserEnabled(options.name, true));
                          showUser(session, options, u"Enabled user %1."_s);
                      });
    addCommand<Named>(group, session, "disable", "Make all keys of a user stop working", declareNamed,
                      [&session](const Named &options) {
                          take(session.management().setUserEnabled(options.name, false));
                          showUser(session, options, u"Disabled user %1."_s);
                      });
    addCommand<Named>(
            group, session, "remove", "Remove a user and revoke its keys; its calls stay in the ledger",
            [](CLI::App *command, Named &options) {
                addText(command, "NAME", options.name, "Name of the user")->required();
            },
            [&session](const Named &options) {
                take(session.management().removeUser(options.name));
                print(u"Removed user %1."_s.arg(printable(options.name)));
            });
}

} // namespace gateway::cli
