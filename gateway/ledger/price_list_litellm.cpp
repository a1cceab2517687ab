// SPDX-License-Identifier: MIT
#include "ledger/price_list_reader.h"

#include "ledger/price_number.h"
#include "wire/json_cursor.h"

#include <map>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

constexpr int perTokenToMicrosPerMillion =
        12; // a unit for a token is 10^6 units, 10^12 micro-units, for a million

struct KnownProvider
{
    QByteArrayView theirs; // litellm_provider
    QByteArrayView prefix; // of keys
    QLatin1StringView preset;
};

// Their prices of Chinese vendors are those of the international endpoints, in USD.
const KnownProvider *findProvider(QByteArrayView name)
{
    static constexpr KnownProvider providers[] = {
            {"openai", "openai/", "openai"_L1},
            {"text-completion-openai", "text-completion-openai/", "openai"_L1},
            {"anthropic", "anthropic/", "anthropic"_L1},
            {"azure", "azure/", "azure"_L1},
            {"dashscope", "dashscope/", "qwen"_L1},
            {"deepseek", "deepseek/", "deepseek"_L1},
            {"gemini", "gemini/", "gemini"_L1},
            {"groq", "groq/", "groq"_L1},
            {"minimax", "minimax/", "minimax"_L1},
            {"mistral", "mistral/", "mistral"_L1},
            {"moonshot", "moonshot/", "moonshot"_L1},
            {"openrouter", "openrouter/", "openrouter"_L1},
            {"volcengine", "volcengine/", "volcengine"_L1},
            {"xai", "xai/", "xai"_L1},
            {"zai", "zai/", "zai"_L1},
    };
    for (const KnownProvider &provider : providers) {
        if (provider.theirs == name)
            return &provider;
    }
    return nullptr;
}

struct Entry
{
    QByteArray provider;
    QByteArray mode;
    ListedRates rates;
    std::map<qint64, ListedRates> tiers; // by their first prompt token
    QString problem;
};

struct RateField
{
    QByteArrayView name;
    std::optional<qint64> ListedRates::*rate;
};
// A name that begins as another stands before it.
constexpr RateField rateFields[] = {
        {"input_cost_per_token", &ListedRates::input},
        {"output_cost_per_token", &ListedRates::output},
        {"cache_read_input_token_cost", &ListedRates::cacheRead},
        {"cache_creation_input_token_cost_above_1hr", &ListedRates::cacheWriteLong},
        {"cache_creation_input_token_cost", &ListedRates::cacheWrite},
        {"output_cost_per_reasoning_token", &ListedRates::reasoning},
};

// The first prompt token of the tier that a suffix such as "_above_200k_tokens" names; 0 for no suffix; -1
// for one that means something else: batches, priority lanes.
qint64 tierOf(QByteArrayView suffix)
{
    constexpr QByteArrayView head("_above_");
    constexpr QByteArrayView tail("k_tokens");
    if (suffix.isEmpty())
        return 0;
    if (suffix.size() <= head.size() + tail.size() || !suffix.startsWith(head) || !suffix.endsWith(tail))
        return -1;
    qint64 thousands = 0;
    const QByteArrayView digits = suffix.sliced(head.size()).chopped(tail.size());
    if (!toInteger(digits, thousands) || thousands <= 0 || thousands > highestTier / 1000)
        return -1;
    return thousands * 1000 + 1;
}

// Takes a value of a rate. Lists hold strings and nulls where there is none.
void readRate(JsonCursor &cursor, std::optional<qint64> &rate, QString &problem)
{
    QByteArrayView number;
    if (cursor.peek() != Kind::Number) {
        cursor.skip();
        return;
    }
    cursor.readNumber(number);
    const Result<qint64> micros =
            scaledDecimal(number, perTokenToMicrosPerMillion, highestRate, DecimalRounding::Nearest);
    if (micros)
        rate = *micros;
    else
        problem = u"a price of "_s + micros.error().message;
}

// Takes the value of a member when it is a rate.
bool readRateField(JsonCursor &cursor, const QByteArray &key, Entry &entry)
{
    for (const RateField &field : rateFields) {
        if (!key.startsWith(field.name))
            continue;
        const qint64 tier = tierOf(QByteArrayView(key).sliced(field.name.size()));
        if (tier < 0)
            return false;
        readRate(cursor, tier == 0 ? entry.rates.*field.rate : entry.tiers[tier].*field.rate, entry.problem);
        return true;
    }
    return false;
}

