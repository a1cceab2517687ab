// SPDX-License-Identifier: MIT
#pragma once

#include "access/admission.h"
#include "support/utc.h"

#include <limits>

namespace gateway::test {

inline constexpr qint64 million = 1'000'000;
inline constexpr qint64 huge = std::numeric_limits<qint64>::max();

inline const Time noon = utc("2026-11-23T12:00:00Z"); // a Monday

inline Price priced(qint64 input, qint64 output, Currency currency = Currency::Usd)
{
    Price price;
    price.currency = currency;
    price.rates.input = input;
    price.rates.output = output;
    return price;
}

inline Budget usd(qint64 micros, BudgetPeriod period = BudgetPeriod::Day)
{
    return {BudgetUnit::Usd, period, micros};
}

inline Budget tokens(qint64 count, BudgetPeriod period = BudgetPeriod::Day)
{
    return {BudgetUnit::Tokens, period, count};
}

// One key of one user at an admission, with a call to vary.
struct Desk
{
    Desk()
    {
        snapshot.settings.timezone = QStringLiteral("UTC");
        entry.key.id = KeyId{1};
        entry.key.userId = UserId{1}; // the same number: keys and users are not mixed up
        admission.configure(snapshot);
        request.entry = &entry;
        request.client = QHostAddress(QHostAddress::LocalHost);
        request.startedAt = noon;
        request.now = SteadyTime(std::chrono::hours(1));
        request.model = QStringLiteral("m");
        request.promptTokens = 10;
        request.bodyBytes = 100;
        request.maxTokens = 90;
        request.price = &price;
        request.rateMicros = 7 * million;
    }

    void wait(Millis time)
    {
        request.startedAt += time;
        request.now += time;
    }
    auto ask() { return admission.admit(request); }
    void settle(Reservation &&reservation, qint64 prompt, qint64 completion, std::optional<qint64> cost = {})
    {
        CallCost used;
        used.promptTokens = prompt;
        used.completionTokens = completion;
        used.costMicros = cost;
        used.currency = price.currency;
        admission.settle(std::move(reservation), used, request.now);
    }
    LimitState state(LimitKind kind, LimitOwner owner = LimitOwner::Key)
    {
        for (const LimitState &each : admission.limitStates(entry, request.startedAt, request.now)) {
            if (each.kind == kind && each.owner == owner)
                return each;
        }
        return {};
    }

    Snapshot snapshot;
    Snapshot::KeyEntry entry;
    Price price = priced(million, million); // one micro-dollar a token
    Admission admission;
    AdmissionRequest request;
};

} // namespace gateway::test
