// SPDX-License-Identifier: MIT
#include "ui/inspector/resend_call.h"

#include "ui/refusal_text.h"

#include "base/request_id.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QNetworkReply>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

} // namespace

ResendCall::ResendCall(QObject *parent) : QObject(parent)
{
    m_manager.setProxy(QNetworkProxy::NoProxy);
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

ResendCall::~ResendCall()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void ResendCall::start(const QString &address, const Secret &key, const Resend &resend)
{
    QNetworkRequest request{QUrl(address + resend.target)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    for (const HeaderField &field : resend.headers)
        request.setRawHeader(field.name, field.value);
    request.setRawHeader("authorization", "Bearer " + key.expose());
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    m_reply = m_manager.post(request, resend.body);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &ResendCall::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, [this] {
        if (m_begun)
            m_reply->skip(m_reply->bytesAvailable());
    });
    connect(m_reply, &QNetworkReply::finished, this, &ResendCall::onFinished);
}

void ResendCall::onHead()
{
    const auto id = requestIdFromText(m_reply->rawHeader("x-gateway-request-id"));
    // Where a provider was asked there is a row, which says more than an error here.
    const bool hasRow = statusOf(*m_reply) == 200 || m_reply->hasRawHeader("x-gateway-attempts");
    if (m_begun || !hasRow || !id)
        return;
    m_begun = true;
    Q_EMIT begun(*id);
}

void ResendCall::onFinished()
{
    onHead();
    if (!m_begun) {
        const int status = statusOf(*m_reply);
        const QString text =
                RefusalText::of(m_reply->readAll(), m_reply->hasRawHeader("x-gateway-attempts"), m_zone);
        Q_EMIT refused(status == 0 ? tr("The gateway did not answer: %1").arg(m_reply->errorString())
                                   : u"HTTP %1 · %2"_s.arg(QString::number(status), text));
    }
    Q_EMIT over();
}

} // namespace gateway::ui
