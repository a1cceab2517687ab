// SPDX-License-Identifier: MIT
#include "upstream/prepared_provider.h"

#include "config/presets.h"
#include "config/proxy.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

#include <algorithm>

namespace gateway {

namespace {

bool isAnthropic(const QByteArray &endpoint)
{
    return endpoint.startsWith("/v1/messages");
}

QByteArray hostOf(const QUrl &url)
{
    return (url.scheme() + QLatin1String("://") + url.host() + QLatin1Char(':') +
            QString::number(url.port(url.scheme() == QLatin1String("https") ? 443 : 80)))
            .toUtf8();
}

PreparedProvider::Key unseal(const SealedKey &sealed, const Vault *vault)
{
    PreparedProvider::Key key{sealed.id, sealed.hint, {}, {}};
    if (!vault)
        key.problem = QStringLiteral("the master key cannot be reached");
    else if (Result<Secret> secret = vault->unseal(sealed.sealed))
        key.secret = *std::move(secret);
    else
        key.problem = secret.error().message;
    return key;
}

} // namespace

std::shared_ptr<const PreparedProvider> PreparedProvider::make(const Provider &provider, const Vault *vault,
                                                               const QString &proxy)
{
    auto prepared = std::make_shared<PreparedProvider>();
    prepared->provider = withProxyDecided(provider, proxy);
    for (const SealedKey &sealed : provider.keys)
        prepared->keys.push_back(unseal(sealed, vault));
    if (prepared->keys.empty())
        prepared->keys.emplace_back();

    const QUrl url(provider.baseUrl);
    prepared->m_host = hostOf(url);
    prepared->m_anthropicHost =
            provider.anthropicUrl.isEmpty() ? prepared->m_host : hostOf(QUrl(provider.anthropicUrl));

    QNetworkRequest &request = prepared->m_base;
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, provider.http2);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setRawHeader("accept-encoding", "identity");
    if (url.scheme() == QLatin1String("https") && !provider.caPem.isEmpty()) {
        QSslConfiguration ssl = QSslConfiguration::defaultConfiguration();
        ssl.addCaCertificates(QSslCertificate::fromData(provider.caPem, QSsl::Pem));
        request.setSslConfiguration(ssl);
    }
    for (const HeaderField &field : provider.headers)
        request.setRawHeader(field.name, field.value);
    return prepared;
}

const PreparedProvider::Key *PreparedProvider::key(qint64 id) const
{
    const auto found = std::find_if(keys.begin(), keys.end(), [id](const Key &key) { return key.id == id; });
    return found == keys.end() ? nullptr : &*found;
}

const PreparedProvider::Key *PreparedProvider::usableKey() const
{
    const auto found =
            std::find_if(keys.begin(), keys.end(), [](const Key &key) { return key.problem.isEmpty(); });
    return found == keys.end() ? nullptr : &*found;
}

QByteArray PreparedProvider::hostFor(const QByteArray &endpoint) const
{
    return isAnthropic(endpoint) ? m_anthropicHost : m_host;
}

QNetworkRequest PreparedProvider::requestFor(const QByteArray &endpoint, const Key &key) const
{
    const std::pair<QByteArray, qint64> name{endpoint, key.id};
    auto cached = m_requests.constFind(name);
    if (cached == m_requests.cend())
        cached = m_requests.insert(name, makeRequest(endpoint, key));
    return *cached;
}

QNetworkRequest PreparedProvider::makeRequest(const QByteArray &endpoint, const Key &key) const
{
    QNetworkRequest request = m_base;
    const QString path = QString::fromLatin1(endpoint);
    AuthStyle auth = provider.auth;
    QByteArray authHeader = provider.authHeader;
    if (isAnthropic(endpoint)) {
        const AnthropicAccess access = anthropicAccess(provider);
        auth = access.auth;
        authHeader = access.authHeader;
        request.setUrl(QUrl(joinAnthropicEndpoint(access.baseUrl, path)));
    } else {
        request.setUrl(QUrl(joinEndpoint(provider.baseUrl, path)));
    }
    if (key.secret.isEmpty())
        return request;
    if (auth == AuthStyle::Bearer)
        request.setRawHeader("authorization", "Bearer " + key.secret.expose());
    else if (auth == AuthStyle::Header)
        request.setRawHeader(authHeader, key.secret.expose());
    return request;
}

PreparedProviders prepareProviders(const Snapshot &snapshot, const Vault *vault)
{
    PreparedProviders prepared;
    for (const Provider &provider : snapshot.providers) {
        if (provider.enabled)
            prepared.insert(provider.id,
                            PreparedProvider::make(provider, vault, snapshot.settings.upstreamProxy));
    }
    return prepared;
}

} // namespace gateway
