// SPDX-License-Identifier: MIT
#pragma once

#include "access/budget_room.h"

namespace gateway {

// The sentences and facts of each refusal. Pure.
Refusal expired(LimitOwner owner, Time expiry);
Refusal addressRefused(LimitOwner owner, const QHostAddress &address);
Refusal requestsRefused(LimitOwner owner, qint64 limit, Millis wait);
Refusal tokensRefused(LimitOwner owner, qint64 limit, qint64 used, qint64 wanted, Millis wait);
Refusal concurrencyRefused(LimitOwner owner, qint64 limit);
Refusal unpricedRefused(LimitOwner owner, const QString &model);
Refusal budgetRefused(const BudgetRoom &room, qint64 need, Time now);

} // namespace gateway
