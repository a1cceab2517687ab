// SPDX-License-Identifier: MIT
#include "upstream/http_upstream_call.h"

#include "config/proxy.h"
#include "upstream/prepared_provider.h"
#include "upstream/upload_device.h"

#include <QSslError>

namespace gateway {

namespace {

constexpr qint64 readBuffer = 256 * 1024; // of an answer, inside Qt; what is beyond waits at the provider
constexpr auto standstill = std::chrono::seconds(1); // then Qt is made to look whether the connection still stands

// Errors by which Qt only repeats an HTTP status from 400 on; the transport has not failed.
bool repeatsStatus(QNetworkReply::NetworkError error)
{
    return (error > 200 && error < 300) || (error > 400 && error < 500) ||
           error == QNetworkReply::ProtocolInvalidOperationError        // 400 and 418
           || error == QNetworkReply::ProxyAuthenticationRequiredError; // 407
}

QString seconds(Millis time)
{
    return QString::number(double(time.count()) / 1000.0);
}

} // namespace

HttpUpstreamCall::HttpUpstreamCall(UpstreamRequest request, LanePool &lanes, const Clock &clock)
    : m_request(std::move(request)), m_lanes(lanes), m_clock(clock)
{}

HttpUpstreamCall::~HttpUpstreamCall()
{
    cancel();
}

QNetworkRequest HttpUpstreamCall::networkRequest(const UpstreamRequest &asked)
{
    const PreparedProvider &provider = *asked.provider;
    const PreparedProvider::Key *key = provider.key(asked.keyId);
    if (key == nullptr)
        key = &provider.keys.front();
    QNetworkRequest request = provider.requestFor(asked.endpoint, *key);
    for (const HeaderField &field : asked.headers) {
        if (!request.hasRawHeader(field.name)) // what the provider's settings say wins
            request.setRawHeader(field.name, field.value);
    }
    if (!asked.query.isEmpty()) {
        QUrl url = request.url();
        url.setQuery(QString::fromLatin1(asked.query));
        request.setUrl(url);
    }
    if (!request.hasRawHeader("content-type"))
        request.setRawHeader("content-type", "application/json");
    // Qt invents both where they are missing, one of them from the machine's locale.
    if (!request.hasRawHeader("user-agent"))
        request.setRawHeader("user-agent", "api-gateway/" GATEWAY_VERSION);
    if (!request.hasRawHeader("accept-language"))
        request.setRawHeader("accept-language", "*");
    return request;
}

void HttpUpstreamCall::start()
{
    const PreparedProvider &provider = *m_request.provider;
    m_upload = new UploadDevice(m_request.body, m_request.splices, this);
    m_request.body.clear(); // the upload holds it now
    QNetworkRequest request = networkRequest(m_request);
    request.setHeader(QNetworkRequest::ContentLengthHeader, m_upload->totalSize());

    m_place = m_lanes.take(provider.hostFor(m_request.endpoint), provider.provider.http2,
                           proxyOf(provider.provider, {}));
    m_started = m_lastEvent = m_clock.steady();
    m_reply = m_place.manager()->post(request, m_upload);
    // Right after post() it is ignored, and at the head of the answer a fast provider may keep Qt's thread
    // too busy with reading to hear of it. Between the two is the turn after the one in which Qt takes the
    // request up.
    QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_reply)
                    m_reply->setReadBufferSize(readBuffer);
            },
            Qt::QueuedConnection);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpUpstreamCall::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpUpstreamCall::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpUpstreamCall::onFinished);
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_lastEvent = m_clock.steady(); });
}

void HttpUpstreamCall::onHead()
{
    if (m_over || m_headSeen)
        return;
    const QVariant status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (!status.isValid())
        return;
    m_headSeen = true;
    m_lastEvent = m_clock.steady();
    m_upload->forget();
    // Qt takes each of these for the end of the answer and would use the connection again. A provider that
    // goes on with a final answer (103), or with a body, would then answer somebody else's call.
    if (const int code = status.toInt(); code < 200 || code == 204 || code == 205 || code == 304)
        m_place.retire();
    QList<HeaderField> headers;
    const QList<QNetworkReply::RawHeaderPair> pairs = m_reply->rawHeaderPairs();
    headers.reserve(pairs.size());
    for (const auto &[name, value] : pairs)
        headers.append({name.toLower(), value});
    Q_EMIT headReceived(status.toInt(), headers);
}

void HttpUpstreamCall::onReadyRead()
{
    if (m_over || m_paused)
        return;
    onHead();
    if (m_over || !m_reply)
        return;
    if (!m_countsEvents)
        m_lastEvent = m_clock.steady();
    const QByteArray data = m_reply->readAll();
    m_lastData.reset();
    m_looked = false;
    if (!m_over && m_headSeen && !data.isEmpty())
        Q_EMIT dataReceived(data);
}

void HttpUpstreamCall::onFinished()
{
    if (m_over)
        return;
    m_replyFinished = true;
    if (!m_paused)
        conclude();
}

// The reply has ended and the reader takes bytes: give out the rest, then say how it ended.
void HttpUpstreamCall::conclude()
{
    onReadyRead();
    if (m_over || m_paused)
        return;
    const QNetworkReply::NetworkError error = m_reply->error();
    const bool transport = error != QNetworkReply::NoError && !repeatsStatus(error);
    if (!m_headSeen || transport) {
        const Error described = describe(error);
        fail(described.code, described.message);
        return;
    }
    m_over = true;
    dropReply();
    Q_EMIT finished();
}

