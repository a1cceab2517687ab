// SPDX-License-Identifier: MIT
#include "ui/playground/chat_call.h"

#include "ui/refusal_text.h"

#include "base/request_id.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkReply>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype longestRefusal = 64 * 1024;

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace

ChatCall::ChatCall(QObject *parent) : QObject(parent)
{
    m_manager.setProxy(QNetworkProxy::NoProxy);
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

ChatCall::~ChatCall()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void ChatCall::start(const QString &address, const Secret &key, QJsonObject body)
{
    body.insert("stream"_L1, true);
    m_exchange = {address + u"/v1/chat/completions"_s, body, 0, {}};
    QNetworkRequest request{QUrl(m_exchange.url)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    request.setRawHeader("Authorization", "Bearer " + key.expose());
    request.setRawHeader("Accept", "text/event-stream");
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    m_sse = SseReader();
    m_id.reset();
    m_error.reset();
    m_done = m_stopped = false;
    m_reply = m_manager.post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    connect(m_reply, &QNetworkReply::readyRead, this, &ChatCall::read);
    connect(m_reply, &QNetworkReply::finished, this, &ChatCall::finish);
}

void ChatCall::stop()
{
    if (!m_reply)
        return;
    m_stopped = true;
    m_reply->abort();
}

void ChatCall::read()
{
    if (!m_id)
        m_id = requestIdFromText(m_reply->rawHeader("x-gateway-request-id"));
    const QByteArray bytes = m_reply->readAll();
    if (statusOf(*m_reply) != 200) {
        m_exchange.refusal += bytes.left(longestRefusal - m_exchange.refusal.size());
        return;
    }
    QString text;
    QString reasoning;
    m_sse.feed(bytes, [&](const SseReader::Event &event) {
        if (!event.hasData)
            return;
        const ChatDelta delta = readChatEvent(event.data.toByteArray());
        text += delta.text;
        reasoning += delta.reasoning;
        m_done = m_done || delta.done;
        if (delta.error)
            m_error = delta.error;
    });
    if (!text.isEmpty() || !reasoning.isEmpty())
        Q_EMIT received(text, reasoning);
}

void ChatCall::finish()
{
    if (!m_stopped)
        read();
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->deleteLater();
    const int status = statusOf(*reply);
    m_exchange.status = status;
    QString error;
    if (m_stopped)
        error.clear();
    else if (status == 0)
        error = tr("The gateway did not answer: %1").arg(reply->errorString());
    else if (status != 200)
        error = u"HTTP %1 · %2"_s.arg(
                QString::number(status),
                RefusalText::of(m_exchange.refusal, reply->hasRawHeader("x-gateway-attempts"), m_zone));
    else if (m_error)
        error = tr("The answer broke off: %1").arg(*m_error);
    else if (!m_done)
        error = tr("The stream ended before the answer was complete.");
    Q_EMIT ended(error);
}

} // namespace gateway::ui
