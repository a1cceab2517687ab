// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QString>

#include <optional>

namespace gateway {

// Waiting: for the ledger, for a next attempt, or for the provider to say something. Draining: the client has
// left, and the answer is read to its end for its usage.
enum class CallPhase { Waiting, Connecting, Streaming, Draining };

// A call in flight as people see it. The tokens are estimates until the provider has told what it counted.
struct LiveCall
{
    RequestId id;
    Time startedAt{};
    QString user;
    KeyId keyId;
    QString keyLabel;
    QString model;    // as asked
    QString provider; // of the attempt under way or the last one; empty before the first
    QString upstreamModel;
    CallPhase phase = CallPhase::Waiting;
    bool stream = false;
    int attempts = 0;
    qint64 promptTokens = 0;
    qint64 completionTokens = 0;      // so far
    qint64 bytes = 0;                 // of the answer, so far
    std::optional<Millis> firstToken; // from the start of the call
    Millis elapsed{0};                // from the start until this was written

    friend bool operator==(const LiveCall &, const LiveCall &) = default;
};

} // namespace gateway
