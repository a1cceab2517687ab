// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "base/time.h"
#include "config/limits.h"
#include "ledger/record.h"

#include <QHash>
#include <QList>
#include <QString>

#include <memory>
#include <optional>

namespace gateway {

// What a million tokens cost, in micro-units of the currency: 2.5 USD is 2'500'000. What is empty costs as
// its parent: cache reads and writes as input, writes that live an hour as cache writes, reasoning as output.
struct TokenRates
{
    qint64 input = 0;
    qint64 output = 0;
    std::optional<qint64> cacheRead;
    std::optional<qint64> cacheWrite;
    std::optional<qint64> reasoning;
    std::optional<qint64> cacheWriteLong = std::nullopt;

    friend bool operator==(const TokenRates &, const TokenRates &) = default;
};

// From so many prompt tokens on, all tokens of the call cost this.
struct PriceTier
{
    qint64 fromPromptTokens = 0;
    TokenRates rates;

    friend bool operator==(const PriceTier &, const PriceTier &) = default;
};

// A row of `prices`. Never changed: another price is another row, so that a ledger row's price can be looked
// up for ever.
struct Price
{
    PriceId id;
    QString model;         // the upstream's name, exact or with '*' at its end
    QString preset;        // only for providers of this preset; empty: for all
    ProviderId providerId; // only for this provider; none: for all
    Currency currency = Currency::Usd;
    TokenRates rates;
    QList<PriceTier> tiers; // ascending
    Time validFrom{};
    QString source; // "built-in", "set", "import"

    friend bool operator==(const Price &, const Price &) = default;
};

// What a million tokens may cost at most: a unit of the currency for each.
constexpr qint64 highestRate = 1'000'000'000'000;
constexpr qint64 highestTier = 1'000'000'000;
constexpr qsizetype mostTiers = 32;

// Whether every rate is within bounds and the tiers ascend from 1 on. InvalidArgument says what does not
// hold.
Outcome checkRates(const TokenRates &rates, const QList<PriceTier> &tiers);

// The prices in force, for look-ups by the gateway thread. Immutable.
class PriceTable final
{
public:
    PriceTable() = default;
    explicit PriceTable(QList<Price> prices);

    // The price of a provider's model at a time: for that provider first; what people set before what they
    // imported before what is built in; for the preset before for all; exact before patterns, the longest
    // first; then the newest that is valid. Null: unpriced.
    const Price *find(ProviderId provider, const QString &preset, const QString &model, Time at) const;
    const Price *byId(PriceId id) const;
    const QList<Price> &prices() const { return m_prices; }

private:
    QList<Price> m_prices;
    QHash<QString, QList<qsizetype>> m_exact; // by model, best first
    QList<qsizetype> m_patterns;              // best first
    QHash<PriceId, qsizetype> m_byId;
};

// Micro-units of the price's currency, rounded up once at the end. Cached tokens are within prompt tokens,
// writes of an hour within writes, reasoning within completion (record.h), each priced once; a tier is chosen
// by all prompt tokens and holds for the whole call. What is unknown counts as none; counts and rates beyond
// reason are held within bounds.
qint64 costOf(const Price &price, const TokenUsage &usage);

// Between the currencies at `rateMicros` (CNY for one USD, in millionths), rounded to the nearest.
qint64 convert(qint64 micros, Currency from, Currency to, qint64 rateMicros);

QString toString(Currency currency); // "USD", "CNY"
std::optional<Currency> currencyFromString(QStringView text);

} // namespace gateway
