// SPDX-License-Identifier: MIT
#include "ledger/price_import.h"

#include "ledger/price_list_reader.h"
#include "wire/json_cursor.h"

#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message);
}

enum class Shape { Unknown, LiteLlm, ModelsDev, WrappedModelsDev };

// Whether the value at the cursor, which it takes, is an object with a member `name` of a kind.
bool takeObjectWith(JsonCursor &cursor, QByteArrayView name, Kind kind)
{
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return false;
    }
    bool found = false;
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        found = found || (key.equals(name) && cursor.peek() == kind);
        cursor.skip();
    }
    return found;
}

// Whether an object has a member that is an object with a member `name` of a kind.
bool hasEntryWith(QByteArrayView object, QByteArrayView name, Kind kind)
{
    JsonCursor cursor(object);
    JsonString key;
    if (cursor.peek() != Kind::Object)
        return false;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (takeObjectWith(cursor, name, kind))
            return true;
    }
    return false;
}

// The value of the first member of that name of a valid object.
QByteArrayView memberOf(QByteArrayView object, QByteArrayView name)
{
    JsonCursor cursor(object);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        cursor.peek();
        const qsizetype begin = cursor.position();
        cursor.skip();
        if (key.equals(name))
            return object.sliced(begin, cursor.position() - begin);
    }
    return {};
}

Shape shapeOf(QByteArrayView json)
{
    if (hasEntryWith(json, "litellm_provider", Kind::String))
        return Shape::LiteLlm;
    if (hasEntryWith(json, "models", Kind::Object))
        return Shape::ModelsDev;
    const QByteArrayView inner = memberOf(json, "providers");
    return hasEntryWith(inner, "models", Kind::Object) ? Shape::WrappedModelsDev : Shape::Unknown;
}

bool costsTheSame(const Price &a, const Price &b)
{
    return a.currency == b.currency && a.rates == b.rates && a.tiers == b.tiers;
}

// Anthropic's writes to a cache of an hour cost twice the input. models.dev has no field for that, LiteLLM
// leaves it out of some models; without it they would be imported as writes of five minutes.
void addLongWrites(QList<Price> &prices)
{
    const auto add = [](TokenRates &rates) {
        if (rates.cacheWrite && !rates.cacheWriteLong)
            rates.cacheWriteLong = std::min(2 * rates.input, highestRate);
    };
    for (Price &price : prices) {
        if (price.preset != u"anthropic")
            continue;
        add(price.rates);
        for (PriceTier &tier : price.tiers)
            add(tier.rates);
    }
}

// The same vendor at the same prices, by another of its dialects.
void addTwins(QList<Price> &prices)
{
    const qsizetype count = prices.size();
    for (qsizetype i = 0; i < count; ++i) {
        if (prices[i].preset != u"anthropic")
            continue;
        Price twin = prices[i];
        twin.preset = u"anthropic-openai"_s;
        prices.append(std::move(twin));
    }
}

// Lists name some models twice, with and without their provider. The first stays.
void dropRepeats(ImportedPrices &list)
{
    QHash<std::pair<QString, QString>, qsizetype> seen;
    QList<Price> once;
    for (Price &price : list.prices) {
        const auto [place, isNew] = [&] {
            const auto found = seen.constFind({price.preset, price.model});
            if (found != seen.cend())
                return std::pair(*found, false);
            seen.insert({price.preset, price.model}, once.size());
            return std::pair(once.size(), true);
        }();
        if (isNew)
            once.append(std::move(price));
        else if (!costsTheSame(once[place], price))
            list.skipped.append({price.preset + u'/' + price.model,
                                 u"listed twice with different prices; the first counts"_s});
    }
    list.prices = std::move(once);
}

} // namespace

Result<ImportedPrices> parsePriceList(QByteArrayView json, Time validFrom)
{
    if (json.startsWith("\xef\xbb\xbf"))
        json = json.sliced(3);
    if (json.size() > largestPriceList)
        return refuse(u"The price list is larger than 64 MiB."_s);
    JsonCursor check(json);
    const bool isObject = check.peek() == Kind::Object;
    if (!check.skip() || !check.finish()) {
        return refuse(check.tooDeep()
                              ? u"The price list is nested too deeply."_s
                              : u"The price list is not JSON: it breaks off or goes wrong at byte %1."_s.arg(
                                        check.position()));
    }
    const Shape shape = isObject ? shapeOf(json) : Shape::Unknown;
    ImportedPrices list;
    switch (shape) {
    case Shape::Unknown:
        return refuse(
                u"This is neither LiteLLM's model_prices_and_context_window.json nor models.dev's api.json."_s);
    case Shape::LiteLlm:
        readLiteLlm(json, list);
        break;
    case Shape::ModelsDev:
    case Shape::WrappedModelsDev:
        list.format = ImportedPrices::Format::ModelsDev;
        readModelsDev(shape == Shape::ModelsDev ? json : memberOf(json, "providers"), list);
        break;
    }
    for (Price &price : list.prices) {
        price.source = u"import"_s;
        price.validFrom = validFrom;
    }
    addLongWrites(list.prices);
    dropRepeats(list);
    addTwins(list.prices);
    return list;
}

QList<Price> PriceDiff::toImport() const
{
    QList<Price> prices;
    for (const PriceChange &change : added)
        prices.append(change.after);
    for (const PriceChange &change : changed)
        prices.append(change.after);
    return prices;
}

PriceDiff diffPrices(const PriceTable &current, const QList<Price> &imported, Time now)
{
    PriceDiff diff;
    for (const Price &price : imported) {
        const Price *before = current.find({}, price.preset, price.model, now);
        const auto skip = [&](const QString &reason) {
            diff.skipped.append({price.preset + u'/' + price.model, reason});
        };
        if (before == nullptr)
            diff.added.append({std::nullopt, price});
        else if (costsTheSame(*before, price))
            diff.unchanged.append(price);
        else if (before->source == u"set")
            skip(u"its price was set by hand"_s);
        else if (before->currency != price.currency)
            skip(u"billed in %1, and the list has it in %2"_s.arg(toString(before->currency),
                                                                  toString(price.currency)));
        else
            diff.changed.append({*before, price});
    }
    return diff;
}

} // namespace gateway
