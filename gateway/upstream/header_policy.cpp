// SPDX-License-Identifier: MIT
#include "upstream/header_policy.h"

#include <QSet>

namespace gateway {

namespace {

const QSet<QByteArray> &hopByHop()
{
    static const QSet<QByteArray> names{"connection", "keep-alive", "proxy-authenticate", "proxy-authorization",
                                        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"};
    return names;
}

const QSet<QByteArray> &neverToProvider()
{
    static const QSet<QByteArray> names{"authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie", "cookie2",
                                        "origin", "referer", "host", "content-length", "expect", "accept-encoding",
                                        "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip", "via"};
    return names;
}

const QSet<QByteArray> &neverToClient()
{
    static const QSet<QByteArray> names{"set-cookie", "set-cookie2", "content-length", "openai-organization",
                                        "openai-project", "anthropic-organization-id", "msh-uid", "msh-gid",
                                        "alt-svc", "strict-transport-security", "public-key-pins", "location", "date",
                                        "server", "via", "vary", "nel", "report-to", "www-authenticate",
                                        "x-gateway-request-id", "content-security-policy"};
    return names;
}

// The items of a comma-separated header that may be given on several lines.
QByteArrayList listOf(const RequestHead &head, QByteArrayView name)
{
    QByteArrayList items;
    for (const HeaderField &field : head.headers) {
        if (field.name != name)
            continue;
        for (const QByteArray &item : field.value.split(','))
            items.append(item.trimmed());
    }
    return items;
}

} // namespace

QList<HeaderField> headersForProvider(const RequestHead &head)
{
    QList<HeaderField> result;
    QSet<QByteArray> dropped;
    for (const QByteArray &name : listOf(head, "connection"))
        dropped.insert(name.toLower());
    result.reserve(head.headers.size());
    for (const HeaderField &field : head.headers) {
        if (hopByHop().contains(field.name) || neverToProvider().contains(field.name) || dropped.contains(field.name)
            || field.name.startsWith("x-forwarded-") || field.name.startsWith("access-control-")
            || field.name.startsWith("sec-"))
            continue;
        result.append(field);
    }
    return result;
}

QList<HeaderField> headersForClient(const QList<HeaderField> &headers)
{
    QList<HeaderField> result;
    result.reserve(headers.size());
    for (const HeaderField &field : headers) {
        if (hopByHop().contains(field.name) || neverToClient().contains(field.name)
            || field.name.startsWith("access-control-"))
            continue;
        if (field.name == "x-request-id" || field.name == "request-id")
            result.append({"x-upstream-request-id", field.value});
        else if (!field.value.contains('\n')) // repeated headers that Qt has joined
            result.append(field);
    }
    return result;
}

QByteArray viaChain(const RequestHead &head, const QByteArray &own)
{
    QByteArray chain;
    for (const QByteArray &entry : listOf(head, "via")) {
        if (entry.contains(" api-gateway-"))
            chain += entry + ", ";
    }
    return chain + own;
}

bool hasPassed(const RequestHead &head, const QByteArray &own) { return listOf(head, "via").contains(own); }

QByteArray headerValue(const QList<HeaderField> &headers, QByteArrayView name)
{
    for (const HeaderField &field : headers) {
        if (field.name == name)
            return field.value.isNull() ? QByteArray("") : field.value;
    }
    return {};
}

} // namespace gateway
