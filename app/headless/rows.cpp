// SPDX-License-Identifier: MIT
#include "rows.h"

#include "limits_view.h"

#include "base/request_id.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

QJsonValue orNull(const std::optional<qint64> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonValue orNull(const std::optional<Millis> &value)
{
    return value ? QJsonValue(qint64(value->count())) : QJsonValue();
}

QJsonValue orNull(const std::optional<Time> &value)
{
    return value ? QJsonValue(toRfc3339(*value)) : QJsonValue();
}

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

void addTokens(QJsonObject &object, const TokenUsage &tokens)
{
    object["prompt_tokens"_L1] = orNull(tokens.prompt);
    object["cached_tokens"_L1] = orNull(tokens.cached);
    object["cache_write_tokens"_L1] = orNull(tokens.cacheWrite);
    object["completion_tokens"_L1] = orNull(tokens.completion);
    object["reasoning_tokens"_L1] = orNull(tokens.reasoning);
}

QString toString(AuthStyle style)
{
    switch (style) {
    case AuthStyle::Bearer:
        return u"bearer"_s;
    case AuthStyle::Header:
        return u"header"_s;
    case AuthStyle::None:
        return u"none"_s;
    }
    return {};
}

QString toString(UsageOption option)
{
    switch (option) {
    case UsageOption::Ask:
        return u"ask"_s;
    case UsageOption::Refused:
        return u"refused"_s;
    case UsageOption::Unneeded:
        return u"unneeded"_s;
    }
    return {};
}

} // namespace

QString toString(Dialect dialect)
{
    switch (dialect) {
    case Dialect::OpenAi:
        return u"openai"_s;
    case Dialect::Anthropic:
        return u"anthropic"_s;
    case Dialect::Demo:
        return u"demo"_s;
    }
    return {};
}

QString statusOf(const KeyInfo &info, Time now)
{
    if (info.key.revokedAt)
        return u"revoked"_s;
    if (info.key.limits.expiresAt && *info.key.limits.expiresAt <= now)
        return u"expired"_s;
    return info.userEnabled ? u"active"_s : u"disabled"_s;
}

QString hintOf(const Key &key)
{
    return key.prefix + u"…"_s + key.suffix;
}

QString hintOf(const SealedKey &key)
{
    return key.hint.isEmpty() ? u"set"_s : u"…"_s + key.hint;
}

std::string groupName(UsageGroup group)
{
    switch (group) {
    case UsageGroup::None:
        return "total";
    case UsageGroup::User:
        return "user";
    case UsageGroup::Key:
        return "key";
    case UsageGroup::Model:
        return "model";
    case UsageGroup::Provider:
        return "provider";
    case UsageGroup::Hour:
        return "hour";
    case UsageGroup::Day:
        return "day";
    }
    return {};
}

QString moneyText(qint64 micros, const QString &currency)
{
    const quint64 size = micros < 0 ? quint64(-(micros + 1)) + 1 : quint64(micros);
    return u"%1%2.%3 %4"_s.arg(micros < 0 ? u"-"_s : QString(), QString::number(size / 1'000'000))
            .arg(size % 1'000'000, 6, 10, QLatin1Char('0'))
            .arg(currency);
}

QJsonObject toJson(const UserInfo &info, const QList<BudgetState> &budgets)
{
    QJsonObject object{{u"id"_s, info.user.id.value},
                       {u"name"_s, info.user.name},
                       {u"enabled"_s, info.user.enabled},
                       {u"keys"_s, info.keys},
                       {u"has_password"_s, info.hasPassword},
                       {u"created_at"_s, toRfc3339(info.user.createdAt)},
                       {u"last_used_at"_s, orNull(info.lastUsedAt)}};
    addLimits(object, info.user.limits, budgets);
    return object;
}

QJsonObject toJson(const KeyInfo &info, const QList<BudgetState> &budgets, Time now)
{
    QJsonObject object{{u"id"_s, info.key.id.value},
                       {u"user"_s, info.userName},
                       {u"name"_s, info.key.label},
                       {u"hint"_s, hintOf(info.key)},
                       {u"status"_s, statusOf(info, now)},
                       {u"created_at"_s, toRfc3339(info.key.createdAt)},
                       {u"revoked_at"_s, orNull(info.key.revokedAt)},
                       {u"last_used_at"_s, orNull(info.lastUsedAt)}};
    addLimits(object, info.key.limits, budgets);
    return object;
}

