// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "base/request_id.h"
#include "config/setting_text.h"
#include "failure.h"
#include "ledger/correction.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <map>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

constexpr int maxRows = 100'000;

struct List
{
    std::optional<QString> since;
    std::optional<QString> until;
    std::optional<QString> user;
    std::optional<QString> model;
    std::optional<QString> status;
    std::optional<QString> before;
    std::optional<QString> provider;
    std::optional<QString> text;
    qint64 key = 0;
    int limit = 50;
    bool json = false;
};

struct Show
{
    QString id;
    bool json = false;
};

struct Settle
{
    QString id;
    TokenUsage usage;
    std::optional<QString> cost;
    bool json = false;
};

RequestId idOf(const QString &text)
{
    const auto id = requestIdFromText(text.toLatin1());
    if (!id)
        fail(ErrorCode::InvalidArgument,
             u"\"%1\" is no id of a call: it looks like req_ and 13 characters (header x-gateway-request-id)."_s
                     .arg(text));
    return *id;
}

CallFilter filterOf(Session &session, const List &options)
{
    const Time now = session.clock().now();
    const QTimeZone zone = session.timeZone();
    CallFilter filter;
    if (options.since)
        filter.since = take(parseSince(*options.since, now, zone));
    if (options.until)
        filter.until = take(parseUntil(*options.until, now, zone));
    filter.user = options.user;
    filter.model = options.model;
    filter.provider = options.provider;
    filter.text = options.text;
    if (options.key != 0)
        filter.key = KeyId{options.key};
    if (options.status)
        filter.status = callStatusFromString(*options.status);
    if (options.before)
        filter.before = idOf(*options.before);
    filter.limit = options.limit;
    return filter;
}

QString tokens(const std::optional<qint64> &value)
{
    return value ? QString::number(*value) : u"-"_s;
}

QString millis(const std::optional<Millis> &value)
{
    return value ? QString::number(value->count()) : u"-"_s;
}

void listCalls(Session &session, const List &options)
{
    const auto calls = take(session.ledger().calls(filterOf(session, options)));
    if (options.json) {
        QJsonArray rows;
        for (const CallRow &call : calls)
            rows += toJson(call);
        print(rows);
        return;
    }
    constexpr auto right = Table::Align::Right;
    const QTimeZone zone = session.timeZone();
    Table table({{u"ID"_s},
                 {u"STARTED"_s},
                 {u"STATUS"_s},
                 {u"HTTP"_s, right},
                 {u"USER"_s},
                 {u"MODEL"_s},
                 {u"PROVIDER"_s},
                 {u"PROMPT"_s, right},
                 {u"COMPLETION"_s, right},
                 {u"FIRST MS"_s, right},
                 {u"MS"_s, right}});
    for (const CallRow &call : calls) {
        const CallSettled &settled = call.settled;
        const bool open = settled.status == CallStatus::Open;
        table.add({QString::fromLatin1(toText(call.opened.id)), toLocalText(call.opened.startedAt, zone),
                   gateway::toString(settled.status),
                   settled.httpStatus == 0 ? u"-"_s : QString::number(settled.httpStatus), call.userName,
                   call.opened.model, call.providerName, tokens(settled.usage.prompt),
                   tokens(settled.usage.completion), millis(settled.firstToken),
                   open ? u"-"_s : QString::number(settled.duration.count())});
    }
    print(table.text());
}

QString attemptText(const CallAttempt &attempt)
{
    QStringList parts{attempt.provider + (attempt.model.isEmpty() ? QString() : u"/"_s + attempt.model)};
    if (!attempt.keyHint.isEmpty())
        parts += u"key …"_s + attempt.keyHint;
    if (attempt.status != 0)
        parts += u"HTTP %1"_s.arg(attempt.status);
    parts += attempt.outcome;
    parts += u"%1 ms"_s.arg(attempt.duration.count());
    return parts.join(u", "_s);
}

