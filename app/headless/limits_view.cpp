// SPDX-License-Identifier: MIT
#include "limits_view.h"

#include "failure.h"
#include "session.h"
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

QString stateText(const BudgetState &state, const QTimeZone &zone)
{
    const BudgetUnit unit = state.budget.unit;
    QString text = limits_text::showBudget(state.budget);
    if (state.raised != 0)
        text += u" (+%1 for now)"_s.arg(limits_text::showAmount(state.raised, unit));
    if (state.used)
        text += u", %1 used, %2 left"_s.arg(limits_text::showAmount(*state.used, unit),
                                            limits_text::showAmount(state.left(), unit));
    if (const auto resets = state.period.resets())
        text += u", resets "_s + toLocalText(*resets, zone);
    return text;
}

QJsonObject toJson(const BudgetState &state)
{
    const std::optional<Time> resets = state.period.resets();
    QJsonObject object{{u"unit"_s, limits_text::toString(state.budget.unit)},
                       {u"period"_s, limits_text::toString(state.budget.period)},
                       {u"amount"_s, state.budget.amount},
                       {u"text"_s, limits_text::showBudget(state.budget)},
                       {u"raised"_s, state.raised},
                       {u"resets_at"_s, resets ? QJsonValue(toRfc3339(*resets)) : QJsonValue()}};
    if (state.used) {
        object[u"used"_s] = *state.used;
        object[u"left"_s] = state.left();
    }
    return object;
}

} // namespace

Budgets::Budgets(Session &session)
    : m_session(session)
    , m_calendar(session.settings().timezone)
    , m_raises(take(session.management().raises()))
{}

QList<BudgetState> Budgets::listed(rows::LimitsOwner owner, const Limits &limits) const
{
    return budgetStates(owner, limits, m_raises, m_calendar, m_session.clock().now());
}

QList<BudgetState> Budgets::withUsed(rows::LimitsOwner owner, const Limits &limits) const
{
    QList<BudgetState> states = listed(owner, limits);
    take(addSpent(m_session.database(), owner, states));
    return states;
}

void addLimits(QJsonObject &object, const Limits &limits, const QList<BudgetState> &budgets)
{
    QJsonArray states;
    for (const BudgetState &state : budgets)
        states += toJson(state);
    object[u"requests_per_minute"_s] = orNull(limits.requestsPerMinute);
    object[u"tokens_per_minute"_s] = orNull(limits.tokensPerMinute);
    object[u"concurrency"_s] = orNull(limits.concurrency);
    object[u"budgets"_s] = states;
    object[u"strict"_s] = limits.strict;
    object[u"allow_unpriced"_s] = limits.allowUnpriced;
    object[u"models"_s] = QJsonArray::fromStringList(limits.models);
    object[u"addresses"_s] = QJsonArray::fromStringList(limits.addresses);
    object[u"expires_at"_s] = limits.expiresAt ? QJsonValue(toRfc3339(*limits.expiresAt)) : QJsonValue();
}

QList<std::pair<QString, QString>> limitLines(const Limits &limits, const QList<BudgetState> &budgets,
                                              const QTimeZone &zone)
{
    QList<std::pair<QString, QString>> lines{
            {u"models"_s, patternsText(limits.models)},
            {u"addresses"_s, patternsText(limits.addresses)},
            {u"expires"_s, limits.expiresAt ? toLocalText(*limits.expiresAt, zone) : u"never"_s},
            {u"requests/minute"_s, orUnlimited(limits.requestsPerMinute)},
            {u"tokens/minute"_s, orUnlimited(limits.tokensPerMinute)},
            {u"concurrency"_s, orUnlimited(limits.concurrency)}};
    if (budgets.isEmpty())
        lines += {u"budget"_s, u"none"_s};
    for (const BudgetState &state : budgets)
        lines += {u"budget"_s, stateText(state, zone)};
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
