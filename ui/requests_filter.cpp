// SPDX-License-Identifier: MIT
#include "ui/requests_filter.h"

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

} // namespace gateway::ui