// "0.0123USD" in micro-units.
Result<std::pair<qint64, QString>> parseCost(const QString &text)
{
    static const QRegularExpression pattern(u"^(.*?)\\s*(USD|CNY)$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = pattern.match(text.trimmed());
    if (!match.hasMatch()) {
        return failure(ErrorCode::InvalidArgument,
                       u"\"%1\" is no cost: it looks like 0.0123USD or 1.5CNY."_s.arg(text));
    }
    constexpr qint64 most = 1'000'000'000'000; // a million
    return setting_text::parseMicros(match.captured(1), 0, most).map([&](qint64 micros) {
        return std::pair(micros, match.captured(2).toUpper());
    });
}

void showCall(Session &session, const Show &options)
{
    const CallRow call = take(session.ledger().call(idOf(options.id)));
    const QJsonObject row = toJson(call);
    if (options.json) {
        print(row);
        return;
    }
    const QTimeZone zone = session.timeZone();
    QList<std::pair<QString, QString>> fields{
            {u"id"_s, options.id},
            {u"started"_s, toLocalText(call.opened.startedAt, zone)},
            {u"status"_s, gateway::toString(call.settled.status)},
            {u"user"_s, call.userName},
            {u"key"_s, call.keyHint + u"  "_s + call.keyLabel},
            {u"endpoint"_s, call.opened.endpoint},
            {u"model"_s, call.opened.model},
            {u"answered by"_s, call.providerName + u"/"_s + call.opened.upstreamModel}};
    // The rest under the names of --json, so that one vocabulary is enough.
    for (const QString &name :
         {u"http_status"_s, u"stream"_s, u"usage_source"_s, u"prompt_tokens"_s, u"cached_tokens"_s,
          u"cache_write_tokens"_s, u"cache_write_1h_tokens"_s, u"completion_tokens"_s, u"reasoning_tokens"_s,
          u"reserved_tokens"_s, u"price_id"_s, u"queued_ms"_s, u"connect_ms"_s, u"first_token_ms"_s,
          u"duration_ms"_s, u"attempts"_s, u"request_bytes"_s, u"response_bytes"_s, u"error"_s}) {
        const QJsonValue value = row[name];
        fields += {QString(name).replace(u'_', u' '), value.isNull() ? u"-"_s : value.toVariant().toString()};
    }
    fields += {u"cost"_s, call.settled.costMicros ? moneyText(*call.settled.costMicros, call.settled.currency)
                                                  : u"unpriced"_s};
    if (call.opened.reservedMicros) {
        fields += {u"reserved"_s, moneyText(*call.opened.reservedMicros, call.opened.currency)};
    }
    int number = 0;
    for (const CallAttempt &attempt : call.settled.tried)
        fields += {u"attempt %1"_s.arg(++number), attemptText(attempt)};
    print(describe(fields));
}

void settleCall(Session &session, const Settle &options)
{
    Correction correction;
    correction.usage = options.usage;
    if (options.cost) {
        const auto [micros, currency] = take(parseCost(*options.cost));
        correction.costMicros = micros;
        correction.currency = currency;
    }
    const RequestId id = idOf(options.id);
    take(settleInterrupted(session.database(), id, correction, u"cli:"_s + operatingSystemUser(),
                           session.clock().now()));
    showCall(session, {options.id, options.json});
}

void addCount(CLI::App *command, const std::string &name, std::optional<qint64> &target,
              const std::string &help)
{
    command->add_option_function<qint64>(
                   name, [&target](qint64 value) { target = value; }, help)
            ->check(CLI::NonNegativeNumber)
            ->type_name("N");
}

void declareList(CLI::App *command, List &options)
{
    addText(command, "--since", options.since, "From then on: 7d, 24h, or a date")->type_name("WHEN");
    addText(command, "--until", options.until, "Up to then; a date includes its day")->type_name("WHEN");
    addText(command, "--user", options.user, "Only calls of this user")->type_name("NAME");
    command->add_option("--key", options.key, "Only calls with this key")
            ->check(CLI::PositiveNumber)
            ->type_name("ID");
    addText(command, "--model", options.model, "Only calls that asked for this model");
    addText(command, "--status", options.status, "open, ok, failed, cancelled, interrupted or refused")
            ->check(CLI::IsMember({"open", "ok", "failed", "cancelled", "interrupted", "refused"}))
            ->type_name("STATUS");
    addText(command, "--provider", options.provider, "Only calls that ended at this provider")
            ->type_name("NAME");
    addText(command, "--text", options.text,
            "Only calls with this in their id, error, or name of user, key, model or provider");
    addText(command, "--before", options.before, "Only calls older than this one")->type_name("ID");
    command->add_option("--limit", options.limit, "At most so many rows")
            ->check(CLI::Range(1, maxRows))
            ->capture_default_str()
            ->type_name("N");
    command->add_flag("--json", options.json, "Print JSON");
}

} // namespace

void addRequestsCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "requests", "The ledger: one row for every call");

    addCommand<List>(group, session, "list", "List calls, newest first", declareList,
                     [&session](const List &options) { listCalls(session, options); });
    addCommand<Show>(
            group, session, "show", "Show one call",
            [](CLI::App *command, Show &options) {
                addText(command, "ID", options.id, "Its id, as in the header x-gateway-request-id")
                        ->required();
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Show &options) { showCall(session, options); });
    addCommand<Settle>(
            group, session, "settle", "Correct a call that was interrupted, from the provider's own records",
            [](CLI::App *command, Settle &options) {
                addText(command, "ID", options.id, "Its id, as in the header x-gateway-request-id")
                        ->required();
                addCount(command, "--prompt", options.usage.prompt,
                         "All prompt tokens, cached ones included");
                addCount(command, "--cached", options.usage.cached, "Prompt tokens read from a cache");
                addCount(command, "--cache-write", options.usage.cacheWrite,
                         "Prompt tokens written to a cache");
                addCount(command, "--cache-write-1h", options.usage.cacheWriteLong,
                         "Those of them that live an hour");
                addCount(command, "--completion", options.usage.completion, "All tokens of the answer");
                addCount(command, "--reasoning", options.usage.reasoning,
                         "Tokens of the answer that were reasoning");
                addText(command, "--cost", options.cost,
                        "What it cost, e.g. 0.0123USD; else by the price of its time")
                        ->type_name("AMOUNT");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const Settle &options) { settleCall(session, options); });
}

} // namespace gateway::cli