// "range": [0, 256000.0]; the first number, -1 when there is none.
qint64 readRangeStart(JsonCursor &cursor)
{
    qint64 start = -1;
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return start;
    }
    bool first = true;
    cursor.enterArray();
    while (cursor.nextElement()) {
        QByteArrayView number;
        if (first && cursor.peek() == Kind::Number) {
            cursor.readNumber(number);
            start = scaledDecimal(number, 0, highestTier - 1, DecimalRounding::Exact).value_or(-1);
        } else {
            cursor.skip();
        }
        first = false;
    }
    return start;
}

// "tiered_pricing": [{"range": [0, 256000], "input_cost_per_token": ...}, ...]
void readTieredPricing(JsonCursor &cursor, Entry &entry)
{
    if (cursor.peek() != Kind::Array) {
        cursor.skip();
        return;
    }
    cursor.enterArray();
    while (cursor.nextElement()) {
        if (cursor.peek() != Kind::Object) {
            cursor.skip();
            continue;
        }
        Entry part;
        qint64 start = -1;
        JsonString key;
        cursor.enterObject();
        while (cursor.nextKey(key)) {
            if (key.equals("range"))
                start = readRangeStart(cursor);
            else if (!readRateField(cursor, key.text(), part))
                cursor.skip();
        }
        if (!part.problem.isEmpty())
            entry.problem = part.problem;
        else if (start < 0)
            entry.problem = u"a tier without a range"_s;
        else if (start == 0)
            entry.rates = part.rates;
        else
            entry.tiers[start + 1] = part.rates;
    }
}

Entry readEntry(JsonCursor &cursor)
{
    Entry entry;
    std::optional<qint64> cacheHit;
    JsonString key;
    JsonString text;
    const auto takeText = [&](QByteArray &target) {
        if (cursor.peek() == Kind::String && cursor.readString(text))
            target = text.text();
        else
            cursor.skip();
    };
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        const QByteArray name = key.text();
        if (name == "litellm_provider")
            takeText(entry.provider);
        else if (name == "mode")
            takeText(entry.mode);
        else if (name == "tiered_pricing")
            readTieredPricing(cursor, entry);
        else if (name == "input_cost_per_token_cache_hit")
            readRate(cursor, cacheHit, entry.problem);
        else if (!readRateField(cursor, name, entry))
            cursor.skip();
    }
    if (!entry.rates.cacheRead)
        entry.rates.cacheRead = cacheHit;
    if (entry.mode == "embedding" && !entry.rates.output)
        entry.rates.output = 0;
    return entry;
}

tl::expected<Price, QString> readPrice(const QByteArray &key, const Entry &entry)
{
    const KnownProvider *provider = findProvider(entry.provider);
    if (provider == nullptr)
        return tl::make_unexpected(u"of a provider without a preset here"_s);
    if (entry.mode != "chat" && entry.mode != "completion" && entry.mode != "responses" &&
        entry.mode != "embedding")
        return tl::make_unexpected(u"no model for text"_s);
    if (!entry.problem.isEmpty())
        return tl::make_unexpected(entry.problem);
    const QByteArray bare = key.startsWith(provider->prefix) ? key.sliced(provider->prefix.size()) : key;
    if (provider->preset == "azure"_L1 && bare.contains('/'))
        return tl::make_unexpected(u"a price of one region"_s);
    if (entry.tiers.size() > size_t(mostTiers))
        return tl::make_unexpected(u"more tiers than a price has"_s);
    QList<ListedTier> tiers;
    for (const auto &[from, rates] : entry.tiers)
        tiers.append({from, rates});
    return modelName(bare).and_then([&](const QString &model) {
        return toPrice(entry.rates, tiers).map([&](Price price) {
            price.model = model;
            price.preset = provider->preset;
            return price;
        });
    });
}

} // namespace

void readLiteLlm(QByteArrayView json, ImportedPrices &list)
{
    JsonCursor cursor(json);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        const QByteArray name = key.text();
        if (name == "sample_spec" || cursor.peek() != Kind::Object) { // the list's own explanation
            cursor.skip();
            continue;
        }
        const Entry entry = readEntry(cursor);
        if (auto price = readPrice(name, entry))
            list.prices.append(std::move(*price));
        else
            list.skipped.append({QString::fromUtf8(name.left(200)), price.error()});
    }
}

} // namespace gateway