QJsonObject toJson(const SealedKey &key)
{
    return {{u"id"_s, key.id},
            {u"hint"_s, key.hint},
            {u"flag"_s, key.flaggedAt ? QJsonValue(key.flag) : QJsonValue()},
            {u"flagged_at"_s, orNull(key.flaggedAt)}};
}

QJsonObject toJson(const Provider &provider)
{
    QJsonArray keys;
    for (const SealedKey &key : provider.keys)
        keys += toJson(key);
    QJsonArray headers; // names only: a value may be a credential of its own
    for (const HeaderField &header : provider.headers)
        headers += QString::fromUtf8(header.name);
    return {{u"id"_s, provider.id.value},
            {u"name"_s, provider.name},
            {u"preset"_s, orNull(provider.preset)},
            {u"dialect"_s, toString(provider.dialect)},
            {u"base_url"_s, orNull(provider.baseUrl)},
            {u"auth"_s, toString(provider.auth)},
            {u"usage_option"_s, toString(provider.usageOption)},
            {u"enabled"_s, provider.enabled},
            {u"http2"_s, provider.http2},
            {u"position"_s, provider.position},
            {u"anthropic_url"_s, orNull(provider.anthropicUrl)},
            {u"responses"_s, provider.responses},
            {u"drain_plain"_s, provider.drainPlain},
            {u"drain_streams"_s, provider.drainStreams},
            {u"health_check"_s, provider.healthCheck},
            {u"own_ca"_s, !provider.caPem.isEmpty()},
            {u"proxy"_s, orNull(provider.proxy)},
            {u"headers"_s, headers},
            {u"keys"_s, keys},
            {u"models"_s, QJsonArray::fromStringList(provider.models)},
            {u"models_listed_at"_s, orNull(provider.modelsListedAt)},
            {u"created_at"_s, toRfc3339(provider.createdAt)}};
}

QJsonObject toJson(const ProviderPreset &preset)
{
    return {{u"id"_s, preset.id},
            {u"name"_s, preset.name},
            {u"name_zh"_s, orNull(preset.nameZh)},
            {u"dialect"_s, toString(preset.provider.dialect)},
            {u"base_url"_s, orNull(preset.provider.baseUrl)},
            {u"anthropic_url"_s, orNull(preset.anthropicBaseUrl)},
            {u"needs_key"_s, preset.needsKey},
            {u"key_url"_s, orNull(preset.keyUrl)},
            {u"key_env"_s, orNull(preset.keyEnv)},
            {u"models"_s, QJsonArray::fromStringList(preset.provider.models)}};
}

QJsonObject toJson(const RouteInfo &info)
{
    QJsonArray targets;
    for (qsizetype i = 0; i < info.route.targets.size(); ++i) {
        const RouteTarget &target = info.route.targets[i];
        targets += QJsonObject{{u"provider"_s, info.providers.value(i)},
                               {u"model"_s, orNull(target.model)},
                               {u"priority"_s, target.priority},
                               {u"weight"_s, target.weight}};
    }
    return {{u"id"_s, info.route.id.value},
            {u"model"_s, info.route.model},
            {u"targets"_s, targets},
            {u"demo"_s, info.route.demo}};
}

static QJsonObject toJson(const CallAttempt &attempt)
{
    return {{u"provider"_s, orNull(attempt.provider)},
            {u"provider_key_id"_s,
             attempt.providerKeyId == 0 ? QJsonValue() : QJsonValue(attempt.providerKeyId)},
            {u"provider_key_hint"_s, orNull(attempt.keyHint)},
            {u"model"_s, orNull(attempt.model)},
            {u"http_status"_s, attempt.status == 0 ? QJsonValue() : QJsonValue(attempt.status)},
            {u"outcome"_s, attempt.outcome},
            {u"duration_ms"_s, qint64(attempt.duration.count())}};
}

