// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "checkup.h"
#include "failure.h"
#include "table.h"
#include "terminal.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    bool json = false;
};

QString toString(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Fine:
        return u"ok"_s;
    case Finding::Severity::Warning:
        return u"warning"_s;
    case Finding::Severity::Problem:
        return u"problem"_s;
    }
    return {};
}

void examine(const Session &session, const Options &options)
{
    const QList<Finding> findings = checkUp(session.location());
    QJsonArray rows;
    Table table({{u"CHECK"_s}, {u"STATE"_s}, {u"FOUND"_s}});
    QStringList problems;
    for (const Finding &finding : findings) {
        const QString state = toString(finding.severity);
        rows += QJsonObject{
                {u"check"_s, finding.check}, {u"state"_s, state}, {u"message"_s, finding.message}};
        table.add({finding.check, state, finding.message});
        if (finding.severity == Finding::Severity::Problem)
            problems += finding.check;
    }
    if (options.json)
        print(rows);
    else
        print(table.text());
    if (!problems.isEmpty()) {
        fail(ErrorCode::Internal,
             u"%1 found broken (%2): the list says what to do."_s.arg(
                     problems.size() == 1 ? u"One thing was"_s : u"%1 things were"_s.arg(problems.size()),
                     problems.join(u", "_s)));
    }
}

} // namespace

void addDoctorCommand(CLI::App &app, Session &session)
{
    addCommand<Options>(
            &app, session, "doctor", "Check database, master key, ports and providers, and say what to do",
            [](CLI::App *command, Options &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Options &options) { examine(session, options); });
}

} // namespace gateway::cli
