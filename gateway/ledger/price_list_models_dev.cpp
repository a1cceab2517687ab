// SPDX-License-Identifier: MIT
#include "ledger/price_list_reader.h"

#include "ledger/price_number.h"
#include "wire/json_cursor.h"

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

constexpr int unitsToMicros = 6;

struct KnownProvider
{
    QByteArrayView theirs;
    QLatin1StringView preset;
};

QLatin1StringView presetOf(QByteArrayView provider)
{
    static constexpr KnownProvider providers[] = {
            {"moonshotai", "moonshot"_L1},
            {"moonshotai-cn", "moonshot-cn"_L1},
            {"kimi-for-coding", "kimi-coding"_L1},
            {"openai", "openai"_L1},
            {"anthropic", "anthropic"_L1},
            {"deepseek", "deepseek"_L1},
            {"alibaba", "qwen"_L1},
            {"alibaba-cn", "qwen-cn"_L1},
            {"alibaba-coding-plan", "qwen-coding"_L1},
            {"alibaba-coding-plan-cn", "qwen-coding-cn"_L1},
            {"zhipuai", "zhipu"_L1},
            {"zhipuai-coding-plan", "zhipu-coding"_L1},
            {"zai", "zai"_L1},
            {"zai-coding-plan", "zai-coding"_L1},
            {"google", "gemini"_L1},
            {"mistral", "mistral"_L1},
            {"groq", "groq"_L1},
            {"xai", "xai"_L1},
            {"openrouter", "openrouter"_L1},
            {"siliconflow", "siliconflow"_L1},
            {"siliconflow-cn", "siliconflow-cn"_L1},
            {"minimax", "minimax"_L1},
            {"minimax-cn", "minimax-cn"_L1},
            {"stepfun", "stepfun-cn"_L1},
            {"stepfun-ai", "stepfun"_L1},
            {"tencent-tokenhub", "tencent-tokenhub"_L1},
            {"tencent-coding-plan", "tencent-coding"_L1},
            {"azure", "azure"_L1},
            {"ollama-cloud", "ollama-cloud"_L1},
    };
    for (const KnownProvider &known : providers) {
        if (known.theirs == provider)
            return known.preset;
    }
    return {};
}

struct Cost
{
    ListedRates rates;
    QList<ListedTier> tiers;
    qint64 tierSize = -1; // of an element of "tiers"
    bool present = false;
    QString problem;
};

void readRate(JsonCursor &cursor, std::optional<qint64> &rate, QString &problem)
{
    QByteArrayView number;
    if (cursor.peek() != Kind::Number) {
        cursor.skip();
        return;
    }
    cursor.readNumber(number);
    const Result<qint64> micros = scaledDecimal(number, unitsToMicros, highestRate, DecimalRounding::Nearest);
    if (micros)
        rate = *micros;
    else
        problem = u"a price of "_s + micros.error().message;
}

// "tier": {"type": "context", "size": 200000}; -1 when it is about something else.
qint64 readTierSize(JsonCursor &cursor)
{
    qint64 size = -1;
    bool aboutContext = true;
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return size;
    }
    JsonString key;
    JsonString text;
    QByteArrayView number;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (key.equals("size") && cursor.peek() == Kind::Number) {
            cursor.readNumber(number);
            size = scaledDecimal(number, 0, highestTier - 1, DecimalRounding::Exact).value_or(-1);
        } else if (key.equals("type") && cursor.peek() == Kind::String) {
            aboutContext = cursor.readString(text) && text.equals("context");
        } else {
            cursor.skip();
        }
    }
    return aboutContext ? size : -1;
}

// The first prompt token of "context_over_200k"; 0 when the name is another.
qint64 contextTier(const QByteArray &name)
{
    constexpr QByteArrayView head("context_over_");
    qint64 thousands = 0;
    if (!name.startsWith(head) || !name.endsWith('k') || name.size() <= head.size() + 1)
        return 0;
    const bool read = toInteger(QByteArrayView(name).sliced(head.size()).chopped(1), thousands);
    return read && thousands > 0 && thousands <= highestTier / 1000 - 1 ? thousands * 1000 + 1 : 0;
}

