// SPDX-License-Identifier: MIT
#include "wire/usage.h"

#include "wire/usage_parts.h"

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

void readObject(JsonCursor &cursor, WireDialect dialect, ChunkFacts &facts)
{
    switch (dialect) {
    case WireDialect::OpenAiChat:
        return wire::readChat(cursor, facts);
    case WireDialect::OpenAiResponses:
        return wire::readResponses(cursor, facts);
    case WireDialect::Anthropic:
        return wire::readAnthropic(cursor, facts);
    }
}

} // namespace

ChunkFacts readChunk(QByteArrayView json, WireDialect dialect)
{
    JsonCursor cursor(json);
    ChunkFacts facts;
    if (cursor.peek() == Kind::Array) {
        // Gemini's OpenAI dialect wraps an error in an array.
        cursor.enterArray();
        ChunkFacts first;
        if (cursor.nextElement() && cursor.peek() == Kind::Object) {
            readObject(cursor, dialect, first);
            facts.isError = first.isError;
            facts.errorType = first.errorType;
            while (cursor.nextElement())
                cursor.skip();
        }
    } else if (cursor.peek() == Kind::Object) {
        readObject(cursor, dialect, facts);
    }
    return cursor.finish() ? facts : ChunkFacts();
}

void UsageCollector::add(const ChunkFacts &chunk)
{
    m_contentQuarters += chunk.contentQuarters;
    if (!chunk.hasUsage || chunk.usage.isEmpty())
        return;
    m_reported = m_reported || !chunk.isOpening;
    TokenUsage latest = chunk.usage;
    wire::fillGaps(latest, m_usage);
    m_usage = latest;
    wire::holdParts(m_usage);
    if (chunk.uncachedPrompt)
        m_uncachedPrompt = chunk.uncachedPrompt;
    if (m_uncachedPrompt)
        m_usage.prompt = *m_uncachedPrompt + m_usage.cached.value_or(0) + m_usage.cacheWrite.value_or(0);
}

} // namespace gateway
