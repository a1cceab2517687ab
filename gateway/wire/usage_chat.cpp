// SPDX-License-Identifier: MIT
#include "wire/usage_parts.h"

namespace gateway::wire {

namespace {

using Kind = JsonCursor::Kind;

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
    bool seen = false;
    bool empty = false;
    bool hasContent = false;
    bool finished = false;
    RawUsage usage;
};

Choices readChoices(JsonCursor &cursor, TokenEstimator &estimate)
{
    Choices choices;
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return choices;
    }
    cursor.enterArray();
    choices.seen = true;
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

// MiniMax answers HTTP 200 with {"base_resp":{"status_code":1008,...}}.
void readBaseResponse(JsonCursor &cursor, ChunkFacts &facts)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return;
    }
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        const bool isCode = key.equals("status_code") && cursor.peek() == Kind::Number;
        const QString code = isCode ? readName(cursor) : QString();
        if (!isCode)
            cursor.skip();
        if (code.isEmpty() || code == u"0")
            continue;
        facts.isError = true;
        if (facts.errorType.isEmpty())
            facts.errorType = code;
    }
}

} // namespace

void readChat(JsonCursor &cursor, ChunkFacts &facts)
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
        } else if (key.equals("base_resp")) {
            readBaseResponse(cursor, facts);
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
    facts.isPreamble =
            choices.seen && !choices.hasContent && !choices.finished && !facts.isError && !facts.onlyUsage;
    facts.contentQuarters = estimate.quarterTokens();
}

} // namespace gateway::wire
