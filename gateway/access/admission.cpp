// SPDX-License-Identifier: MIT
#include "access/admission.h"

#include "access/refusals.h"
#include "config/limits_text.h"

#include <algorithm>
#include <limits>

namespace gateway {

namespace {

LimitSides sidesOf(Accounts &accounts, const Snapshot::KeyEntry &entry)
{
    return {LimitSide{LimitOwner::Key, &entry.key.limits, &accounts.of(entry.key.id)},
            LimitSide{LimitOwner::User, &entry.userLimits, &accounts.of(entry.key.userId)}};
}

bool refusesUnpriced(const Limits &limits)
{
    return !limits.allowUnpriced &&
           std::any_of(limits.budgets.cbegin(), limits.budgets.cend(),
                       [](const Budget &budget) { return budget.unit != BudgetUnit::Tokens; });
}

// Expiry and address.
std::optional<Refusal> refusedAtTheDoor(const LimitSides &sides, const AdmissionRequest &request)
{
    for (const LimitSide &side : sides) {
        if (side.limits->expiresAt && *side.limits->expiresAt <= request.startedAt)
            return expired(side.owner, *side.limits->expiresAt);
    }
    for (const LimitSide &side : sides) {
        if (!side.limits->addresses.isEmpty() &&
            !side.account->ranges(side.limits->addresses).allows(request.client))
            return addressRefused(side.owner, request.client);
    }
    return std::nullopt;
}

// How long a limit makes a call wait; one that never fits, as long as the whole window.
Millis waitOf(const RateWindow &window, SteadyTime now, qint64 wanted, qint64 limit)
{
    return wanted > limit ? RateWindow::length : window.waitFor(now, wanted, limit);
}

// Of the limits per minute the one that makes it wait longest, so that one retry is enough.
std::optional<Refusal> refusedByRate(const LimitSides &sides, const CallEstimate &estimate, SteadyTime now)
{
    std::optional<Refusal> worst;
    const auto offer = [&worst](Refusal refusal) {
        if (!worst || *refusal.retryAfter > *worst->retryAfter)
            worst = std::move(refusal);
    };
    for (const LimitSide &side : sides) {
        if (const auto limit = side.limits->requestsPerMinute) {
            if (const Millis wait = waitOf(side.account->requests, now, 1, *limit); wait > Millis(0))
                offer(requestsRefused(side.owner, *limit, wait));
        }
    }
    for (const LimitSide &side : sides) {
        if (const auto limit = side.limits->tokensPerMinute) {
            const qint64 wanted = estimate.windowTokens(*limit);
            if (const Millis wait = waitOf(side.account->tokens, now, wanted, *limit);
                wanted > 0 && wait > Millis(0))
                offer(tokensRefused(side.owner, *limit, side.account->tokens.count(now), wanted, wait));
        }
    }
    for (const LimitSide &side : sides) {
        if (const auto limit = side.limits->concurrency; !worst && limit && side.account->inFlight >= *limit)
            worst = concurrencyRefused(side.owner, *limit);
    }
    return worst;
}

// Of the budgets that are full the one that stays so longest.
Refusal refusedByBudget(const BudgetVerdict &verdict, const Amounts &need, Time now)
{
    std::optional<Refusal> worst;
    for (const BudgetRoom *room : verdict.full) {
        Refusal refusal = budgetRefused(*room, need.of(room->budget.unit), now);
        if (!worst || *refusal.retryAfter > *worst->retryAfter)
            worst = std::move(refusal);
    }
    return std::move(*worst);
}

std::optional<Allowance> tighter(const std::optional<Allowance> &a, const std::optional<Allowance> &b)
{
    if (!a || !b)
        return a ? a : b;
    return std::tie(b->remaining, a->resetIn) < std::tie(a->remaining, b->resetIn) ? b : a;
}

Allowance allowance(const RateWindow &window, qint64 limit, SteadyTime now)
{
    return {limit, std::max<qint64>(0, limit - window.count(now)), window.emptyIn(now)};
}

RateState ratesOf(const LimitSides &sides, SteadyTime now)
{
    RateState state;
    for (const LimitSide &side : sides) {
        if (const auto limit = side.limits->requestsPerMinute)
            state.requests = tighter(state.requests, allowance(side.account->requests, *limit, now));
        if (const auto limit = side.limits->tokensPerMinute)
            state.tokens = tighter(state.tokens, allowance(side.account->tokens, *limit, now));
    }
    return state;
}

qint64 narrowed(BudgetRoom::Wide value)
{
    return qint64(std::clamp<BudgetRoom::Wide>(value, 0, std::numeric_limits<qint64>::max()));
}

} // namespace

Admission::Admission() : m_accounts(std::make_shared<Accounts>()) {}

Admission::~Admission() = default;

void Admission::configure(const Snapshot &snapshot)
{
    m_accounts->configure(snapshot);
}

void Admission::load(std::span<const Spent> spent)
{
    m_accounts->forgetSpent();
    for (const Spent &each : spent)
        book(each);
}

void Admission::recut(std::span<const Spent> spent, Time end)
{
    m_accounts->forgetSpentBefore(end);
    for (const Spent &each : spent) {
        if (each.quarter < end)
            book(each);
    }
}

void Admission::book(const Spent &difference)
{
    const Amounts amounts{difference.usdMicros, difference.cnyMicros, difference.tokens};
    m_accounts->of(difference.keyId).spend(difference.quarter, amounts);
    m_accounts->of(difference.userId).spend(difference.quarter, amounts);
}

tl::expected<Admitted, Refusal> Admission::admit(const AdmissionRequest &request)
{
    const Snapshot::KeyEntry &entry = *request.entry;
    const LimitSides sides = sidesOf(*m_accounts, entry);
    const auto refused = [&](Refusal refusal) {
        refusal.rates = ratesOf(sides, request.now);
        return tl::make_unexpected(std::move(refusal));
    };

    if (auto refusal = refusedAtTheDoor(sides, request))
        return refused(std::move(*refusal));

    const bool strict = entry.key.limits.strict || entry.userLimits.strict;
    const bool needsTypical = request.generates && !request.maxTokens;
    const CallEstimate estimate(
            request, needsTypical ? m_typical.completion(entry.key.id, request.model) : std::nullopt, strict);
    if (auto refusal = refusedByRate(sides, estimate, request.now))
        return refused(std::move(*refusal));

    if (!estimate.isPriced()) {
        for (const LimitSide &side : sides) {
            if (refusesUnpriced(*side.limits))
                return refused(unpricedRefused(side.owner, request.model));
        }
    }
    const BudgetRooms rooms = budgetRooms(*m_accounts, sides, request.startedAt, estimate.isPriced());
    const BudgetVerdict verdict = fitIntoBudgets(rooms, estimate, strict, request.rateMicros);
    if (!verdict.full.isEmpty())
        return refused(refusedByBudget(verdict, estimate.amounts(verdict.completion), request.startedAt));

    Admitted admitted;
    Reservation &reservation = admitted.reservation;
    reservation.m_accounts = m_accounts;
    reservation.m_keyId = entry.key.id;
    reservation.m_model = request.model;
    reservation.m_choices = estimate.choices();
    reservation.m_startedAt = request.startedAt;
    reservation.m_admittedAt = request.now;
    reservation.m_tokens = verdict.hold.tokens;
    reservation.m_rateMicros = request.rateMicros;
    reservation.m_usdMicros = verdict.hold.usd;
    reservation.m_cnyMicros = verdict.hold.cny;
    if (request.price) {
        reservation.m_currency = request.price->currency;
        reservation.m_micros = request.price->currency == Currency::Usd ? verdict.hold.usd : verdict.hold.cny;
    }
    for (size_t i = 0; i < sides.size(); ++i) {
        const LimitSide &side = sides[i];
        side.account->hold(request.startedAt, verdict.hold);
        if (side.limits->requestsPerMinute)
            side.account->requests.add(request.now, 1);
        reservation.m_holds[i] = {side.account, std::nullopt};
        if (const auto limit = side.limits->tokensPerMinute) {
            reservation.m_holds[i].windowTokens = estimate.windowTokens(*limit);
            side.account->tokens.add(request.now, estimate.windowTokens(*limit));
        }
    }
    admitted.rates = ratesOf(sides, request.now);
    admitted.cappedMaxTokens = verdict.cap;
    return admitted;
}

void Admission::settle(Reservation &&reservation, const CallCost &cost, SteadyTime now)
{
    Reservation settled = std::move(reservation);
    if (!settled)
        return;
    const qint64 rate = settled.m_rateMicros;
    const qint64 micros = cost.costMicros.value_or(0);
    Amounts used{convert(micros, cost.currency, Currency::Usd, rate),
                 convert(micros, cost.currency, Currency::Cny, rate), cost.promptTokens};
    used += Amounts{0, 0, cost.completionTokens};
    for (Reservation::Hold &hold : settled.m_holds) {
        hold.account->spend(settled.m_startedAt, used);
        if (!hold.windowTokens)
            continue;
        // More than expected counts from now on, because it was used until now; less goes back to where it
        // was taken.
        hold.account->tokens.add(now, used.tokens - *hold.windowTokens);
        hold.account->tokens.takeBack(settled.m_admittedAt, *hold.windowTokens - used.tokens);
        hold.windowTokens.reset();
    }
    if (cost.reported && cost.completionTokens > 0)
        m_typical.record(settled.m_keyId, settled.m_model,
                         (cost.completionTokens - 1) / settled.m_choices + 1);
}

void Admission::release(Reservation &&reservation)
{
    Reservation released = std::move(reservation);
}

QList<LimitState> Admission::limitStates(const Snapshot::KeyEntry &entry, Time time, SteadyTime now) const
{
    const LimitSides sides = sidesOf(*m_accounts, entry);
    QList<LimitState> states;
    for (const LimitSide &side : sides) {
        const auto append = [&](LimitKind kind, const QString &text, qint64 limit, qint64 used, qint64 held) {
            LimitState state;
            state.kind = kind;
            state.owner = side.owner;
            state.text = text;
            state.limit = limit;
            state.used = used;
            state.reserved = held;
            state.left = std::max<qint64>(0, limit - used - held);
            states.append(state);
        };
        if (const auto limit = side.limits->requestsPerMinute)
            append(LimitKind::Requests, QStringLiteral("requests per minute"), *limit,
                   side.account->requests.count(now), 0);
        if (const auto limit = side.limits->tokensPerMinute)
            append(LimitKind::Tokens, QStringLiteral("tokens per minute"), *limit,
                   side.account->tokens.count(now), 0);
        if (const auto limit = side.limits->concurrency)
            append(LimitKind::Concurrency, QStringLiteral("concurrency"), *limit, 0, side.account->inFlight);
    }
    for (const BudgetRoom &room : budgetRooms(*m_accounts, sides, time, true)) {
        LimitState state;
        state.kind = LimitKind::Budget;
        state.owner = room.owner;
        state.budget = room.budget;
        state.text = QStringLiteral("budget ") + limits_text::showBudget(room.budget);
        state.limit = narrowed(room.limit());
        state.used = room.used;
        state.reserved = room.held;
        state.left = narrowed(room.left());
        state.resets = room.period.resets();
        states.append(state);
    }
    return states;
}

RateState Admission::rates(const Snapshot::KeyEntry &entry, SteadyTime now) const
{
    return ratesOf(sidesOf(*m_accounts, entry), now);
}

bool mayUseUnpriced(const Snapshot::KeyEntry &entry)
{
    return !refusesUnpriced(entry.key.limits) && !refusesUnpriced(entry.userLimits);
}

} // namespace gateway
