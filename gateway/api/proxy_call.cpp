// SPDX-License-Identifier: MIT
#include "api/proxy_call.h"

#include "api/error_body.h"
#include "routing/resolve.h"
#include "upstream/header_policy.h"
#include "wire/json_cursor.h"

namespace gateway {

namespace {

constexpr qsizetype heldAnswer = 1024 * 1024;     // a plain answer up to this is sent only when it is whole
constexpr qsizetype heldRefusal = 1024 * 1024;    // more of a provider's error body is of no use to anybody
constexpr qsizetype pendingLimit = 256 * 1024;    // the provider waits above this
constexpr qint64 unsentLimit = 256 * 1024;

const HeaderField jsonType{"content-type", "application/json"};

bool namesUsageOption(const QByteArray &body)
{
    return body.contains("stream_options") || body.contains("include_usage");
}

bool isCompressed(const QList<HeaderField> &headers)
{
    const QByteArray coding = headerValue(headers, "content-encoding").trimmed().toLower();
    return !coding.isEmpty() && coding != "identity";
}

bool hasType(const QList<HeaderField> &headers, QByteArrayView type)
{
    return headerValue(headers, "content-type").trimmed().toLower().startsWith(type);
}

bool isJson(QByteArrayView text)
{
    JsonCursor cursor(text);
    return cursor.skip() && cursor.finish();
}

} // namespace

ProxyCall::ProxyCall(Exchange &exchange, Request request, CallServices &services)
    : m_exchange(&exchange), m_request(std::move(request)), m_services(services)
{
    connect(&exchange, &Exchange::gone, this, &ProxyCall::onClientGone);
    connect(&exchange, &Exchange::drained, this, &ProxyCall::updatePause);
}

ProxyCall::~ProxyCall() = default;

void ProxyCall::start()
{
    m_startedAt = m_services.clock().now();
    m_started = m_services.clock().steady();
    m_body = m_exchange->takeBody();
    Result<RequestBody> read = readBody();
    if (!read) {
        refuse(read.error());
        return;
    }
    m_read = *std::move(read);
    if (const Outcome admitted = admit(); !admitted) {
        refuse(admitted.error(), "model");
        return;
    }
    openRow();
    startAttempt();
}

Result<RequestBody> ProxyCall::readBody() const
{
    Result<RequestBody> read = readRequestBody(m_body);
    if (read && m_request.endpoint == "/v1/chat/completions" && !read->hasMessages)
        return failure(ErrorCode::InvalidRequest, QStringLiteral("'messages' is missing or is not an array."));
    return read;
}

Outcome ProxyCall::admit()
{
    const Snapshot &snapshot = *m_request.identity.snapshot;
    const QStringList &patterns = m_request.identity.entry->key.limits.models;
    if (m_read.model)
        m_model = *m_read.model;
    else if (m_request.path == "/v1/chat")
        m_model = snapshot.settings.defaultModel;
    else
        return failure(ErrorCode::InvalidRequest, QStringLiteral("'model' is missing."));

    if (!modelAllowed(patterns, m_model))
        return failure(ErrorCode::ModelNotAllowed, QStringLiteral("This key may not use the model '%1'.").arg(m_model));
    const Result<ResolvedTarget> target = resolveModel(snapshot, m_model);
    if (!target)
        return tl::make_unexpected(target.error());
    m_upstreamModel = target->upstreamModel;
    if (!modelAllowed(patterns, m_upstreamModel))
        return failure(ErrorCode::ModelNotAllowed,
                       QStringLiteral("This key may not use the model '%1', which answers for '%2'.")
                               .arg(m_upstreamModel, m_model));
    m_provider = m_services.provider(target->provider->id);
    if (!m_provider)
        return failure(ErrorCode::NoUpstreamAvailable, QStringLiteral("No provider answers for '%1' now.").arg(m_model));
    if (!m_provider->keyProblem.isEmpty())
        return failure(ErrorCode::UpstreamCredentials, QStringLiteral("The key of provider '%1' cannot be used: %2")
                                                               .arg(m_provider->provider.name, m_provider->keyProblem));
    return {};
}

void ProxyCall::openRow()
{
    CallOpened record;
    record.id = m_request.id;
    record.startedAt = m_startedAt;
    record.userId = m_request.identity.entry->key.userId;
    record.keyId = m_request.identity.entry->key.id;
    record.endpoint = QString::fromLatin1(m_request.path);
    record.model = m_model;
    record.providerId = m_provider->provider.id;
    record.upstreamModel = m_upstreamModel;
    record.stream = m_read.stream;
    record.requestBytes = m_body.size();
    m_rowOpen = true;
    m_services.ledger().open(record, this, [this](const Outcome &outcome) { onLedger(outcome); });
}

void ProxyCall::startAttempt()
{
    ++m_attempts;
    m_askedForUsage = m_read.stream && !m_read.includeUsage.value_or(false) && !m_withoutOption
            && m_request.endpoint != "/v1/embeddings" && m_services.asksForUsage(m_provider->provider);
    UpstreamRequest request;
    request.provider = m_provider;
    request.endpoint = m_request.endpoint;
    request.query = queryForProvider(m_exchange->head().query);
    request.headers = headersForProvider(m_exchange->head());
    request.headers.append(HeaderField{"via", viaChain(m_exchange->head(), m_services.via())});
    request.body = m_body;
    request.splices = planSplices(m_read, m_upstreamModel, m_askedForUsage);
    const Settings &settings = m_request.identity.snapshot->settings;
    request.timeouts = {settings.connectTimeout, settings.firstByteTimeout, settings.silenceTimeout,
                        settings.totalTimeout};

    m_upstream = makeUpstreamCall(std::move(request), m_services.lanes(), m_services.clock());
    connect(m_upstream.get(), &UpstreamCall::headReceived, this, &ProxyCall::onHead);
    connect(m_upstream.get(), &UpstreamCall::dataReceived, this, &ProxyCall::onData);
    connect(m_upstream.get(), &UpstreamCall::finished, this, &ProxyCall::onUpstreamFinished);
    connect(m_upstream.get(), &UpstreamCall::failed, this, &ProxyCall::fail);
    m_upstream->start();
}

void ProxyCall::onHead(int status, const QList<HeaderField> &headers)
{
    const QString name = m_provider->provider.name;
    m_status = status;
    m_headers = headers;
    if (status == 401 || status == 402 || status == 403) {
        fail({ErrorCode::UpstreamCredentials,
              QStringLiteral("Provider '%1' refused the key that the gateway holds for it (HTTP %2). Its owner must "
                             "replace it.")
                      .arg(name)
                      .arg(status)});
        return;
    }
    if (status < 200 || status > 599 || (status >= 300 && status < 400)) {
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' answered with a redirect or an unexpected status (HTTP %2). Check its base "
                             "URL.")
                      .arg(name)
                      .arg(status)});
        return;
    }
    if (headers.isEmpty()) { // Qt drops them all when one line is malformed, the length of the body included
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' did not answer with valid HTTP.").arg(name)});
        return;
    }
    // The option is ours to take back only when the client did not name it itself.
    const bool mayRefuseOption = m_askedForUsage && (status == 400 || status == 422) && !namesUsageOption(m_body);
    if (!mayRefuseOption) {
        m_body.clear(); // no other attempt will need it
        m_exchange->bodyReleased();
    }
    if (m_withoutOption && status < 300)
        m_services.usageOptionRefused(m_provider->provider);
    if (status >= 400) {
        m_answer = Answer::Refusal;
    } else if (hasType(headers, "text/event-stream") && !isCompressed(headers)) {
        m_answer = Answer::Stream;
        m_relay = std::make_unique<StreamRelay>(m_askedForUsage ? StreamRelay::Mode::HoldUsageChunk
                                                                : StreamRelay::Mode::Transparent);
    } else {
        // An answer that is streamed in some other form (compressed although nobody asked) is passed on as it comes.
        m_answer = Answer::Plain;
        m_holdWhole = !m_read.stream || hasType(headers, "application/json");
    }
}

