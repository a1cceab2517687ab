// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "ledger/price.h"
#include "ledger/record.h"
#include "store/management.h"

namespace gateway::test {

// A call for the ledger of a test.
struct FilledCall
{
    int user = 1; // and its key
    CallStatus status = CallStatus::Ok;
    int http = 200;
    QString error{};
    QString model = QStringLiteral("kimi-k3");
};

Price kimiPrice();
// The users ann and bob with a key each, and the price.
void addTeam(Management &management);

// Writes them as the gateway does, one after the other from `from` on, in the order of the list. The last
// one's id.
RequestId addCalls(const DatabaseLocation &location, const QList<FilledCall> &calls,
                   Time from = SystemClock().now(), Millis apart = Millis(0));

// A long ledger of ann's and bob's, a call every `apart`: the n-th from the newest on took in n tokens. Of
// ten one failed and one was refused.
void addManyCalls(const DatabaseLocation &location, int count, Millis apart = Millis(20'000));

} // namespace gateway::test
