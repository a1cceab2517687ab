// SPDX-License-Identifier: MIT
#include "http/origin_policy.h"

#include <QHostAddress>

namespace gateway {

namespace {

QByteArrayView withoutPort(QByteArrayView host)
{
    if (host.startsWith('[')) {
        const qsizetype end = host.indexOf(']');
        return end < 0 ? QByteArrayView() : host.first(end + 1);
    }
    const qsizetype colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.first(colon);
}

bool isIpLiteral(QByteArrayView name)
{
    if (name.startsWith('['))
        name = name.sliced(1, name.size() - 2);
    QHostAddress address;
    return address.setAddress(QString::fromLatin1(name));
}

} // namespace

bool hostAllowed(QByteArrayView host, const QStringList &allowedHosts)
{
    const QByteArrayView bare = withoutPort(host);
    if (bare.isEmpty())
        return false;
    QString name = QString::fromLatin1(bare).toLower();
    if (name.endsWith(QLatin1Char('.')))
        name.chop(1);
    if (name == QLatin1String("localhost") || name.endsWith(QLatin1String(".localhost")) || isIpLiteral(bare))
        return true;
    return allowedHosts.contains(name, Qt::CaseInsensitive);
}

OriginVerdict judgeOrigin(const RequestHead &head, const QStringList &allowedOrigins)
{
    const QByteArray origin = head.value("origin");
    if (origin.isNull())
        return OriginVerdict::SameOrigin;
    const QByteArray host = head.value("host");
    if (origin == "http://" + host || origin == "https://" + host)
        return OriginVerdict::SameOrigin;
    const QString text = QString::fromLatin1(origin);
    for (const QString &allowed : allowedOrigins) {
        if (allowed == QLatin1String("*") || allowed.compare(text, Qt::CaseInsensitive) == 0)
            return OriginVerdict::Allowed;
    }
    return OriginVerdict::Refused;
}

QList<HeaderField> corsHeaders(const RequestHead &head)
{
    // The origin is named, never "*": an answer must not be reused for another origin (Vary). No credentials flag:
    // keys travel in a header that the page sets itself, cookies mean nothing here.
    return {{"access-control-allow-origin", head.value("origin")},
            {"access-control-expose-headers",
             "x-request-id, x-gateway-request-id, x-upstream-request-id, retry-after, retry-after-ms, "
             "x-ratelimit-limit-requests, x-ratelimit-remaining-requests, x-ratelimit-reset-requests, "
             "x-ratelimit-limit-tokens, x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens"},
            {"vary", "Origin"}};
}

bool isPreflight(const RequestHead &head)
{
    return head.method == "OPTIONS" && head.has("origin") && head.has("access-control-request-method");
}

QList<HeaderField> preflightHeaders(const RequestHead &head)
{
    QList<HeaderField> fields{{"access-control-allow-origin", head.value("origin")},
                              {"access-control-allow-methods", "GET, HEAD, POST, OPTIONS"},
                              {"access-control-max-age", "600"},
                              {"vary", "Origin, Access-Control-Request-Headers"}};
    // SDKs send a changing set (x-stainless-*): what is asked for is allowed, the key decides.
    if (const QByteArray asked = head.value("access-control-request-headers"); !asked.isNull())
        fields.append(HeaderField{"access-control-allow-headers", asked});
    if (head.value("access-control-request-private-network") == "true")
        fields.append(HeaderField{"access-control-allow-private-network", "true"});
    return fields;
}

} // namespace gateway
