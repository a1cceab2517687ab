// SPDX-License-Identifier: MIT
#pragma once

#include "access/admission.h"
#include "access/identity.h"
#include "api/call_services.h"

#include <optional>

namespace gateway {

// What a call costs: its row in the ledger, its reservation, its attempts and its price. Gateway thread.
class CallAccount final
{
public:
    CallAccount(CallServices &services, RequestId id, Identity identity);

    // What is known before the call is admitted, also for the row of a refused one.
    CallOpened record;

    SteadyTime started() const { return m_started; }
    Millis elapsed() const;

    // The price of a provider's model for this call; null: unpriced. Calls that cost nothing by their nature
    // have the price 0. As long as the snapshot.
    const Price *priceOf(const Provider &provider, const QString &upstreamModel) const;

    // Admitted: writes the row, as leading to this target.
    void open(Reservation reservation, const Provider &provider, const QString &upstreamModel,
              QObject *context, std::function<void(Outcome)> done);
    bool isOpen() const { return m_open; }

    // Refused for a reason that people look for later: leaves a settled row, capped per key and minute.
    void refuse(int httpStatus, const QString &error);

    void beginAttempt(const Provider &provider, const SealedKey *key, const QString &upstreamModel);
    void endAttempt(int status, const QString &outcome); // of the one that was begun; once
    // An earlier attempt's answer is the client's after all.
    void answeredBy(const Provider &provider, const SealedKey *key, const QString &upstreamModel);
    int attempts() const { return m_attempts; }
    std::optional<Millis> firstToken() const { return m_settled.firstToken; }
    const QString &attemptedProvider() const { return m_attempt.provider; } // the last one; empty before
    const QString &attemptedModel() const { return m_attempt.model; }
    void noteConnected(std::optional<Millis> time) { m_settled.connect = time; }
    void noteFirstToken();
    QByteArray attemptsHeader() const; // "moonshot=rate_limited, deepseek=ok": x-gateway-attempts

    // The end. `usage` is what was used of the last attempt's target. `learn`: a whole answer, reported by
    // the provider.
    struct End
    {
        CallStatus status = CallStatus::Ok;
        int httpStatus = 0;
        QString error;
        UsageSource source = UsageSource::None;
        TokenUsage usage;
        qint64 responseBytes = 0;
        bool learn = false;
    };
    void settle(const End &end);

private:
    bool costsNothing(const Provider &provider) const;

    CallServices &m_services;
    Identity m_identity;
    SteadyTime m_started;
    Reservation m_reservation;
    CallSettled m_settled;
    const Provider *m_provider = nullptr; // of the attempt under way or the last one; inside the snapshot
    QString m_upstreamModel;
    CallAttempt m_attempt;
    SteadyTime m_attemptStarted;
    bool m_attemptOpen = false;
    int m_attempts = 0;
    bool m_open = false;
};

} // namespace gateway
