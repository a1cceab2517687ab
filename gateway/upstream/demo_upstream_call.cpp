// SPDX-License-Identifier: MIT
#include "upstream/demo_upstream_call.h"

#include "upstream/prepared_provider.h"
#include "wire/token_estimate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>

namespace gateway {

namespace {

constexpr auto wordPace = std::chrono::milliseconds(30);
constexpr qsizetype quoted = 120; // characters of the question that are repeated

bool isCjk(QChar c)
{
    const ushort u = c.unicode();
    return (u >= 0x3040 && u <= 0x30ff) || (u >= 0x3400 && u <= 0x9fff) || (u >= 0xac00 && u <= 0xd7af);
}

QString textOf(const QJsonValue &content)
{
    if (content.isString())
        return content.toString();
    QStringList parts;
    for (const QJsonValue &part : content.toArray()) {
        if (part.isString())
            parts.append(part.toString());
        else
            parts.append(part.toObject().value(QLatin1String("text")).toString());
    }
    return parts.join(QLatin1Char(' '));
}

// Pieces as a model would stream them: a word with the space before it, a CJK character alone.
QStringList split(const QString &text)
{
    QStringList pieces;
    QString piece;
    for (const QChar c : text) {
        if (!piece.isEmpty() && (c == QLatin1Char(' ') || isCjk(c) || isCjk(piece.back()))) {
            pieces.append(piece);
            piece.clear();
        }
        piece += c;
    }
    if (!piece.isEmpty())
        pieces.append(piece);
    return pieces;
}

QByteArray json(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

} // namespace

DemoUpstreamCall::DemoUpstreamCall(UpstreamRequest request, const Clock &clock)
    : m_request(std::move(request)), m_clock(clock)
{
    m_pace.setInterval(wordPace);
    connect(&m_pace, &QTimer::timeout, this, &DemoUpstreamCall::sendNext);
}

void DemoUpstreamCall::start() { QTimer::singleShot(0, this, &DemoUpstreamCall::answer); }

void DemoUpstreamCall::cancel()
{
    m_over = true;
    m_pace.stop();
}

void DemoUpstreamCall::setPaused(bool paused)
{
    if (m_over || !m_streaming)
        return;
    if (paused)
        m_pace.stop();
    else
        m_pace.start();
}

void DemoUpstreamCall::refuse(int status, const QString &message, const QString &code)
{
    Q_EMIT headReceived(status, {{"content-type", "application/json"}});
    if (m_over)
        return;
    Q_EMIT dataReceived(json({{QStringLiteral("error"),
                               QJsonObject{{QStringLiteral("message"), message},
                                           {QStringLiteral("type"), QStringLiteral("invalid_request_error")},
                                           {QStringLiteral("param"), QJsonValue()},
                                           {QStringLiteral("code"), code}}}}));
    if (!m_over)
        Q_EMIT finished();
}

void DemoUpstreamCall::answer()
{
    if (m_over)
        return;
    const QJsonObject body = QJsonDocument::fromJson(applySplices(m_request.body, m_request.splices)).object();
    m_request.body.clear();
    m_completions = m_request.endpoint == "/v1/completions";
    if (!m_completions && m_request.endpoint != "/v1/chat/completions") {
        refuse(404, QStringLiteral("The demo answers chat and completions only. Add a provider for the rest."),
               QStringLiteral("model_not_found"));
        return;
    }
    if (body.value(QLatin1String("model")).toString() != QLatin1String("demo")) {
        refuse(404, QStringLiteral("The demo has one model, 'demo'."), QStringLiteral("model_not_found"));
        return;
    }

    QString question;
    if (m_completions) {
        question = textOf(body.value(QLatin1String("prompt")));
        m_promptTokens = countDemoTokens(question);
    }
    for (const QJsonValue &message : body.value(QLatin1String("messages")).toArray()) {
        const QJsonObject object = message.toObject();
        const QString text = textOf(object.value(QLatin1String("content")));
        m_promptTokens += countDemoTokens(text);
        if (object.value(QLatin1String("role")).toString() == QLatin1String("user"))
            question = text;
    }
    const bool chinese = std::any_of(question.cbegin(), question.cend(), isCjk);
    question = question.simplified();
    if (question.size() > quoted)
        question = question.left(quoted) + QStringLiteral("…");
    const QString text = (chinese ? QStringLiteral("这是 API 网关的演示回答，没有调用任何模型。你说的是：“%1”。添加一个提供商后，"
                                                   "同样的请求就会由真正的模型回答。")
                                  : QStringLiteral("This is the demo of API Gateway: no model was asked. You said: “%1”. "
                                                   "Add a provider, and the same call is answered by a real model."))
                                 .arg(question);
    m_words = split(text);
    m_completionTokens = countDemoTokens(text);
    m_id = QStringLiteral("demo-%1").arg(QRandomGenerator::global()->generate64(), 16, 16, QLatin1Char('0'));
    m_created = toMillis(m_clock.now()) / 1000;
    m_includeUsage = body.value(QLatin1String("stream_options")).toObject().value(QLatin1String("include_usage")).toBool();
    if (!body.value(QLatin1String("stream")).toBool()) {
        answerWhole();
        return;
    }
    Q_EMIT headReceived(200, {{"content-type", "text/event-stream; charset=utf-8"}, {"cache-control", "no-cache"}});
    if (m_over)
        return;
    if (!m_completions)
        Q_EMIT dataReceived(chunk({{QStringLiteral("role"), QStringLiteral("assistant")}, {QStringLiteral("content"), QString()}},
                                  {}));
    if (m_over)
        return;
    m_streaming = true;
    m_pace.start();
}

QJsonObject DemoUpstreamCall::usage() const
{
    return {{QStringLiteral("prompt_tokens"), m_promptTokens},
            {QStringLiteral("completion_tokens"), m_completionTokens},
            {QStringLiteral("total_tokens"), m_promptTokens + m_completionTokens}};
}

void DemoUpstreamCall::answerWhole()
{
    const QString text = m_words.join(QString());
    QJsonObject choice{{QStringLiteral("index"), 0}, {QStringLiteral("finish_reason"), QStringLiteral("stop")}};
    if (m_completions)
        choice.insert(QStringLiteral("text"), text);
    else
        choice.insert(QStringLiteral("message"), QJsonObject{{QStringLiteral("role"), QStringLiteral("assistant")},
                                                             {QStringLiteral("content"), text}});
    Q_EMIT headReceived(200, {{"content-type", "application/json"}});
    if (m_over)
        return;
    Q_EMIT dataReceived(json({{QStringLiteral("id"), m_id},
                              {QStringLiteral("object"), m_completions ? QStringLiteral("text_completion")
                                                                       : QStringLiteral("chat.completion")},
                              {QStringLiteral("created"), m_created},
                              {QStringLiteral("model"), QStringLiteral("demo")},
                              {QStringLiteral("choices"), QJsonArray{choice}},
                              {QStringLiteral("usage"), usage()}}));
    m_words.clear();
    if (!m_over)
        Q_EMIT finished();
}

QByteArray DemoUpstreamCall::chunk(const QJsonObject &delta, const QString &finish) const
{
    QJsonObject choice{{QStringLiteral("index"), 0},
                       {QStringLiteral("finish_reason"), finish.isEmpty() ? QJsonValue() : QJsonValue(finish)}};
    if (m_completions)
        choice.insert(QStringLiteral("text"), delta.value(QLatin1String("content")).toString());
    else
        choice.insert(QStringLiteral("delta"), delta);
    QJsonObject object{{QStringLiteral("id"), m_id},
                       {QStringLiteral("object"), m_completions ? QStringLiteral("text_completion")
                                                                : QStringLiteral("chat.completion.chunk")},
                       {QStringLiteral("created"), m_created},
                       {QStringLiteral("model"), QStringLiteral("demo")},
                       {QStringLiteral("choices"), QJsonArray{choice}}};
    if (!finish.isEmpty() && !m_includeUsage) // told unasked, as several providers do
        object.insert(QStringLiteral("usage"), usage());
    return "data: " + json(object) + "\n\n";
}

void DemoUpstreamCall::sendNext()
{
    if (m_over)
        return;
    if (m_next < m_words.size()) {
        Q_EMIT dataReceived(chunk({{QStringLiteral("content"), m_words.at(m_next++)}}, {}));
        return;
    }
    m_pace.stop();
    m_streaming = false;
    QByteArray last = chunk({}, QStringLiteral("stop"));
    if (m_includeUsage)
        last += "data: "
                + json({{QStringLiteral("id"), m_id},
                        {QStringLiteral("object"), QStringLiteral("chat.completion.chunk")},
                        {QStringLiteral("created"), m_created},
                        {QStringLiteral("model"), QStringLiteral("demo")},
                        {QStringLiteral("choices"), QJsonArray{}},
                        {QStringLiteral("usage"), usage()}})
                + "\n\n";
    last += "data: [DONE]\n\n";
    m_words.clear();
    Q_EMIT dataReceived(last);
    if (!m_over)
        Q_EMIT finished();
}

} // namespace gateway