void ProxyCall::onData(const QByteArray &data)
{
    if (m_over)
        return;
    switch (m_answer) {
    case Answer::Stream:
        m_pending += m_relay->feed(data);
        noteFirstToken();
        break;
    case Answer::Refusal:
        m_pending += data;
        if (m_pending.size() > heldRefusal)
            fail({ErrorCode::UpstreamInvalidResponse,
                  QStringLiteral("Provider '%1' refused the call (HTTP %2) with more than 1 MiB of text.")
                          .arg(m_provider->provider.name)
                          .arg(m_status)});
        return;
    default:
        if (m_scanner)
            m_scanner->feed(data);
        m_pending += data;
        break;
    }
    advance();
    updatePause();
}

void ProxyCall::noteFirstToken()
{
    if (!m_firstToken && m_relay->sawContent())
        m_firstToken = std::chrono::duration_cast<Millis>(m_services.clock().steady() - m_started);
}

void ProxyCall::advance()
{
    if (m_over || !m_committed || !m_exchange || m_answer == Answer::Unknown)
        return;
    if (m_answer == Answer::Stream) {
        if (!m_pending.isEmpty()) {
            if (!m_exchange->hasBegun()) {
                QList<HeaderField> headers = headersForClient(m_headers);
                headers.append(HeaderField{"x-accel-buffering", "no"}); // a proxy in front must not hold events back
                m_exchange->begin(m_status, headers);
            }
            relayWrite(m_pending);
        }
        if (m_upstreamDone)
            finishStream();
        return;
    }
    if (m_answer == Answer::Refusal) {
        if (m_upstreamDone)
            finishRefusal();
        return;
    }
    if (m_upstreamDone && !m_scanner) {
        finishPlain();
        return;
    }
    if (!m_scanner && (!m_holdWhole || m_pending.size() > heldAnswer) && !m_pending.isEmpty()) {
        m_scanner = std::make_unique<UsageScanner>();
        m_scanner->feed(m_pending);
        bool known = false;
        const qint64 length = headerValue(m_headers, "content-length").toLongLong(&known);
        m_exchange->begin(m_status, headersForClient(m_headers), known ? std::optional(length) : std::nullopt);
    }
    if (m_scanner) {
        relayWrite(m_pending);
        if (m_upstreamDone)
            finishPlain();
    }
}

