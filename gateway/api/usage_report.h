// SPDX-License-Identifier: MIT
#pragma once

#include "access/admission.h"
#include "store/ledger_queries.h"

#include <QByteArray>

namespace gateway {

// What GET /v1/usage answers: the calling key's own sums, its limits and its user's, and what is left of
// them. Pure.
struct UsageReport
{
    const Snapshot::KeyEntry *entry = nullptr;
    QList<LimitState> limits;
    std::optional<UsageSum> today; // of the key, in the setting `timezone`; empty: the ledger did not answer
    std::optional<UsageSum> month; // the last 30 days
};
QByteArray toJson(const UsageReport &report);

} // namespace gateway
