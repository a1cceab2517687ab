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

struct Issue
{
    QString user;
    QString label;
    std::optional<QString> expires;
    QStringList models;
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
    std::optional<QString> expires;
    std::optional<QString> models;
};

void declareById(CLI::App *command, ById &options)
{
    command->add_option("ID", options.id, "Number of the key, from `key list`")->required()->type_name("ID");
    command->add_flag("--json", options.json, "Print JSON");
}

QStringList patternsOf(const QStringList &lists)
{
    QStringList patterns;
    for (const QString &list : lists) {
        for (const QString &pattern : list.split(u',', Qt::SkipEmptyParts))
            patterns += pattern.trimmed();
    }
    return patterns;
}

QString patternsText(const QStringList &patterns)
{
    return patterns.isEmpty() ? u"all"_s : patterns.join(u", "_s);
}

void printIssued(const IssuedKey &issued, const QString &user, bool json)
{
    if (json) {
        print(toJson(issued, user));
        return;
    }
    print(QString::fromLatin1(issued.secret.expose()));
    if (errorsAreSeen())
        printError(u"This is key %1 of %2. It is shown this once: keep it now."_s.arg(issued.key.id.value)
                           .arg(printable(user)));
}

void issueKey(Session &session, const Issue &options)
{
    KeyRequest request{options.user, options.label, {}, patternsOf(options.models)};
    if (options.expires)
        request.expiresAt = take(parseExpiry(*options.expires, session.clock().now(), session.timeZone()));
    printIssued(take(session.management().issueKey(request)), options.user, options.json);
}

void listKeys(Session &session, const Issue &options)
{
    const auto keys = take(session.management().keys());
    const Time now = session.clock().now();
    const QTimeZone zone = session.timeZone();
    QJsonArray rows;
    Table table({{u"ID"_s, Table::Align::Right},
                 {u"USER"_s},
                 {u"NAME"_s},
                 {u"KEY"_s},
                 {u"STATUS"_s},
                 {u"MODELS"_s},
                 {u"EXPIRES"_s},
                 {u"LAST USED"_s}});
    for (const KeyInfo &info : keys) {
        if (!options.user.isEmpty() && info.userName != options.user)
            continue;
        rows += toJson(info, now);
        table.add({QString::number(info.key.id.value), info.userName, info.key.label, hintOf(info.key),
                   statusOf(info, now), patternsText(info.key.limits.models),
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
    const Time now = session.clock().now();
    if (options.json) {
        print(toJson(info, now));
        return;
    }
    const QTimeZone zone = session.timeZone();
    print(describe({{u"id"_s, QString::number(info.key.id.value)},
                    {u"user"_s, info.userName},
                    {u"name"_s, info.key.label},
                    {u"key"_s, hintOf(info.key)},
                    {u"status"_s, statusOf(info, now)},
                    {u"models"_s, patternsText(info.key.limits.models)},
                    {u"expires"_s, info.key.limits.expiresAt ? toLocalText(*info.key.limits.expiresAt, zone) : u"never"_s},
                    {u"last used"_s, info.lastUsedAt ? toLocalText(*info.lastUsedAt, zone) : u"never"_s},
                    {u"created"_s, toLocalText(info.key.createdAt, zone)}}));
}

void report(Session &session, const ById &options, const QString &done)
{
    if (options.json)
        print(toJson(take(session.management().key(KeyId{options.id})), session.clock().now()));
    else
        print(done.arg(options.id));
}

void setKey(Session &session, const Set &options)
{
    KeyChange change{options.label, {}, {}};
    if (options.expires == u"never"_s)
        change.expiresAt = std::optional<Time>();
    else if (options.expires)
        change.expiresAt = take(parseExpiry(*options.expires, session.clock().now(), session.timeZone()));
    if (options.models)
        change.models = patternsOf({*options.models});
    if (!change.label && !change.expiresAt && !change.models)
        throw UsageFailure{u"Nothing to set: give --name, --expires or --models."_s};
    take(session.management().changeKey(KeyId{options.id}, change));
    report(session, options, u"Changed key %1."_s);
}

void rotateKey(Session &session, const ById &options)
{
    const KeyInfo before = take(session.management().key(KeyId{options.id}));
    printIssued(take(session.management().rotateKey(KeyId{options.id})), before.userName, options.json);
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
                addText(command, "--expires", options.expires, "A span like 30d, or a date (its last day)")
                        ->type_name("WHEN");
                addTexts(command, "--models", options.models, "Models it may use; * allowed, !PATTERN denies")
                        ->type_name("PATTERN,...");
                command->add_flag("--json", options.json, "Print id and key as JSON");
            },
            [&session](const Issue &options) { issueKey(session, options); });
    addCommand<Issue>(
            group, session, "list", "List the keys",
            [](CLI::App *command, Issue &options) {
                addText(command, "--user", options.user, "Only the keys of this user")->type_name("NAME");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Issue &options) { listKeys(session, options); });
    addCommand<ById>(group, session, "show", "Show one key", declareById,
                     [&session](const ById &options) { showKey(session, options); });
    addCommand<Set>(
            group, session, "set", "Change a key",
            [](CLI::App *command, Set &options) {
                declareById(command, options);
                addText(command, "--name", options.label, "What the key is for")->type_name("LABEL");
                addText(command, "--expires", options.expires, "A span like 30d, a date, or never")
                        ->type_name("WHEN");
                addText(command, "--models", options.models, "Models it may use instead; * for all")
                        ->type_name("PATTERN,...");
            },
            [&session](const Set &options) { setKey(session, options); });
    addCommand<ById>(group, session, "revoke", "Make a key stop working for good", declareById,
                     [&session](const ById &options) {
                         take(session.management().revokeKey(KeyId{options.id}));
                         report(session, options, u"Revoked key %1."_s);
                     });
    addCommand<ById>(group, session, "rotate", "Replace a key by a new one with the same rights", declareById,
                     [&session](const ById &options) { rotateKey(session, options); });
}

} // namespace gateway::cli