QJsonObject toJson(const CallRow &row)
{
    const CallOpened &opened = row.opened;
    const CallSettled &settled = row.settled;
    const bool open = settled.status == CallStatus::Open;
    QJsonArray tried;
    for (const CallAttempt &attempt : settled.tried)
        tried += toJson(attempt);
    QJsonObject object{
            {u"id"_s, QString::fromLatin1(toText(opened.id))},
            {u"started_at"_s, toRfc3339(opened.startedAt)},
            {u"status"_s, gateway::toString(settled.status)},
            {u"http_status"_s, settled.httpStatus == 0 ? QJsonValue() : QJsonValue(settled.httpStatus)},
            {u"user"_s, orNull(row.userName)},
            {u"key_id"_s, opened.keyId ? QJsonValue(opened.keyId.value) : QJsonValue()},
            {u"key_hint"_s, orNull(row.keyHint)},
            {u"key_name"_s, orNull(row.keyLabel)},
            {u"endpoint"_s, opened.endpoint},
            {u"model"_s, orNull(opened.model)},
            {u"provider"_s, orNull(row.providerName)},
            {u"upstream_model"_s, orNull(opened.upstreamModel)},
            {u"stream"_s, opened.stream},
            {u"usage_source"_s, open ? QJsonValue() : QJsonValue(gateway::toString(settled.usageSource))},
            {u"cost_micros"_s, orNull(settled.costMicros)},
            {u"currency"_s, orNull(settled.currency)},
            {u"priced"_s, settled.costMicros.has_value()},
            {u"first_token_ms"_s, orNull(settled.firstToken)},
            {u"duration_ms"_s, open ? QJsonValue() : QJsonValue(qint64(settled.duration.count()))},
            {u"queued_ms"_s, orNull(settled.queued)},
            {u"connect_ms"_s, orNull(settled.connect)},
            {u"attempts"_s, open ? QJsonValue() : QJsonValue(settled.attempts)},
            {u"tried"_s, tried},
            {u"provider_key_id"_s,
             settled.providerKeyId == 0 ? QJsonValue() : QJsonValue(settled.providerKeyId)},
            {u"provider_key_hint"_s, orNull(row.providerKeyHint)},
            {u"reserved_tokens"_s,
             opened.reservedTokens == 0 ? QJsonValue() : QJsonValue(opened.reservedTokens)},
            {u"reserved_micros"_s, orNull(opened.reservedMicros)},
            {u"price_id"_s, opened.priceId ? QJsonValue(opened.priceId.value) : QJsonValue()},
            {u"usd_cny_rate_micros"_s, opened.rateMicros == 0 ? QJsonValue() : QJsonValue(opened.rateMicros)},
            {u"request_bytes"_s, opened.requestBytes},
            {u"response_bytes"_s, open ? QJsonValue() : QJsonValue(settled.responseBytes)},
            {u"error"_s, orNull(settled.error)}};
    addTokens(object, settled.usage);
    object["cache_write_1h_tokens"_L1] = orNull(settled.usage.cacheWriteLong);
    return object;
}

QJsonObject toJson(const UsageSum &sum, UsageGroup group)
{
    QJsonObject costs;
    for (auto cost = sum.costMicros.begin(); cost != sum.costMicros.end(); ++cost)
        costs[cost.key()] = cost.value();
    QJsonObject object{{u"requests"_s, sum.requests},
                       {u"failed"_s, sum.failed},
                       {u"refused"_s, sum.refused},
                       {u"unpriced"_s, sum.unpriced},
                       {u"cost"_s, costs}};
    addTokens(object, sum.tokens);
    const QString field = QString::fromStdString(groupName(group));
    if (group == UsageGroup::Hour || group == UsageGroup::Day)
        object[field] = toRfc3339(sum.start);
    else if (group != UsageGroup::None)
        object[field] = orNull(sum.group);
    if (group == UsageGroup::Key)
        object[u"key_id"_s] = sum.groupId == 0 ? QJsonValue() : QJsonValue(sum.groupId);
    return object;
}

QJsonObject toJson(const AuditEntry &entry)
{
    return {{u"at"_s, toRfc3339(entry.at)},
            {u"actor"_s, entry.actor},
            {u"action"_s, entry.action},
            {u"subject"_s, entry.subject}};
}

QJsonObject toJson(const ProbeReport &report, const QString &model)
{
    QJsonObject object{
            {u"ok"_s, report.ok},
            {u"http_status"_s, report.httpStatus == 0 ? QJsonValue() : QJsonValue(report.httpStatus)},
            {u"message"_s, report.message},
            {u"model"_s, orNull(model)},
            {u"first_token_ms"_s, orNull(report.firstToken)},
            {u"duration_ms"_s, qint64(report.duration.count())}};
    addTokens(object, report.usage);
    return object;
}

QJsonObject toJson(const IssuedKey &issued, const QString &user, const QList<BudgetState> &budgets)
{
    QJsonObject object{{u"id"_s, issued.key.id.value},
                       {u"key"_s, QString::fromLatin1(issued.secret.expose())},
                       {u"user"_s, user},
                       {u"name"_s, issued.key.label}};
    addLimits(object, issued.key.limits, budgets);
    return object;
}

} // namespace gateway::cli
