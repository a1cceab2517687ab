// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "route_target.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    QString model;
    QStringList targets;
    bool json = false;
};

void setRoute(Session &session, const Options &options)
{
    const bool isPattern = options.model.contains(u'*');
    QList<TargetRequest> targets;
    for (const QString &text : options.targets)
        targets += take(parseTarget(text, isPattern, int(targets.size())));
    const Route route = take(session.management().setRoute(options.model, targets));
    for (const RouteInfo &info : take(session.management().routes())) {
        if (info.route.id != route.id)
            continue;
        if (options.json)
            print(toJson(info));
        else
            print(u"Calls for %1 now go to %2."_s.arg(printable(info.route.model),
                                                      printable(targetsText(info))));
    }
}

void listRoutes(Session &session, bool json)
{
    QJsonArray rows;
    Table table({{u"MODEL"_s}, {u"TO"_s}, {u"NOTE"_s}});
    for (const RouteInfo &info : take(session.management().routes())) {
        rows += toJson(info);
        table.add({info.route.model, targetsText(info),
                   info.route.demo ? u"demo: goes with the first real provider"_s : QString()});
    }
    if (json)
        print(rows);
    else
        print(table.text());
}

} // namespace

void addRouteCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "route", "Which provider answers for which model");

    addCommand<Options>(
            group, session, "set", "Send calls for a model (or a pattern with *) to providers' models",
            [](CLI::App *command, Options &options) {
                addText(command, "MODEL", options.model, "Model as clients ask for it; * allowed")
                        ->required();
                addTexts(command, "--to", options.targets,
                         "The provider's name, a slash, its model; given again: where to go when that fails. "
                         "@PRIORITY (lower first; as written otherwise) and :WEIGHT (share among equals) may "
                         "follow")
                        ->required()
                        ->type_name("PROVIDER/MODEL[@PRIORITY[:WEIGHT]]");
                command->add_flag("--json", options.json, "Print the route as JSON");
            },
            [&session](const Options &options) { setRoute(session, options); });
    addCommand<Options>(
            group, session, "list", "List the routes",
            [](CLI::App *command, Options &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { listRoutes(session, options.json); });
    addCommand<Options>(
            group, session, "remove", "Remove a route",
            [](CLI::App *command, Options &options) {
                addText(command, "MODEL", options.model, "Model or pattern of the route")->required();
            },
            [&session](const Options &options) {
                take(session.management().removeRoute(options.model));
                print(u"Removed the route of %1."_s.arg(printable(options.model)));
            });
}

} // namespace gateway::cli
