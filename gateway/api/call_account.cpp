// SPDX-License-Identifier: MIT
#include "api/call_account.h"

#include <QUrl>

namespace gateway {

namespace {

const Price &freePrice()
{
    static const Price price{{}, QStringLiteral("free"),    {}, {}, Currency::Usd, {}, {},
                             {}, QStringLiteral("built-in")};
    return price;
}

} // namespace

CallAccount::CallAccount(CallServices &services, RequestId id, Identity identity)
    : m_services(services), m_identity(std::move(identity)), m_started(services.clock().steady())
{
    record.id = id;
    record.startedAt = services.clock().now();
    record.userId = m_identity.entry->key.userId;
    record.keyId = m_identity.entry->key.id;
    record.rateMicros = m_identity.snapshot->settings.usdCnyRateMicros;
}

Millis CallAccount::elapsed() const
{
    return std::chrono::duration_cast<Millis>(m_services.clock().steady() - m_started);
}

bool CallAccount::costsNothing(const Provider &provider) const
{
    return provider.dialect == Dialect::Demo ||
           record.endpoint == QLatin1StringView("/v1/messages/count_tokens");
}

const Price *CallAccount::priceOf(const Provider &provider, const QString &upstreamModel) const
{
    if (costsNothing(provider))
        return &freePrice();
    return m_identity.snapshot->prices->find(provider.id, provider.preset, upstreamModel, record.startedAt);
}

void CallAccount::open(Reservation reservation, const Provider &provider, const QString &upstreamModel,
                       QObject *context, std::function<void(Outcome)> done)
{
    m_reservation = std::move(reservation);
    record.providerId = provider.id;
    record.upstreamModel = upstreamModel;
    record.reservedTokens = m_reservation.tokens();
    record.reservedMicros = m_reservation.micros();
    const Price *price = priceOf(provider, upstreamModel);
    if (record.reservedMicros)
        record.currency = toString(m_reservation.currency());
    record.priceId = price ? price->id : PriceId();
    m_provider = m_identity.snapshot->provider(provider.id);
    m_upstreamModel = upstreamModel;
    m_open = true;
    m_services.ledger().open(record, context, std::move(done));
}

void CallAccount::refuse(int httpStatus, const QString &error)
{
    if (!m_services.mayRecordRefusal(record.keyId))
        return;
    m_settled.id = record.id;
    m_settled.status = CallStatus::Refused;
    m_settled.httpStatus = httpStatus;
    m_settled.error = error;
    m_settled.duration = elapsed();
    m_services.ledger().writer().record(record, m_settled);
}

void CallAccount::beginAttempt(const Provider &provider, const SealedKey *key, const QString &upstreamModel)
{
    m_provider = &provider;
    m_upstreamModel = upstreamModel;
    m_attempt = {};
    m_attempt.provider = provider.name;
    m_attempt.model = upstreamModel;
    if (key != nullptr) {
        m_attempt.providerKeyId = key->id;
        m_attempt.keyHint = key->hint;
    }
    m_attemptStarted = m_services.clock().steady();
    if (m_attempts++ == 0)
        m_settled.queued = elapsed();
    m_attemptOpen = true;
}

void CallAccount::endAttempt(int status, const QString &outcome)
{
    if (!std::exchange(m_attemptOpen, false))
        return;
    m_attempt.status = status;
    m_attempt.outcome = outcome;
    m_attempt.duration = std::chrono::duration_cast<Millis>(m_services.clock().steady() - m_attemptStarted);
    m_settled.tried.append(m_attempt);
}

void CallAccount::answeredBy(const Provider &provider, const SealedKey *key, const QString &upstreamModel)
{
    m_provider = &provider;
    m_upstreamModel = upstreamModel;
    m_attempt.provider = provider.name;
    m_attempt.model = upstreamModel;
    m_attempt.providerKeyId = key != nullptr ? key->id : 0;
}

void CallAccount::noteFirstToken()
{
    if (!m_settled.firstToken)
        m_settled.firstToken = elapsed();
}

QByteArray CallAccount::attemptsHeader() const
{
    QByteArrayList items;
    for (const CallAttempt &attempt : m_settled.tried)
        items.append(QUrl::toPercentEncoding(attempt.provider) + '=' + attempt.outcome.toLatin1());
    if (m_attemptOpen)
        items.append(QUrl::toPercentEncoding(m_attempt.provider) + "=ok");
    return items.join(", ");
}

void CallAccount::settle(const End &end)
{
    if (!std::exchange(m_open, false))
        return;
    endAttempt(end.httpStatus, end.status == CallStatus::Ok          ? QStringLiteral("ok")
                               : end.status == CallStatus::Cancelled ? QStringLiteral("cancelled")
                                                                     : QStringLiteral("failed"));
    m_settled.id = record.id;
    m_settled.status = end.status;
    m_settled.httpStatus = end.httpStatus;
    m_settled.error = end.error;
    m_settled.usageSource = end.source;
    m_settled.usage = end.usage;
    m_settled.responseBytes = end.responseBytes;
    m_settled.duration = elapsed();
    m_settled.attempts = m_attempts;
    m_settled.providerKeyId = m_attempt.providerKeyId;

    const Price *price = m_provider ? priceOf(*m_provider, m_upstreamModel) : nullptr;
    if (m_provider && (m_provider->id != record.providerId || m_upstreamModel != record.upstreamModel)) {
        m_settled.providerId = m_provider->id;
        m_settled.upstreamModel = m_upstreamModel;
        m_settled.priceId = price ? price->id : PriceId();
    }
    const bool used = end.source != UsageSource::None;
    if (price) {
        m_settled.costMicros = used ? costOf(*price, end.usage) : 0;
        m_settled.currency = toString(price->currency);
    }

    CallCost cost;
    cost.promptTokens = end.usage.prompt.value_or(0);
    cost.completionTokens = end.usage.completion.value_or(0);
    cost.costMicros = m_settled.costMicros;
    cost.currency = price ? price->currency : Currency::Usd;
    cost.reported = end.learn;
    if (used)
        m_services.admission().settle(std::move(m_reservation), cost, m_services.clock().steady());
    else
        m_services.admission().release(std::move(m_reservation));
    m_services.ledger().settle(m_settled);
}

} // namespace gateway
