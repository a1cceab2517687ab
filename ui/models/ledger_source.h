// SPDX-License-Identifier: MIT
#pragma once

#include "store/ledger_queries.h"

#include <functional>

namespace gateway::ui {

// Answers a list's questions about the ledger: later, each at most once, never from inside the call.
class LedgerSource
{
public:
    template <typename T>
    using Answer = std::function<void(const Result<T> &)>;

    virtual ~LedgerSource() = default;
    virtual void calls(const CallFilter &filter, Answer<QList<CallRow>> answer) = 0;
    virtual void callsById(const QList<RequestId> &ids, Answer<QList<CallRow>> answer) = 0;
    virtual void counts(const CallFilter &filter, Answer<CallCounts> answer) = 0;
};

} // namespace gateway::ui
