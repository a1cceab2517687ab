// SPDX-License-Identifier: MIT
#include "api/proxy_call.h"

#include "access/rate_headers.h"
#include "api/error_body.h"
#include "base/request_id.h"
#include "upstream/header_policy.h"
#include "wire/token_estimate.h"

namespace gateway {

namespace {

constexpr auto endGrace = std::chrono::seconds(1); // for the rest of a stream that has said its last

bool namesUsageOption(const QByteArray &body)
{
    return body.contains("stream_options") || body.contains("include_usage");
}

RateDialect rateDialect(WireDialect dialect)
{
    return dialect == WireDialect::Anthropic ? RateDialect::Anthropic : RateDialect::OpenAi;
}

const SealedKey *findKey(const Provider &provider, qint64 id)
{
    for (const SealedKey &key : provider.keys) {
        if (key.id == id)
            return &key;
    }
    return nullptr;
}

} // namespace

ProxyCall::ProxyCall(Exchange &exchange, Request request, CallServices &services)
    : m_exchange(&exchange)
    , m_request(std::move(request))
    , m_services(services)
    , m_account(services, m_request.id, m_request.identity)
{
    connect(&exchange, &Exchange::gone, this, &ProxyCall::onClientGone);
    connect(&exchange, &QObject::destroyed, this,
            &ProxyCall::onClientGone); // whatever became of the connection
    connect(&exchange, &Exchange::drained, this, &ProxyCall::updatePause);
    m_wait.setSingleShot(true);
    connect(&m_wait, &QTimer::timeout, this, &ProxyCall::proceed);
}

ProxyCall::~ProxyCall() = default;

void ProxyCall::start()
{
    m_body = m_exchange->takeBody();
    CallOpened &record = m_account.record;
    record.endpoint = QString::fromLatin1(m_request.path);
    record.requestBytes = m_body.size();
    Result<RequestBody> read = readBody();
    if (!read) {
        refuse(read.error());
        return;
    }
    m_read = *std::move(read);
    record.stream = m_read.stream;
    Result<QList<Candidate>> candidates = findCandidates();
    if (!candidates) {
        if (candidates.error().code == ErrorCode::ModelNotAllowed)
            m_account.refuse(httpErrorInfo(candidates.error().code).status,
                             QStringLiteral("model_not_allowed"));
        refuse(candidates.error(), {}, "model");
        return;
    }
    tl::expected<Admitted, Refusal> admitted = admit(*candidates);
    const RateDialect rates = rateDialect(m_request.dialect);
    if (!admitted) {
        const Refusal &refusal = admitted.error();
        const HttpErrorInfo info = httpErrorInfo(refusal.error.code);
        m_account.refuse(info.status, QLatin1String(info.code) + QStringLiteral(": ") + refusal.limit);
        refuse(refusal.error, refusalHeaders(rates, refusal, record.startedAt));
        return;
    }
    m_cappedMaxTokens = admitted->cappedMaxTokens;
    for (const HeaderField &field : rateHeaders(rates, admitted->rates, record.startedAt)) {
        m_exchange->addHeader(field.name, field.value);
        m_hasOwnRates = true;
    }
    beginRecording();
    openRow(std::move(admitted->reservation), candidates->constFirst());
    const Settings &settings = m_request.identity.snapshot->settings;
    const QByteArray conversation = conversationHash(m_body, m_read);
    m_plan = std::make_unique<AttemptPlan>(
            m_services.routing(), *std::move(candidates), m_account.started(),
            m_account.started() + settings.totalTimeout,
            conversation.isEmpty() ? 0 : conversationFingerprint(record.keyId, record.model, conversation));
    proceed();
}

void ProxyCall::openRow(Reservation reservation, const Candidate &first)
{
    m_account.open(std::move(reservation), *first.provider, first.upstreamModel, this,
                   [this](const Outcome &outcome) { onLedger(outcome); });
}

// Only while a person has turned it on.
void ProxyCall::beginRecording()
{
    const Settings &settings = m_request.identity.snapshot->settings;
    if (settings.capture) {
        m_recorder = std::make_unique<CallRecorder>(
                m_request.id, m_account.record.startedAt + std::chrono::days(settings.captureDays),
                m_exchange->head(), m_body);
    }
}

void ProxyCall::proceed()
{
    if (m_over)
        return;
    const AttemptPlan::Step step = m_plan->next(m_services.clock().steady());
    if (const auto *attempt = std::get_if<AttemptPlan::Attempt>(&step)) {
        startAttempt(*attempt);
    } else if (const auto *wait = std::get_if<AttemptPlan::Wait>(&step)) {
        m_wait.start(wait->time);
    } else if (const auto &end = std::get<AttemptPlan::GiveUp>(step); end.keptAnswer && m_kept) {
        takeKept();
    } else {
        fail(end.error, end.retryAfter);
    }
}

void ProxyCall::startAttempt(const AttemptPlan::Attempt &attempt)
{
    m_attempt = attempt;
    m_wasSent = false;
    m_trying = true;
    m_withoutOption = false;
    const Provider &provider = *attempt.candidate->provider;
    m_provider = m_services.provider(provider.id);
    m_account.beginAttempt(provider, findKey(provider, attempt.keyId), attempt.candidate->upstreamModel);
    const PreparedProvider::Key *key = m_provider ? m_provider->key(attempt.keyId) : nullptr;
    if (!key || !key->problem.isEmpty()) { // removed while the call waited
        attemptFailed(
                {ErrorCode::UpstreamUnreachable,
                 QStringLiteral("Provider '%1', or its key, is not there any more.").arg(provider.name)});
        return;
    }
    callUpstream();
}

void ProxyCall::callUpstream()
{
    const Provider &provider = m_provider->provider;
    const bool isChat =
            m_request.dialect == WireDialect::OpenAiChat && m_request.endpoint != "/v1/embeddings";
    m_askedForUsage = isChat && m_read.stream && !m_read.includeUsage.value_or(false) && !m_withoutOption &&
                      m_services.asksForUsage(provider);
    UpstreamRequest request;
    request.provider = m_provider;
    request.keyId = m_attempt.keyId;
    request.endpoint = m_request.endpoint;
    if (m_exchange) {
        request.query = queryForProvider(m_exchange->head().query);
        request.headers = headersForProvider(m_exchange->head());
        request.headers.append(HeaderField{"via", viaChain(m_exchange->head(), m_services.via())});
    }
    if (m_request.dialect == WireDialect::Anthropic &&
        headerValue(request.headers, "anthropic-version").isNull())
        request.headers.append(HeaderField{"anthropic-version", defaultAnthropicVersion});
    request.body = m_body;
    request.splices = planSplices(m_read, m_attempt.candidate->upstreamModel, m_askedForUsage,
                                  m_cappedMaxTokens, provider.preset == QLatin1StringView("openai"));
    const Settings &settings = m_request.identity.snapshot->settings;
    request.timeouts = {settings.connectTimeout, settings.firstByteTimeout, settings.silenceTimeout,
                        std::max(Millis(1), settings.totalTimeout - m_account.elapsed())};

    if (m_recorder)
        m_recorder->attempt(request);

    m_answer = std::make_unique<AnswerReader>(
            AnswerReader::Expected{m_request.dialect, m_read.stream, m_askedForUsage, provider.name});
    m_filter = {};
    m_progress = 0;
    m_endSince.reset();
    m_upstream = makeUpstreamCall(std::move(request), m_services.lanes(), m_services.clock());
    connect(m_upstream.get(), &UpstreamCall::headReceived, this, &ProxyCall::onHead);
    connect(m_upstream.get(), &UpstreamCall::dataReceived, this, &ProxyCall::onData);
    connect(m_upstream.get(), &UpstreamCall::finished, this, &ProxyCall::onUpstreamFinished);
    connect(m_upstream.get(), &UpstreamCall::failed, this, &ProxyCall::onUpstreamFailed);
    m_upstream->start();
}

void ProxyCall::onHead(int status, const QList<HeaderField> &headers)
{
    m_account.noteConnected(m_upstream->connectTime());
    if (m_recorder)
        m_recorder->attemptAnswered(status, headers);
    if (const Outcome good = m_answer->readHead(status, headers); !good) {
        attemptFailed(good.error());
        return;
    }
    if (m_answer->kind() == AnswerReader::Kind::Stream)
        m_upstream->countEvents();
    if (m_withoutOption && status < 300)
        m_services.usageOptionRefused(m_provider->provider);
}

void ProxyCall::onData(const QByteArray &data)
{
    if (m_over || !m_answer || m_delivering)
        return;
    if (const Outcome good = m_answer->feed(data); !good) {
        attemptFailed(good.error());
        return;
    }
    if (const StreamRelay *relay = m_answer->relay()) {
        if (const qint64 progress = relay->progress(); progress != m_progress) {
            m_progress = progress;
            m_upstream->noteEvent();
        }
        if (relay->sawContent())
            m_account.noteFirstToken();
        if ((relay->sawDone() || relay->sawError()) && !m_endSince)
            m_endSince = m_services.clock().steady();
        m_upstream->countEvents(); // also of a stream that was not announced as one
    }
    advance();
    updatePause();
}

void ProxyCall::onUpstreamFinished()
{
    if (m_over || !m_answer)
        return;
    const Outcome good = m_answer->finish();
    if (m_answer->sawContent() && m_answer->relay())
        m_account.noteFirstToken();
    dropUpstream();
    if (m_passing || m_answer->mayPass()) {
        advance(); // what is left
        if (m_over || !m_answer)
            return;
        if (!good)
            attemptFailed(good.error());
        else
            judgeAnswer();
        return;
    }
    if (!good && !m_answer->errorFirst())
        attemptFailed(good.error());
    else
        judgeAnswer();
}

void ProxyCall::onUpstreamFailed(const Error &error)
{
    if (m_over)
        return;
    if (m_answer && m_answer->kind() == AnswerReader::Kind::Stream && m_answer->relay()->sawDone())
        onUpstreamFinished(); // the answer was complete; how its connection ends is nobody's loss
    else
        attemptFailed(error);
}

// There is no answer, or only a part of one.
void ProxyCall::attemptFailed(const Error &error)
{
    if (m_over)
        return;
    if (m_trying)
        report(failedOutcome(error));
    if (clientLeft()) { // before the provider failed
        endForAbsentClient();
        return;
    }
    if (m_passing) {
        fail(error);
        return;
    }
    dropUpstream();
    m_answer.reset();
    proceed();
}

// A whole answer, or the end of a stream: is it the client's?
void ProxyCall::judgeAnswer()
{
    if (retryWithoutOption())
        return;
    const bool success = m_answer->status() < 300 && !m_answer->errorInside();
    const AttemptPlan::Report judged =
            report(answeredOutcome(m_answer->status(), m_answer->headers(),
                                   success ? QByteArray() : m_answer->errorText(), m_services.clock().now()));
    if (m_passing || judged.deliver || clientLeft()) {
        m_delivering = true;
        advance();
        return;
    }
    if (judged.keep)
        m_kept = Kept{std::move(m_answer), m_attempt, m_provider};
    dropUpstream();
    m_answer.reset();
    proceed();
}

// Nothing better came: the call is that attempt's again, also in its row.
void ProxyCall::takeKept()
{
    m_attempt = m_kept->attempt;
    m_provider = std::move(m_kept->provider);
    m_answer = std::move(m_kept->answer);
    m_kept.reset();
    const Provider &provider = *m_attempt.candidate->provider;
    m_account.answeredBy(provider, findKey(provider, m_attempt.keyId), m_attempt.candidate->upstreamModel);
    m_delivering = true;
    advance();
}

// The provider seems not to know the option that asks for usage: ask again without it, and remember that if
// it helps. It is ours to take back only when the client did not name it itself.
bool ProxyCall::retryWithoutOption()
{
    const bool refused = m_askedForUsage && m_answer->kind() == AnswerReader::Kind::Refusal &&
                         (m_answer->status() == 400 || m_answer->status() == 422) &&
                         !namesUsageOption(m_body) && namesUsageOption(m_answer->heldBody());
    if (!refused || clientLeft())
        return false;
    m_withoutOption = true;
    const Provider &provider = *m_attempt.candidate->provider;
    m_account.endAttempt(m_answer->status(), QStringLiteral("usage_option_refused"));
    m_account.beginAttempt(provider, findKey(provider, m_attempt.keyId), m_attempt.candidate->upstreamModel);
    dropUpstream();
    callUpstream();
    return true;
}

AttemptPlan::Report ProxyCall::report(const AttemptOutcome &outcome)
{
    m_trying = false;
    const AttemptPlan::Report judged = m_plan->report(outcome, m_services.clock().steady());
    const QString word = outcomeWord(outcome);
    m_account.endAttempt(m_answer ? m_answer->status() : 0, word);
    const Provider &provider = *m_attempt.candidate->provider;
    KeyEvent event = judged.keyEvent;
    const SealedKey *key = findKey(provider, m_attempt.keyId);
    if (judged.verdict == Verdict::Success && key && key->flaggedAt)
        event = KeyEvent::Accepted; // flagged before this process began, or for another model
    if (event != KeyEvent::None)
        m_services.keyJudged(provider, m_attempt.keyId, event, QStringLiteral("HTTP %1").arg(outcome.status));
    return judged;
}

void ProxyCall::dropUpstream()
{
    if (!m_upstream)
        return;
    m_wasSent = m_upstream->wasSent();
    m_upstream->disconnect(this);
    m_upstream->cancel();
    m_upstream.release()->deleteLater(); // it may be in the middle of a signal
}

void ProxyCall::checkDeadlines(SteadyTime now)
{
    if (m_over)
        return;
    if (m_leftAt && now - *m_leftAt >= m_request.identity.snapshot->settings.drainLimit) {
        endForAbsentClient();
        return;
    }
    if (m_endSince && !m_delivering && m_answer && m_upstream && now - *m_endSince >= endGrace) {
        m_endSince.reset();
        onUpstreamFinished();
        return;
    }
    if (m_upstream)
        m_upstream->checkDeadlines(now);
    if (!m_over)
        keepAlive(now);
}

} // namespace gateway
