// SPDX-License-Identifier: MIT
#include "wire/usage_parts.h"

namespace gateway::wire {

namespace {

using Kind = JsonCursor::Kind;

// One item of `output`: a message's or a reasoning's text, a call's name and arguments.
bool readItem(JsonCursor &cursor, TokenEstimator &estimate)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return false;
    }
    cursor.enterObject();
    JsonString key;
    bool any = false;
    while (cursor.nextKey(key)) {
        if (key.equals("content") || key.equals("summary") || key.equals("name") || key.equals("arguments") ||
            key.equals("input") || key.equals("action") || key.equals("operation") || key.equals("code"))
            any = readText(cursor, estimate) || any;
        else
            cursor.skip();
    }
    return any;
}

bool readOutput(JsonCursor &cursor, TokenEstimator &estimate)
{
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return false;
    }
    cursor.enterArray();
    bool any = false;
    while (cursor.nextElement())
        any = readItem(cursor, estimate) || any;
    return any;
}

// `response` of an event. What it holds of the output went by in events of its own.
RawUsage readResponse(JsonCursor &cursor, ChunkFacts &facts)
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
        else if (key.equals("error"))
            readError(cursor, facts);
        else
            cursor.skip();
    }
    return usage;
}

QByteArray readWord(JsonCursor &cursor)
{
    JsonString word;
    if (cursor.peek() == Kind::String && cursor.readString(word))
        return word.text();
    cursor.skip();
    return {};
}

bool isEnd(QByteArrayView type)
{
    return type == "response.completed" || type == "response.incomplete" || type == "response.failed" ||
           type == "response.cancelled";
}

bool isStart(QByteArrayView type)
{
    return type == "response.created" || type == "response.queued" || type == "response.in_progress";
}

} // namespace

void readResponses(JsonCursor &cursor, ChunkFacts &facts)
{
    RawUsage own;
    RawUsage ofResponse;
    TokenEstimator estimate;
    JsonString key;
    QByteArray type;
    QByteArray status;
    QString flatCode;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (key.equals("type"))
            type = readWord(cursor);
        else if (key.equals("status"))
            status = readWord(cursor);
        else if (key.equals("delta"))
            facts.hasContent = readText(cursor, estimate) || facts.hasContent;
        else if (key.equals("output"))
            facts.hasContent = readOutput(cursor, estimate) || facts.hasContent;
        else if (key.equals("response"))
            ofResponse = readResponse(cursor, facts);
        else if (key.equals("usage"))
            own = readUsage(cursor);
        else if (key.equals("error"))
            readError(cursor, facts);
        else if (key.equals("code"))
            flatCode = readName(cursor);
        else if (key.equals("sequence_number"))
            readCount(cursor, facts.sequenceNumber);
        else
            cursor.skip();
    }
    facts.isTerminal = facts.isFinish = isEnd(type);
    facts.isError = facts.isError || type == "error" || type == "response.failed" ||
                    (type.isEmpty() && status == "failed");
    if (facts.isError && facts.errorType.isEmpty())
        facts.errorType = flatCode;
    facts.isPreamble = isStart(type) && !facts.isError;
    const bool isSound = type == "response.audio.delta" || type == "response.output_audio.delta";
    facts.contentQuarters = isSound ? 0 : estimate.quarterTokens(); // base64 is no text
    // Some servers fill in zeros before the end.
    const RawUsage &raw = facts.isTerminal ? ofResponse : own;
    facts.usage = normalised(raw);
    facts.hasUsage = raw.seen;
}

} // namespace gateway::wire
