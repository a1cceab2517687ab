// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price_import.h"

// The two lists, entry by entry; for price_import.cpp. `json` is valid and an object.
namespace gateway {

void readLiteLlm(QByteArrayView json, ImportedPrices &list);
void readModelsDev(QByteArrayView providers, ImportedPrices &list);

// What a list says about one model, brought to the form of a Price; what is missing stays empty.
struct ListedRates
{
    std::optional<qint64> input;
    std::optional<qint64> output;
    std::optional<qint64> cacheRead;
    std::optional<qint64> cacheWrite;
    std::optional<qint64> reasoning;
    std::optional<qint64> cacheWriteLong;
};

struct ListedTier
{
    qint64 fromPromptTokens = 0;
    ListedRates rates; // what is missing costs as below the tier
};

// The price, or the reason why there is none.
tl::expected<Price, QString> toPrice(const ListedRates &rates, const QList<ListedTier> &tiers);

// The name of a model as text, or the reason why it can be none.
tl::expected<QString, QString> modelName(const QByteArray &utf8);

} // namespace gateway
