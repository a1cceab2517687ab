// SPDX-License-Identifier: MIT
#include "ui/first_call.h"

#include "ui/refusal_text.h"

#include "base/request_id.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int mostRefusals = 10;
constexpr std::chrono::milliseconds pause(300);
constexpr int timeoutMillis = 120'000;
constexpr int messagesLimit = 256; // the Messages API wants one

QString pathOf(SnippetApi api)
{
    switch (api) {
    case SnippetApi::Messages:
        return u"/v1/messages"_s;
    case SnippetApi::Responses:
        return u"/v1/responses"_s;
    case SnippetApi::Chat:
        break;
    }
    return u"/v1/chat/completions"_s;
}

// The texts of a list of parts, as Messages and Responses have them.
QString textOf(const QJsonArray &parts)
{
    QString text;
    for (const QJsonValue &part : parts)
        text += part["text"_L1].toString();
    return text;
}

std::optional<qint64> tokens(const QJsonObject &usage, QLatin1StringView name, QLatin1StringView other)
{
    const QJsonValue value = usage.contains(name) ? usage[name] : usage[other];
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

} // namespace

FirstCall::FirstCall(QObject *parent) : QObject(parent)
{
    m_manager.setProxy(QNetworkProxy::NoProxy);
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

FirstCall::~FirstCall()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void FirstCall::make(const QString &address, const Secret &key, const QString &model, const QString &question,
                     std::function<void(const Answer &)> done, SnippetApi api)
{
    m_url = QUrl(address + pathOf(api));
    m_key = key;
    m_done = std::move(done);
    m_refusals = 0;
    m_body = QJsonDocument(body(api, model, question)).toJson(QJsonDocument::Compact);
    post();
}

QJsonObject FirstCall::body(SnippetApi api, const QString &model, const QString &question)
{
    if (api == SnippetApi::Responses)
        return {{u"model"_s, model}, {u"input"_s, question}};
    const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, question}};
    QJsonObject body{{u"model"_s, model}, {u"messages"_s, QJsonArray{message}}};
    if (api == SnippetApi::Messages)
        body.insert("max_tokens"_L1, messagesLimit);
    return body;
}

void FirstCall::post()
{
    QNetworkRequest request(m_url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + m_key.expose());
    request.setRawHeader("anthropic-version", "2023-06-01"); // means nothing to the other two
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setTransferTimeout(timeoutMillis);
    m_started = std::chrono::steady_clock::now();
    m_reply = m_manager.post(request, m_body);
    connect(m_reply, &QNetworkReply::finished, this, &FirstCall::finish);
}

void FirstCall::finish()
{
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 401 && ++m_refusals < mostRefusals) {
        QTimer::singleShot(pause, this, &FirstCall::post);
        return;
    }
    Answer answer = read(status, reply->readAll(), reply->hasRawHeader("x-gateway-attempts"), m_zone);
    answer.id = requestIdFromText(reply->rawHeader("x-gateway-request-id"));
    answer.duration = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_started);
    if (status == 0)
        answer.text = reply->errorString();
    m_done(answer);
}

FirstCall::Answer FirstCall::read(int httpStatus, const QByteArray &body, bool askedProvider,
                                  const QTimeZone &zone)
{
    Answer answer;
    answer.httpStatus = httpStatus;
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    if (httpStatus != 200) {
        answer.text = RefusalText::of(body, askedProvider, zone);
        return answer;
    }
    const QJsonObject message = root["choices"_L1].toArray().at(0).toObject()["message"_L1].toObject();
    answer.text = message["content"_L1].toString() + textOf(root["content"_L1].toArray());
    for (const QJsonValue &item : root["output"_L1].toArray())
        answer.text += textOf(item["content"_L1].toArray());
    answer.text = answer.text.trimmed();
    answer.ok = !message.isEmpty() || root["content"_L1].isArray() || root["output"_L1].isArray();
    const QJsonObject usage = root["usage"_L1].toObject();
    answer.promptTokens = tokens(usage, "prompt_tokens"_L1, "input_tokens"_L1);
    answer.completionTokens = tokens(usage, "completion_tokens"_L1, "output_tokens"_L1);
    return answer;
}

} // namespace gateway::ui
