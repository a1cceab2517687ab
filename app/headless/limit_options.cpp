// SPDX-License-Identifier: MIT
#include "limit_options.h"

#include "arguments.h"
#include "failure.h"
#include "times.h"

#include "config/limits_text.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

bool isNone(const QString &text)
{
    return text.trimmed() == u"none"_s;
}

// Separated by commas, and given once or more often. "none" alone means an empty list.
QStringList listOf(const QStringList &arguments)
{
    QStringList values;
    for (const QString &argument : arguments) {
        for (const QString &value : argument.split(u',', Qt::SkipEmptyParts))
            values += value.trimmed();
    }
    if (values == QStringList{u"none"_s})
        values.clear();
    return values;
}

template <typename T>
std::optional<std::optional<T>> numberOf(const std::optional<QString> &text, const QString &flag)
{
    if (!text)
        return std::nullopt;
    if (isNone(*text))
        return std::optional<T>();
    bool isNumber = false;
    const qint64 number = text->toLongLong(&isNumber);
    if (!isNumber || number < 1 || number > std::numeric_limits<T>::max()) {
        fail(ErrorCode::InvalidArgument,
             u"%1 is a whole number from 1 on, or none to take the limit away; \"%2\" is not."_s.arg(flag,
                                                                                                     *text));
    }
    return std::optional<T>(T(number));
}

} // namespace

void declareLimits(CLI::App *command, LimitOptions &options)
{
    const char *const group = "Limits (none takes one away)";
    addText(command, "--rpm", options.requestsPerMinute, "Requests per minute")->type_name("N")->group(group);
    addText(command, "--tpm", options.tokensPerMinute, "Tokens per minute, prompt and answer")
            ->type_name("N")
            ->group(group);
    addText(command, "--concurrency", options.concurrency, "Calls at the same time")
            ->type_name("N")
            ->group(group);
    addTexts(command, "--budget", options.budgets,
             "5USD/day, 300CNY/month, 2000000tok/week, 50USD/total; may be given again")
            ->type_name("AMOUNT/PERIOD")
            ->group(group);
    addFlag(command, "--strict,!--no-strict", options.strict,
            "Reserve what a call may cost at most, not what it is likely to")
            ->group(group);
    addFlag(command, "--allow-unpriced,!--no-allow-unpriced", options.allowUnpriced,
            "Allow models without a price in spite of a money budget")
            ->group(group);
    addTexts(command, "--models", options.models, "Models; * allowed, !PATTERN denies (none: every model)")
            ->type_name("PATTERN,...")
            ->group(group);
    addTexts(command, "--ip", options.addresses,
             "Addresses of clients, e.g. 10.0.0.0/8 (none: every address)")
            ->type_name("CIDR,...")
            ->group(group);
    addText(command, "--expires", options.expires, "A span like 30d, a date (its last day), or never")
            ->type_name("WHEN")
            ->group(group);
}

bool hasChange(const LimitOptions &options)
{
    return options.requestsPerMinute || options.tokensPerMinute || options.concurrency || options.expires ||
           options.strict || options.allowUnpriced || !options.budgets.isEmpty() ||
           !options.models.isEmpty() || !options.addresses.isEmpty();
}

LimitsChange changeOf(const LimitOptions &options, Time now, const QTimeZone &zone)
{
    LimitsChange change;
    change.requestsPerMinute = numberOf<int>(options.requestsPerMinute, u"--rpm"_s);
    change.tokensPerMinute = numberOf<qint64>(options.tokensPerMinute, u"--tpm"_s);
    change.concurrency = numberOf<int>(options.concurrency, u"--concurrency"_s);
    change.strict = options.strict;
    change.allowUnpriced = options.allowUnpriced;
    for (const QString &text : options.budgets) {
        if (isNone(text))
            change.clearBudgets = true;
        else
            change.budgets += take(limits_text::parseBudget(text));
    }
    if (!options.models.isEmpty())
        change.models = listOf(options.models);
    if (!options.addresses.isEmpty())
        change.addresses = listOf(options.addresses);
    if (options.expires) {
        const bool forEver = *options.expires == u"never"_s || isNone(*options.expires);
        change.expiresAt = forEver ? std::optional<Time>() : take(parseExpiry(*options.expires, now, zone));
    }
    return change;
}

} // namespace gateway::cli
