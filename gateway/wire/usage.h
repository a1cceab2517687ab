// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"

#include <QByteArrayView>

namespace gateway {

// What one JSON body or stream event of the OpenAI dialect says that the gateway cares for.
struct ChunkFacts
{
    TokenUsage
            usage; // from `usage`, `choices[0].usage`, `x_groq.usage`, in this order of preference per field
    bool hasUsage = false;     // a usage object was there (not null)
    bool emptyChoices = false; // `choices` is there and is []
    bool onlyUsage = false;    // empty choices, a top-level usage object: the trailing chunk of include_usage
    bool isFinish = false;     // some choice names its finish_reason
    bool isError = false;      // a truthy top-level `error`, of the body or of the first element of an array
    QString errorType;         // type or code of it, when it is a short plain string or a number
    bool hasContent = false;   // some choice carries text, reasoning, a tool call or a refusal
    qint64 contentQuarters = 0; // estimate of that content in quarter tokens (wire/token_estimate.h)
};

// Reads a chat, completion or embeddings body or chunk. Not JSON: all empty. Never throws, never fails.
// Numbers that are negative or no integers are as if absent; an explicit 0 is a fact.
// Arithmetic per provider as in the usage table of its dialect: cached tokens are within prompt tokens,
// reasoning within completion, except xAI's chat, which reports reasoning beside completion (total = prompt +
// completion + reasoning tells it apart). More cached than prompt tokens means that the prompt was counted
// without them.
ChunkFacts readChunk(QByteArrayView json);

// The running total of a call: the last value per field wins, never a sum.
class UsageCollector final
{
public:
    void add(const ChunkFacts &chunk);
    bool reported() const { return m_reported; }
    const TokenUsage &usage() const { return m_usage; }
    qint64 estimatedCompletion() const { return (m_contentQuarters + 3) / 4; } // of the content that went by

private:
    TokenUsage m_usage;
    bool m_reported = false;
    qint64 m_contentQuarters = 0;
};

// Finds the value of the top-level key "usage" in a JSON body that is too large to hold, from pieces cut
// anywhere; the last one when there are several. Keeps at most 64 KiB of it. Pure.
class UsageScanner final
{
public:
    void feed(QByteArrayView bytes);
    QByteArray usageObject() const { return m_usage; } // empty when not seen whole
    ChunkFacts facts() const;                          // as readChunk() of a body that holds nothing else

private:
    void endString();
    void endValue();

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
