// SPDX-License-Identifier: MIT
#include "ledger/price.h"

#include <QtNumeric>

#include <algorithm>
#include <limits>
#include <tuple>

namespace gateway {

namespace {

constexpr qint64 million = 1'000'000;
// No call has a trillion tokens. With rates up to highestRate the sums below stay within 64 bits.
constexpr qint64 mostTokens = 1'000'000'000'000;

int sourceRank(const Price &price)
{
    if (price.source == QLatin1StringView("built-in"))
        return 2;
    return price.source == QLatin1StringView("import") ? 1 : 0;
}

bool isPattern(const Price &price)
{
    return price.model.endsWith(u'*');
}

// What decides between two prices of one model that both hold, best first.
auto rank(const Price &price)
{
    return std::make_tuple(!price.providerId, sourceRank(price), price.preset.isEmpty(), isPattern(price),
                           isPattern(price) ? -price.model.size() : 0, -toMillis(price.validFrom),
                           -price.id.value);
}

bool isRate(const std::optional<qint64> &rate)
{
    return !rate || (*rate >= 0 && *rate <= highestRate);
}

bool areRates(const TokenRates &rates)
{
    return isRate(rates.input) && isRate(rates.output) && isRate(rates.cacheRead) &&
           isRate(rates.cacheWrite) && isRate(rates.reasoning) && isRate(rates.cacheWriteLong);
}

qint64 tokens(const std::optional<qint64> &count, qint64 most)
{
    return std::clamp<qint64>(count.value_or(0), 0, most);
}

// Sums tokens times rates in millionths of a micro-unit, as whole micro-units and a rest, so that no product
// leaves 64 bits and rounding happens once.
class CostSum final
{
public:
    void add(qint64 count, qint64 rate)
    {
        const qint64 bounded = std::clamp<qint64>(rate, 0, highestRate);
        m_whole += count * (bounded / million);
        m_rest += count * (bounded % million);
    }
    qint64 roundedUp() const { return m_whole + m_rest / million + (m_rest % million != 0 ? 1 : 0); }

private:
    qint64 m_whole = 0;
    qint64 m_rest = 0;
};

// a * b / c to the nearest, for numbers that are not negative; the largest number where it does not fit.
qint64 scaled(qint64 a, qint64 b, qint64 c)
{
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    qint64 whole = 0;
    qint64 rest = 0;
    if (qMulOverflow(a / c, b, &whole) || qMulOverflow(a % c, b, &rest))
        return largest;
    const qint64 nearest = rest / c + (rest % c >= c - rest % c ? 1 : 0);
    return whole > largest - nearest ? largest : whole + nearest;
}

} // namespace

Outcome checkRates(const TokenRates &rates, const QList<PriceTier> &tiers)
{
    const auto refuse = [](const QString &message) { return failure(ErrorCode::InvalidArgument, message); };
    if (tiers.size() > mostTiers)
        return refuse(QStringLiteral("A price has at most %1 tiers.").arg(mostTiers));
    bool sound = areRates(rates);
    qint64 from = 0;
    for (const PriceTier &tier : tiers) {
        sound = sound && areRates(tier.rates);
        if (tier.fromPromptTokens <= from || tier.fromPromptTokens > highestTier)
            return refuse(QStringLiteral(
                    "The tiers of a price start at 1 to 1000000000 prompt tokens, each beyond the last."));
        from = tier.fromPromptTokens;
    }
    if (!sound)
        return refuse(QStringLiteral("A price is 0 to 1000000 per million tokens."));
    return {};
}

PriceTable::PriceTable(QList<Price> prices) : m_prices(std::move(prices))
{
    std::sort(m_prices.begin(), m_prices.end(),
              [](const Price &a, const Price &b) { return rank(a) < rank(b); });
    for (qsizetype i = 0; i < m_prices.size(); ++i) {
        if (isPattern(m_prices[i]))
            m_patterns.append(i);
        else
            m_exact[m_prices[i].model].append(i);
        m_byId.insert(m_prices[i].id, i);
    }
}

const Price *PriceTable::find(ProviderId provider, const QString &preset, const QString &model, Time at) const
{
    const auto holds = [&](const Price &price) {
        return price.validFrom <= at && (!price.providerId || price.providerId == provider) &&
               (price.preset.isEmpty() || price.preset == preset);
    };
    qsizetype best = m_prices.size();
    if (const auto exact = m_exact.constFind(model); exact != m_exact.cend()) {
        const auto found =
                std::find_if(exact->cbegin(), exact->cend(), [&](qsizetype i) { return holds(m_prices[i]); });
        if (found != exact->cend())
            best = *found;
    }
    for (const qsizetype i : m_patterns) {
        if (i > best)
            break;
        if (model.startsWith(QStringView(m_prices[i].model).chopped(1)) && holds(m_prices[i])) {
            best = i;
            break;
        }
    }
    return best < m_prices.size() ? &m_prices[best] : nullptr;
}

const Price *PriceTable::byId(PriceId id) const
{
    const auto found = m_byId.constFind(id);
    return found == m_byId.cend() ? nullptr : &m_prices[*found];
}

qint64 costOf(const Price &price, const TokenUsage &usage)
{
    // A part that is known without its whole is the whole.
    const std::optional<qint64> writes = usage.cacheWrite ? usage.cacheWrite : usage.cacheWriteLong;
    const qint64 parts = tokens(usage.cached, mostTokens / 2) + tokens(writes, mostTokens / 2);
    const qint64 prompt = usage.prompt ? tokens(usage.prompt, mostTokens) : parts;
    const qint64 cached = tokens(usage.cached, prompt);
    const qint64 written = tokens(writes, prompt - cached);
    const qint64 writtenLong = tokens(usage.cacheWriteLong, written);
    const qint64 completion = tokens(usage.completion ? usage.completion : usage.reasoning, mostTokens);
    const qint64 reasoning = tokens(usage.reasoning, completion);
    const TokenRates *rates = &price.rates;
    for (const PriceTier &tier : price.tiers) {
        if (prompt >= tier.fromPromptTokens)
            rates = &tier.rates;
    }
    CostSum sum;
    sum.add(prompt - cached - written, rates->input);
    sum.add(cached, rates->cacheRead.value_or(rates->input));
    const qint64 writeRate = rates->cacheWrite.value_or(rates->input);
    sum.add(written - writtenLong, writeRate);
    sum.add(writtenLong, rates->cacheWriteLong.value_or(writeRate));
    sum.add(completion - reasoning, rates->output);
    sum.add(reasoning, rates->reasoning.value_or(rates->output));
    return sum.roundedUp();
}

qint64 convert(qint64 micros, Currency from, Currency to, qint64 rateMicros)
{
    if (from == to || rateMicros <= 0)
        return micros;
    if (micros < 0)
        return -convert(-std::max(micros, -std::numeric_limits<qint64>::max()), from, to, rateMicros);
    return from == Currency::Usd ? scaled(micros, rateMicros, million) : scaled(micros, million, rateMicros);
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
