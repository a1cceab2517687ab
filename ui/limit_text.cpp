// SPDX-License-Identifier: MIT
#include "ui/limit_text.h"

#include "ui/format.h"

#include "config/limits_text.h"
#include "config/setting_text.h"

#include <cstdlib>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// To the cent, but for what is a fraction of one; budgets are mostly round.
QString money(qint64 micros, QLatin1StringView currency)
{
    constexpr qint64 cent = 10'000;
    if (std::abs(micros) < 10 * cent)
        return micros == 0 ? Format::money(0, currency).chopped(3) : Format::money(micros, currency);
    const qint64 rounded = (micros + (micros < 0 ? -cent : cent) / 2) / cent * cent;
    QString text = Format::money(rounded, currency);
    if (std::abs(rounded) < 100 * cent) // four decimals
        text.chop(2);
    if (text.endsWith(".00"_L1))
        text.chop(3);
    return text;
}

QString inFull(qint64 amount, BudgetUnit unit)
{
    switch (unit) {
    case BudgetUnit::Usd:
        return money(amount, "USD"_L1);
    case BudgetUnit::Cny:
        return money(amount, "CNY"_L1);
    case BudgetUnit::Tokens:
        break;
    }
    return Format::axis(amount);
}

} // namespace

QString LimitText::amount(qint64 amount, BudgetUnit unit)
{
    const QString figure = inFull(amount, unit);
    return unit == BudgetUnit::Tokens ? tr("%1 tokens").arg(figure) : figure;
}

QString LimitText::perPeriod(BudgetPeriod period)
{
    switch (period) {
    case BudgetPeriod::Hour:
        return tr("per hour");
    case BudgetPeriod::Day:
        return tr("per day");
    case BudgetPeriod::Week:
        return tr("per week");
    case BudgetPeriod::Month:
        return tr("per month");
    case BudgetPeriod::Total:
        break;
    }
    return tr("in total");
}

QString LimitText::budget(const Budget &budget)
{
    return tr("%1 %2", "amount, period").arg(amount(budget.amount, budget.unit), perPeriod(budget.period));
}

QString LimitText::use(const BudgetUse &use)
{
    const auto period = [&use] {
        switch (use.budget.period) {
        case BudgetPeriod::Hour:
            return tr("hour");
        case BudgetPeriod::Day:
            return tr("day");
        case BudgetPeriod::Week:
            return tr("week");
        case BudgetPeriod::Month:
            return tr("month");
        case BudgetPeriod::Total:
            break;
        }
        return tr("total");
    };
    return inFull(use.used, use.budget.unit) + " / "_L1 + amount(use.amount(), use.budget.unit) + u" · "_s +
           period();
}

QString LimitText::useInWords(const BudgetUse &use, const QTimeZone &zone)
{
    const BudgetUnit unit = use.budget.unit;
    QString text = tr("%1: %2 used, %3 left")
                           .arg(budget(use.budget), amount(use.used, unit),
                                amount(std::max<qint64>(0, use.amount() - use.used), unit));
    if (use.raised > 0)
        text += tr(", raised by %1").arg(amount(use.raised, unit));
    if (use.resets)
        text += tr(", until %1").arg(Format::dateTime(*use.resets, zone));
    return text;
}

QString LimitText::until(const BudgetUse &use, Time now, const QTimeZone &zone)
{
    if (!use.resets)
        return {};
    const bool soon = *use.resets - now < std::chrono::hours(24);
    return tr("until %1", "a used up budget comes back")
            .arg(soon ? Format::clock(*use.resets, zone).left(5) : Format::date(*use.resets, zone).mid(5));
}

QString LimitText::raiseFor(const Budget &extra)
{
    const QString more = amount(extra.amount, extra.unit);
    switch (extra.period) {
    case BudgetPeriod::Hour:
        return tr("Add %1 for this hour").arg(more);
    case BudgetPeriod::Day:
        return tr("Add %1 for today").arg(more);
    case BudgetPeriod::Week:
        return tr("Add %1 for this week").arg(more);
    case BudgetPeriod::Month:
        return tr("Add %1 for this month").arg(more);
    case BudgetPeriod::Total:
        break;
    }
    return tr("Add %1 to the total").arg(more);
}

QString LimitText::raised(const QString &name, const Budget &extra)
{
    const QString more = amount(extra.amount, extra.unit);
    switch (extra.period) {
    case BudgetPeriod::Hour:
        return tr("%1 may use %2 more this hour").arg(name, more);
    case BudgetPeriod::Day:
        return tr("%1 may use %2 more today").arg(name, more);
    case BudgetPeriod::Week:
        return tr("%1 may use %2 more this week").arg(name, more);
    case BudgetPeriod::Month:
        return tr("%1 may use %2 more this month").arg(name, more);
    case BudgetPeriod::Total:
        break;
    }
    return tr("%1 may use %2 more").arg(name, more);
}

QStringList LimitText::others(const Limits &limits)
{
    QStringList parts;
    if (limits.requestsPerMinute)
        parts += tr("%1 requests/min").arg(Format::number(qint64(*limits.requestsPerMinute)));
    if (limits.tokensPerMinute)
        parts += tr("%1 tokens/min").arg(Format::axis(*limits.tokensPerMinute));
    if (limits.concurrency)
        parts += tr("%1 at once").arg(Format::number(qint64(*limits.concurrency)));
    if (!limits.addresses.isEmpty())
        parts += tr("%n address ranges", nullptr, int(limits.addresses.size()));
    if (limits.strict)
        parts += tr("strict");
    if (limits.allowUnpriced)
        parts += tr("unpriced allowed");
    return parts;
}

QString LimitText::summary(const Limits &limits)
{
    QStringList parts;
    for (const Budget &one : limits.budgets)
        parts += budget(one);
    return (parts + others(limits)).join(u" · "_s);
}

QString LimitText::toolTip(const Limits &limits, const BudgetUses &uses, const QTimeZone &zone)
{
    QStringList lines;
    for (const BudgetUse &one : uses)
        lines += useInWords(one, zone);
    lines += others(limits);
    return lines.join(u'\n');
}

QString LimitText::typed(qint64 amount, BudgetUnit unit)
{
    return unit == BudgetUnit::Tokens ? QString::number(amount) : setting_text::showMicros(amount);
}

Result<qint64> LimitText::parse(const QString &text, BudgetUnit unit)
{
    QString digits = text;
    digits.remove(u',').remove(u' ').remove(u'，').remove(u'$').remove(u'¥').remove(u'￥');
    return limits_text::parseAmount(digits, unit);
}

} // namespace gateway::ui
