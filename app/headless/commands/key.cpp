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

struct Issue
{
    QString user;
    QString label;
    LimitOptions limits;
    bool json = false;
};

struct ListKeys
{
    QString user;
    bool json = false;
};

struct ById
{
    qint64 id = 0;
    bool json = false;
};

struct Set : ById
{
    std::optional<QString> label;
    LimitOptions limits;
};

struct RaiseKey : ById
{
    QString extra;
};

struct Rotate : ById
{
    std::optional<QString> overlap;
};

void declareById(CLI::App *command, ById &options)
{
    command->add_option("ID", options.id, "Number of the key, from `key list`")->required()->type_name("ID");
    command->add_flag("--json", options.json, "Print JSON");
}

void printIssued(Session &session, const IssuedKey &issued, const QString &user, bool json)
{
    if (json) {
        print(toJson(issued, user, Budgets(session).listed({{}, issued.key.id}, issued.key.limits)));
        return;
    }
    print(QString::fromLatin1(issued.secret.expose()));
    if (errorsAreSeen())
        printError(u"This is key %1 of %2. It is shown this once: keep it now."_s.arg(issued.key.id.value)
                           .arg(printable(user)));
}

void issueKey(Session &session, const Issue &options)
{
    const LimitsChange limits = changeOf(options.limits, session.clock().now(), session.timeZone());
    const KeyRequest request{options.user, options.label, changed({}, limits)};
    printIssued(session, take(session.management().issueKey(request)), options.user, options.json);
}

void listKeys(Session &session, const ListKeys &options)
{
    const auto keys = take(session.management().keys());
    const Budgets budgets(session);
    const Time now = session.clock().now();
    const QTimeZone zone = session.timeZone();
    QJsonArray rows;
    Table table({{u"ID"_s, Table::Align::Right},
                 {u"USER"_s},
                 {u"NAME"_s},
                 {u"KEY"_s},
                 {u"STATUS"_s},
                 {u"MODELS"_s},
                 {u"LIMITS"_s},
                 {u"EXPIRES"_s},
                 {u"LAST USED"_s}});
    for (const KeyInfo &info : keys) {
        if (!options.user.isEmpty() && info.userName != options.user)
            continue;
        rows += toJson(info, budgets.listed({{}, info.key.id}, info.key.limits), now);
        table.add({QString::number(info.key.id.value), info.userName, info.key.label, hintOf(info.key),
                   statusOf(info, now), patternsText(info.key.limits.models), limitsSummary(info.key.limits),
                   info.key.limits.expiresAt ? toLocalText(*info.key.limits.expiresAt, zone) : u"never"_s,
                   info.lastUsedAt ? toLocalText(*info.lastUsedAt, zone) : u"never"_s});
    }
    if (options.json)
        print(rows);
    else
        print(table.text());
}

void showKey(Session &session, const ById &options)
{
    const KeyInfo info = take(session.management().key(KeyId{options.id}));
    const auto budgets = Budgets(session).withUsed({{}, info.key.id}, info.key.limits);
    const Time now = session.clock().now();
    if (options.json) {
        print(toJson(info, budgets, now));
        return;
    }
    const QTimeZone zone = session.timeZone();
    using Lines = QList<std::pair<QString, QString>>;
    print(describe(Lines{{u"id"_s, QString::number(info.key.id.value)},
                         {u"user"_s, info.userName},
                         {u"name"_s, info.key.label},
                         {u"key"_s, hintOf(info.key)},
                         {u"status"_s, statusOf(info, now)}} +
                   limitLines(info.key.limits, budgets, zone) +
                   Lines{{u"last used"_s, info.lastUsedAt ? toLocalText(*info.lastUsedAt, zone) : u"never"_s},
                         {u"created"_s, toLocalText(info.key.createdAt, zone)}}));
}

void report(Session &session, const ById &options, const QString &done)
{
    if (options.json)
        showKey(session, options);
    else
        print(done.arg(options.id));
}

void setKey(Session &session, const Set &options)
{
    if (!options.label && !hasChange(options.limits))
        throw UsageFailure{u"Nothing to set: give --name or a limit."_s};
    const LimitsChange limits = changeOf(options.limits, session.clock().now(), session.timeZone());
    take(session.management().changeKey(KeyId{options.id}, {options.label, limits}));
    report(session, options, u"Changed key %1."_s);
}

void raiseKey(Session &session, const RaiseKey &options)
{
    const Budget extra = take(limits_text::parseBudget(options.extra));
    take(session.management().raiseKey(KeyId{options.id}, extra));
    report(session, options,
           u"Raised the budget of key %1 by "_s + limits_text::showBudget(extra) +
                   u", for the current period."_s);
}

void rotateKey(Session &session, const Rotate &options)
{
    const Millis overlap = options.overlap ? take(parseDuration(*options.overlap)) : Millis(0);
    const KeyInfo before = take(session.management().key(KeyId{options.id}));
    printIssued(session, take(session.management().rotateKey(KeyId{options.id}, overlap)), before.userName,
                options.json);
}

} // namespace

void addKeyCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "key", "Keys that clients call this gateway with");

    addCommand<Issue>(
            group, session, "issue", "Issue a key: printed once, alone on standard output",
            [](CLI::App *command, Issue &options) {
                addText(command, "--user", options.user, "Who the key is for")->required()->type_name("NAME");
                addText(command, "--name", options.label, "What the key is for")->type_name("LABEL");
                declareLimits(command, options.limits);
                command->add_flag("--json", options.json, "Print id and key as JSON");
            },
            [&session](const Issue &options) { issueKey(session, options); });
    addCommand<ListKeys>(
            group, session, "list", "List the keys",
            [](CLI::App *command, ListKeys &options) {
                addText(command, "--user", options.user, "Only the keys of this user")->type_name("NAME");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const ListKeys &options) { listKeys(session, options); });
    addCommand<ById>(group, session, "show", "Show one key", declareById,
                     [&session](const ById &options) { showKey(session, options); });
    addCommand<Set>(
            group, session, "set", "Change a key",
            [](CLI::App *command, Set &options) {
                declareById(command, options);
                addText(command, "--name", options.label, "What the key is for")->type_name("LABEL");
                declareLimits(command, options.limits);
            },
            [&session](const Set &options) { setKey(session, options); });
    addCommand<ById>(group, session, "revoke", "Make a key stop working for good", declareById,
                     [&session](const ById &options) {
                         take(session.management().revokeKey(KeyId{options.id}));
                         report(session, options, u"Revoked key %1."_s);
                     });
    addCommand<RaiseKey>(
            group, session, "raise", "Add to a budget of a key, for the current period only",
            [](CLI::App *command, RaiseKey &options) {
                declareById(command, options);
                addText(command, "EXTRA", options.extra, "How much more, of a budget that is there: 5USD/day")
                        ->required();
            },
            [&session](const RaiseKey &options) { raiseKey(session, options); });
    addCommand<Rotate>(
            group, session, "rotate", "Replace a key by a new one with the same rights",
            [](CLI::App *command, Rotate &options) {
                declareById(command, options);
                addText(command, "--overlap", options.overlap,
                        "Let the old key work for so long, e.g. 24h (otherwise it stops at once)")
                        ->type_name("TIME");
            },
            [&session](const Rotate &options) { rotateKey(session, options); });
}

} // namespace gateway::cli
