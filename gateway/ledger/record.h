// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

namespace gateway {

enum class CallStatus { Open, Ok, Failed, Cancelled, Interrupted, Refused };
enum class UsageSource { Provider, Estimated, Partial, None };

QString toString(CallStatus status);
QString toString(UsageSource source);
std::optional<CallStatus> callStatusFromString(QStringView text);
std::optional<UsageSource> usageSourceFromString(QStringView text);

// Tokens in the ledger's one arithmetic: prompt includes cached and cache-write tokens, cache writes include
// those that live an hour, completion includes reasoning. What a provider did not say stays empty.
struct TokenUsage
{
    std::optional<qint64> prompt;
    std::optional<qint64> cached;
    std::optional<qint64> cacheWrite;
    std::optional<qint64> completion;
    std::optional<qint64> reasoning;
    std::optional<qint64> cacheWriteLong = std::nullopt; // the part of cacheWrite that lives an hour

    bool isEmpty() const
    {
        return !prompt && !cached && !cacheWrite && !completion && !reasoning && !cacheWriteLong;
    }
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

    // What admission reserved, so that a call whose gateway died can be settled at it.
    qint64 reservedTokens = 0;
    std::optional<qint64> reservedMicros; // empty: unpriced
    QString currency;                     // of reservedMicros, and of the price; empty when unpriced
    PriceId priceId;       // the row of `prices` in force when the call started; 0 when unpriced
    qint64 rateMicros = 0; // CNY for one USD, in millionths, when the call started
};

// One try at a provider, as kept with the row. No body, no key.
struct CallAttempt
{
    QString provider;
    qint64 providerKeyId = 0;
    QString keyHint; // last 4 characters
    QString model;
    int status = 0;  // HTTP; 0 when there was none
    QString outcome; // "ok", or the reason in a word or two: "rate_limited", "timeout", "connection refused"
    Millis duration{0};

    friend bool operator==(const CallAttempt &, const CallAttempt &) = default;
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

    // Where the call ended up; unset: as opened.
    ProviderId providerId;
    qint64 providerKeyId = 0;
    QString upstreamModel;
    std::optional<PriceId> priceId; // when it ended at another price than it was opened with; 0: unpriced
    QList<CallAttempt> tried;       // in order; empty when the first try was all, to spare the row
    std::optional<Millis> queued;   // from the start until the first attempt was sent
    std::optional<Millis> connect;  // of the last attempt, until its connection took bytes
};

// What both sides of a call said, kept only while the setting `capture` is on. Heads are a start line and headers, one a
// line; no credential is in them.
struct CallCapture
{
    RequestId id;
    Time expiresAt{};
    QString requestHeaders; // as the client sent it
    QByteArray request;
    QString responseHeaders; // as the client got it
    QByteArray response;
    // The last attempt; empty when there was none, or when the demo answered.
    QString upstreamHeaders{};
    QByteArray upstreamRequest{}; // null: the client's body, unchanged
    QString upstreamAnswerHeaders{};

    qint64 bytes() const { return request.size() + response.size() + upstreamRequest.size(); }
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
    QString providerKeyHint; // last 4 characters; empty when the key is gone
};

} // namespace gateway
