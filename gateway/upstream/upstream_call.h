// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "config/model.h"
#include "wire/request_body.h"

#include <QObject>

#include <memory>

namespace gateway {

class LanePool;
struct PreparedProvider;

struct UpstreamTimeouts
{
    Millis connect{10'000};    // until the connection stands and takes bytes
    Millis firstByte{300'000}; // then until the answer begins
    Millis silence{
            120'000}; // between bytes of the answer; of a stream, between events: comments do not count
    Millis total{1'800'000};
};

struct UpstreamRequest
{
    std::shared_ptr<const PreparedProvider> provider;
    qint64 keyId = 0;           // one of the provider's
    QByteArray endpoint;        // "/v1/chat/completions"
    QByteArray query;           // the client's, without a credential
    QList<HeaderField> headers; // the client's that may pass
    QByteArray body;
    QList<Splice> splices;
    UpstreamTimeouts timeouts;
};

// One attempt at a provider: one POST, never repeated by itself. Gateway thread, owned by whoever made it;
// delete it with deleteLater(). Signals come after start() has returned, in this order: headReceived,
// dataReceived..., then finished or failed. After cancel() there are none.
class UpstreamCall : public QObject
{
    Q_OBJECT

public:
    virtual void start() = 0;
    virtual void setPaused(bool paused) = 0; // the reader is slow: nothing more is read from the provider
    virtual void cancel() = 0;
    virtual void checkDeadlines(SteadyTime now) = 0; // call about ten times a second
    // The answer is a stream whose reader says by noteEvent() what counts as more than a sign of life. Until
    // the first such event the limit is that of the first byte, then that of silence.
    virtual void countEvents() {}
    virtual void noteEvent() {}
    virtual bool wasSent() const { return true; } // some of the request has left
    virtual std::optional<Millis> connectTime() const
    {
        return std::nullopt;
    } // until the connection took bytes

Q_SIGNALS:
    void headReceived(int status, const QList<gateway::HeaderField> &headers);
    void dataReceived(const QByteArray &data);
    void finished();
    void
    failed(const gateway::Error &error); // UpstreamUnreachable, UpstreamTimeout or UpstreamInvalidResponse

protected:
    using QObject::QObject;
};

// Makes the call that the provider's dialect needs.
std::unique_ptr<UpstreamCall> makeUpstreamCall(UpstreamRequest request, LanePool &lanes, const Clock &clock);

} // namespace gateway