void HttpUpstreamCall::setPaused(bool paused)
{
    if (m_over || m_paused == paused)
        return;
    m_paused = paused;
    if (paused)
        return;
    m_lastEvent = m_clock.steady(); // the silence was ours
    // On the next turn: the caller is in the middle of its own work.
    QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_over || m_paused)
                    return;
                if (m_replyFinished)
                    conclude();
                else
                    onReadyRead();
            },
            Qt::QueuedConnection);
}

void HttpUpstreamCall::cancel()
{
    m_over = true;
    dropReply();
}

bool HttpUpstreamCall::wasSent() const { return m_headSeen || (m_upload && m_upload->wasRead()); }

void HttpUpstreamCall::noteEvent()
{
    m_eventSeen = true;
    m_lastEvent = m_clock.steady();
}

void HttpUpstreamCall::checkDeadlines(SteadyTime now)
{
    if (m_over || !m_reply)
        return;
    if (!m_connected && m_upload->wasRead()) {
        m_connected = true;
        m_connectTime = std::chrono::duration_cast<Millis>(now - m_started);
        m_lastEvent = now;
    }
    // A connection that ends in a chunked answer of which more waits than the buffer takes: Qt gives out what is there,
    // and then never says that this was all. Setting the size makes it look at its socket.
    if (!m_lastData)
        m_lastData = now;
    if (m_headSeen && !m_paused && !m_looked && now - *m_lastData >= standstill) {
        m_looked = true;
        m_reply->setReadBufferSize(readBuffer);
    }
    const UpstreamTimeouts &limits = m_request.timeouts;
    const QString name = m_request.provider->provider.name;
    if (now - m_started >= limits.total)
        fail(ErrorCode::UpstreamTimeout, QStringLiteral("The call to provider '%1' took longer than %2 s.")
                                                 .arg(name, seconds(limits.total)));
    else if (m_headSeen && m_countsEvents && !m_eventSeen && !m_paused &&
             now - m_lastEvent >= limits.firstByte)
        fail(ErrorCode::UpstreamTimeout,
             QStringLiteral("Provider '%1' began a stream and said nothing in it for %2 s.")
                     .arg(name, seconds(limits.firstByte)));
    else if (m_headSeen && (!m_countsEvents || m_eventSeen) && !m_paused &&
             now - m_lastEvent >= limits.silence)
        fail(ErrorCode::UpstreamTimeout,
             QStringLiteral("Provider '%1' sent nothing for %2 s.").arg(name, seconds(limits.silence)));
    else if (!m_headSeen && m_connected && now - m_lastEvent >= limits.firstByte)
        fail(ErrorCode::UpstreamTimeout, QStringLiteral("Provider '%1' did not begin to answer within %2 s.")
                                                 .arg(name, seconds(limits.firstByte)));
    else if (!m_connected && now - m_started >= limits.connect) {
        m_place.retire(); // if its thread is stuck, the next call must not meet it
        fail(ErrorCode::UpstreamTimeout, QStringLiteral("No connection to provider '%1' within %2 s.")
                                                 .arg(name, seconds(limits.connect)));
    }
}

void HttpUpstreamCall::fail(ErrorCode code, const QString &message)
{
    if (m_over)
        return;
    m_over = true;
    dropReply();
    Q_EMIT failed(Error{code, message});
}

void HttpUpstreamCall::dropReply()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        // It may be in the middle of a signal. Its end cuts the transfer as abort() does, but without a
        // warning on stderr when the transfer fails at the same time.
        reply->deleteLater();
    }
    if (m_upload) {
        m_upload->deleteLater(); // after the reply, which may still ask for it
        m_upload = nullptr;
    }
    m_place.release();
}

Error HttpUpstreamCall::describe(QNetworkReply::NetworkError error) const
{
    const QString name = m_request.provider->provider.name;
    const auto unreachable = [](const QString &message) {
        return Error{ErrorCode::UpstreamUnreachable, message};
    };
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return unreachable(QStringLiteral("Provider '%1' refused the connection.").arg(name));
    case QNetworkReply::HostNotFoundError:
        return unreachable(QStringLiteral("The host of provider '%1' was not found.").arg(name));
    case QNetworkReply::SslHandshakeFailedError:
        return unreachable(
                QStringLiteral("The TLS certificate of provider '%1' was not accepted.").arg(name));
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
        return unreachable(
                QStringLiteral("The proxy on the way to provider '%1' could not be reached.").arg(name));
    case QNetworkReply::ContentReSendError:
    case QNetworkReply::RemoteHostClosedError:
        return m_headSeen
                       ? Error{ErrorCode::UpstreamInvalidResponse,
                               QStringLiteral(
                                       "Provider '%1' closed the connection in the middle of its answer.")
                                       .arg(name)}
                       : unreachable(QStringLiteral("Provider '%1' closed the connection without an answer.")
                                             .arg(name));
    case QNetworkReply::TimeoutError:
        return {ErrorCode::UpstreamTimeout,
                QStringLiteral("The connection to provider '%1' timed out.").arg(name)};
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolInvalidOperationError:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::NoError:
        return {ErrorCode::UpstreamInvalidResponse,
                QStringLiteral("Provider '%1' did not answer with valid HTTP.").arg(name)};
    default:
        return unreachable((proxyOf(m_request.provider->provider, {}).isEmpty()
                                    ? QStringLiteral("Provider '%1' could not be reached.")
                                    : QStringLiteral("Provider '%1' could not be reached through its proxy."))
                                   .arg(name));
    }
}

} // namespace gateway
