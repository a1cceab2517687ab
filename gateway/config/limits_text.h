// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "config/limits.h"

// Budgets as people write and read them: "5USD/day", "0.5USD/hour", "300CNY/month", "2000000tok/week". What
// is shown is also accepted; units and periods in any case, with blanks around them. Exact: no floating
// point. Errors are InvalidArgument and say what is accepted. Pure.
namespace gateway::limits_text {

// Beyond these a number is a slip of the hand.
inline constexpr qint64 mostMicros = 1'000'000'000LL * 1'000'000; // a thousand million of the currency
inline constexpr qint64 mostTokens = 1'000'000'000'000'000LL;

Result<Budget> parseBudget(const QString &text); // the amount is at least 1 micro-unit or token
QString showBudget(const Budget &budget);        // "5USD/day"

// "5", "0.5": of a currency in micro-units with at most six decimals, of tokens a whole number.
Result<qint64> parseAmount(QStringView text, BudgetUnit unit);
QString showAmount(qint64 amount, BudgetUnit unit); // "0.5USD"; below zero too, for what is left
QString amountText(BudgetUnit unit, qint64 amount); // for sentences: "0.25 USD", "1200 tokens"

QString toString(BudgetUnit unit);     // "USD", "CNY", "tok"
QString toString(BudgetPeriod period); // "hour", "day", "week", "month", "total"

} // namespace gateway::limits_text
