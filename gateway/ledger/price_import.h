// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price.h"

#include <QByteArrayView>
#include <QString>

// Reads public price lists: LiteLLM's model_prices_and_context_window.json and models.dev's api.json. Pure;
// the text may be anything.
namespace gateway {

struct SkippedPrice
{
    QString name; // as the list has it, "provider/model"
    QString reason;

    friend bool operator==(const SkippedPrice &, const SkippedPrice &) = default;
};

struct ImportedPrices
{
    enum class Format { LiteLlm, ModelsDev };

    Format format = Format::LiteLlm;
    QList<Price> prices; // source "import", without ids; for a preset each, in USD; no two for one preset and
                         // model
    QList<SkippedPrice> skipped;
};

constexpr qsizetype largestPriceList = 64 * 1024 * 1024; // bytes

// InvalidArgument when the text is neither list. Entries that cannot be priced by the token are skipped with
// a reason. A rate of 0 for cached tokens beside a real price of input is taken as not known, and an entry
// that costs nothing at all is skipped: the lists write 0 for plans and for what they do not know, and
// nothing is free by mistake.
Result<ImportedPrices> parsePriceList(QByteArrayView json, Time validFrom);

struct PriceChange
{
    std::optional<Price> before; // in force until now; empty: unpriced
    Price after;
};

// What importing would do. Prices that people set by hand stay, and a price keeps its currency: vendors bill
// Chinese endpoints in CNY, and the lists convert.
struct PriceDiff
{
    QList<PriceChange> added;
    QList<PriceChange> changed;
    QList<Price> unchanged;
    QList<SkippedPrice> skipped;

    QList<Price> toImport() const;
};
PriceDiff diffPrices(const PriceTable &current, const QList<Price> &imported, Time now);

} // namespace gateway
