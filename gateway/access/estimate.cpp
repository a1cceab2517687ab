// SPDX-License-Identifier: MIT
#include "access/estimate.h"

#include <algorithm>

namespace gateway {

namespace {

qint64 bounded(qint64 value)
{
    return std::clamp<qint64>(value, 0, CallEstimate::most);
}

qint64 product(qint64 a, qint64 b)
{
    qint64 result = 0;
    return __builtin_mul_overflow(a, b, &result) ? CallEstimate::most : bounded(result);
}

// The dearest rates of a price that a call with at most so many prompt tokens can meet: it may turn out
// shorter, cached or not, written to the cache for minutes, for an hour or not at all.
TokenRates dearestRates(const Price &price, qint64 promptTokens)
{
    TokenRates most;
    const auto take = [&most](const TokenRates &rates) {
        most.input = std::max({most.input, rates.input, rates.cacheRead.value_or(0),
                               rates.cacheWrite.value_or(0), rates.cacheWriteLong.value_or(0)});
        most.output = std::max({most.output, rates.output, rates.reasoning.value_or(0)});
    };
    take(price.rates);
    for (const PriceTier &tier : price.tiers) {
        if (tier.fromPromptTokens <= promptTokens)
            take(tier.rates);
    }
    return most;
}

} // namespace

CallEstimate::CallEstimate(const AdmissionRequest &request, std::optional<qint64> typical, bool strict)
    : m_request(request)
    , m_strict(strict)
    , m_choices(std::clamp<qint64>(request.choices, 1, 1'000'000))
    , m_prompt(bounded(strict ? std::max(request.bodyBytes, request.promptTokens) : request.promptTokens))
    , m_windowPrompt(bounded(request.promptTokens))
{
    if (!request.generates)
        return;
    if (request.maxTokens) {
        m_completion = product(bounded(*request.maxTokens), m_choices);
        return;
    }
    m_bounded = false;
    m_guess = !typical;
    m_completion = product(bounded(typical.value_or(TypicalUsage::unknown)), m_choices);
}

Amounts CallEstimate::amounts(qint64 completionTokens) const
{
    Amounts result;
    result.tokens = bounded(m_prompt + bounded(completionTokens));
    const auto take = [&](const Price *price) {
        if (!price)
            return;
        const qint64 cost = costAt(*price, bounded(completionTokens));
        const qint64 least = cost > 0 ? 1 : 0; // what is less than a micro-unit is not nothing
        const auto in = [&](Currency currency) {
            return bounded(std::max(least, convert(cost, price->currency, currency, m_request.rateMicros)));
        };
        result.usd = std::max(result.usd, in(Currency::Usd));
        result.cny = std::max(result.cny, in(Currency::Cny));
    };
    take(m_request.price);
    for (const Price *price : m_request.otherPrices)
        take(price);
    return result;
}

qint64 CallEstimate::windowTokens(qint64 limit) const
{
    const qint64 wanted = m_windowPrompt + m_completion;
    return m_bounded ? wanted : std::min(wanted, std::max(limit, m_windowPrompt + 1));
}

qint64 CallEstimate::costAt(const Price &price, qint64 completionTokens) const
{
    TokenUsage usage;
    usage.prompt = m_prompt;
    usage.completion = completionTokens;
    if (!m_strict)
        return costOf(price, usage);
    Price bound = price;
    bound.rates = dearestRates(price, m_prompt);
    bound.tiers.clear();
    return costOf(bound, usage);
}

} // namespace gateway
