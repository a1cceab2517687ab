// SPDX-License-Identifier: MIT
#include "routing/retry_policy.h"

#include <QDateTime>
#include <QLocale>
#include <QRandomGenerator>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace gateway {

namespace {

using Subject = ErrorFacts::Subject;

constexpr double longestWait = 366.0 * 86'400'000; // ms; keeps the arithmetic of nonsense safe

std::optional<Millis> toWait(QByteArrayView text, double unit)
{
    bool ok = false;
    const double number = text.toByteArray().trimmed().toDouble(&ok);
    if (!ok || !std::isfinite(number) || number < 0)
        return {};
    return Millis(qint64(std::ceil(std::min(number * unit, longestWait))));
}

// "Wed, 21 Oct 2026 07:28:00 GMT", the form of dates that HTTP prescribes for senders.
std::optional<Millis> untilDate(QByteArrayView text, Time now)
{
    const QString date = QString::fromLatin1(text).trimmed();
    if (date.size() != 29 || !date.endsWith(u" GMT"))
        return {};
    const QDateTime when(QLocale::c().toDate(date.mid(5, 11), QStringLiteral("dd MMM yyyy")),
                         QTime::fromString(date.mid(17, 8), QStringLiteral("HH:mm:ss")), QTimeZone::utc());
    if (!when.isValid())
        return {};
    const Millis wait = fromMillis(when.toMSecsSinceEpoch()) - now;
    return std::clamp(wait, Millis(0), Millis(qint64(longestWait)));
}

const HeaderField *find(const QList<HeaderField> &headers, QByteArrayView name)
{
    for (const HeaderField &header : headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0)
            return &header;
    }
    return nullptr;
}

// A 2xx with an error inside.
Verdict classifyHidden(const ErrorFacts &error)
{
    if (quotaExhausted(200, error))
        return Verdict::QuotaExhausted;
    switch (error.subject) {
    case Subject::RateLimit:
        return Verdict::RateLimited;
    case Subject::Credential:
        return Verdict::CredentialRefused;
    case Subject::Content:
    case Subject::Request:
        return Verdict::PassThrough;
    default:
        break;
    }
    switch (error.status) {
    case 401:
    case 402:
    case 403:
        return Verdict::CredentialRefused;
    case 429:
        return Verdict::RateLimited;
    case 0:
    case 408:
        return Verdict::Transient;
    default:
        return error.status < 500 ? Verdict::PassThrough : Verdict::Transient;
    }
}

} // namespace

std::optional<Millis> readRetryAfter(const QList<HeaderField> &headers, Time now)
{
    if (const HeaderField *header = find(headers, "retry-after-ms")) {
        if (const auto wait = toWait(header->value, 1))
            return wait;
    }
    const HeaderField *header = find(headers, "retry-after");
    if (header == nullptr)
        return {};
    if (const auto wait = toWait(header->value, 1000))
        return wait;
    return untilDate(header->value, now);
}

AttemptOutcome answeredOutcome(int status, const QList<HeaderField> &headers, QByteArrayView body, Time now)
{
    AttemptOutcome outcome;
    outcome.status = status;
    outcome.error = readErrorFacts(body);
    outcome.retryAfter = readRetryAfter(headers, now);
    // Google states a minute's delay also beside a day's quota.
    if (!outcome.retryAfter && outcome.error.subject != Subject::Quota)
        outcome.retryAfter = outcome.error.retryAfter;
    if (const HeaderField *header = find(headers, "x-should-retry")) {
        const QByteArray value = header->value.trimmed().toLower();
        if (value == "true" || value == "false")
            outcome.shouldRetry = value == "true";
    }
    return outcome;
}

AttemptOutcome failedOutcome(const Error &error)
{
    AttemptOutcome outcome;
    outcome.message = error.message;
    switch (error.code) {
    case ErrorCode::UpstreamUnreachable:
        outcome.kind = AttemptOutcome::Kind::ConnectionFailed;
        break;
    case ErrorCode::UpstreamTimeout:
        outcome.kind = AttemptOutcome::Kind::Timeout;
        break;
    default:
        outcome.kind = AttemptOutcome::Kind::InvalidResponse;
        break;
    }
    return outcome;
}

Verdict classify(const AttemptOutcome &outcome)
{
    if (outcome.kind != AttemptOutcome::Kind::Answered)
        return Verdict::Transient;
    const int status = outcome.status;
    if (status >= 200 && status < 300)
        return outcome.error.present ? classifyHidden(outcome.error) : Verdict::Success;
    if (status == 508) // a ring of gateways: each further attempt would go round again
        return Verdict::PassThrough;
    if (status < 400 || status >= 500 || status == 408)
        return Verdict::Transient;
    switch (status) {
    case 401:
    case 402:
        return Verdict::CredentialRefused;
    case 403:
        return outcome.error.subject == Subject::Content ? Verdict::PassThrough : Verdict::CredentialRefused;
    case 429:
        return quotaExhausted(status, outcome.error) ? Verdict::QuotaExhausted : Verdict::RateLimited;
    default:
        break;
    }
    if (quotaExhausted(status, outcome.error))
        return Verdict::QuotaExhausted;
    const bool never = status == 400 || status == 404 || status == 413 || status == 422;
    return !never && outcome.shouldRetry.value_or(false) ? Verdict::Transient : Verdict::PassThrough;
}

QString outcomeWord(const AttemptOutcome &outcome)
{
    switch (outcome.kind) {
    case AttemptOutcome::Kind::ConnectionFailed:
        return QStringLiteral("connection_failed");
    case AttemptOutcome::Kind::Timeout:
        return QStringLiteral("timeout");
    case AttemptOutcome::Kind::InvalidResponse:
        return QStringLiteral("invalid_response");
    case AttemptOutcome::Kind::Answered:
        break;
    }
    switch (classify(outcome)) {
    case Verdict::Success:
        return QStringLiteral("ok");
    case Verdict::PassThrough:
        return QStringLiteral("refused_request");
    case Verdict::RateLimited:
        return QStringLiteral("rate_limited");
    case Verdict::QuotaExhausted:
        return QStringLiteral("quota_exhausted");
    case Verdict::CredentialRefused:
        return QStringLiteral("credential_refused");
    case Verdict::Transient:
        break;
    }
    return outcome.status >= 200 && outcome.status < 300 ? QStringLiteral("error_in_200")
                                                         : QStringLiteral("http_%1").arg(outcome.status);
}

Millis backoff(const RoutingPolicy &policy, int tries, QRandomGenerator &random)
{
    const qint64 cap = policy.backoffCap.count();
    const qint64 top = std::min<qint64>(cap, policy.backoffBase.count() << std::clamp(tries, 0, 20));
    return Millis(top > 0 ? random.bounded(top + 1) : 0);
}

} // namespace gateway
