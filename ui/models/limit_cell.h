// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"
#include "ui/month_use.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace gateway::ui {

// The cell that says what may be used and what was: the same for keys and users. Invalid for roles that it
// has nothing to say about.
QVariant limitCell(int role, const Limits &limits, const BudgetUses &uses, const QTimeZone &zone);

class MonthText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::MonthText)

public:
    static QString inWords(const MonthUse &use);
};

} // namespace gateway::ui
