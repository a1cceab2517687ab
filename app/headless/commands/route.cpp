// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    QString model;
    QString target;
    bool json = false;
};

QString targetText(const RouteInfo &info)
{
    const QString &model = info.route.targets.constFirst().model;
    return info.providerName + u"/"_s + (model.isEmpty() ? u"(the model as asked)"_s : model);
}

void setRoute(Session &session, const Options &options)
{
    // The provider ends at the first '/': names of models have slashes of their own.
    const qsizetype slash = options.target.indexOf(u'/');
    const QString provider = slash < 0 ? options.target : options.target.left(slash);
    const QString model = slash < 0 ? QString() : options.target.mid(slash + 1);
    const bool isPattern = options.model.contains(u'*');
    if (provider.isEmpty() || (model.isEmpty() && !isPattern)) {
        fail(ErrorCode::InvalidArgument,
             u"\"%1\" is no target: write PROVIDER/MODEL, e.g. --to moonshot/kimi-latest."_s.arg(
                     options.target));
    }
    take(session.management().setRoute(options.model, provider, model));
    if (!options.json) {
        print(u"Calls for %1 now go to %2."_s.arg(printable(options.model), printable(options.target)));
        return;
    }
    for (const RouteInfo &info : take(session.management().routes())) {
        if (info.route.model == options.model)
            print(toJson(info));
    }
}

void listRoutes(Session &session, bool json)
{
    QJsonArray rows;
    Table table({{u"MODEL"_s}, {u"TO"_s}, {u"NOTE"_s}});
    for (const RouteInfo &info : take(session.management().routes())) {
        rows += toJson(info);
        table.add({info.route.model, targetText(info),
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
            group, session, "set", "Send calls for a model (or a pattern with *) to a provider's model",
            [](CLI::App *command, Options &options) {
                addText(command, "MODEL", options.model, "Model as clients ask for it; * allowed")
                        ->required();
                addText(command, "--to", options.target, "The provider's name, a slash, its model")
                        ->required()
                        ->type_name("PROVIDER/MODEL");
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
