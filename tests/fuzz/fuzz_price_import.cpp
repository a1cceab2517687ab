// SPDX-License-Identifier: MIT
#include "ledger/price_import.h"
#include "wire/json_cursor.h"

#include "check.h"

#include <QSet>

using namespace gateway;

namespace {

constexpr Time now = Time(Millis(1'795'000'000'000));

void checkPrice(const Price &price)
{
    CHECK(checkRates(price.rates, price.tiers));
    CHECK(price.rates.input > 0 || price.rates.output > 0);
    CHECK(!price.model.isEmpty() && !price.preset.isEmpty());
    CHECK(price.source == QStringLiteral("import") && price.validFrom == now);
    const qint64 little = costOf(price, {10, 5, 2, 10, 5});
    CHECK(little >= 0 && costOf(price, {2'000'000, 5, 2, 10, 5}) >= 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView json(reinterpret_cast<const char *>(data), qsizetype(size));
    const Result<ImportedPrices> list = parsePriceList(json, now);
    if (!list) {
        CHECK(list.error().code == ErrorCode::InvalidArgument && !list.error().message.isEmpty());
        return 0;
    }
    JsonCursor cursor(json.startsWith("\xef\xbb\xbf") ? json.sliced(3) : json);
    CHECK(cursor.skip() && cursor.finish());

    QSet<std::pair<QString, QString>> seen;
    QList<Price> stored;
    for (const Price &price : list->prices) {
        checkPrice(price);
        CHECK(!seen.contains({price.preset, price.model}));
        seen.insert({price.preset, price.model});
        stored.append(price);
        stored.last().id = {stored.size()};
    }
    for (const SkippedPrice &entry : list->skipped)
        CHECK(!entry.reason.isEmpty());
    // Into an empty table everything is new; a second time nothing is.
    const PriceDiff first = diffPrices(PriceTable(), list->prices, now);
    CHECK(first.added.size() == list->prices.size() && first.changed.isEmpty());
    const PriceDiff second = diffPrices(PriceTable(stored), list->prices, now);
    CHECK(second.unchanged.size() == list->prices.size() && second.toImport().isEmpty());
    return 0;
}
