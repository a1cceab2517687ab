// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"

#include <QJsonObject>
#include <QTimeZone>

#include <utility>

// How `show` and `list` print what a user or a key may do.
namespace gateway::cli {

// A budget as it stands in the period that is going on.
struct BudgetState
{
    Budget budget;
    qint64 raised = 0; // by `raise`, for this period only
};

QList<BudgetState> budgetStates(const Limits &limits,
                                const QList<Raise> &raises); // raises of this owner only
QList<Raise> raisesOf(const QList<Raise> &raises, UserId user);
QList<Raise> raisesOf(const QList<Raise> &raises, KeyId key);

void addLimits(QJsonObject &object, const Limits &limits, const QList<Raise> &raises);
// Lines for describe(): what is not limited says so.
QList<std::pair<QString, QString>> limitLines(const Limits &limits, const QList<Raise> &raises,
                                              const QTimeZone &zone);
QString limitsSummary(const Limits &limits); // for a cell: "60/min, 5USD/day"
QString patternsText(const QStringList &patterns);

} // namespace gateway::cli
