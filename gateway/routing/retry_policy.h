// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "config/model.h"
#include "routing/policy.h"

#include <QByteArray>
#include <QList>

#include <optional>

class QRandomGenerator;

namespace gateway {

// What an error body, or an error event, says that decides about a retry. Nothing of its message is kept.
struct ErrorFacts
{
    enum class Subject : quint8 {
        Unknown,
        RateLimit,
        Quota, // money, credit or plan used up: waiting a minute does not help
        Overloaded,
        Credential,
        Content, // the provider refuses what was asked
        Request  // the client's own mistake
    };
    bool present = false; // there is an error in it
    Subject subject = Subject::Unknown;
    QByteArray type; // short plain names or numbers as the provider gives them; else empty
    QByteArray code;
    bool quotaWords = false; // its message speaks of an empty account; counts only beside a status that fits
    int status = 0; // an HTTP status that the body states (OpenRouter's `code`, Groq's `status_code`)
    std::optional<Millis> retryAfter; // Google's RetryInfo

    friend bool operator==(const ErrorFacts &, const ErrorFacts &) = default;
};

// Reads the error of every dialect: {"error":{...}}, [{"error":{...}}], {"error":"text"}, {"code","message"},
// {"base_resp":{...}}, {"type":"error",...}, {"type":"response.failed","response":{"error":...}}. A body
// without one, or that is not JSON, has no error. At most the first 64 KiB are read. Pure.
ErrorFacts readErrorFacts(QByteArrayView json);

// Whether the answer says that the account has no money, credit or quota left, in any provider's words.
bool quotaExhausted(int status, const ErrorFacts &facts);

// `retry-after-ms`, else `retry-after` in seconds (with a fraction) or as an HTTP date. Empty when absent or
// senseless; never negative. `now` is for the date.
std::optional<Millis> readRetryAfter(const QList<HeaderField> &headers, Time now);

// How one attempt ended.
struct AttemptOutcome
{
    enum class Kind : quint8 {
        Answered,         // a status, perhaps with an error in the body or in the first event
        ConnectionFailed, // not reached: name, connection, TLS; nothing was answered
        Timeout,          // reached, but silent
        InvalidResponse   // broke off, or answered what is no HTTP or no answer of the dialect
    };
    Kind kind = Kind::Answered;
    int status = 0;
    std::optional<Millis> retryAfter;
    std::optional<bool> shouldRetry; // the provider's x-should-retry
    ErrorFacts error;
    QString message; // of failedOutcome(), for the client
};

// `body` is the error's body, or what is known of a 2xx answer's: the whole of a plain one, the data of a
// stream's first event; may be empty. `now` is for dates in headers.
AttemptOutcome answeredOutcome(int status, const QList<HeaderField> &headers, QByteArrayView body, Time now);
// UpstreamUnreachable, UpstreamTimeout, anything else is InvalidResponse.
AttemptOutcome failedOutcome(const Error &error);

enum class Verdict : quint8 {
    Success,
    PassThrough, // the client's own error
    RateLimited,
    QuotaExhausted,
    CredentialRefused,
    Transient
};

Verdict classify(const AttemptOutcome &outcome);

// For the ledger's CallAttempt::outcome: "ok", "rate_limited", "quota_exhausted", "credential_refused",
// "timeout", "connection_failed", "invalid_response", "error_in_200", "http_503", "refused_request".
QString outcomeWord(const AttemptOutcome &outcome);

// Full jitter: a random time up to min(cap, base * 2^tries); `tries` counts from 0.
Millis backoff(const RoutingPolicy &policy, int tries, QRandomGenerator &random);

} // namespace gateway
