// SPDX-License-Identifier: MIT
#include "api/call_recorder.h"

#include "api/answer_reader.h"
#include "upstream/http_upstream_call.h"
#include "upstream/prepared_provider.h"

#include <QUrl>

namespace gateway {

namespace {

constexpr qsizetype longest = AnswerReader::heldAnswer; // of a body; the writer cuts there too

// A copy of its own: the body's memory is to be free when it is said to be.
QByteArray beginningOf(const QByteArray &body)
{
    return QByteArray(body.constData(), std::min(body.size(), longest));
}

QByteArray beginningOf(const QByteArray &body, QList<Splice> splices)
{
    QByteArray beginning = beginningOf(body);
    splices.removeIf([&](const Splice &splice) { return splice.begin + splice.length > beginning.size(); });
    return applySplices(beginning, splices).left(longest);
}

QByteArray hostOf(const QUrl &url)
{
    return url.host().toUtf8() + (url.port() < 0 ? QByteArray() : ':' + QByteArray::number(url.port()));
}

} // namespace

CallRecorder::CallRecorder(RequestId id, Time expiresAt, const RequestHead &head, const QByteArray &body)
{
    m_text.hideCredentialsOf(head);
    m_capture.id = id;
    m_capture.expiresAt = expiresAt;
    m_capture.requestHeaders = m_text.request(head);
    m_capture.request = beginningOf(body);
}

void CallRecorder::attempt(const UpstreamRequest &request)
{
    m_capture.upstreamHeaders.clear();
    m_capture.upstreamRequest.clear();
    m_capture.upstreamAnswerHeaders.clear();
    const Provider &provider = request.provider->provider;
    if (provider.dialect == Dialect::Demo) // it answers inside: nothing is sent
        return;
    // Headers of the settings may hold a credential under any name.
    m_text.hideHeader(provider.authHeader);
    for (const HeaderField &field : provider.headers)
        m_text.hideHeader(field.name);
    if (const PreparedProvider::Key *key = request.provider->key(request.keyId))
        m_text.hideSecret(key->secret);

    const QNetworkRequest sent = HttpUpstreamCall::networkRequest(request);
    qsizetype size = request.body.size();
    for (const Splice &splice : request.splices)
        size += splice.insert.size() - splice.length;
    QList<HeaderField> headers{{"host", hostOf(sent.url())}};
    const QList<QByteArray> names = sent.rawHeaderList();
    for (const QByteArray &name : names)
        headers.append({name.toLower(), sent.rawHeader(name)});
    headers.append({"content-length", QByteArray::number(size)});
    m_capture.upstreamHeaders = m_text.request(
            "POST", sent.url().toEncoded(QUrl::RemoveUserInfo | QUrl::RemoveFragment), headers);
    if (!request.splices.isEmpty())
        m_capture.upstreamRequest = beginningOf(request.body, request.splices);
}

void CallRecorder::attemptAnswered(int status, const QList<HeaderField> &headers)
{
    m_capture.upstreamAnswerHeaders = m_text.answer(status, headers);
}

void CallRecorder::answered(int status, const QList<HeaderField> &headers)
{
    if (m_capture.responseHeaders.isEmpty())
        m_capture.responseHeaders = m_text.answer(status, headers);
}

void CallRecorder::answer(const QByteArray &data)
{
    if (m_capture.response.size() <= longest)
        m_capture.response += data;
}

CallCapture CallRecorder::take()
{
    for (QByteArray *body : {&m_capture.request, &m_capture.upstreamRequest, &m_capture.response})
        *body = m_text.withoutSecrets(std::move(*body));
    return std::move(m_capture);
}

} // namespace gateway
