// SPDX-License-Identifier: MIT
#include "ledger/row.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QVariant>

namespace gateway::rows {

namespace {

constexpr QLatin1StringView providerField("provider");
constexpr QLatin1StringView keyIdField("key_id");
constexpr QLatin1StringView keyField("key");
constexpr QLatin1StringView modelField("model");
constexpr QLatin1StringView statusField("status");
constexpr QLatin1StringView outcomeField("outcome");
constexpr QLatin1StringView millisField("ms");

// Reads one column after the other.
class Reader final
{
public:
    Reader(const QSqlQuery &query, int first) : m_query(query), m_next(first) {}

    QVariant value() { return m_query.value(m_next++); }
    qint64 number() { return value().toLongLong(); }
    QString text() { return value().toString(); }
    std::optional<qint64> known()
    {
        const QVariant read = value();
        return read.isNull() ? std::nullopt : std::optional(read.toLongLong());
    }
    std::optional<Millis> duration()
    {
        const std::optional<qint64> millis = known();
        return millis ? std::optional(Millis(*millis)) : std::nullopt;
    }

private:
    const QSqlQuery &m_query;
    int m_next;
};

} // namespace

const QLatin1StringView callColumns(
        "r.id, r.started_at, r.user_id, r.key_id, r.endpoint, r.model, r.provider_id, r.upstream_model, "
        "r.stream, r.request_bytes, r.reserved_tokens, r.reserved_micros, r.reserved_currency, r.price_id, "
        "r.rate_micros, r.status, r.http_status, r.prompt_tokens, r.cached_tokens, r.cache_write_tokens, "
        "r.cache_write_1h_tokens, r.completion_tokens, r.reasoning_tokens, r.usage_source, r.cost_micros, "
        "r.currency, r.first_token_ms, r.duration_ms, r.attempts, r.response_bytes, r.error, "
        "r.provider_key_id, r.tried, r.queued_ms, r.connect_ms");

Call readCall(const QSqlQuery &query, int first)
{
    Reader row(query, first);
    Call call;
    CallOpened &opened = call.opened;
    opened.id = {row.number()};
    opened.startedAt = fromMillis(row.number());
    opened.userId = {row.number()};
    opened.keyId = {row.number()};
    opened.endpoint = row.text();
    opened.model = row.text();
    opened.providerId = {row.number()};
    opened.upstreamModel = row.text();
    opened.stream = row.number() != 0;
    opened.requestBytes = row.number();
    opened.reservedTokens = row.number();
    opened.reservedMicros = row.known();
    opened.currency = row.text();
    opened.priceId = {row.number()};
    opened.rateMicros = row.number();

    CallSettled &settled = call.settled;
    settled.id = opened.id;
    settled.status = CallStatus(row.number());
    settled.httpStatus = int(row.number());
    settled.usage.prompt = row.known();
    settled.usage.cached = row.known();
    settled.usage.cacheWrite = row.known();
    settled.usage.cacheWriteLong = row.known();
    settled.usage.completion = row.known();
    settled.usage.reasoning = row.known();
    settled.usageSource = UsageSource(row.known().value_or(qint64(UsageSource::None)));
    settled.costMicros = row.known();
    settled.currency = row.text();
    settled.firstToken = row.duration();
    settled.duration = Millis(row.number());
    settled.attempts = int(row.number());
    settled.responseBytes = row.number();
    settled.error = row.text();
    settled.providerKeyId = row.number();
    settled.tried = attemptsFromText(row.text());
    settled.queued = row.duration();
    settled.connect = row.duration();
    settled.providerId = opened.providerId;
    settled.upstreamModel = opened.upstreamModel;
    return call;
}

QString toText(const QList<CallAttempt> &tried)
{
    if (tried.isEmpty())
        return {};
    QJsonArray list;
    for (const CallAttempt &attempt : tried) {
        QJsonObject object{{providerField, attempt.provider},
                           {outcomeField, attempt.outcome},
                           {millisField, qint64(attempt.duration.count())}};
        if (attempt.providerKeyId != 0)
            object[keyIdField] = attempt.providerKeyId;
        if (!attempt.keyHint.isEmpty())
            object[keyField] = attempt.keyHint;
        if (!attempt.model.isEmpty())
            object[modelField] = attempt.model;
        if (attempt.status != 0)
            object[statusField] = attempt.status;
        list.append(object);
    }
    return QString::fromUtf8(QJsonDocument(list).toJson(QJsonDocument::Compact));
}

QList<CallAttempt> attemptsFromText(const QString &text)
{
    QList<CallAttempt> tried;
    if (text.isEmpty())
        return tried;
    const QJsonArray list = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &value : list) {
        const QJsonObject object = value.toObject();
        CallAttempt attempt;
        attempt.provider = object[providerField].toString();
        attempt.providerKeyId = object[keyIdField].toInteger();
        attempt.keyHint = object[keyField].toString();
        attempt.model = object[modelField].toString();
        attempt.status = object[statusField].toInt();
        attempt.outcome = object[outcomeField].toString();
        attempt.duration = Millis(object[millisField].toInteger());
        tried.append(attempt);
    }
    return tried;
}

} // namespace gateway::rows
