// SPDX-License-Identifier: MIT
#include "config/limits_text.h"

#include <algorithm>

namespace gateway::limits_text {

namespace {

constexpr int moneyDecimals = 6;
constexpr BudgetUnit units[] = {BudgetUnit::Usd, BudgetUnit::Cny, BudgetUnit::Tokens};
constexpr BudgetPeriod periods[] = {BudgetPeriod::Hour, BudgetPeriod::Day, BudgetPeriod::Week,
                                    BudgetPeriod::Month, BudgetPeriod::Total};

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9'; // QChar::isDigit() takes those of other scripts too
}

tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message);
}

tl::unexpected<Error> noBudget(QStringView text)
{
    return refuse(
            QStringLiteral("\"%1\" is no budget: write AMOUNT(USD|CNY|tok)/(hour|day|week|month|total), e.g. "
                           "5USD/day or 2000000tok/week.")
                    .arg(text.left(64)));
}

template <typename T, size_t N>
const T *named(const T (&values)[N], QStringView name)
{
    const auto found = std::find_if(std::begin(values), std::end(values), [&](T value) {
        return name.compare(toString(value), Qt::CaseInsensitive) == 0;
    });
    return found == std::end(values) ? nullptr : found;
}

QString number(qint64 amount, BudgetUnit unit)
{
    if (unit == BudgetUnit::Tokens)
        return QString::number(amount);
    constexpr quint64 million = 1'000'000;
    const quint64 size = amount < 0 ? quint64(-(amount + 1)) + 1 : quint64(amount);
    QString text = amount < 0 ? QStringLiteral("-") : QString();
    text += QString::number(size / million);
    if (size % million != 0) {
        QString fraction = QString::number(size % million).rightJustified(moneyDecimals, u'0');
        while (fraction.endsWith(u'0'))
            fraction.chop(1);
        text += u'.' + fraction;
    }
    return text;
}

} // namespace

Result<Budget> parseBudget(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash < 0)
        return noBudget(text);
    const QStringView sum = QStringView(text).left(slash).trimmed();
    const auto letter = std::find_if(sum.begin(), sum.end(), [](QChar c) { return c.isLetter(); });
    const qsizetype digits = letter - sum.begin();
    const BudgetUnit *unit = named(units, sum.sliced(digits));
    const BudgetPeriod *period = named(periods, QStringView(text).sliced(slash + 1).trimmed());
    if (unit == nullptr || period == nullptr)
        return noBudget(text);
    const Result<qint64> amount = parseAmount(sum.left(digits), *unit);
    if (!amount)
        return tl::make_unexpected(amount.error());
    if (*amount == 0)
        return refuse(QStringLiteral("A budget of nothing lets nothing pass; disable or revoke instead."));
    return Budget{*unit, *period, *amount};
}

Result<qint64> parseAmount(QStringView text, BudgetUnit unit)
{
    const bool isMoney = unit != BudgetUnit::Tokens;
    const qint64 most = isMoney ? mostMicros : mostTokens;
    const QStringView number = text.trimmed();
    const qsizetype point = number.indexOf(u'.');
    const QStringView whole = point < 0 ? number : number.left(point);
    const QStringView fraction = point < 0 ? QStringView() : number.sliced(point + 1);
    const bool plain = !whole.isEmpty() && std::all_of(whole.begin(), whole.end(), isDigit) &&
                       std::all_of(fraction.begin(), fraction.end(), isDigit) &&
                       (point < 0 || !fraction.isEmpty());
    if (!plain || (!isMoney && point >= 0)) {
        return refuse(QStringLiteral("\"%1\" is no amount of %2: write %3.")
                              .arg(number.left(64), toString(unit),
                                   isMoney ? QStringLiteral("digits with a point, e.g. 5 or 0.5")
                                           : QStringLiteral("a whole number, e.g. 2000000")));
    }
    if (fraction.size() > moneyDecimals)
        return refuse(
                QStringLiteral("%1 has more than %2 decimals.").arg(number.left(64)).arg(moneyDecimals));

    qint64 value = 0;
    const auto add = [&](QChar digit) { value = std::min(value * 10 + (digit.unicode() - u'0'), most + 1); };
    std::for_each(whole.begin(), whole.end(), add);
    if (isMoney) {
        std::for_each(fraction.begin(), fraction.end(), add);
        for (qsizetype i = fraction.size(); i < moneyDecimals; ++i)
            add(u'0');
    }
    if (value > most)
        return refuse(QStringLiteral("The amount is more than %1.").arg(showAmount(most, unit)));
    return value;
}

QString showBudget(const Budget &budget)
{
    return showAmount(budget.amount, budget.unit) + u'/' + toString(budget.period);
}

QString showAmount(qint64 amount, BudgetUnit unit)
{
    return number(amount, unit) + toString(unit);
}

QString amountText(BudgetUnit unit, qint64 amount)
{
    return number(amount, unit) + u' ' +
           (unit == BudgetUnit::Tokens ? QStringLiteral("tokens") : toString(unit));
}

QString toString(BudgetUnit unit)
{
    switch (unit) {
    case BudgetUnit::Usd:
        return QStringLiteral("USD");
    case BudgetUnit::Cny:
        return QStringLiteral("CNY");
    case BudgetUnit::Tokens:
        return QStringLiteral("tok");
    }
    return {};
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
        return QStringLiteral("total");
    }
    return {};
}

} // namespace gateway::limits_text
