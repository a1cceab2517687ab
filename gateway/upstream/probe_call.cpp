// SPDX-License-Identifier: MIT
#include "upstream/probe_call.h"

#include "config/presets.h"
#include "config/proxy.h"
#include "wire/dialect.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QSslConfiguration>

namespace gateway {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int silenceMillis = 20'000;
constexpr int totalMillis = 90'000;
constexpr qint64 maxAnswerBytes = 4 * 1024 * 1024;
constexpr qsizetype maxQuote = 200;

} // namespace

ProbeCall::ProbeCall(Provider provider, Secret key, QObject *parent)
    : QObject(parent), m_provider(std::move(provider)), m_key(std::move(key))
{
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_manager.setProxy(toNetworkProxy(proxyOf(m_provider, {})));
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, &ProbeCall::giveUp);
}

ProbeCall::~ProbeCall()
{
    if (m_reply)
        m_reply->disconnect(this); // the manager ends it
}

void ProbeCall::start()
{
    m_clock.start();
    const QUrl url(m_provider.baseUrl);
    if (!url.isValid() || url.host().isEmpty()) {
        finish(false, u"The provider has no address: set its base URL."_s);
        return;
    }
    send();
}

bool ProbeCall::refused(int, const QByteArray &)
{
    return false;
}

QNetworkRequest ProbeCall::request(QStringView endpoint) const
{
    const bool isAnthropic = m_provider.dialect == Dialect::Anthropic;
    QNetworkRequest request(QUrl(isAnthropic ? joinAnthropicEndpoint(m_provider.baseUrl, endpoint)
                                             : joinEndpoint(m_provider.baseUrl, endpoint)));
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, m_provider.http2);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "api-gateway/" GATEWAY_VERSION);
    if (isAnthropic)
        request.setRawHeader("anthropic-version", defaultAnthropicVersion);
    for (const HeaderField &header : m_provider.headers)
        request.setRawHeader(header.name, header.value);
    if (!m_key.isEmpty()) {
        if (m_provider.auth == AuthStyle::Bearer)
            request.setRawHeader("Authorization", "Bearer " + m_key.expose());
        else if (m_provider.auth == AuthStyle::Header)
            request.setRawHeader(m_provider.authHeader, m_key.expose());
    }
    if (!m_provider.caPem.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(QSslCertificate::fromData(m_provider.caPem, QSsl::Pem));
        request.setSslConfiguration(tls);
    }
    return request;
}

void ProbeCall::get(QStringView endpoint)
{
    watch(m_manager.get(request(endpoint)));
}

void ProbeCall::post(QStringView endpoint, const QByteArray &body)
{
    QNetworkRequest call = request(endpoint);
    call.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    watch(m_manager.post(call, body));
}

void ProbeCall::watch(QNetworkReply *reply)
{
    m_reply = reply;
    m_refusal.clear();
    m_received = 0;
    m_silence.start(silenceMillis);
    connect(reply, &QNetworkReply::readyRead, this, &ProbeCall::read);
    connect(reply, &QNetworkReply::finished, this, &ProbeCall::ended);
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_tlsTrouble = errors.first().errorString();
    });
}

void ProbeCall::read()
{
    m_silence.start(silenceMillis);
    const QByteArray bytes = m_reply->readAll();
    m_received += bytes.size();
    m_report.httpStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_received > maxAnswerBytes || m_clock.hasExpired(totalMillis)) {
        finish(false, u"The answer does not end: is this address an API for models?"_s);
        return;
    }
    if (m_report.httpStatus >= 200 && m_report.httpStatus < 300)
        received(bytes);
    else
        m_refusal.append(bytes);
}

void ProbeCall::ended()
{
    if (m_done)
        return;
    if (m_reply->bytesAvailable() > 0)
        read();
    if (m_done)
        return;
    m_silence.stop();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_report.httpStatus = status;
    m_reply->deleteLater();
    if (status == 0 || (status < 300 && m_reply->error() != QNetworkReply::NoError))
        finish(false, networkTrouble());
    else if (status >= 200 && status < 300)
        succeeded();
    else if (!refused(status, m_refusal))
        finish(false, statusTrouble(status, m_refusal));
}

void ProbeCall::giveUp()
{
    finish(false, u"%1 did not answer for %2 seconds."_s.arg(QUrl(m_provider.baseUrl).host())
                          .arg(silenceMillis / 1000));
}

