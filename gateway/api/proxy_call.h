// SPDX-License-Identifier: MIT
#pragma once

#include "access/identity.h"
#include "api/call_services.h"
#include "base/ids.h"
#include "http/exchange.h"
#include "upstream/upstream_call.h"
#include "wire/request_body.h"
#include "wire/stream_relay.h"

#include <QObject>
#include <QPointer>

#include <memory>

namespace gateway {

// The way of one call in the OpenAI dialect: read, admit, open the row, call the provider, relay, settle. Gateway thread;
// owned by the engine, which deletes it after over().
class ProxyCall final : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        RequestId id;
        Identity identity;
        QByteArray path;     // as asked: "/v1/chat"
        QByteArray endpoint; // the provider's: "/v1/chat/completions"
    };
    ProxyCall(Exchange &exchange, Request request, CallServices &services);
    ~ProxyCall() override;

    void start();
    void checkDeadlines(SteadyTime now);
    void shutDown(); // ends the call now, because the gateway stops

Q_SIGNALS:
    void over(gateway::ProxyCall *call);

private:
    enum class Answer { Unknown, Stream, Plain, Refusal };

    Result<RequestBody> readBody() const;
    Outcome admit();
    void openRow();
    void startAttempt();
    void onHead(int status, const QList<HeaderField> &headers);
    void onData(const QByteArray &data);
    void onUpstreamFinished();
    void onLedger(const Outcome &outcome);
    void onClientGone();

    void advance(); // sends what may be sent now
    void finishStream();
    void finishPlain();
    void finishRefusal();
    void relayWrite(const QByteArray &data);
    void updatePause();
    void noteFirstToken();
    void readPlainUsage();
    QString errorName() const;

    void refuse(const Error &error, const QByteArray &param = {}); // before a row was opened
    void fail(const Error &error); // after it
    void settle(CallStatus status, int httpStatus, const QString &error);
    void dropUpstream();
    void finish();

    QPointer<Exchange> m_exchange;
    Request m_request;
    CallServices &m_services;
    QByteArray m_body;
    RequestBody m_read;
    std::shared_ptr<const PreparedProvider> m_provider;
    QString m_model; // as asked
    QString m_upstreamModel;
    Time m_startedAt{};
    SteadyTime m_started;
    std::optional<Millis> m_firstToken;

    std::unique_ptr<UpstreamCall> m_upstream;
    int m_attempts = 0;
    bool m_askedForUsage = false;
    bool m_withoutOption = false; // asking for usage seems to have been refused
    bool m_holdWhole = true;      // a plain answer is sent only when it is whole
    int m_status = 0;
    QList<HeaderField> m_headers; // of the provider
    Answer m_answer = Answer::Unknown;
    std::unique_ptr<StreamRelay> m_relay;
    std::unique_ptr<UsageScanner> m_scanner; // of a plain answer too large to hold
    UsageCollector m_usage;
    QByteArray m_pending; // what the client has not been given yet
    bool m_plainError = false; // an error inside a 200
    bool m_committed = false;
    bool m_upstreamDone = false;
    bool m_rowOpen = false;
    bool m_over = false;
};

} // namespace gateway
