// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "rows.h"
#include "terminal.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    bool json = false;
};

void setUp(Session &session, const Options &options)
{
    if (!take(session.management().isEmpty())) {
        fail(ErrorCode::AlreadyExists, u"This database has users, keys or providers already: the demo is "
                                       u"only for an empty one. Issue a key "
                                       "with `api-gatewayd key issue --user NAME`."_s);
    }
    const IssuedKey issued = take(setUpDemo(session.management(), u"demo"_s));
    if (options.json)
        print(toJson(issued, u"demo"_s, {}));
    else
        print(QString::fromLatin1(issued.secret.expose()));
}

} // namespace

void addSetUpDemoCommand(CLI::App &app, Session &session)
{
    addCommand<Options>(
            &app, session, "setup-demo",
            "On an empty database: a demo provider, a user, a route and a key, which is printed",
            [](CLI::App *command, Options &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { setUp(session, options); });
}

} // namespace gateway::cli