void ProxyCall::relayWrite(const QByteArray &data)
{
    m_exchange->write(data);
    m_pending.clear();
}

void ProxyCall::updatePause()
{
    if (m_over || !m_upstream || !m_exchange)
        return;
    const bool holding = m_answer == Answer::Plain && m_holdWhole && !m_scanner; // up to heldAnswer, on purpose
    m_upstream->setPaused(m_exchange->unsentBytes() > unsentLimit
                          || m_pending.size() > (holding ? heldAnswer : pendingLimit));
}

void ProxyCall::onLedger(const Outcome &outcome)
{
    if (m_over)
        return;
    if (!outcome) {
        fail(outcome.error());
        return;
    }
    m_committed = true;
    advance();
    updatePause();
}

void ProxyCall::onUpstreamFinished()
{
    if (m_over)
        return;
    m_upstreamDone = true;
    if (m_answer == Answer::Refusal && !m_body.isEmpty() && namesUsageOption(m_pending)) {
        // The provider seems not to know the option: ask again without it, and remember that if it helps.
        m_withoutOption = true;
        m_upstreamDone = false;
        m_answer = Answer::Unknown;
        m_pending.clear();
        dropUpstream();
        startAttempt();
        return;
    }
    if (m_answer == Answer::Stream) {
        m_pending += m_relay->finish();
        noteFirstToken();
    }
    advance();
}

void ProxyCall::finishStream()
{
    const bool complete = m_relay->sawDone() || m_relay->sawFinish();
    if (!m_exchange->hasBegun() && !complete) {
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' ended its stream before it said anything.").arg(m_provider->provider.name)});
        return;
    }
    if (!complete && !m_relay->sawError()) {
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' ended its stream before the answer was complete.")
                      .arg(m_provider->provider.name)});
        return;
    }
    m_exchange->end();
    if (m_relay->sawError())
        settle(CallStatus::Failed, m_status, QStringLiteral("error in the stream: %1").arg(errorName()));
    else
        settle(CallStatus::Ok, m_status, {});
    finish();
}

// The provider's short name of its error; never our credential, which some repeat.
QString ProxyCall::errorName() const
{
    const QString name = m_relay->errorType();
    const QString key = QString::fromUtf8(m_provider->key.expose());
    return !key.isEmpty() && (name.contains(key) || key.contains(name)) ? QStringLiteral("unnamed") : name;
}

void ProxyCall::readPlainUsage()
{
    QByteArray json = m_pending;
    if (m_scanner)
        json = "{\"usage\":" + m_scanner->usageObject() + '}'; // not JSON when there was none: reads as nothing
    const ChunkFacts facts = readChunk(json);
    m_usage.add(facts);
    m_plainError = facts.isError;
}

void ProxyCall::finishPlain()
{
    const bool looksWhole = m_scanner || isCompressed(m_headers)
            || (hasType(m_headers, "application/json") || hasType(m_headers, "text/html") || m_pending.isEmpty()
                        ? isJson(m_pending)
                        : true);
    if (!looksWhole) {
        fail({ErrorCode::UpstreamInvalidResponse,
              QStringLiteral("Provider '%1' answered with something that is not whole JSON. Check its base URL.")
                      .arg(m_provider->provider.name)});
        return;
    }
    readPlainUsage();
    if (m_scanner) {
        m_exchange->end();
    } else {
        QList<HeaderField> headers = headersForClient(m_headers);
        m_exchange->send(m_status, headers, m_pending);
    }
    if (m_plainError)
        settle(CallStatus::Failed, m_status, QStringLiteral("error in the answer"));
    else
        settle(CallStatus::Ok, m_status, {});
    finish();
}

