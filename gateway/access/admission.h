// SPDX-License-Identifier: MIT
#pragma once

#include "access/calendar.h"
#include "access/reservation.h"
#include "access/typical_usage.h"
#include "base/error.h"
#include "config/snapshot.h"

#include <QHostAddress>

#include <span>

namespace gateway {

// A call that wants to be let in.
struct AdmissionRequest
{
    const Snapshot::KeyEntry *entry = nullptr; // of the call's own snapshot; read during admit() only
    QHostAddress client;
    Time startedAt{}; // as in the call's row: what it costs belongs to the periods of this time
    SteadyTime now{};
    QString model;                   // as asked
    qint64 promptTokens = 0;         // estimated (wire/token_estimate.h), images counted
    qint64 bodyBytes = 0;            // a strict key's bound on prompt tokens
    std::optional<qint64> maxTokens; // the client's bound on one choice
    qint64 choices = 1;              // `n`
    bool generates =
            true; // false where an answer has no completion tokens: embeddings, moderations, count_tokens
    const Price *price =
            nullptr; // of the first target; null: unpriced. mayUseUnpriced() says which targets to leave out.
    std::span<const Price *const>
            otherPrices;   // of further targets that may answer instead; the dearest is reserved
    qint64 rateMicros = 0; // CNY for one USD, in millionths; kept with the call
};

enum class LimitKind { None, Expiry, Address, Requests, Tokens, Concurrency, Unpriced, Budget };
enum class LimitOwner { Key, User };

// One of the two rates that clients are told about; the tighter of key and user.
struct Allowance
{
    qint64 limit = 0;
    qint64 remaining = 0;
    Millis resetIn{0}; // until all of it is there again

    friend bool operator==(const Allowance &, const Allowance &) = default;
};

struct RateState
{
    std::optional<Allowance> requests; // empty: no such limit
    std::optional<Allowance> tokens;

    friend bool operator==(const RateState &, const RateState &) = default;
};

struct Admitted
{
    Reservation reservation;
    RateState rates; // with this call counted
    // A strict key's bound for a call that has none: to be written into the request as its maximum, per
    // choice.
    std::optional<qint64> cappedMaxTokens;
};

struct Refusal
{
    Error error; // InvalidApiKey, AddressNotAllowed, RateLimited, ModelNotAllowed or QuotaExceeded; a whole
                 // sentence
    LimitKind kind = LimitKind::None;
    LimitOwner owner = LimitOwner::Key;
    QString limit; // "key requests per minute", "user budget 5USD/day": for the row, "why 429?"
    std::optional<Millis> retryAfter; // of RateLimited and QuotaExceeded, never 0
    std::optional<Time> resets;       // when a budget's period ends; empty: it does not
    bool shouldRetry = false;         // waiting for retryAfter helps
    RateState rates;
};

// One limit as it stands, for `GET /v1/usage` and the window.
struct LimitState
{
    LimitKind kind = LimitKind::None; // Requests, Tokens, Concurrency or Budget
    LimitOwner owner = LimitOwner::Key;
    Budget budget;       // of kind Budget, its amount without raises
    QString text;        // "requests per minute", "budget 5USD/day"
    qint64 limit = 0;    // raises included
    qint64 used = 0;     // settled
    qint64 reserved = 0; // held by calls in flight
    qint64 left = 0;     // never below 0
    std::optional<Time> resets;

    friend bool operator==(const LimitState &, const LimitState &) = default;
};

// What was settled within a quarter of an hour, from the ledger's roll-ups, which convert money at each row's
// own rate.
struct Spent
{
    UserId userId;
    KeyId keyId;
    Time quarter{}; // its start. What is older than 32 days may come as one sum, at any such time.
    qint64 usdMicros = 0;
    qint64 cnyMicros = 0;
    qint64 tokens = 0; // prompt and completion
};

// The one place that decides whether a call may go ahead, for its key and the key's user together: expiry,
// address, requests per minute, tokens per minute, concurrency, prices, budgets, in this order. A call either
// passes all and is booked in all, or is booked nowhere. (Model patterns are the caller's: they need the
// route.) Refused calls do not count.
//
// What is reserved. Everyone: prompt estimate + max_tokens * n; without max_tokens, n times what answers of
// this key and model typically have (TypicalUsage), 500 when nothing is known. Money: these tokens at the
// dearest of the prices given. A call passes while each budget (with the raises of its current period) has
// its reservation left, after all that was used and all that other calls hold. All calls of the gateway come
// through one thread, so that racing calls with room for ten are ten.
// - A budget stays usable however small: a call without max_tokens, of whose answer nothing is known or which
// is typically
//   larger than the whole budget, passes when its prompt and one token are left and no other call holds any
//   of that budget; it holds all that is left.
// - A budget can therefore be overdrawn only by what calls in flight use beyond their reservations, never by
// one that
//   comes later. With max_tokens that is at most the error of the prompt's estimate.
// Strict keys (or keys of a strict user) reserve upper bounds instead: bytes of the body as prompt tokens,
// the dearest rates that the prices have for a call of this size, max_tokens * n; without max_tokens the most
// that the tightest budget affords, at most `strictCeiling`, which the caller must write into the request
// (Admitted::cappedMaxTokens). Such a budget is never overdrawn while the provider keeps to the bound. The
// caller refuses fields that cannot be bounded. Tokens per minute always take the estimate, and are corrected
// when the call settles.
//
// What is used belongs to the periods in which the call started, whenever it settles, converted at the rate
// it started with. Money limits do not concern calls that cost nothing. A change of limits keeps what was
// used.
//
// Gateway thread; pure: no I/O, no clock. Reservations may outlive it.
class Admission final
{
public:
    static constexpr qint64 strictCeiling = 4096; // tokens per choice that every model accepts as a maximum

    Admission();
    ~Admission();
    Q_DISABLE_COPY_MOVE(Admission)

    // A new snapshot: its time zone and raises. Limits are read from each call's own entry.
    void configure(const Snapshot &snapshot);

    // What was used before this process began. Replaces all that was settled; reservations stay.
    void load(std::span<const Spent> spent);

    // The same sums cut for another time zone: replaces what was settled before `end`.
    void recut(std::span<const Spent> spent, Time end);

    tl::expected<Admitted, Refusal> admit(const AdmissionRequest &request);

    // The call is over: releases the reservation and books what was really used.
    void settle(Reservation &&reservation, const CallCost &cost, SteadyTime now);
    // Nothing was used. So does destroying the reservation. The request still counts in the minute.
    void release(Reservation &&reservation);

    // A row that was settled otherwise, e.g. an interrupted one that was corrected: adds the difference, may
    // be negative.
    void book(const Spent &difference);

    QList<LimitState> limitStates(const Snapshot::KeyEntry &entry, Time time, SteadyTime now) const;
    RateState rates(const Snapshot::KeyEntry &entry, SteadyTime now) const;

    TypicalUsage &typical() { return m_typical; } // to seed it

private:
    std::shared_ptr<class Accounts> m_accounts;
    TypicalUsage m_typical;
};

// Whether a call may go to a target without a price: neither key nor user has a money budget without
// `allowUnpriced`.
bool mayUseUnpriced(const Snapshot::KeyEntry &entry);

} // namespace gateway
