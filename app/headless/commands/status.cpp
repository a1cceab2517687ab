// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "terminal.h"

#include "store/data_directory.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    bool json = false;
};

int showStatus(const Session &session, const Options &options)
{
    const QString dataDir = session.location().dataDir;
    const auto holder = ServeLock::holder(dataDir);
    const bool listens = holder && !holder->address.isEmpty();
    if (options.json) {
        print(QJsonObject{{u"serving"_s, listens},
                          {u"address"_s, listens ? QJsonValue(holder->address) : QJsonValue()},
                          {u"pid"_s, holder ? QJsonValue(holder->pid) : QJsonValue()},
                          {u"data_dir"_s, dataDir}});
    } else if (listens) {
        print(u"Serving on %1 (process %2)."_s.arg(holder->address).arg(holder->pid));
    }
    if (listens)
        return 0;
    fail(ErrorCode::NotFound, holder ? u"Process %1 is starting or stopping."_s.arg(holder->pid)
                                     : u"Nobody serves %1: start `api-gatewayd serve`."_s.arg(dataDir));
}

} // namespace

void addStatusCommand(CLI::App &app, Session &session)
{
    addCommand<Options>(
            &app, session, "status", "Say whether a gateway serves this data directory, and where",
            [](CLI::App *command, Options &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { showStatus(session, options); });
}

} // namespace gateway::cli
