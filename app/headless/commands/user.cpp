// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "limit_options.h"
#include "limits_view.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

#include "config/limits_text.h"

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
    LimitOptions limits;
};

struct Set : Named
{
    std::optional<QString> newName;
    bool password = false;
    LimitOptions limits;
};

struct RaiseUser : Named
{
    QString extra;
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

void describeUser(Session &session, const Named &options)
{
    const UserInfo user = take(session.management().user(options.name));
    const auto budgets = Budgets(session).withUsed({user.user.id, {}}, user.user.limits);
    if (options.json) {
        print(toJson(user, budgets));
        return;
    }
    const QTimeZone zone = session.timeZone();
    print(describe(
            QList<std::pair<QString, QString>>{
                    {u"name"_s, user.user.name},
                    {u"status"_s, user.user.enabled ? u"enabled"_s : u"disabled"_s},
                    {u"keys"_s, QString::number(user.keys)},
                    {u"password"_s, user.hasPassword ? u"set"_s : u"none"_s}} +
            limitLines(user.user.limits, budgets, zone) +
            QList<std::pair<QString, QString>>{
                    {u"last used"_s, user.lastUsedAt ? toLocalText(*user.lastUsedAt, zone) : u"never"_s},
                    {u"created"_s, toLocalText(user.user.createdAt, zone)}}));
}

void showUser(Session &session, const Named &options, const QString &done)
{
    if (options.json)
        describeUser(session, options);
    else
        print(done.arg(printable(options.name)));
}

void addUser(Session &session, const Add &options)
{
    const LimitsChange limits = changeOf(options.limits, session.clock().now(), session.timeZone());
    take(session.management().addUser(options.name, askedPassword(options.password), changed({}, limits)));
    showUser(session, options, u"Added user %1."_s);
}

void listUsers(Session &session, bool json)
{
    const auto users = take(session.management().users());
    const Budgets budgets(session);
    if (json) {
        QJsonArray rows;
        for (const UserInfo &user : users)
            rows += toJson(user, budgets.listed({user.user.id, {}}, user.user.limits));
        print(rows);
        return;
    }
    Table table({{u"NAME"_s},
                 {u"STATUS"_s},
                 {u"KEYS"_s, Table::Align::Right},
                 {u"LIMITS"_s},
                 {u"LAST USED"_s},
                 {u"CREATED"_s}});
    const QTimeZone zone = session.timeZone();
    for (const UserInfo &user : users) {
        table.add({user.user.name, user.user.enabled ? u"enabled"_s : u"disabled"_s,
                   QString::number(user.keys), limitsSummary(user.user.limits),
                   user.lastUsedAt ? toLocalText(*user.lastUsedAt, zone) : u"never"_s,
                   toLocalText(user.user.createdAt, zone)});
    }
    print(table.text());
}

void setUser(Session &session, const Set &options)
{
    if (!options.newName && !options.password && !hasChange(options.limits))
        throw UsageFailure{u"Nothing to set: give --rename, --password-stdin or a limit."_s};
    const LimitsChange limits = changeOf(options.limits, session.clock().now(), session.timeZone());
    const auto password = askedPassword(options.password);
    Management &management = session.management();
    Named shown = options;
    take(management.together([&]() -> Outcome {
        Outcome done = management.changeUserLimits(options.name, limits);
        if (done && options.newName) {
            done = management.renameUser(options.name, *options.newName);
            shown.name = *options.newName;
        }
        return done;
    }));
    if (password)
        take(management.setPassword(shown.name, *password));
    showUser(session, shown, u"Changed user %1."_s);
}

void raiseUser(Session &session, const RaiseUser &options)
{
    const Budget extra = take(limits_text::parseBudget(options.extra));
    take(session.management().raiseUser(options.name, extra));
    showUser(session, options,
             u"Raised the budget of user %1 by "_s + limits_text::showBudget(extra) +
                     u", for the current period."_s);
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
                declareLimits(command, options.limits);
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
                declareLimits(command, options.limits);
            },
            [&session](const Set &options) { setUser(session, options); });
    addCommand<RaiseUser>(
            group, session, "raise", "Add to a budget of a user, for the current period only",
            [](CLI::App *command, RaiseUser &options) {
                declareNamed(command, options);
                addText(command, "EXTRA", options.extra, "How much more, of a budget that is there: 5USD/day")
                        ->required();
            },
            [&session](const RaiseUser &options) { raiseUser(session, options); });
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