// The provider's own error about the request: its words reach the client unchanged.
void ProxyCall::finishRefusal()
{
    m_exchange->send(m_status, headersForClient(m_headers), m_pending);
    settle(CallStatus::Failed, m_status, QStringLiteral("provider answered HTTP %1").arg(m_status));
    finish();
}

void ProxyCall::refuse(const Error &error, const QByteArray &param)
{
    const HttpErrorInfo info = httpErrorInfo(error.code);
    if (m_exchange)
        m_exchange->send(info.status, {jsonType}, openAiErrorBody(error, info.status < 500 ? param : QByteArray()));
    finish();
}

void ProxyCall::fail(const Error &error)
{
    if (m_over)
        return;
    dropUpstream();
    if (m_committed && m_relay && m_relay->sawDone() && m_exchange && m_exchange->hasBegun()) {
        finishStream(); // the answer was complete; how its connection ends is nobody's loss
        return;
    }
    const HttpErrorInfo info = httpErrorInfo(error.code);
    int status = 0;
    if (m_exchange && !m_exchange->hasBegun()) {
        status = info.status;
        QList<HeaderField> headers{jsonType};
        if (info.status == 502)
            headers.append(HeaderField{"x-should-retry", "false"});
        m_exchange->send(status, headers, openAiErrorBody(error));
    } else if (m_exchange && m_relay) {
        status = m_status;
        if (!m_relay->atBoundary())
            m_exchange->write("\n\n");
        m_exchange->write(openAiErrorEvent(error));
        m_exchange->end();
    } else if (m_exchange) {
        status = m_status;
        m_exchange->abort(); // half of a body cannot be completed
    }
    settle(CallStatus::Failed, status, QLatin1String(info.code));
    finish();
}

void ProxyCall::shutDown()
{
    fail({ErrorCode::ShuttingDown, QStringLiteral("The gateway is shutting down. Try again in a moment.")});
}

void ProxyCall::onClientGone()
{
    if (m_over)
        return;
    dropUpstream();
    if (m_rowOpen && m_relay && m_relay->sawDone() && !m_relay->sawError() && m_pending.isEmpty())
        settle(CallStatus::Ok, m_status, {}); // it had everything
    else if (m_rowOpen)
        settle(CallStatus::Cancelled, m_exchange && m_exchange->bytesWritten() > 0 ? m_status : 0,
               QStringLiteral("the client left"));
    finish();
}

void ProxyCall::settle(CallStatus status, int httpStatus, const QString &error)
{
    CallSettled record;
    record.id = m_request.id;
    record.status = status;
    record.httpStatus = httpStatus;
    record.attempts = m_attempts;
    record.error = error;
    record.firstToken = m_firstToken;
    record.duration = std::chrono::duration_cast<Millis>(m_services.clock().steady() - m_started);
    record.responseBytes = m_exchange ? m_exchange->bytesWritten() : 0;

    const UsageCollector &usage = m_relay ? m_relay->usage() : m_usage;
    const bool answered = m_status >= 200 && m_status < 300;
    if (usage.reported()) {
        record.usageSource = UsageSource::Provider;
        record.usage = usage.usage();
    } else if (answered && !m_plainError && !(m_relay && m_relay->sawError() && !m_relay->sawContent())) {
        record.usageSource = status == CallStatus::Ok ? UsageSource::Estimated : UsageSource::Partial;
        record.usage.prompt = m_read.promptTokenEstimate;
        if (m_request.endpoint != "/v1/embeddings")
            record.usage.completion = usage.estimatedCompletion();
    }
    if (m_provider && m_provider->provider.dialect == Dialect::Demo) {
        record.costMicros = 0;
        record.currency = QStringLiteral("USD");
    }
    m_rowOpen = false;
    m_services.ledger().settle(record);
}

void ProxyCall::dropUpstream()
{
    if (!m_upstream)
        return;
    m_upstream->disconnect(this);
    m_upstream->cancel();
    m_upstream.release()->deleteLater(); // it may be in the middle of a signal
}

void ProxyCall::finish()
{
    if (m_over)
        return;
    m_over = true;
    dropUpstream();
    Q_EMIT over(this);
}

void ProxyCall::checkDeadlines(SteadyTime now)
{
    if (!m_over && m_upstream)
        m_upstream->checkDeadlines(now);
}

} // namespace gateway
