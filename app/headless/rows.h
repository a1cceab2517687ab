// SPDX-License-Identifier: MIT
#pragma once

#include "config/presets.h"
#include "ledger/record.h"
#include "store/budget_state.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "upstream/probe.h"

#include <QJsonArray>
#include <QJsonObject>

// The shapes of --json: snake_case names, times as RFC 3339 in UTC, money in micro-units, null for what is
// unknown.
namespace gateway::cli {

QJsonObject toJson(const UserInfo &info, const QList<BudgetState> &budgets);
QJsonObject toJson(const KeyInfo &info, const QList<BudgetState> &budgets, Time now);
QJsonObject toJson(const SealedKey &key);
QJsonObject toJson(const Provider &provider);
QJsonObject toJson(const ProviderPreset &preset);
QJsonObject toJson(const RouteInfo &info);
QJsonObject toJson(const CallRow &row);
QJsonObject toJson(const UsageSum &sum, UsageGroup group);
QJsonObject toJson(const AuditEntry &entry);
QJsonObject toJson(const ProbeReport &report, const QString &model);
QJsonObject toJson(const IssuedKey &issued, const QString &user, const QList<BudgetState> &budgets);

// "active", "expired", "revoked", or "disabled" with its user.
QString statusOf(const KeyInfo &info, Time now);
QString hintOf(const Key &key);       // "sk-k3Xd…9fQa"
QString hintOf(const SealedKey &key); // "…9fQa", or "set" for one too short to show any of
QString toString(Dialect dialect);
std::string groupName(UsageGroup group);                   // the field that holds the group: "user", "day"
QString moneyText(qint64 micros, const QString &currency); // "0.001234 USD"

} // namespace gateway::cli
