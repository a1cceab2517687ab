// SPDX-License-Identifier: MIT
#pragma once

#include "access/admission.h"

#include <QByteArray>
#include <QList>

namespace gateway {

enum class RateDialect { OpenAi, Anthropic };

// For an admitted call. OpenAI: x-ratelimit-{limit,remaining,reset}-{requests,tokens}, reset as "6m0s" or
// "120ms". Anthropic: anthropic-ratelimit-{requests,tokens}-{limit,remaining,reset}, reset in RFC 3339. What
// has no limit has no header; none at all: the provider's own may pass.
QList<HeaderField> rateHeaders(RateDialect dialect, const RateState &rates, Time now);

// For a refused one: the same, and for a 429 retry-after (seconds, rounded up), retry-after-ms and
// x-should-retry.
QList<HeaderField> refusalHeaders(RateDialect dialect, const Refusal &refusal, Time now);

// As Go writes durations, in whole milliseconds: "0s", "12ms", "1.5s", "6m0s", "1h0m30.25s".
QByteArray goDuration(Millis duration);

} // namespace gateway
