// SPDX-License-Identifier: MIT
#include "wire/usage.h"

#include "wire/json_cursor.h"
#include "wire/token_estimate.h"

#include <algorithm>

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;
using Count = std::optional<qint64>;

constexpr qsizetype maxErrorType = 64;
constexpr qint64 maxCount = qint64(1) << 48; // far beyond any call, and safe to add up

// One usage object as the provider wrote it.
struct RawUsage
{
    Count prompt, completion, total;
    Count cached, cachedInDetails, cacheHit, cacheWrite, reasoning;
    bool seen = false;
};

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
        else if (key.equals("reasoning_tokens"))
            readCount(cursor, usage.reasoning);
        else
            cursor.skip();
    }
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
        if (key.equals("prompt_tokens") || key.equals("input_tokens"))
            readCount(cursor, usage.prompt);
        else if (key.equals("completion_tokens") || key.equals("output_tokens"))
            readCount(cursor, usage.completion);
        else if (key.equals("total_tokens"))
            readCount(cursor, usage.total);
        else if (key.equals("cached_tokens"))
            readCount(cursor, usage.cached);
        else if (key.equals("prompt_cache_hit_tokens"))
            readCount(cursor, usage.cacheHit);
        else if (key.equals("prompt_tokens_details") || key.equals("completion_tokens_details") ||
                 key.equals("input_tokens_details") || key.equals("output_tokens_details"))
            readDetails(cursor, usage);
        else
            cursor.skip();
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

// `delta` of a chunk or `message` of an answer.
bool readMessage(JsonCursor &cursor, TokenEstimator &estimate)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return false;
    }
    cursor.enterObject();
    JsonString key;
    bool any = false;
    bool anyReasoning = false;
    TokenEstimator details; // the same reasoning once more, when both are sent
    bool anyDetails = false;
    while (cursor.nextKey(key)) {
        if (key.equals("content") || key.equals("tool_calls") || key.equals("refusal") ||
            key.equals("function_call") || key.equals("audio"))
            any = readText(cursor, estimate) || any;
        else if (!anyReasoning && (key.equals("reasoning_content") || key.equals("reasoning")))
            anyReasoning = readText(cursor, estimate);
        else if (key.equals("reasoning_details"))
            anyDetails = readText(cursor, details);
        else
            cursor.skip();
    }
    if (anyDetails && !anyReasoning)
        estimate.addQuarters(details.quarterTokens());
    return any || anyReasoning || anyDetails;
}

// The choices of a body or chunk; the usage of the first one is Moonshot's place for it.
struct Choices
{
    bool empty = false;
    bool hasContent = false;
    bool finished = false;
    RawUsage usage;
};

// Some servers write an empty finish_reason in every chunk.
bool readsText(JsonCursor &cursor)
{
    JsonString string;
    if (cursor.peek() == Kind::String)
        return cursor.readString(string) && !string.raw.isEmpty();
    cursor.skip();
    return false;
}

Choices readChoices(JsonCursor &cursor, TokenEstimator &estimate)
{
    Choices choices;
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return choices;
    }
    cursor.enterArray();
    choices.empty = true;
    JsonString key;
    for (bool first = true; cursor.nextElement(); first = false) {
        choices.empty = false;
        if (cursor.peek() != Kind::Object) {
            cursor.skip();
            continue;
        }
        cursor.enterObject();
        while (cursor.nextKey(key)) {
            if (key.equals("delta") || key.equals("message"))
                choices.hasContent = readMessage(cursor, estimate) || choices.hasContent;
            else if (key.equals("text"))
                choices.hasContent = readText(cursor, estimate) || choices.hasContent;
            else if (key.equals("finish_reason"))
                choices.finished = readsText(cursor) || choices.finished;
            else if (first && key.equals("usage"))
                choices.usage = readUsage(cursor);
            else
                cursor.skip();
        }
    }
    return choices;
}

bool isPlain(QByteArrayView text)
{
    return !text.isEmpty() && text.size() <= maxErrorType &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

// A short name of the error: providers' words are shown to people and kept in the ledger, so nothing longer.
QString readErrorName(JsonCursor &cursor)
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
                facts.errorType = readErrorName(cursor);
            else if (string.equals("code"))
                code = readErrorName(cursor);
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

void readTopLevel(JsonCursor &cursor, ChunkFacts &facts)
{
    RawUsage top;
    RawUsage groq;
    Choices choices;
    TokenEstimator estimate;
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (key.equals("choices")) {
            choices = readChoices(cursor, estimate);
        } else if (key.equals("usage")) {
            top = readUsage(cursor);
        } else if (key.equals("error")) {
            readError(cursor, facts);
        } else if (key.equals("x_groq") && cursor.peek() == Kind::Object) {
            cursor.enterObject();
            while (cursor.nextKey(key)) {
                if (key.equals("usage"))
                    groq = readUsage(cursor);
                else
                    cursor.skip();
            }
        } else {
            cursor.skip();
        }
    }
    facts.usage = normalised(top);
    fillGaps(facts.usage, normalised(choices.usage));
    fillGaps(facts.usage, normalised(groq));
    facts.hasUsage = top.seen || choices.usage.seen || groq.seen;
    facts.emptyChoices = choices.empty;
    facts.onlyUsage = choices.empty && top.seen;
    facts.hasContent = choices.hasContent;
    facts.isFinish = choices.finished;
    facts.contentQuarters = estimate.quarterTokens();
}

} // namespace

ChunkFacts readChunk(QByteArrayView json)
{
    JsonCursor cursor(json);
    ChunkFacts facts;
    if (cursor.peek() == Kind::Array) {
        // Gemini's OpenAI dialect wraps an error in an array.
        cursor.enterArray();
        ChunkFacts first;
        if (cursor.nextElement() && cursor.peek() == Kind::Object) {
            readTopLevel(cursor, first);
            facts.isError = first.isError;
            facts.errorType = first.errorType;
            while (cursor.nextElement())
                cursor.skip();
        }
    } else if (cursor.peek() == Kind::Object) {
        readTopLevel(cursor, facts);
    }
    return cursor.finish() ? facts : ChunkFacts();
}

void UsageCollector::add(const ChunkFacts &chunk)
{
    m_contentQuarters += chunk.contentQuarters;
    if (!chunk.hasUsage || chunk.usage.isEmpty())
        return;
    m_reported = true;
    TokenUsage latest = chunk.usage;
    fillGaps(latest, m_usage);
    m_usage = latest;
}

} // namespace gateway
