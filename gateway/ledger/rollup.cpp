// SPDX-License-Identifier: MIT
#include "ledger/rollup.h"

#include "base/request_id.h"
#include "ledger/price.h"

#include <QSqlError>

#include <map>
#include <tuple>

namespace gateway {

namespace {

constexpr qint64 quarterMillis = 900'000;
constexpr qint64 quartersADay = 96;

void addTo(std::optional<qint64> &sum, const std::optional<qint64> &value, int sign)
{
    if (value)
        sum = sum.value_or(0) + sign * *value;
}

QVariant orNull(const std::optional<qint64> &value)
{
    return value ? QVariant(*value) : QVariant();
}

// An empty text, not NULL, which is no part of a key.
QVariant text(const QString &value)
{
    return value.isEmpty() ? QVariant(QStringLiteral("")) : QVariant(value);
}

constexpr QLatin1StringView addQuarter(
        "INSERT INTO rollups (quarter, user_id, key_id, provider_id, model, currency, requests, ok, failed, "
        "cancelled, interrupted, refused, unpriced, prompt_tokens, cached_tokens, cache_write_tokens, "
        "completion_tokens, reasoning_tokens, cost_micros, usd_micros, cny_micros, duration_ms, "
        "first_token_ms, "
        "first_tokens, held_tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, "
        "?, ?) ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, ok = ok + excluded.ok, "
        "failed = failed + excluded.failed, cancelled = cancelled + excluded.cancelled, "
        "interrupted = interrupted + excluded.interrupted, refused = refused + excluded.refused, "
        "unpriced = unpriced + excluded.unpriced, "
        // NULL and a number make the number.
        "prompt_tokens = coalesce(prompt_tokens + excluded.prompt_tokens, prompt_tokens, "
        "excluded.prompt_tokens), "
        "cached_tokens = coalesce(cached_tokens + excluded.cached_tokens, cached_tokens, "
        "excluded.cached_tokens), "
        "cache_write_tokens = coalesce(cache_write_tokens + excluded.cache_write_tokens, cache_write_tokens, "
        "excluded.cache_write_tokens), "
        "completion_tokens = coalesce(completion_tokens + excluded.completion_tokens, completion_tokens, "
        "excluded.completion_tokens), "
        "reasoning_tokens = coalesce(reasoning_tokens + excluded.reasoning_tokens, reasoning_tokens, "
        "excluded.reasoning_tokens), "
        "cost_micros = coalesce(cost_micros + excluded.cost_micros, cost_micros, excluded.cost_micros), "
        "usd_micros = coalesce(usd_micros + excluded.usd_micros, usd_micros, excluded.usd_micros), "
        "cny_micros = coalesce(cny_micros + excluded.cny_micros, cny_micros, excluded.cny_micros), "
        "duration_ms = duration_ms + excluded.duration_ms, "
        "first_token_ms = first_token_ms + excluded.first_token_ms, "
        "first_tokens = first_tokens + excluded.first_tokens, held_tokens = held_tokens + "
        "excluded.held_tokens");

constexpr QLatin1StringView
        addDay("INSERT INTO spent_days (user_id, key_id, day, usd_micros, cny_micros, tokens) VALUES (?, ?, "
               "?, ?, ?, ?) "
               "ON CONFLICT DO UPDATE SET usd_micros = usd_micros + excluded.usd_micros, "
               "cny_micros = cny_micros + excluded.cny_micros, tokens = tokens + excluded.tokens");

} // namespace

void RollUpSums::add(const RollUpSums &sums, int sign)
{
    requests += sign * sums.requests;
    for (size_t i = 0; i < std::size(byStatus); ++i)
        byStatus[i] += sign * sums.byStatus[i];
    unpriced += sign * sums.unpriced;
    addTo(tokens.prompt, sums.tokens.prompt, sign);
    addTo(tokens.cached, sums.tokens.cached, sign);
    addTo(tokens.cacheWrite, sums.tokens.cacheWrite, sign);
    addTo(tokens.completion, sums.tokens.completion, sign);
    addTo(tokens.reasoning, sums.tokens.reasoning, sign);
    addTo(costMicros, sums.costMicros, sign);
    addTo(usdMicros, sums.usdMicros, sign);
    addTo(cnyMicros, sums.cnyMicros, sign);
    durationMillis += sign * sums.durationMillis;
    firstTokenMillis += sign * sums.firstTokenMillis;
    firstTokens += sign * sums.firstTokens;
    heldTokens += sign * sums.heldTokens;
}

std::pair<RollUpKey, RollUpSums> rollUpOf(const CallOpened &opened, const CallSettled &settled)
{
    RollUpKey key;
    key.quarter = toMillis(timeOf(opened.id)) / quarterMillis;
    key.userId = opened.userId.value;
    key.keyId = opened.keyId.value;
    key.providerId = settled.providerId ? settled.providerId.value : opened.providerId.value;
    key.model = opened.model;

    RollUpSums sums;
    sums.requests = 1;
    sums.byStatus[size_t(settled.status)] = 1;
    sums.tokens = settled.usage;
    if (settled.costMicros) {
        key.currency = settled.currency;
        sums.costMicros = settled.costMicros;
        if (const std::optional<Currency> currency = currencyFromString(settled.currency)) {
            sums.usdMicros = convert(*settled.costMicros, *currency, Currency::Usd, opened.rateMicros);
            sums.cnyMicros = convert(*settled.costMicros, *currency, Currency::Cny, opened.rateMicros);
        }
    } else if (settled.status == CallStatus::Ok || settled.usage.prompt || settled.usage.completion) {
        sums.unpriced = 1;
    }
    sums.durationMillis = settled.duration.count();
    if (settled.firstToken) {
        sums.firstTokenMillis = settled.firstToken->count();
        sums.firstTokens = 1;
    }
    if (settled.status == CallStatus::Interrupted && settled.usage.isEmpty())
        sums.heldTokens = opened.reservedTokens;
    return {key, sums};
}

RollUps::RollUps(Database &database) : m_database(database) {}
RollUps::~RollUps() = default;

Outcome RollUps::prepare()
{
    m_quarter = std::make_unique<QSqlQuery>(m_database.sql());
    m_day = std::make_unique<QSqlQuery>(m_database.sql());
    for (const auto &[query, statement] :
         {std::pair(m_quarter.get(), addQuarter), std::pair(m_day.get(), addDay)}) {
        if (!query->prepare(statement)) {
            return failure(ErrorCode::Storage,
                           QStringLiteral("The sums of %1 cannot be written: %2.")
                                   .arg(m_database.location().file, query->lastError().databaseText()));
        }
    }
    return {};
}

void RollUps::add(const CallOpened &opened, const CallSettled &settled, int sign)
{
    const auto [key, sums] = rollUpOf(opened, settled);
    m_sums[key].add(sums, sign);
    m_subtracted = m_subtracted || sign < 0;
}

void RollUps::drop()
{
    m_sums.clear();
    m_subtracted = false;
}

bool RollUps::write()
{
    bool written = true;
    for (auto sums = m_sums.begin(); sums != m_sums.end() && written; ++sums)
        written = writeQuarter(sums->first, sums->second);
    written = written && writeDays();
    if (written && m_subtracted) {
        for (const auto &[key, sums] : m_sums) {
            const Result<QSqlQuery> removed = m_database.run(
                    QStringLiteral("DELETE FROM rollups WHERE quarter = ? AND key_id = ? AND model = ? AND "
                                   "provider_id = ? AND user_id = ? AND currency = ? AND requests = 0"),
                    {key.quarter, key.keyId, key.model, key.providerId, key.userId, key.currency});
            if (!removed) {
                m_error = removed.error().message;
                written = false;
                break;
            }
        }
    }
    drop();
    return written;
}

bool RollUps::writeQuarter(const RollUpKey &key, const RollUpSums &sums)
{
    int i = 0;
    QSqlQuery &query = *m_quarter;
    for (const qint64 id : {key.quarter, key.userId, key.keyId, key.providerId})
        query.bindValue(i++, id);
    query.bindValue(i++, text(key.model));
    query.bindValue(i++, text(key.currency));
    query.bindValue(i++, sums.requests);
    for (const CallStatus status : {CallStatus::Ok, CallStatus::Failed, CallStatus::Cancelled,
                                    CallStatus::Interrupted, CallStatus::Refused})
        query.bindValue(i++, sums.byStatus[size_t(status)]);
    query.bindValue(i++, sums.unpriced);
    for (const std::optional<qint64> &sum :
         {sums.tokens.prompt, sums.tokens.cached, sums.tokens.cacheWrite, sums.tokens.completion,
          sums.tokens.reasoning, sums.costMicros, sums.usdMicros, sums.cnyMicros})
        query.bindValue(i++, orNull(sum));
    for (const qint64 sum : {sums.durationMillis, sums.firstTokenMillis, sums.firstTokens, sums.heldTokens})
        query.bindValue(i++, sum);
    return execute(query);
}

bool RollUps::writeDays()
{
    struct Day
    {
        qint64 usd = 0;
        qint64 cny = 0;
        qint64 tokens = 0;
    };
    std::map<std::tuple<qint64, qint64, qint64>, Day> days;
    for (const auto &[key, sums] : m_sums) {
        Day &day = days[{key.userId, key.keyId, key.quarter / quartersADay}];
        day.usd += sums.usdMicros.value_or(0);
        day.cny += sums.cnyMicros.value_or(0);
        day.tokens += sums.spentTokens();
    }
    for (const auto &[key, day] : days) {
        if (day.usd == 0 && day.cny == 0 && day.tokens == 0)
            continue;
        int i = 0;
        for (const qint64 value :
             {std::get<0>(key), std::get<1>(key), std::get<2>(key), day.usd, day.cny, day.tokens})
            m_day->bindValue(i++, value);
        if (!execute(*m_day))
            return false;
    }
    return true;
}

bool RollUps::execute(QSqlQuery &query)
{
    if (query.exec())
        return true;
    m_error = query.lastError().databaseText();
    return false;
}

} // namespace gateway
