// SPDX-License-Identifier: MIT
#include "upstream/prepared_provider.h"

#include "config/presets.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QUrl>

namespace gateway {

std::shared_ptr<const PreparedProvider> PreparedProvider::make(const Provider &provider, const Vault *vault)
{
    auto prepared = std::make_shared<PreparedProvider>();
    prepared->provider = provider;
    if (!provider.keys.isEmpty()) {
        if (!vault) {
            prepared->keyProblem = QStringLiteral("the master key cannot be reached");
        } else if (Result<Secret> key = vault->unseal(provider.keys.constFirst().sealed)) {
            prepared->key = *std::move(key);
        } else {
            prepared->keyProblem = key.error().message;
        }
    }

    const QUrl url(provider.baseUrl);
    prepared->host = (url.scheme() + QLatin1String("://") + url.host() + QLatin1Char(':')
                      + QString::number(url.port(url.scheme() == QLatin1String("https") ? 443 : 80)))
                             .toUtf8();

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
    if (!prepared->key.isEmpty()) {
        if (provider.auth == AuthStyle::Bearer)
            request.setRawHeader("authorization", "Bearer " + prepared->key.expose());
        else if (provider.auth == AuthStyle::Header)
            request.setRawHeader(provider.authHeader, prepared->key.expose());
    }
    return prepared;
}

QNetworkRequest PreparedProvider::requestFor(const QByteArray &endpoint) const
{
    auto cached = m_requests.constFind(endpoint);
    if (cached == m_requests.cend()) {
        QNetworkRequest request = m_base;
        request.setUrl(QUrl(joinEndpoint(provider.baseUrl, QString::fromLatin1(endpoint))));
        cached = m_requests.insert(endpoint, request);
    }
    return *cached;
}

PreparedProviders prepareProviders(const Snapshot &snapshot, const Vault *vault)
{
    PreparedProviders prepared;
    for (const Provider &provider : snapshot.providers) {
        if (provider.enabled)
            prepared.insert(provider.id, PreparedProvider::make(provider, vault));
    }
    return prepared;
}

} // namespace gateway
