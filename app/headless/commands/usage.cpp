// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

#include <map>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Options
{
    UsageGroup group = UsageGroup::None;
    std::optional<QString> since;
    std::optional<QString> until;
    bool csv = false;
    bool json = false;
};

QString number(const std::optional<qint64> &value, const QString &unknown)
{
    return value ? QString::number(*value) : unknown;
}

QString groupText(const UsageSum &sum, UsageGroup group, const QTimeZone &zone)
{
    if (group == UsageGroup::Hour)
        return toLocalText(sum.start, zone).left(16);
    if (group == UsageGroup::Day)
        return toLocalText(sum.start, zone).left(10);
    return group == UsageGroup::None ? u"all"_s : sum.group;
}

void printCsv(const QList<UsageSum> &sums, UsageGroup group)
{
    QStringList currencies;
    for (const UsageSum &sum : sums) {
        for (auto cost = sum.costMicros.begin(); cost != sum.costMicros.end(); ++cost) {
            if (!currencies.contains(cost.key()))
                currencies += cost.key();
        }
    }
    currencies.sort();
    QStringList heading{QString::fromStdString(groupName(group)),
                        u"requests"_s,
                        u"failed"_s,
                        u"prompt_tokens"_s,
                        u"cached_tokens"_s,
                        u"cache_write_tokens"_s,
                        u"completion_tokens"_s,
                        u"reasoning_tokens"_s,
                        u"unpriced"_s};
    for (const QString &currency : currencies)
        heading += u"cost_micros_"_s + currency;
    print(csvLine(heading));
    for (const UsageSum &sum : sums) {
        const bool byTime = group == UsageGroup::Hour || group == UsageGroup::Day;
        QStringList cells{byTime ? toRfc3339(sum.start) : sum.group,
                          QString::number(sum.requests),
                          QString::number(sum.failed),
                          number(sum.tokens.prompt, {}),
                          number(sum.tokens.cached, {}),
                          number(sum.tokens.cacheWrite, {}),
                          number(sum.tokens.completion, {}),
                          number(sum.tokens.reasoning, {}),
                          QString::number(sum.unpriced)};
        for (const QString &currency : currencies)
            cells +=
                    sum.costMicros.contains(currency) ? QString::number(sum.costMicros[currency]) : QString();
        print(csvLine(cells));
    }
}

void printTable(const QList<UsageSum> &sums, UsageGroup group, const QTimeZone &zone)
{
    constexpr auto right = Table::Align::Right;
    const QString title = QString::fromStdString(groupName(group)).toUpper();
    Table table({{title},
                 {u"REQUESTS"_s, right},
                 {u"FAILED"_s, right},
                 {u"PROMPT"_s, right},
                 {u"CACHED"_s, right},
                 {u"COMPLETION"_s, right},
                 {u"REASONING"_s, right},
                 {u"COST"_s, right}});
    for (const UsageSum &sum : sums) {
        QStringList costs;
        for (auto cost = sum.costMicros.begin(); cost != sum.costMicros.end(); ++cost)
            costs += moneyText(cost.value(), cost.key());
        table.add({groupText(sum, group, zone), QString::number(sum.requests), QString::number(sum.failed),
                   number(sum.tokens.prompt, u"-"_s), number(sum.tokens.cached, u"-"_s),
                   number(sum.tokens.completion, u"-"_s), number(sum.tokens.reasoning, u"-"_s),
                   costs.isEmpty() ? u"-"_s : costs.join(u" + "_s)});
    }
    print(table.text());
}

void showUsage(Session &session, const Options &options)
{
    const QTimeZone zone = session.timeZone();
    const Time now = session.clock().now();
    UsageFilter filter;
    if (options.since)
        filter.since = take(parseSince(*options.since, now, zone));
    if (options.until)
        filter.until = take(parseUntil(*options.until, now, zone));
    const QList<UsageSum> sums = take(session.ledger().usage(options.group, filter));
    if (options.csv) {
        printCsv(sums, options.group);
    } else if (!options.json) {
        printTable(sums, options.group, zone);
    } else if (options.group == UsageGroup::None) {
        print(toJson(sums.isEmpty() ? UsageSum{} : sums.first(), options.group));
    } else {
        QJsonArray rows;
        for (const UsageSum &sum : sums)
            rows += toJson(sum, options.group);
        print(rows);
    }
}

} // namespace

void addUsageCommand(CLI::App &app, Session &session)
{
    addCommand<Options>(
            &app, session, "usage", "Calls, tokens and cost from the ledger",
            [](CLI::App *command, Options &options) {
                std::map<std::string, UsageGroup> groups;
                for (const UsageGroup group : {UsageGroup::User, UsageGroup::Key, UsageGroup::Model,
                                               UsageGroup::Provider, UsageGroup::Hour, UsageGroup::Day})
                    groups.emplace(groupName(group), group);
                command->add_option("--by", options.group, "user, key, model, provider, hour or day")
                        ->transform(CLI::Transformer(groups))
                        ->type_name("GROUP");
                addText(command, "--since", options.since, "From then on: 7d, 24h, or a date")
                        ->type_name("WHEN");
                addText(command, "--until", options.until, "Up to then; a date includes its day")
                        ->type_name("WHEN");
                auto *csv = command->add_flag("--csv", options.csv, "Print comma-separated values");
                command->add_flag("--json", options.json, "Print JSON")->excludes(csv);
            },
            [&session](const Options &options) { showUsage(session, options); });
}

} // namespace gateway::cli
