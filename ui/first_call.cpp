// SPDX-License-Identifier: MIT
#include "ui/first_call.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int mostRefusals = 10;
constexpr std::chrono::milliseconds pause(300);
constexpr int timeoutMillis = 120'000;

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
                     std::function<void(const Answer &)> done)
{
    m_address = address;
    m_key = key;
    m_done = std::move(done);
    m_refusals = 0;
    const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, question}};
    m_body = QJsonDocument(QJsonObject{{u"model"_s, model}, {u"messages"_s, QJsonArray{message}}})
                     .toJson(QJsonDocument::Compact);
    post();
}

void FirstCall::post()
{
    QNetworkRequest request(QUrl(m_address + "/v1/chat/completions"_L1));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + m_key.expose());
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
    Answer answer = read(status, reply->readAll());
    answer.duration = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_started);
    if (status == 0)
        answer.text = reply->errorString();
    m_done(answer);
}

FirstCall::Answer FirstCall::read(int httpStatus, const QByteArray &body)
{
    Answer answer;
    answer.httpStatus = httpStatus;
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    if (httpStatus != 200) {
        answer.text = root["error"_L1].toObject()["message"_L1].toString();
        return answer;
    }
    const QJsonObject message = root["choices"_L1].toArray().at(0).toObject()["message"_L1].toObject();
    answer.text = message["content"_L1].toString().trimmed();
    answer.ok = !message.isEmpty();
    const QJsonObject usage = root["usage"_L1].toObject();
    if (usage["prompt_tokens"_L1].isDouble())
        answer.promptTokens = usage["prompt_tokens"_L1].toInteger();
    if (usage["completion_tokens"_L1].isDouble())
        answer.completionTokens = usage["completion_tokens"_L1].toInteger();
    return answer;
}

} // namespace gateway::ui
