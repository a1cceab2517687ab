// SPDX-License-Identifier: MIT
#pragma once

#include "ui/usage_range.h"

#include "api/live_call.h"
#include "store/ledger_queries.h"

namespace gateway::ui {

// Which requests somebody wants to see. Times are a range that moves on with the clock, or a stretch that
// stays; with neither all of the ledger.
struct RequestsFilter
{
    std::optional<UsageRange> range{};
    std::optional<Time> since{}; // these two win over `range`
    std::optional<Time> until{}; // exclusive
    std::optional<CallStatus> status{};
    bool failures = false; // whatever failed, refused and interrupted calls with it
    std::optional<QString> user{};
    std::optional<KeyId> key{};
    std::optional<QString> model{};
    std::optional<QString> provider{};
    QString text{};                      // in ids, names and errors
    std::optional<RequestId> selected{}; // this one's details are opened

    friend bool operator==(const RequestsFilter &, const RequestsFilter &) = default;
};

// Pure: the question to the ledger.
CallFilter callFilterOf(const RequestsFilter &filter, Time now, const QTimeZone &zone);

// Pure: whether a call in flight is one that the question asks for.
bool asksFor(const CallFilter &question, const LiveCall &call);

} // namespace gateway::ui
