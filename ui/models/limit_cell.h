// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"

#include <QTimeZone>

namespace gateway::ui {

// The cell that says what may be used and what was: the same for keys and users. Invalid for roles that it
// has nothing to say about.
QVariant limitCell(int role, const Limits &limits, const BudgetUses &uses, const QTimeZone &zone);

} // namespace gateway::ui
