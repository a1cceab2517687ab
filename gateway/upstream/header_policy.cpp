// SPDX-License-Identifier: MIT
#include "upstream/header_policy.h"

#include <QSet>

#include <algorithm>

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
                                        "forwarded", "range", "if-range", "if-match", "if-none-match",
                                        "if-modified-since", "if-unmodified-since", "openai-organization", "openai-project", "x-goog-user-project", "x-real-ip", "true-client-ip", "cf-connecting-ip", "via"};
    return names;
}

const QSet<QByteArray> &neverToClient()
{
    static const QSet<QByteArray> names{"set-cookie", "set-cookie2", "content-length", "openai-organization",
                                        "openai-project", "anthropic-organization-id", "msh-uid", "msh-gid",
                                        "alt-svc", "strict-transport-security", "public-key-pins", "location", "date",
                                        "server", "via", "vary", "nel", "report-to", "www-authenticate",
                                        "x-gateway-request-id", "x-gateway-attempts", "content-security-policy"};
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

// Nothing that a client could take for the end of a line or of the head; Qt joins repeated headers with LF.
bool isSafe(const HeaderField &field)
{
    const auto plain = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != ':'; };
    const auto printable = [](char c) { return (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) || c == '\t'; };
    return !field.name.isEmpty() && std::all_of(field.name.begin(), field.name.end(), plain)
            && std::all_of(field.value.begin(), field.value.end(), printable);
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
        const auto same = std::find_if(result.begin(), result.end(),
                                       [&](const HeaderField &earlier) { return earlier.name == field.name; });
        if (same == result.end())
            result.append(field);
        else // one header on several lines means its values in order (RFC 9110 5.3)
            same->value += ", " + field.value;
    }
    return result;
}

QByteArray queryForProvider(const QByteArray &query)
{
    QByteArrayList passed;
    for (const QByteArray &item : query.split('&')) {
        if (!item.isEmpty() && item != "key" && !item.startsWith("key="))
            passed.append(item);
    }
    return passed.join('&');
}

QList<HeaderField> headersForClient(const QList<HeaderField> &headers)
{
    QSet<QByteArray> dropped;
    for (const QByteArray &name : headerValue(headers, "connection").toLower().split(','))
        dropped.insert(name.trimmed());
    QList<HeaderField> result;
    result.reserve(headers.size());
    for (const HeaderField &field : headers) {
        if (hopByHop().contains(field.name) || neverToClient().contains(field.name) || dropped.contains(field.name)
            || field.name.startsWith("access-control-") || !isSafe(field))
            continue;
        if (field.name == "x-request-id" || field.name == "request-id")
            result.append({"x-upstream-request-id", field.value});
        else
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