void ProbeCall::finish(bool ok, const QString &message)
{
    if (m_done)
        return;
    m_done = true;
    m_silence.stop();
    if (m_reply && m_reply->isRunning()) {
        m_reply->disconnect(this);
        m_reply->deleteLater(); // ends the transfer; abort() may complain on stderr
    }
    m_report.ok = ok;
    m_report.message = message;
    m_report.duration = elapsed();
    // From the event loop, not from the reply's own signal: the receiver may delete the probe.
    QTimer::singleShot(0, this, [this] { Q_EMIT finished(m_report); });
}

QString ProbeCall::networkTrouble() const
{
    const QUrl url(m_provider.baseUrl);
    const QString host = url.host();
    const int port = url.port(url.scheme() == u"https"_s ? 443 : 80);
    switch (m_reply->error()) {
    case QNetworkReply::ConnectionRefusedError:
        return u"Nobody listens at %1, port %2: is the server running, and is the address right?"_s.arg(host)
                .arg(port);
    case QNetworkReply::HostNotFoundError:
        return u"The name %1 is not known: check the address and the network."_s.arg(host);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
        return u"The proxy %1 cannot be reached: check its address."_s.arg(m_provider.proxy);
    case QNetworkReply::TimeoutError:
        return u"%1 could not be reached in time: check the address and the network."_s.arg(host);
    case QNetworkReply::RemoteHostClosedError:
        return u"%1 closed the connection without an answer: does it speak %2 at port %3?"_s
                .arg(host, url.scheme().toUpper())
                .arg(port);
    case QNetworkReply::SslHandshakeFailedError:
        return u"No secure connection to %1 (%2): with a certificate authority of your own, give it to the "
               u"provider; "
               "check the address otherwise."_s.arg(host, m_tlsTrouble.isEmpty() ? m_reply->errorString()
                                                                                 : m_tlsTrouble);
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
        return u"%1 does not answer in HTTP: check scheme and port of the address."_s.arg(host);
    default:
        return u"The call to %1 failed: %2"_s.arg(host, m_reply->errorString());
    }
}

// What the provider said, where it helps and cannot hold a key.
QString ProbeCall::said(const QByteArray &body) const
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QJsonValue error = object["error"_L1];
    QString text = error.isObject() ? error["message"_L1].toString() : error.toString();
    if (text.isEmpty())
        text = object["message"_L1].toString(object["detail"_L1].toString());
    if (!m_key.isEmpty())
        text.replace(QString::fromUtf8(m_key.expose()), u"…"_s);
    text = text.simplified();
    if (text.isEmpty())
        return {};
    return u" It says: "_s + (text.size() > maxQuote ? text.left(maxQuote) + u"…"_s : text);
}

QString ProbeCall::statusTrouble(int status, const QByteArray &body) const
{
    const QString host = QUrl(m_provider.baseUrl).host();
    if (status >= 300 && status < 400) {
        // The address without its query: it is shown, and a query may hold anything.
        const QUrl target = m_reply->url().resolved(QUrl::fromEncoded(m_reply->rawHeader("Location")));
        return u"The address leads elsewhere (HTTP %1, to %2): use the final address as the base URL."_s
                .arg(status)
                .arg(target.adjusted(QUrl::RemoveQuery | QUrl::RemoveUserInfo).toString());
    }
    switch (status) {
    case 401:
        return m_key.isEmpty()
                       ? u"%1 asks for a key (HTTP 401): set one."_s.arg(host)
                       : u"%1 refuses the key (HTTP 401): is it whole, still valid, and of this provider and "
                         "region?"_s.arg(host);
    case 402:
        return u"The account at %1 has no credit left (HTTP 402)."_s.arg(host);
    case 403:
        return u"%1 knows the key and does not allow this (HTTP 403): check the rights of the key, and "
               u"whether the "
               "service is offered where you are."_s.arg(host);
    case 404:
        return u"%1 has nothing at this address (HTTP 404): check base URL and model."_s.arg(host) +
               said(body);
    case 429:
        return u"%1 accepts no more calls for now (HTTP 429): the rate limit is reached, or the account has "
               u"no credit "
               "left."_s.arg(host) +
               said(body);
    default:
        if (status >= 500)
            return u"%1 has trouble of its own (HTTP %2): try again later."_s.arg(host).arg(status) +
                   said(body);
        return u"%1 refuses the call (HTTP %2)."_s.arg(host).arg(status) + said(body);
    }
}

} // namespace gateway