std::optional<qint64> *rateOf(ListedRates &rates, const QByteArray &name)
{
    if (name == "input")
        return &rates.input;
    if (name == "output")
        return &rates.output;
    if (name == "reasoning")
        return &rates.reasoning;
    if (name == "cache_read" || name == "cache_input" || name == "cached_input")
        return &rates.cacheRead;
    if (name == "cache_write" || name == "cached_write")
        return &rates.cacheWrite;
    return nullptr;
}

// Rates, and the tiers among them: within a tier there are no further ones.
Cost readCost(JsonCursor &cursor, bool withTiers)
{
    Cost cost;
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return cost;
    }
    cost.present = true;
    JsonString key;
    cursor.enterObject();
    const auto addTier = [&](qint64 from, const Cost &tier) {
        if (!tier.problem.isEmpty())
            cost.problem = tier.problem;
        else if (from <= 0)
            cost.problem = u"a tier that is not by the length of the prompt"_s;
        else if (cost.tiers.size() == mostTiers)
            cost.problem = u"more tiers than a price has"_s;
        else
            cost.tiers.append({from, tier.rates});
    };
    while (cursor.nextKey(key)) {
        const QByteArray name = key.text();
        if (std::optional<qint64> *rate = rateOf(cost.rates, name)) {
            readRate(cursor, *rate, cost.problem);
        } else if (name == "tier") {
            cost.tierSize = readTierSize(cursor);
        } else if (withTiers && name == "tiers" && cursor.peek() == Kind::Array) {
            cursor.enterArray();
            while (cursor.nextElement()) {
                const Cost tier = readCost(cursor, false);
                addTier(tier.tierSize + 1, tier);
            }
        } else if (withTiers && contextTier(name) > 0) {
            addTier(contextTier(name), readCost(cursor, false));
        } else {
            cursor.skip();
        }
    }
    return cost;
}

// Both forms of one tier may stand side by side.
void dropRepeatedTiers(QList<ListedTier> &tiers)
{
    QList<ListedTier> once;
    for (const ListedTier &tier : std::as_const(tiers)) {
        const bool seen = std::any_of(once.cbegin(), once.cend(), [&tier](const ListedTier &other) {
            return other.fromPromptTokens == tier.fromPromptTokens;
        });
        if (!seen)
            once.append(tier);
    }
    tiers = once;
}

tl::expected<Price, QString> readModel(JsonCursor &cursor, const QByteArray &name, QLatin1StringView preset)
{
    Cost cost;
    if (cursor.peek() == Kind::Object) {
        JsonString key;
        cursor.enterObject();
        while (cursor.nextKey(key)) {
            if (key.equals("cost"))
                cost = readCost(cursor, true);
            else
                cursor.skip();
        }
    } else {
        cursor.skip();
    }
    if (preset.isEmpty())
        return tl::make_unexpected(u"of a provider without a preset here"_s);
    if (!cost.present)
        return tl::make_unexpected(u"listed without a price"_s);
    if (!cost.problem.isEmpty())
        return tl::make_unexpected(cost.problem);
    dropRepeatedTiers(cost.tiers);
    return modelName(name).and_then([&](const QString &model) {
        return toPrice(cost.rates, cost.tiers).map([&](Price price) {
            price.model = model;
            price.preset = preset;
            return price;
        });
    });
}

void readModels(JsonCursor &cursor, const QByteArray &provider, ImportedPrices &list)
{
    const QLatin1StringView preset = presetOf(provider);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        const QByteArray name = key.text();
        if (auto price = readModel(cursor, name, preset))
            list.prices.append(std::move(*price));
        else
            list.skipped.append(
                    {QString::fromUtf8(provider.left(100) + '/' + name.left(200)), price.error()});
    }
}

} // namespace

void readModelsDev(QByteArrayView providers, ImportedPrices &list)
{
    JsonCursor cursor(providers);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        const QByteArray provider = key.text();
        if (cursor.peek() != Kind::Object) {
            cursor.skip();
            continue;
        }
        JsonString member;
        cursor.enterObject();
        while (cursor.nextKey(member)) {
            if (member.equals("models") && cursor.peek() == Kind::Object)
                readModels(cursor, provider, list);
            else
                cursor.skip();
        }
    }
}

} // namespace gateway
