// SPDX-License-Identifier: MIT
#include "config/proxy.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QUrl>

namespace gateway {

namespace {

const QLatin1StringView direct("none");

bool isHere(const QString &host)
{
    return host == QLatin1StringView("localhost") || host.endsWith(QLatin1StringView(".localhost")) ||
           QHostAddress(host).isLoopback();
}

} // namespace

Result<QString> normaliseProxy(const QString &text)
{
    const auto refused = [](const QString &message) { return failure(ErrorCode::InvalidArgument, message); };
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed == direct)
        return trimmed;
    const QUrl url(trimmed, QUrl::StrictMode);
    const bool known = url.scheme() == QLatin1StringView("http") ||
                       url.scheme() == QLatin1StringView("socks5") ||
                       url.scheme() == QLatin1StringView("socks5h");
    if (!known || !url.isValid() || url.host().isEmpty() || url.port() <= 0)
        return refused(QStringLiteral("A proxy is http://HOST:PORT or socks5://HOST:PORT, or none."));
    if (url.authority().contains(u'@')) {
        return refused(QStringLiteral("A proxy is given without user name and password: they would be stored "
                                      "unencrypted."));
    }
    if (url.hasQuery() || url.hasFragment() || url.path().size() > 1)
        return refused(QStringLiteral("A proxy ends with its port; leave out what follows."));
    const QString scheme =
            url.scheme() == QLatin1StringView("http") ? url.scheme() : QStringLiteral("socks5");
    return QString(scheme + QLatin1StringView("://") + url.authority().toLower());
}

QString proxyOf(const Provider &provider, const QString &setting)
{
    if (!provider.proxy.isEmpty())
        return provider.proxy == direct ? QString() : provider.proxy;
    const bool none = setting == direct || isHere(QUrl(provider.baseUrl).host());
    return none ? QString() : setting;
}

Provider withProxyDecided(Provider provider, const QString &setting)
{
    const QString proxy = proxyOf(provider, setting);
    provider.proxy = proxy.isEmpty() ? QString(direct) : proxy;
    return provider;
}

QNetworkProxy toNetworkProxy(const QString &proxy)
{
    if (proxy.isEmpty() || proxy == direct)
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl url(proxy);
    const bool http = url.scheme() == QLatin1StringView("http");
    QNetworkProxy result(http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy, url.host(),
                         quint16(url.port()));
    result.setCapabilities(QNetworkProxy::TunnelingCapability | QNetworkProxy::HostNameLookupCapability);
    return result;
}

} // namespace gateway
