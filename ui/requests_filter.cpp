// SPDX-License-Identifier: MIT
#include "ui/requests_filter.h"

#include "base/request_id.h"

#include <algorithm>

namespace gateway::ui {

CallFilter callFilterOf(const RequestsFilter &filter, Time now, const QTimeZone &zone)
{
    CallFilter question;
    if (filter.since || filter.until) {
        question.since = filter.since;
        question.until = filter.until;
    } else if (filter.range) {
        // Without an end: the range goes on while one looks at it.
        question.since = usageWindow(*filter.range, now, zone).since;
    }
    question.user = filter.user;
    question.key = filter.key;
    question.model = filter.model;
    question.provider = filter.provider;
    question.status = filter.status;
    question.failures = filter.failures;
    const QString text = filter.text.trimmed();
    if (!text.isEmpty())
        question.text = text;
    return question;
}

bool asksFor(const CallFilter &question, const LiveCall &call)
{
    if (!wants(question, CallStatus::Open) || (question.since && call.startedAt < *question.since) ||
        (question.until && call.startedAt >= *question.until))
        return false;
    if ((question.user && call.user != *question.user) || (question.key && call.keyId != *question.key) ||
        (question.model && call.model != *question.model) ||
        (question.provider && call.provider != *question.provider))
        return false;
    if (!question.text)
        return true;
    const QStringList texts{QString::fromLatin1(toText(call.id)), call.user, call.keyLabel, call.model,
                            call.provider};
    return std::any_of(texts.begin(), texts.end(), [&question](const QString &text) {
        return text.contains(*question.text, Qt::CaseInsensitive);
    });
}

} // namespace gateway::ui
