// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace gateway {

enum class CallStatus { Open, Ok, Failed, Cancelled, Interrupted, Refused };
enum class UsageSource { Provider, Estimated, Partial, None };

QString toString(CallStatus status);
QString toString(UsageSource source);
std::optional<CallStatus> callStatusFromString(QStringView text);
std::optional<UsageSource> usageSourceFromString(QStringView text);

// Tokens in the ledger's one arithmetic: prompt includes cached and cache-write tokens, completion includes
// reasoning. What a provider did not say stays empty.
struct TokenUsage
{
    std::optional<qint64> prompt;
    std::optional<qint64> cached;
    std::optional<qint64> cacheWrite;
    std::optional<qint64> completion;
    std::optional<qint64> reasoning;

    bool isEmpty() const { return !prompt && !cached && !cacheWrite && !completion && !reasoning; }
    friend bool operator==(const TokenUsage &, const TokenUsage &) = default;
};

// Written when a call is admitted, before the first byte of its answer leaves.
struct CallOpened
{
    RequestId id;
    Time startedAt{};
    UserId userId;
    KeyId keyId;
    QString endpoint; // "/v1/chat/completions"
    QString model;    // as asked
    ProviderId providerId;
    QString upstreamModel;
    bool stream = false;
    qint64 requestBytes = 0;
};

// Written when a call has ended.
struct CallSettled
{
    RequestId id;
    CallStatus status = CallStatus::Ok;
    int httpStatus = 0; // as sent to the client; 0 when nothing was sent
    TokenUsage usage;
    UsageSource usageSource = UsageSource::None;
    std::optional<qint64> costMicros; // empty: unpriced
    QString currency;                 // ISO 4217, empty when unpriced
    std::optional<Millis> firstToken; // from the start of the call
    Millis duration{0};
    int attempts = 0;
    qint64 responseBytes = 0;
    QString error; // code and short reason, no prompt and no key
};

// A row as people read it; names are joined in.
struct CallRow
{
    CallOpened opened;
    CallSettled settled; // status Open until settled
    QString userName;
    QString keyHint; // "sk-k3Xd…9fQa"
    QString keyLabel;
    QString providerName;
};

} // namespace gateway
