// SPDX-License-Identifier: MIT
#include "upstream/probe_call.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int tokenBound = 16; // some refuse less

} // namespace

ChatProbeCall::ChatProbeCall(Provider provider, Secret key, QString model, QObject *parent)
    : ProbeCall(std::move(provider), std::move(key), parent)
    , m_model(std::move(model))
    , m_dialect(m_provider.dialect == Dialect::Anthropic ? WireDialect::Anthropic : WireDialect::OpenAiChat)
    , m_asksForUsage(m_provider.usageOption == UsageOption::Ask && m_dialect == WireDialect::OpenAiChat)
{}

void ChatProbeCall::send()
{
    QJsonObject body{
            {u"model"_s, m_model},
            {u"messages"_s, QJsonArray{QJsonObject{{u"role"_s, u"user"_s}, {u"content"_s, u"Say hi"_s}}}},
            {u"stream"_s, true}};
    if (m_asksForUsage)
        body["stream_options"_L1] = QJsonObject{{u"include_usage"_s, true}};
    if (m_bound == Bound::MaxTokens)
        body["max_tokens"_L1] = tokenBound;
    else if (m_bound == Bound::MaxCompletionTokens)
        body["max_completion_tokens"_L1] = tokenBound;
    post(m_dialect == WireDialect::Anthropic ? u"/v1/messages" : u"/v1/chat/completions",
         QJsonDocument(body).toJson(QJsonDocument::Compact));
}

bool ChatProbeCall::refused(int status, const QByteArray &body)
{
    if ((status != 400 && status != 422) || m_dialect != WireDialect::OpenAiChat)
        return false;
    // Newer models of OpenAI take the bound under its other name only, and say so.
    const bool dislikesBound = body.contains("max_tokens") || body.contains("max_completion_tokens");
    if (m_bound == Bound::MaxTokens && dislikesBound) {
        m_bound = body.contains("max_completion_tokens") ? Bound::MaxCompletionTokens : Bound::None;
    } else if (m_bound == Bound::MaxCompletionTokens && dislikesBound) {
        m_bound = Bound::None;
    } else if (m_asksForUsage) {
        m_asksForUsage = false;
        m_wasRefusedUsage = true;
    } else {
        return false;
    }
    send();
    return true;
}

void ChatProbeCall::received(QByteArrayView bytes)
{
    if (!m_isStream && m_plain.isEmpty()) {
        const QByteArray start = bytes.first(qMin(bytes.size(), qsizetype(64))).toByteArray().trimmed();
        m_isStream = !start.startsWith('{') && !start.startsWith('[') && !start.startsWith('<');
    }
    if (!m_isStream) {
        m_plain.append(bytes);
        return;
    }
    m_events.feed(bytes, [this](const SseReader::Event &event) {
        if (event.hasData)
            read(readChunk(event.data, m_dialect));
    });
}

void ChatProbeCall::read(const ChunkFacts &chunk)
{
    m_usage.add(chunk);
    if (chunk.isError)
        m_errorInside = chunk.errorType.isEmpty() ? u"no reason given"_s : chunk.errorType;
    if (chunk.hasContent && !m_hasContent) {
        m_hasContent = true;
        m_report.firstToken = elapsed();
    }
}

void ChatProbeCall::succeeded()
{
    if (m_isStream) {
        m_events.finish([this](const SseReader::Event &event) {
            if (event.hasData)
                read(readChunk(event.data, m_dialect));
        });
    } else if (QJsonDocument::fromJson(m_plain).isObject()) {
        read(readChunk(m_plain, m_dialect));
    }
    m_report.usage = m_usage.usage();
    m_report.refusesUsageOption = m_wasRefusedUsage;
    // A thinking model may spend the whole bound without a word: usage shows that it answered.
    const bool answered = m_hasContent || m_usage.reported();
    if (!m_errorInside.isEmpty())
        finish(false, u"The answer broke off with an error (%1)."_s.arg(m_errorInside));
    else if (!answered)
        finish(false, u"The answer is no chat: check base URL and model."_s);
    else if (m_report.firstToken)
        finish(true, u"%1 answers: first token after %2 ms, done after %3 ms."_s.arg(m_model)
                             .arg(m_report.firstToken->count())
                             .arg(elapsed().count()));
    else
        finish(true, u"%1 answers, after %2 ms."_s.arg(m_model).arg(elapsed().count()));
}

} // namespace gateway
