// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "wire/dialect.h"

#include <QByteArrayView>

namespace gateway {

// What one JSON body or stream event says that the gateway cares for.
struct ChunkFacts
{
    TokenUsage usage;      // normalised: prompt includes what was cached, completion includes reasoning
    bool hasUsage = false; // a usage object was there (not null)
    // Anthropic's prompt apart from its cached parts. Its events repeat or leave out each of the three as
    // they like, so the sum is made of the last of each.
    std::optional<qint64> uncachedPrompt;
    bool isOpening = false;    // Anthropic's message_start: its usage knows nothing of the answer yet
    bool emptyChoices = false; // `choices` is there and is []
    bool onlyUsage = false;    // empty choices, a top-level usage object: the trailing chunk of include_usage
    bool isFinish = false;     // some choice names its finish_reason; the last event of the other dialects
    bool isTerminal = false;   // message_stop; response.completed, .incomplete, .failed. Never in chat
    bool isPreamble = false;   // nothing said yet: a role, message_start, response.created
    bool isPing = false;       // Anthropic's keep-alive
    bool isError = false;      // the body or event is an error, or says that the answer failed
    QString errorType;         // type or code of it, when it is a short plain string or a number
    bool hasContent = false;   // text, reasoning, a tool call or a refusal
    qint64 contentQuarters = 0; // estimate of that content in quarter tokens (wire/token_estimate.h)
    std::optional<qint64> sequenceNumber; // of a responses event
};

// Reads a body or the data of an event. Not JSON: all empty. Never throws, never fails. Numbers that are
// negative or no integers are as if absent; an explicit 0 is a fact, except an input of Anthropic's dialect
// that is 0 altogether: no call has none, and some providers write it where they do not know yet. Chat: from
// `usage`, `choices[0].usage`, `x_groq.usage`, in this order of preference per field. Cached tokens are
// within prompt tokens, reasoning within completion, except xAI's chat, which reports reasoning beside
// completion (total = prompt + completion + reasoning tells it apart). More cached than prompt tokens means
// that the prompt was counted without them. An error is a truthy top-level `error`, of the body or of the
// first element of an array, or MiniMax's `base_resp` with a status code. Responses: `usage` of a body,
// `response.usage` of the last event. Anthropic: `usage` of a body or of message_delta, `message.usage` of
// message_start; prompt = input_tokens + cache_read_input_tokens + cache_creation_input_tokens, of which
// cache_creation.ephemeral_1h_input_tokens were written for an hour. An answer of count_tokens has none.
ChunkFacts readChunk(QByteArrayView json, WireDialect dialect = WireDialect::OpenAiChat);

// The running total of a call: the last value per field wins, never a sum.
class UsageCollector final
{
public:
    void add(const ChunkFacts &chunk);
    // Whether the provider told what the call used. A stream of Anthropic's that was cut tells of the prompt
    // alone: usage() has it, and this is false.
    bool reported() const { return m_reported; }
    const TokenUsage &usage() const { return m_usage; }
    qint64 estimatedCompletion() const { return (m_contentQuarters + 3) / 4; } // of the content that went by

private:
    TokenUsage m_usage;
    std::optional<qint64> m_uncachedPrompt;
    bool m_reported = false;
    qint64 m_contentQuarters = 0;
};

// Finds the value of the top-level key "usage" in a JSON body that is too large to hold, from pieces cut
// anywhere; the last one when there are several. Keeps at most 64 KiB of it. Pure.
class UsageScanner final
{
public:
    explicit UsageScanner(WireDialect dialect = WireDialect::OpenAiChat) : m_dialect(dialect) {}

    void feed(QByteArrayView bytes);
    QByteArray usageObject() const { return m_usage; }           // empty when not seen whole
    bool isWhole() const { return m_depth == 0 && !m_inString; } // nothing that was begun is still open
    ChunkFacts facts() const; // as readChunk() of a body that holds nothing else

private:
    void endString();
    void endValue();

    WireDialect m_dialect;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_expectKey = false; // at depth 1: the next string is a key
    bool m_isUsageKey = false;
    bool m_capturing = false;
    QByteArray m_key;   // of depth 1, as it stands, bounded
    QByteArray m_value; // being captured
    QByteArray m_usage; // captured whole
};

} // namespace gateway
