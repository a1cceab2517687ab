// SPDX-License-Identifier: MIT
#include "access/limit_text.h"

namespace gateway {

namespace {

QString number(BudgetUnit unit, qint64 amount)
{
    if (unit == BudgetUnit::Tokens)
        return QString::number(amount);
    const bool negative = amount < 0;
    const quint64 micros = negative ? 0 - quint64(amount) : quint64(amount);
    QString text = QString::number(micros / 1'000'000);
    if (const quint64 rest = micros % 1'000'000; rest != 0) {
        text += u'.' + QString::number(rest).rightJustified(6, u'0');
        while (text.endsWith(u'0'))
            text.chop(1);
    }
    return negative ? u'-' + text : text;
}

} // namespace

QString toString(BudgetUnit unit)
{
    switch (unit) {
    case BudgetUnit::Usd:
        return QStringLiteral("USD");
    case BudgetUnit::Cny:
        return QStringLiteral("CNY");
    case BudgetUnit::Tokens:
        break;
    }
    return QStringLiteral("tok");
}

QString toString(BudgetPeriod period)
{
    switch (period) {
    case BudgetPeriod::Hour:
        return QStringLiteral("hour");
    case BudgetPeriod::Day:
        return QStringLiteral("day");
    case BudgetPeriod::Week:
        return QStringLiteral("week");
    case BudgetPeriod::Month:
        return QStringLiteral("month");
    case BudgetPeriod::Total:
        break;
    }
    return QStringLiteral("total");
}

QString toString(const Budget &budget)
{
    return number(budget.unit, budget.amount) + toString(budget.unit) + u'/' + toString(budget.period);
}

QString amountText(BudgetUnit unit, qint64 amount)
{
    return number(unit, amount) + u' ' +
           (unit == BudgetUnit::Tokens ? QStringLiteral("tokens") : toString(unit));
}

} // namespace gateway
