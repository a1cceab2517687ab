// SPDX-License-Identifier: MIT
#include "api/usage_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

namespace {

using namespace Qt::Literals::StringLiterals;

QJsonValue orNull(std::optional<qint64> number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonValue sumObject(const std::optional<UsageSum> &sum)
{
    if (!sum)
        return {};
    QJsonObject cost;
    for (auto item = sum->costMicros.cbegin(); item != sum->costMicros.cend(); ++item)
        cost.insert(item.key(), item.value());
    return QJsonObject{{u"requests"_s, sum->requests},
                       {u"prompt_tokens"_s, orNull(sum->tokens.prompt)},
                       {u"cached_tokens"_s, orNull(sum->tokens.cached)},
                       {u"completion_tokens"_s, orNull(sum->tokens.completion)},
                       {u"reasoning_tokens"_s, orNull(sum->tokens.reasoning)},
                       {u"cost"_s, cost}};
}

QJsonObject limitObject(const LimitState &state)
{
    return {{u"owner"_s, state.owner == LimitOwner::Key ? u"key"_s : u"user"_s},
            {u"limit"_s, state.text},
            {u"amount"_s, state.limit},
            {u"used"_s, state.used},
            {u"reserved"_s, state.reserved},
            {u"left"_s, state.left},
            {u"resets_at"_s, state.resets ? QJsonValue(toRfc3339(*state.resets)) : QJsonValue()}};
}

} // namespace

QByteArray toJson(const UsageReport &report)
{
    QJsonArray limits;
    for (const LimitState &state : report.limits)
        limits.append(limitObject(state));
    const Key &key = report.entry->key;
    const QJsonObject object{
            {u"object"_s, u"usage"_s},
            {u"key"_s,
             QJsonObject{{u"id"_s, key.id.value},
                         {u"label"_s, key.label},
                         {u"expires_at"_s, key.limits.expiresAt ? QJsonValue(toRfc3339(*key.limits.expiresAt))
                                                                : QJsonValue()}}},
            {u"user"_s, report.entry->userName},
            {u"today"_s, sumObject(report.today)},
            {u"last_30_days"_s, sumObject(report.month)},
            {u"limits"_s, limits},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace gateway
