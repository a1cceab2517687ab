// SPDX-License-Identifier: MIT
#include "wire/json_cursor.h"
#include "wire/usage.h"

#include "check.h"
#include "cuts.h"

using namespace gateway;

namespace {

// The last object under the top-level key "usage" of a valid object, as it stands.
QByteArray lastUsage(QByteArrayView json)
{
    QByteArray found;
    JsonCursor cursor(json);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        const bool isObject = cursor.peek() == JsonCursor::Kind::Object;
        const qsizetype begin = cursor.position();
        cursor.skip();
        if (isObject && key.equals("usage"))
            found = json.sliced(begin, cursor.position() - begin).toByteArray();
    }
    return found;
}

void checkCounts(const TokenUsage &usage)
{
    for (const auto &count : {usage.prompt, usage.cached, usage.cacheWrite, usage.completion, usage.reasoning,
                              usage.cacheWriteLong})
        CHECK(!count || *count >= 0);
    CHECK(!usage.prompt || !usage.cached || *usage.cached <= *usage.prompt);
    CHECK(!usage.cacheWriteLong || (usage.cacheWrite && *usage.cacheWriteLong <= *usage.cacheWrite));
}

void checkFacts(const ChunkFacts &facts, QByteArrayView json, bool valid)
{
    checkCounts(facts.usage);
    CHECK(facts.contentQuarters >= 0 && facts.contentQuarters <= json.size() * 4);
    CHECK(facts.errorType.isEmpty() || facts.isError);
    CHECK(!facts.onlyUsage || (facts.emptyChoices && facts.hasUsage && !facts.hasContent));
    CHECK(!facts.isPreamble || (!facts.isError && !facts.hasContent && !facts.isFinish));
    CHECK(facts.hasUsage || facts.usage.isEmpty());
    CHECK(!facts.isOpening || !facts.usage.completion);
    CHECK(valid || (!facts.hasUsage && !facts.isError && !facts.hasContent && !facts.emptyChoices &&
                    !facts.isTerminal && !facts.isPreamble));
    // A collector tells no more cached than prompt tokens, whatever came before.
    UsageCollector collector;
    ChunkFacts before;
    before.hasUsage = true;
    before.usage.prompt = 1;
    before.uncachedPrompt = 1;
    collector.add(before);
    collector.add(facts);
    if (facts.uncachedPrompt)
        checkCounts(collector.usage());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    const uint32_t seed = uint32_t(data[0]) | uint32_t(data[1]) << 8U;
    const QByteArrayView json(reinterpret_cast<const char *>(data) + 2, qsizetype(size) - 2);
    JsonCursor cursor(json);
    const bool valid = cursor.skip() && cursor.finish();
    for (const WireDialect dialect :
         {WireDialect::OpenAiChat, WireDialect::OpenAiResponses, WireDialect::Anthropic})
        checkFacts(readChunk(json, dialect), json, valid);

    UsageScanner whole;
    whole.feed(json);
    UsageScanner pieces;
    Cuts(seed).feed(json, [&](QByteArrayView piece) { pieces.feed(piece); });
    CHECK(whole.usageObject() == pieces.usageObject());
    checkCounts(whole.facts().usage);
    JsonCursor top(json);
    if (valid && top.peek() == JsonCursor::Kind::Object && size < 60'000)
        CHECK(whole.usageObject() == lastUsage(json));
    return 0;
}
