// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"

#include <QByteArrayView>

namespace gateway {

// What one JSON body or stream event of the OpenAI dialect says that the gateway cares for.
struct ChunkFacts
{
    TokenUsage usage;      // from `usage`, `choices[0].usage`, `x_groq.usage`, in this order of preference per field
    bool hasUsage = false; // a usage object was there (not null)
    bool emptyChoices = false; // `choices` is there and is []
    bool onlyUsage = false; // empty choices, a top-level usage object: the trailing chunk of include_usage
    bool isError = false;   // a truthy top-level `error`
    QString errorType;      // type or code of it, when it is a short plain string
    bool hasContent = false; // some choice carries text, reasoning, a tool call or a refusal
    qint64 contentTokens = 0; // estimate of that content (wire/token_estimate.h, not rounded up per chunk)
};

// Reads a chat, completion or embeddings body or chunk. Not JSON: all empty. Never throws, never fails.
// Arithmetic per provider as in the usage table of its dialect: cached tokens are within prompt tokens, reasoning
// within completion, except xAI's chat, which reports reasoning beside completion (total = prompt + completion +
// reasoning tells it apart).
ChunkFacts readChunk(QByteArrayView json);

// The running total of a call: the last value per field wins, never a sum.
class UsageCollector final
{
public:
    void add(const ChunkFacts &chunk);
    bool reported() const { return m_reported; }
    const TokenUsage &usage() const { return m_usage; }
    qint64 estimatedCompletion() const { return m_content; }

private:
    TokenUsage m_usage;
    bool m_reported = false;
    qint64 m_content = 0;
};

// Finds the value of the top-level key "usage" in a JSON body that is too large to hold, from pieces cut anywhere.
// Keeps at most 64 KiB of it. Pure.
class UsageScanner final
{
public:
    void feed(QByteArrayView bytes);
    QByteArray usageObject() const; // empty when not seen whole

private:
    enum class State { Outside, Key, AfterKey, Value };
    // See usage_scanner.cpp.
    State m_state = State::Outside;
    int m_depth = 0;
    bool m_inString = false;
    bool m_escaped = false;
    bool m_expectKey = false;
    bool m_capturing = false;
    bool m_complete = false;
    QByteArray m_key;
    QByteArray m_value;
};

} // namespace gateway
