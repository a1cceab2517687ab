// SPDX-License-Identifier: MIT
#include "limits_view.h"

#include "times.h"

#include "config/limits_text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

template <typename T>
QJsonValue orNull(const std::optional<T> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

template <typename T>
QString orUnlimited(const std::optional<T> &value)
{
    return value ? QString::number(*value) : u"unlimited"_s;
}

QString stateText(const BudgetState &state)
{
    const QString text = limits_text::showBudget(state.budget);
    return state.raised == 0 ? text
                             : u"%1 (+%2 for now)"_s.arg(
                                       text, limits_text::showAmount(state.raised, state.budget.unit));
}

QJsonObject toJson(const BudgetState &state)
{
    return {{u"unit"_s, limits_text::toString(state.budget.unit)},
            {u"period"_s, limits_text::toString(state.budget.period)},
            {u"amount"_s, state.budget.amount},
            {u"text"_s, limits_text::showBudget(state.budget)},
            {u"raised"_s, state.raised}};
}

} // namespace

QList<BudgetState> budgetStates(const Limits &limits, const QList<Raise> &raises)
{
    QList<BudgetState> states;
    for (const Budget &budget : limits.budgets) {
        BudgetState state{budget, 0};
        for (const Raise &raised : raises) {
            if (raised.extra.unit == budget.unit && raised.extra.period == budget.period)
                state.raised += raised.extra.amount;
        }
        states += state;
    }
    return states;
}

QList<Raise> raisesOf(const QList<Raise> &raises, UserId user)
{
    QList<Raise> own;
    std::copy_if(raises.begin(), raises.end(), std::back_inserter(own),
                 [user](const Raise &raised) { return raised.userId && raised.userId == user; });
    return own;
}

QList<Raise> raisesOf(const QList<Raise> &raises, KeyId key)
{
    QList<Raise> own;
    std::copy_if(raises.begin(), raises.end(), std::back_inserter(own),
                 [key](const Raise &raised) { return raised.keyId && raised.keyId == key; });
    return own;
}

void addLimits(QJsonObject &object, const Limits &limits, const QList<Raise> &raises)
{
    QJsonArray budgets;
    for (const BudgetState &state : budgetStates(limits, raises))
        budgets += toJson(state);
    object[u"requests_per_minute"_s] = orNull(limits.requestsPerMinute);
    object[u"tokens_per_minute"_s] = orNull(limits.tokensPerMinute);
    object[u"concurrency"_s] = orNull(limits.concurrency);
    object[u"budgets"_s] = budgets;
    object[u"strict"_s] = limits.strict;
    object[u"allow_unpriced"_s] = limits.allowUnpriced;
    object[u"models"_s] = QJsonArray::fromStringList(limits.models);
    object[u"addresses"_s] = QJsonArray::fromStringList(limits.addresses);
    object[u"expires_at"_s] = limits.expiresAt ? QJsonValue(toRfc3339(*limits.expiresAt)) : QJsonValue();
}

QList<std::pair<QString, QString>> limitLines(const Limits &limits, const QList<Raise> &raises,
                                              const QTimeZone &zone)
{
    QList<std::pair<QString, QString>> lines{
            {u"models"_s, patternsText(limits.models)},
            {u"addresses"_s, patternsText(limits.addresses)},
            {u"expires"_s, limits.expiresAt ? toLocalText(*limits.expiresAt, zone) : u"never"_s},
            {u"requests/minute"_s, orUnlimited(limits.requestsPerMinute)},
            {u"tokens/minute"_s, orUnlimited(limits.tokensPerMinute)},
            {u"concurrency"_s, orUnlimited(limits.concurrency)}};
    const QList<BudgetState> states = budgetStates(limits, raises);
    if (states.isEmpty())
        lines += {u"budget"_s, u"none"_s};
    for (const BudgetState &state : states)
        lines += {u"budget"_s, stateText(state)};
    if (limits.strict)
        lines += {u"strict"_s, u"yes: reserves what a call may cost at most"_s};
    if (limits.allowUnpriced)
        lines += {u"unpriced models"_s, u"allowed"_s};
    return lines;
}

QString limitsSummary(const Limits &limits)
{
    QStringList parts;
    if (limits.requestsPerMinute)
        parts += u"%1/min"_s.arg(*limits.requestsPerMinute);
    if (limits.tokensPerMinute)
        parts += u"%1tok/min"_s.arg(*limits.tokensPerMinute);
    if (limits.concurrency)
        parts += u"%1 at once"_s.arg(*limits.concurrency);
    for (const Budget &budget : limits.budgets)
        parts += limits_text::showBudget(budget);
    return parts.isEmpty() ? u"-"_s : parts.join(u", "_s);
}

QString patternsText(const QStringList &patterns)
{
    return patterns.isEmpty() ? u"all"_s : patterns.join(u", "_s);
}

} // namespace gateway::cli
