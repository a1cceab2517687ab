// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"

#include <QCoreApplication>

namespace gateway::ui {

// Limits in the words of the window. Pure.
class LimitText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::LimitText)

public:
    static QString amount(qint64 amount, BudgetUnit unit);                       // $10, $3.20, 1.2 M tokens
    static QString perPeriod(BudgetPeriod period);                               // per day; in total
    static QString budget(const Budget &budget);                                 // $10 per day
    static QString use(const BudgetUse &use);                                    // $3.20 / $10 · day
    static QString useInWords(const BudgetUse &use, const QTimeZone &zone);      // a line of the tool tip
    static QString until(const BudgetUse &use, Time now, const QTimeZone &zone); // until 12-01, until 18:00
    static QString raiseFor(const Budget &extra);                                // Add $10 for today
    static QString raised(const QString &name, const Budget &extra);             // ann may use $10 more today

    // All but models and expiry, which have columns of their own. Empty without limits.
    static QStringList others(const Limits &limits); // 60 per minute, 8 at once
    static QString summary(const Limits &limits);    // in one line, budgets first
    static QString toolTip(const Limits &limits, const BudgetUses &uses, const QTimeZone &zone);

    // What an amount is typed as: "5", "0.5", "2000000".
    static QString typed(qint64 amount, BudgetUnit unit);
    static Result<qint64> parse(const QString &text, BudgetUnit unit);
};

} // namespace gateway::ui
