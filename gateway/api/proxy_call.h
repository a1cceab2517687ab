// SPDX-License-Identifier: MIT
#pragma once

#include "access/identity.h"
#include "api/answer_reader.h"
#include "api/call_account.h"
#include "api/call_recorder.h"
#include "api/call_services.h"
#include "api/live_call.h"
#include "http/exchange.h"
#include "upstream/upstream_call.h"
#include "wire/request_body.h"
#include "wire/secret_filter.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

namespace gateway {

// The way of one call: read, resolve, admit, open the row, try providers by the plan until one answers,
// relay, settle. Gateway thread; owned by the engine, which deletes it after over().
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
        WireDialect dialect = WireDialect::OpenAiChat;
    };
    ProxyCall(Exchange &exchange, Request request, CallServices &services);
    ~ProxyCall() override;

    void start();
    void checkDeadlines(SteadyTime now);
    void shutDown(); // ends the call now, because the gateway stops
    // Ends the call now, because a person says so: the row is `cancelled`, and the client gets an error that
    // no library tries again (inside the stream, where there is one).
    void stop();
    RequestId id() const { return m_request.id; }
    LiveCall live() const;

Q_SIGNALS:
    void over(gateway::ProxyCall *call);

private:
    // Before an attempt is made.
    Result<RequestBody> readBody() const;
    Result<QList<Candidate>> findCandidates();
    Outcome dropUnusable(QList<Candidate> &candidates) const;
    tl::expected<Admitted, Refusal> admit(QList<Candidate> &candidates);
    std::optional<qint64> strictMaximum() const;
    void beginRecording();
    void openRow(Reservation reservation, const Candidate &first);

    // Attempts.
    void proceed();
    void startAttempt(const AttemptPlan::Attempt &attempt);
    void callUpstream();
    void onHead(int status, const QList<HeaderField> &headers);
    void onData(const QByteArray &data);
    void onUpstreamFinished();
    void onUpstreamFailed(const Error &error);
    void attemptFailed(const Error &error);
    void judgeAnswer();
    bool retryWithoutOption();
    AttemptPlan::Report report(const AttemptOutcome &outcome);
    void takeKept();
    void dropUpstream();

    // The answer.
    void onLedger(const Outcome &outcome);
    void advance(); // sends what may be sent now
    void passOn();
    void deliver();
    void deliverStream();
    void begin(std::optional<qint64> length = {});
    void keepAlive(SteadyTime now);
    void updatePause();
    void recordAnswer(int status, const QList<HeaderField> &headers);
    QList<HeaderField> answerHeaders(const AnswerReader &answer) const;

    // The end.
    void onClientGone();
    void endForAbsentClient();
    qint64 guessedCompletion() const;
    QByteArrayView ourKey() const;
    QByteArray withoutOurKey(QByteArray text) const;
    void refuse(const Error &error, const QList<HeaderField> &headers = {}, const QByteArray &param = {});
    void fail(const Error &error, std::optional<Millis> retryAfter = {});
    void settle(CallStatus status, int httpStatus, const QString &error);
    void finish();
    QString errorName() const;

    bool isStrict() const;
    bool generates() const;
    bool clientLeft() const { return !m_exchange; }

    QPointer<Exchange> m_exchange;
    Request m_request;
    CallServices &m_services;
    CallAccount m_account;
    QByteArray m_body;
    RequestBody m_read;
    std::optional<qint64> m_cappedMaxTokens;
    bool m_hasOwnRates = false; // the key has limits, so the provider's are not its affair

    std::unique_ptr<AttemptPlan> m_plan;
    AttemptPlan::Attempt m_attempt;
    std::shared_ptr<const PreparedProvider> m_provider; // of the attempt
    std::unique_ptr<UpstreamCall> m_upstream;
    std::unique_ptr<AnswerReader> m_answer; // of the attempt
    SecretFilter m_filter;                  // of a stream
    // An earlier attempt's answer, which is the client's if nothing better comes.
    struct Kept
    {
        std::unique_ptr<AnswerReader> answer;
        AttemptPlan::Attempt attempt;
        std::shared_ptr<const PreparedProvider> provider;
    };
    std::optional<Kept> m_kept;
    QTimer m_wait; // before the next attempt
    bool m_trying = false;                  // an attempt of the plan is under way
    bool m_askedForUsage = false;
    bool m_withoutOption = false; // asking for usage seems to have been refused
    qint64 m_progress = 0;
    std::optional<SteadyTime> m_endSince; // the stream has said its last and has not ended
    bool m_wasSent = false;               // some of the attempt that was dropped last
    qint64 m_wroteBeforeLeaving = 0;
    std::optional<SteadyTime> m_leftAt; // the client has left; the answer is read to its end

    std::unique_ptr<CallRecorder> m_recorder; // usually none: nothing of the call is kept
    SteadyTime m_lastWrite{};
    bool m_shuttingDown = false;
    bool m_stopped = false; // by a person
    bool m_rowWritten = false;
    bool m_passing = false;    // content of the answer goes to the client
    bool m_delivering = false; // the answer is final and whole
    bool m_over = false;
};

} // namespace gateway
