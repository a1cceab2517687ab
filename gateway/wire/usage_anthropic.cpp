// SPDX-License-Identifier: MIT
#include "wire/usage_parts.h"

namespace gateway::wire {

namespace {

using Kind = JsonCursor::Kind;

// A content block, or a delta of one. What a server tool found is not the model's own words, and signatures
// and encrypted reasoning are no measure of it.
bool readBlock(JsonCursor &cursor, TokenEstimator &estimate)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return false;
    }
    cursor.enterObject();
    JsonString key;
    bool any = false;
    while (cursor.nextKey(key)) {
        if (key.equals("text") || key.equals("thinking") || key.equals("partial_json") ||
            key.equals("name") || key.equals("input"))
            any = readText(cursor, estimate) || any;
        else
            cursor.skip();
    }
    return any;
}

bool readBlocks(JsonCursor &cursor, TokenEstimator &estimate)
{
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return false;
    }
    cursor.enterArray();
    bool any = false;
    while (cursor.nextElement())
        any = readBlock(cursor, estimate) || any;
    return any;
}

// `message` of message_start.
RawUsage readStart(JsonCursor &cursor)
{
    RawUsage usage;
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return usage;
    }
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        if (key.equals("usage"))
            usage = readUsage(cursor);
        else
            cursor.skip();
    }
    return usage;
}

void takeUsage(const RawUsage &raw, ChunkFacts &facts)
{
    facts.hasUsage = raw.seen;
    TokenUsage &usage = facts.usage;
    usage.completion = raw.completion;
    usage.reasoning = raw.reasoning;
    usage.cached = raw.cacheRead ? raw.cacheRead : raw.cached ? raw.cached : raw.cachedInDetails;
    usage.cacheWrite = raw.cacheCreation        ? raw.cacheCreation
                       : raw.cacheCreationParts ? raw.cacheCreationParts
                                                : raw.cacheWrite;
    usage.cacheWriteLong = raw.cacheCreationLong;
    holdParts(usage);
    const qint64 beside = usage.cached.value_or(0) + usage.cacheWrite.value_or(0);
    if (raw.prompt.value_or(0) == 0 && beside == 0) {
        usage.cached.reset();
        usage.cacheWrite.reset();
        usage.cacheWriteLong.reset();
        return;
    }
    if (!raw.prompt)
        return;
    // A server that translates may keep the other dialect's names, and then its arithmetic as well.
    facts.uncachedPrompt =
            raw.promptIncludesCached && *raw.prompt >= beside ? *raw.prompt - beside : *raw.prompt;
    usage.prompt = *facts.uncachedPrompt + beside;
}

} // namespace

void readAnthropic(JsonCursor &cursor, ChunkFacts &facts)
{
    RawUsage start;
    RawUsage own;
    TokenEstimator estimate;
    JsonString key;
    QByteArray type;
    bool startsBlock = false;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (key.equals("type")) {
            JsonString name;
            if (cursor.peek() == Kind::String && cursor.readString(name))
                type = name.text();
            else
                cursor.skip();
        } else if (key.equals("delta")) {
            facts.hasContent = readBlock(cursor, estimate) || facts.hasContent;
        } else if (key.equals("content_block")) {
            startsBlock = true;
            facts.hasContent = readBlock(cursor, estimate) || facts.hasContent;
        } else if (key.equals("content")) {
            facts.hasContent = readBlocks(cursor, estimate) || facts.hasContent;
        } else if (key.equals("message")) {
            start = readStart(cursor);
        } else if (key.equals("usage")) {
            own = readUsage(cursor);
        } else if (key.equals("error")) {
            readError(cursor, facts);
        } else {
            cursor.skip();
        }
    }
    facts.isOpening = type == "message_start";
    facts.isPing = type == "ping";
    facts.isTerminal = facts.isFinish = type == "message_stop";
    facts.isError = facts.isError || type == "error";
    facts.isPreamble =
            !facts.isError && !facts.hasContent && (facts.isOpening || facts.isPing || startsBlock);
    facts.contentQuarters = estimate.quarterTokens();
    if (facts.isOpening) {
        takeUsage(start, facts);
        // A placeholder: the answer has not begun.
        facts.usage.completion.reset();
        facts.usage.reasoning.reset();
    } else {
        takeUsage(own, facts);
    }
}

} // namespace gateway::wire
