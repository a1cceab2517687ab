// SPDX-License-Identifier: MIT
#include "ledger/price.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr qint64 million = 1'000'000;

bool isBuiltIn(const Price &price) { return price.source == QLatin1StringView("built-in"); }

// What decides between two prices of one model that both hold, best first.
auto rank(const Price &price)
{
    return std::make_tuple(!price.providerId, isBuiltIn(price), price.preset.isEmpty(), -toMillis(price.validFrom),
                           -price.id.value);
}

} // namespace

PriceTable::PriceTable(QList<Price> prices) : m_prices(std::move(prices))
{
    std::sort(m_prices.begin(), m_prices.end(), [](const Price &a, const Price &b) { return rank(a) < rank(b); });
    for (qsizetype i = 0; i < m_prices.size(); ++i) {
        if (m_prices[i].model.endsWith(u'*'))
            m_patterns.append(i);
        else
            m_exact[m_prices[i].model].append(i);
    }
}

const Price *PriceTable::find(ProviderId provider, const QString &preset, const QString &model, Time at) const
{
    const auto holds = [&](const Price &price) {
        return price.validFrom <= at && (!price.providerId || price.providerId == provider)
                && (price.preset.isEmpty() || price.preset == preset);
    };
    if (const auto exact = m_exact.constFind(model); exact != m_exact.cend()) {
        for (const qsizetype i : *exact) {
            if (holds(m_prices[i]))
                return &m_prices[i];
        }
    }
    for (const qsizetype i : m_patterns) {
        const Price &price = m_prices[i];
        if (model.startsWith(QStringView(price.model).chopped(1)) && holds(price))
            return &price;
    }
    return nullptr;
}

const Price *PriceTable::byId(PriceId id) const
{
    const auto found = std::find_if(m_prices.cbegin(), m_prices.cend(), [id](const Price &price) { return price.id == id; });
    return found == m_prices.cend() ? nullptr : &*found;
}

qint64 costOf(const Price &price, const TokenUsage &usage)
{
    const qint64 prompt = usage.prompt.value_or(0);
    const qint64 cached = std::min(usage.cached.value_or(0), prompt);
    const qint64 written = std::min(usage.cacheWrite.value_or(0), prompt - cached);
    const qint64 completion = usage.completion.value_or(0);
    const qint64 reasoning = std::min(usage.reasoning.value_or(0), completion);
    const TokenRates *rates = &price.rates;
    for (const PriceTier &tier : price.tiers) {
        if (prompt >= tier.fromPromptTokens)
            rates = &tier.rates;
    }
    __extension__ using Wide = __int128;
    const Wide total = Wide(prompt - cached - written) * rates->input
            + Wide(cached) * rates->cacheRead.value_or(rates->input)
            + Wide(written) * rates->cacheWrite.value_or(rates->input) + Wide(completion - reasoning) * rates->output
            + Wide(reasoning) * rates->reasoning.value_or(rates->output);
    const Wide micros = (total + million - 1) / million;
    return qint64(std::min<Wide>(micros, std::numeric_limits<qint64>::max()));
}

qint64 convert(qint64 micros, Currency from, Currency to, qint64 rateMicros)
{
    if (from == to || rateMicros <= 0)
        return micros;
    __extension__ using Wide = __int128;
    const Wide converted = from == Currency::Usd ? (Wide(micros) * rateMicros + million / 2) / million
                                                 : (Wide(micros) * million + rateMicros / 2) / rateMicros;
    return qint64(std::min<Wide>(converted, std::numeric_limits<qint64>::max()));
}

QString toString(Currency currency)
{
    return currency == Currency::Usd ? QStringLiteral("USD") : QStringLiteral("CNY");
}

std::optional<Currency> currencyFromString(QStringView text)
{
    if (text.compare(QLatin1StringView("USD"), Qt::CaseInsensitive) == 0)
        return Currency::Usd;
    if (text.compare(QLatin1StringView("CNY"), Qt::CaseInsensitive) == 0)
        return Currency::Cny;
    return std::nullopt;
}

} // namespace gateway
