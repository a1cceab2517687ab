// SPDX-License-Identifier: MIT
// The second half of ProxyCall: what the client gets, and how the call ends.
#include "api/proxy_call.h"

#include "api/error_body.h"
#include "base/request_id.h"
#include "upstream/header_policy.h"

namespace gateway {

namespace {

constexpr qsizetype pendingLimit = 256 * 1024; // the provider waits above this
constexpr qint64 unsentLimit = 256 * 1024;
constexpr qint64 bytesPerToken = 4; // of an answer that cannot be read

const HeaderField jsonType{"content-type", "application/json"};

bool isRateHeader(const HeaderField &field)
{
    return field.name.startsWith("x-ratelimit-") || field.name.startsWith("anthropic-ratelimit-");
}

} // namespace

void ProxyCall::onLedger(const Outcome &outcome)
{
    if (m_over)
        return;
    if (!outcome) {
        fail(outcome.error());
        return;
    }
    m_rowWritten = true;
    advance();
    updatePause();
}

void ProxyCall::advance()
{
    if (m_over || !m_answer)
        return;
    if (m_answer->mayPass() && !m_passing && m_exchange && m_exchange->hasBegun() &&
        m_answer->kind() != AnswerReader::Kind::Stream) {
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' did not answer with a stream.").arg(m_provider->provider.name)});
        return; // a stream was opened for an earlier attempt
    }
    if (m_answer->mayPass() && !m_passing) { // from here on this is the answer, whatever becomes of it
        m_passing = true;
        if (const KeyEvent event = m_plan->commit(m_services.clock().steady()); event != KeyEvent::None)
            m_services.keyJudged(*m_attempt.candidate->provider, m_attempt.keyId, event, {});
        m_body.clear();
        if (m_exchange)
            m_exchange->bodyReleased();
    }
    if (clientLeft()) {
        if (m_passing) // what is held is still to be read
            m_answer->takePending();
        if (m_delivering)
            endForAbsentClient();
        return;
    }
    if (!m_rowWritten)
        return;
    if (m_passing)
        passOn();
    if (m_delivering)
        deliver();
}

void ProxyCall::passOn()
{
    QByteArray data = m_answer->takePending();
    if (m_answer->kind() == AnswerReader::Kind::Stream) {
        data = m_filter.feed(std::move(data), ourKey());
        if (m_answer->finished())
            data += m_filter.finish();
    }
    if (data.isEmpty())
        return;
    if (!m_exchange->hasBegun())
        begin(m_answer->kind() == AnswerReader::Kind::Plain ? m_answer->announcedLength() : std::nullopt);
    m_exchange->write(data);
    if (m_recorder)
        m_recorder->answer(data);
    m_lastWrite = m_services.clock().steady();
}

void ProxyCall::recordAnswer(int status, const QList<HeaderField> &headers)
{
    if (m_recorder)
        m_recorder->answered(status, headers + m_exchange->addedHeaders());
}

QList<HeaderField> ProxyCall::answerHeaders(const AnswerReader &answer) const
{
    QList<HeaderField> headers = headersForClient(answer.headers());
    headers.removeIf([this](const HeaderField &field) { return withoutOurKey(field.value) != field.value; });
    if (m_hasOwnRates)
        headers.removeIf(isRateHeader);
    headers.append(HeaderField{"x-gateway-attempts", m_account.attemptsHeader()});
    return headers;
}

void ProxyCall::begin(std::optional<qint64> length)
{
    QList<HeaderField> headers = answerHeaders(*m_answer);
    if (m_answer->kind() == AnswerReader::Kind::Stream)
        headers.append(HeaderField{"x-accel-buffering", "no"}); // a proxy in front must not hold events back
    recordAnswer(m_answer->status(), headers);
    m_exchange->begin(m_answer->status(), headers, length);
}

// The answer is whole and final.
void ProxyCall::deliver()
{
    const AnswerReader &answer = *m_answer;
    if (answer.kind() == AnswerReader::Kind::Stream) {
        deliverStream();
        return;
    }
    if (m_exchange->hasBegun() && !m_passing) { // a stream was opened for an earlier attempt
        fail({ErrorCode::UpstreamInvalidResponse, QStringLiteral("Provider '%1' answered HTTP %2.")
                                                          .arg(m_provider->provider.name)
                                                          .arg(answer.status())});
        return;
    }
    if (m_passing) {
        m_exchange->end();
    } else {
        QList<HeaderField> headers = answerHeaders(answer);
        // It was tried again here: a client that does so too multiplies the calls to a provider in trouble.
        if (answer.status() >= 500 && m_account.attempts() > 1 &&
            headerValue(headers, "x-should-retry").isNull())
            headers.append(HeaderField{"x-should-retry", "false"});
        const QByteArray body = withoutOurKey(answer.heldBody());
        recordAnswer(answer.status(), headers);
        m_exchange->send(answer.status(), headers, body);
        if (m_recorder)
            m_recorder->answer(body);
    }
    if (answer.kind() == AnswerReader::Kind::Refusal)
        settle(CallStatus::Failed, answer.status(),
               QStringLiteral("provider answered HTTP %1").arg(answer.status()));
    else if (answer.errorInside())
        settle(CallStatus::Failed, answer.status(), QStringLiteral("error in the answer"));
    else
        settle(CallStatus::Ok, answer.status(), {});
    finish();
}

void ProxyCall::deliverStream()
{
    passOn(); // one that is an error from its beginning has not begun
    m_exchange->end();
    if (m_answer->errorInside())
        settle(CallStatus::Failed, m_answer->status(),
               QStringLiteral("error in the stream: %1").arg(errorName()));
    else
        settle(CallStatus::Ok, m_answer->status(), {});
    finish();
}

// The provider's short name of its error; never our credential, which some repeat.
QString ProxyCall::errorName() const
{
    const QString name = m_answer->errorName();
    const QString key = QString::fromUtf8(ourKey());
    return !key.isEmpty() && (name.contains(key) || key.contains(name)) ? QStringLiteral("unnamed") : name;
}

QByteArrayView ProxyCall::ourKey() const
{
    const PreparedProvider::Key *held = m_provider ? m_provider->key(m_attempt.keyId) : nullptr;
    return held ? QByteArrayView(held->secret.expose()) : QByteArrayView();
}

// Some providers repeat the credential in their errors.
QByteArray ProxyCall::withoutOurKey(QByteArray text) const
{
    if (const QByteArrayView key = ourKey(); key.size() >= SecretFilter::shortest)
        text.replace(key, "***");
    return text;
}

// A stream that is silent for long gets a comment, at the end of an event only. It is opened for that when
// the provider has opened its own: then another attempt can still be made, but an error must come inside the
// stream.
void ProxyCall::keepAlive(SteadyTime now)
{
    const Millis interval = m_request.identity.snapshot->settings.streamKeepAlive;
    if (interval == Millis(0) || !m_rowWritten || clientLeft() || m_delivering)
        return;
    const bool providerStreams = m_answer && m_answer->kind() == AnswerReader::Kind::Stream;
    if (!m_exchange->hasBegun() && providerStreams && now - m_account.started() >= interval) {
        begin();
    } else if (!m_exchange->hasBegun() || now - m_lastWrite < interval ||
               (m_passing && (!providerStreams || m_filter.isHolding() || !m_answer->relay()->atBoundary() ||
                              m_answer->pendingBytes() > 0))) {
        return;
    }
    m_exchange->write(": keep-alive\n\n");
    m_lastWrite = now;
}

void ProxyCall::updatePause()
{
    if (m_over || !m_upstream || !m_answer)
        return;
    const bool holding = m_answer->holdsPlain(); // up to heldAnswer, on purpose
    m_upstream->setPaused((m_exchange && m_exchange->unsentBytes() > unsentLimit) ||
                          m_answer->pendingBytes() > (holding ? AnswerReader::heldAnswer : pendingLimit));
}

// A plain answer is read on for its usage, a stream is cut, unless the provider's settings say otherwise.
void ProxyCall::onClientGone()
{
    if (m_over || m_leftAt)
        return;
    if (m_account.isOpen() && m_answer && m_answer->complete() && !m_answer->errorInside() &&
        m_answer->pendingBytes() == 0 && m_passing) {
        settle(CallStatus::Ok, m_answer->status(), {}); // it had everything
        finish();
        return;
    }
    const bool drains =
            m_upstream && m_account.isOpen() &&
            (m_read.stream ? m_provider->provider.drainStreams : m_provider->provider.drainPlain) &&
            m_request.identity.snapshot->settings.drainLimit > Millis(0) &&
            m_services.beginDraining(m_account.record.keyId);
    if (!drains) {
        endForAbsentClient();
        return;
    }
    m_leftAt = m_services.clock().steady();
    m_wroteBeforeLeaving = m_exchange ? m_exchange->bytesWritten() : 0;
    if (m_exchange)
        m_exchange->disconnect(this);
    m_exchange.clear();
    if (m_answer)
        advance();
    updatePause();
}

void ProxyCall::endForAbsentClient()
{
    dropUpstream();
    const bool seen = m_exchange ? m_exchange->bytesWritten() > 0 : m_wroteBeforeLeaving > 0;
    if (m_account.isOpen())
        settle(CallStatus::Cancelled, seen && m_answer ? m_answer->status() : 0,
               QStringLiteral("the client left"));
    finish();
}

void ProxyCall::refuse(const Error &error, const QList<HeaderField> &headers, const QByteArray &param)
{
    const HttpErrorInfo info = httpErrorInfo(error.code);
    if (m_exchange)
        m_exchange->send(info.status, QList<HeaderField>{jsonType} + headers,
                         errorBody(m_request.dialect, error, info.status < 500 ? param : QByteArray(),
                                   toText(m_request.id)));
    finish();
}

void ProxyCall::fail(const Error &error, std::optional<Millis> retryAfter)
{
    if (m_over)
        return;
    dropUpstream();
    const HttpErrorInfo info = httpErrorInfo(error.code);
    int status = 0;
    const bool streaming = m_exchange && m_exchange->hasBegun() &&
                           (!m_passing || (m_answer && m_answer->kind() == AnswerReader::Kind::Stream));
    if (m_exchange && !m_exchange->hasBegun()) {
        status = info.status;
        QList<HeaderField> headers{jsonType};
        if (info.status == 502 || info.status == 504) // tried here as often as makes sense
            headers.append(HeaderField{"x-should-retry", "false"});
        if (retryAfter) {
            const qint64 seconds = (retryAfter->count() + 999) / 1000;
            headers.append(HeaderField{"retry-after", QByteArray::number(seconds)});
        }
        if (m_account.attempts() > 0)
            headers.append(HeaderField{"x-gateway-attempts", m_account.attemptsHeader()});
        const QByteArray body = errorBody(m_request.dialect, error, {}, toText(m_request.id));
        recordAnswer(status, headers);
        m_exchange->send(status, headers, body);
        if (m_recorder)
            m_recorder->answer(body);
    } else if (streaming) {
        status = 200;
        const StreamRelay *relay = m_passing ? m_answer->relay() : nullptr;
        if (m_passing)
            passOn();
        if (relay && !relay->atBoundary())
            m_exchange->write("\n\n");
        const QByteArray event = errorEvent(m_request.dialect, error, toText(m_request.id),
                                            relay ? relay->nextSequenceNumber() : 0);
        m_exchange->write(event);
        if (m_recorder)
            m_recorder->answer(event);
        m_exchange->end();
    } else if (m_exchange) {
        status = m_answer ? m_answer->status() : 0;
        m_exchange->abort(); // half of a body cannot be completed
    }
    if (m_account.isOpen())
        settle(m_stopped ? CallStatus::Cancelled : CallStatus::Failed, status, QLatin1String(info.code));
    finish();
}

void ProxyCall::shutDown()
{
    m_shuttingDown = true;
    if (clientLeft())
        endForAbsentClient();
    else
        fail({ErrorCode::ShuttingDown,
              QStringLiteral("The gateway is shutting down. Try again in a moment.")});
}

void ProxyCall::stop()
{
    m_stopped = true;
    if (clientLeft())
        endForAbsentClient();
    else
        fail({ErrorCode::CallStopped, QStringLiteral("The call was stopped at the gateway.")});
}

LiveCall ProxyCall::live() const
{
    LiveCall call;
    call.id = m_request.id;
    call.startedAt = m_account.record.startedAt;
    call.user = m_request.identity.entry->userName;
    call.keyId = m_account.record.keyId;
    call.keyLabel = m_request.identity.entry->key.label;
    call.model = m_account.record.model;
    call.provider = m_account.attemptedProvider();
    call.upstreamModel = m_account.attemptedModel();
    call.stream = m_read.stream;
    call.attempts = m_account.attempts();
    call.promptTokens = m_read.promptTokenEstimate;
    call.firstToken = m_account.firstToken();
    call.elapsed = m_account.elapsed();
    if (m_answer) {
        const TokenUsage &usage = m_answer->usage().usage();
        call.promptTokens = usage.prompt.value_or(call.promptTokens);
        call.completionTokens =
                std::max(m_answer->usage().estimatedCompletion(), usage.completion.value_or(0));
        call.bytes = m_answer->bytes();
    }
    if (m_leftAt)
        call.phase = CallPhase::Draining;
    else if (m_answer && (m_passing || m_answer->sawContent()))
        call.phase = CallPhase::Streaming;
    else if (m_upstream && !m_upstream->wasSent())
        call.phase = CallPhase::Connecting;
    return call;
}

// What answers of that key and model usually take is a better guess than nothing.
qint64 ProxyCall::guessedCompletion() const
{
    const qint64 typical = m_services.admission()
                                   .typical()
                                   .completion(m_account.record.keyId, m_account.record.model)
                                   .value_or(TypicalUsage::unknown);
    return m_read.maxTokens ? std::min(typical, *m_read.maxTokens) : typical;
}

void ProxyCall::settle(CallStatus status, int httpStatus, const QString &error)
{
    CallAccount::End end;
    end.status = status;
    end.httpStatus = httpStatus;
    end.error = error;
    end.responseBytes = m_exchange ? m_exchange->bytesWritten() : m_wroteBeforeLeaving;

    const bool answered = m_answer && m_answer->status() >= 200 && m_answer->status() < 300;
    const bool costs = m_request.endpoint != "/v1/messages/count_tokens";
    if (answered && m_answer->usage().reported()) {
        end.source = UsageSource::Provider;
        end.usage = m_answer->usage().usage();
        // Half a report is not priced as if the other half were free.
        const bool promptMissing = costs && !end.usage.prompt;
        const bool completionMissing = generates() && !end.usage.completion && m_answer->sawContent();
        if (promptMissing)
            end.usage.prompt = m_read.promptTokenEstimate;
        if (completionMissing)
            end.usage.completion = m_answer->usage().estimatedCompletion();
        if (promptMissing || completionMissing)
            end.source = UsageSource::Estimated;
        end.learn = status == CallStatus::Ok && !completionMissing;
    } else if (answered && costs && !(m_answer->errorInside() && !m_answer->sawContent())) {
        end.source = status == CallStatus::Ok ? UsageSource::Estimated : UsageSource::Partial;
        end.usage = m_answer->usage().usage(); // a stream of Anthropic's begins with its prompt
        end.usage.prompt = end.usage.prompt.value_or(m_read.promptTokenEstimate);
        if (generates()) {
            end.usage.completion = m_answer->usage().estimatedCompletion();
            // Nothing was seen of it: it was thinking, or it came in a form that cannot be read.
            if (!m_answer->sawContent())
                end.usage.completion = std::max(guessedCompletion(), m_answer->bytes() / bytesPerToken);
        }
    } else if (m_trying && m_wasSent && costs && (status == CallStatus::Cancelled || m_shuttingDown)) {
        end.source = UsageSource::Partial; // it was at work, and will be charged for
        end.usage.prompt = m_read.promptTokenEstimate;
        if (generates())
            end.usage.completion = guessedCompletion();
    }
    m_account.settle(end);
    if (m_recorder) {
        m_services.ledger().capture(m_recorder->take());
        m_recorder.reset();
    }
}

void ProxyCall::finish()
{
    if (m_over)
        return;
    m_over = true;
    if (m_leftAt)
        m_services.endDraining(m_account.record.keyId);
    m_wait.stop();
    dropUpstream();
    m_plan.reset(); // gives a probe back
    Q_EMIT over(this);
}

} // namespace gateway
