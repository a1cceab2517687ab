// SPDX-License-Identifier: MIT
#include "wire/usage_parts.h"

#include <algorithm>

namespace gateway::wire {

namespace {

using Kind = JsonCursor::Kind;

constexpr qsizetype maxErrorType = 64;
constexpr qint64 maxCount = qint64(1) << 48; // far beyond any call, and safe to add up

void readDetails(JsonCursor &cursor, RawUsage &usage)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return;
    }
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        if (key.equals("cached_tokens"))
            readCount(cursor, usage.cachedInDetails);
        else if (key.equals("cache_write_tokens"))
            readCount(cursor, usage.cacheWrite);
        else if (key.equals("reasoning_tokens") || key.equals("thinking_tokens"))
            readCount(cursor, usage.reasoning);
        else
            cursor.skip();
    }
}

// {"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":2}
void readCacheCreation(JsonCursor &cursor, RawUsage &usage)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return;
    }
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        const bool isLong = key.equals("ephemeral_1h_input_tokens");
        Count part;
        readCount(cursor, part);
        if (part && isLong)
            usage.cacheCreationLong = part;
        if (part)
            usage.cacheCreationParts = qMin(maxCount, usage.cacheCreationParts.value_or(0) + *part);
    }
}

bool isPlain(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= maxErrorType &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

} // namespace

void readCount(JsonCursor &cursor, Count &count)
{
    if (cursor.peek() != Kind::Number) {
        cursor.skip();
        return;
    }
    QByteArrayView number;
    qint64 value = 0;
    if (cursor.readNumber(number) && toInteger(number, value) && value >= 0 && value <= maxCount)
        count = value;
}

RawUsage readUsage(JsonCursor &cursor)
{
    RawUsage usage;
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return usage;
    }
    usage.seen = true;
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        if (key.equals("input_tokens")) {
            readCount(cursor, usage.prompt);
        } else if (key.equals("prompt_tokens")) {
            usage.promptIncludesCached = true;
            readCount(cursor, usage.prompt);
        } else if (key.equals("completion_tokens") || key.equals("output_tokens")) {
            readCount(cursor, usage.completion);
        } else if (key.equals("total_tokens")) {
            readCount(cursor, usage.total);
        } else if (key.equals("cached_tokens")) {
            readCount(cursor, usage.cached);
        } else if (key.equals("prompt_cache_hit_tokens")) {
            readCount(cursor, usage.cacheHit);
        } else if (key.equals("cache_read_input_tokens")) {
            readCount(cursor, usage.cacheRead);
        } else if (key.equals("cache_creation_input_tokens")) {
            readCount(cursor, usage.cacheCreation);
        } else if (key.equals("cache_creation")) {
            readCacheCreation(cursor, usage);
        } else if (key.equals("prompt_tokens_details") || key.equals("completion_tokens_details") ||
                   key.equals("input_tokens_details") || key.equals("output_tokens_details")) {
            readDetails(cursor, usage);
        } else {
            cursor.skip();
        }
    }
    return usage;
}

// Into the ledger's one arithmetic.
TokenUsage normalised(const RawUsage &raw)
{
    TokenUsage usage;
    usage.prompt = raw.prompt;
    usage.completion = raw.completion;
    usage.cacheWrite = raw.cacheWrite;
    usage.reasoning = raw.reasoning;
    // Moonshot writes the true count at the top and may leave the details at 0.
    usage.cached = raw.cached ? raw.cached : raw.cacheHit ? raw.cacheHit : raw.cachedInDetails;
    if (raw.prompt && raw.completion && raw.total && raw.reasoning.value_or(0) > 0 &&
        *raw.total - *raw.prompt - *raw.completion == *raw.reasoning)
        usage.completion = *raw.completion + *raw.reasoning;
    if (usage.prompt && usage.cached && *usage.cached > *usage.prompt)
        usage.prompt = *usage.prompt + *usage.cached;
    return usage;
}

void fillGaps(TokenUsage &usage, const TokenUsage &other)
{
    const auto fill = [](Count &count, const Count &from) {
        if (!count)
            count = from;
    };
    fill(usage.prompt, other.prompt);
    fill(usage.cached, other.cached);
    fill(usage.cacheWrite, other.cacheWrite);
    fill(usage.completion, other.completion);
    fill(usage.reasoning, other.reasoning);
    fill(usage.cacheWriteLong, other.cacheWriteLong);
}

void holdParts(TokenUsage &usage)
{
    if (usage.cacheWriteLong)
        usage.cacheWriteLong = usage.cacheWrite ? qMin(*usage.cacheWriteLong, *usage.cacheWrite) : Count();
}

// Whatever text stands anywhere in a value: a string, or Mistral's and OpenRouter's parts.
bool readText(JsonCursor &cursor, TokenEstimator &estimate)
{
    JsonString string;
    bool any = false;
    switch (cursor.peek()) {
    case Kind::String:
        if (cursor.readString(string) && !string.raw.isEmpty()) {
            string.pieces([&estimate](QByteArrayView piece) { estimate.add(piece); });
            any = true;
        }
        break;
    case Kind::Array:
        cursor.enterArray();
        while (cursor.nextElement())
            any = readText(cursor, estimate) || any;
        break;
    case Kind::Object:
        cursor.enterObject();
        while (cursor.nextKey(string)) {
            if (string.equals("type") || string.equals("id") || string.equals("format"))
                cursor.skip();
            else
                any = readText(cursor, estimate) || any;
        }
        break;
    default:
        cursor.skip();
    }
    return any;
}

// Some servers write an empty finish_reason in every chunk.
bool readsText(JsonCursor &cursor)
{
    JsonString string;
    if (cursor.peek() == Kind::String)
        return cursor.readString(string) && !string.raw.isEmpty();
    cursor.skip();
    return false;
}

// A short name of the error: providers' words are shown to people and kept in the ledger, so nothing longer.
QString readName(JsonCursor &cursor)
{
    QByteArrayView text;
    if (JsonString string; cursor.peek() == Kind::String && cursor.readString(string))
        text = string.raw;
    else if (cursor.peek() == Kind::Number)
        cursor.readNumber(text);
    else
        cursor.skip();
    return isPlain(text) ? QString::fromLatin1(text) : QString();
}

void readError(JsonCursor &cursor, ChunkFacts &facts)
{
    JsonString string;
    QByteArrayView number;
    qint64 value = 0;
    switch (cursor.peek()) {
    case Kind::Object: {
        QString code;
        cursor.enterObject();
        facts.isError = true;
        while (cursor.nextKey(string)) {
            if (string.equals("type"))
                facts.errorType = readName(cursor);
            else if (string.equals("code"))
                code = readName(cursor);
            else
                cursor.skip();
        }
        if (facts.errorType.isEmpty())
            facts.errorType = code;
        return;
    }
    case Kind::String:
        facts.isError = cursor.readString(string) && !string.raw.isEmpty();
        return;
    case Kind::Number:
        facts.isError = cursor.readNumber(number) && !(toInteger(number, value) && value == 0);
        return;
    case Kind::True:
    case Kind::Array:
        facts.isError = true;
        break;
    default:
        break;
    }
    cursor.skip();
}

} // namespace gateway::wire
