// SPDX-License-Identifier: MIT
#pragma once

#include "store/budget_state.h"

#include <QJsonObject>
#include <QTimeZone>

#include <utility>

// How `show` and `list` print what a user or a key may do.
namespace gateway::cli {

class Session;

// With raises; only what is asked for one by one costs a look into the ledger.
class Budgets final
{
public:
    explicit Budgets(Session &session);

    QList<BudgetState> listed(rows::LimitsOwner owner, const Limits &limits) const;
    QList<BudgetState> withUsed(rows::LimitsOwner owner, const Limits &limits) const;

private:
    Session &m_session;
    Calendar m_calendar;
    QList<Raise> m_raises;
};

void addLimits(QJsonObject &object, const Limits &limits, const QList<BudgetState> &budgets);
// Lines for describe(): what is not limited says so.
QList<std::pair<QString, QString>> limitLines(const Limits &limits, const QList<BudgetState> &budgets,
                                              const QTimeZone &zone);
QString limitsSummary(const Limits &limits); // for a cell: "60/min, 5USD/day"
QString patternsText(const QStringList &patterns);

} // namespace gateway::cli
