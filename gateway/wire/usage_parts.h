// SPDX-License-Identifier: MIT
#pragma once

#include "wire/json_cursor.h"
#include "wire/token_estimate.h"
#include "wire/usage.h"

// What the readers of the dialects share. For wire/usage*.cpp alone.
namespace gateway::wire {

using Count = std::optional<qint64>;

// One usage object as the provider wrote it, whichever names it uses.
struct RawUsage
{
    Count prompt, completion, total;
    Count cached, cachedInDetails, cacheHit, cacheWrite, reasoning;
    Count cacheRead, cacheCreation, cacheCreationParts; // Anthropic's, beside the prompt
    Count cacheCreationLong;                            // the part that lives an hour
    bool promptIncludesCached = false;                  // prompt_tokens was its name
    bool seen = false;
};

// All of them take exactly one value.
RawUsage readUsage(JsonCursor &cursor);
void readCount(JsonCursor &cursor, Count &count);
bool readText(JsonCursor &cursor, TokenEstimator &estimate); // anywhere in it; whether there was any
bool readsText(JsonCursor &cursor);                          // a string that is not empty
void readError(JsonCursor &cursor, ChunkFacts &facts);
QString readName(JsonCursor &cursor); // a short plain string or a number; else empty

void fillGaps(TokenUsage &usage, const TokenUsage &other);
void holdParts(TokenUsage &usage); // cacheWriteLong within cacheWrite

// Of OpenAI's dialects, into the ledger's one arithmetic.
TokenUsage normalised(const RawUsage &raw);

void readChat(JsonCursor &cursor, ChunkFacts &facts);
void readResponses(JsonCursor &cursor, ChunkFacts &facts);
void readAnthropic(JsonCursor &cursor, ChunkFacts &facts);

} // namespace gateway::wire
