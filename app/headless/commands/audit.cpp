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

struct Options
{
    int limit = 50;
    bool json = false;
};

void listAudit(Session &session, const Options &options)
{
    QJsonArray rows;
    const QTimeZone zone = session.timeZone();
    Table table({{u"TIME"_s}, {u"WHO"_s}, {u"ACTION"_s}, {u"SUBJECT"_s}});
    for (const AuditEntry &entry : take(session.management().audit(options.limit))) {
        rows += toJson(entry);
        table.add({toLocalText(entry.at, zone), entry.actor, entry.action, entry.subject});
    }
    if (options.json)
        print(rows);
    else
        print(table.text());
}

} // namespace

void addAuditCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "audit", "Who changed what");
    addCommand<Options>(
            group, session, "list", "List management actions, newest first",
            [](CLI::App *command, Options &options) {
                command->add_option("--limit", options.limit, "At most so many rows")
                        ->check(CLI::Range(1, 100'000))
                        ->capture_default_str()
                        ->type_name("N");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { listAudit(session, options); });
}

} // namespace gateway::cli
