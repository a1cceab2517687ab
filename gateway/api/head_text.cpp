// SPDX-License-Identifier: MIT
#include "api/head_text.h"

#include "base/redact.h"
#include "http/exchange.h"

#include <QUrl>

#include <algorithm>

namespace gateway {

namespace {

constexpr qsizetype shortestSecret = 8;
constexpr auto hidden = "***";

// By the name of a header or a parameter, lower case.
bool isMadeForSecrets(const QByteArray &name)
{
    if (name.contains("ratelimit") || name.startsWith("access-control-"))
        return false; // "x-ratelimit-remaining-tokens"
    static const QByteArrayList words{"authorization", "token",      "secret",    "password",
                                      "passwd",        "credential", "cookie",    "apikey",
                                      "api-key",       "api_key",    "signature", "x-auth"};
    return name == "key" || name.endsWith("-key") || name.endsWith("_key") || name == "auth" ||
           name == "sig" || std::any_of(words.begin(), words.end(), [&name](const QByteArray &word) {
               return name.contains(word);
           });
}

// "Bearer sk-..." is a scheme and a credential.
QByteArray credentialOf(const QByteArray &value)
{
    const qsizetype space = value.indexOf(' ');
    return space < 0 ? value : value.mid(space + 1).trimmed();
}

QByteArray hiddenValue(const QByteArray &value)
{
    for (const char *scheme : {"bearer ", "basic "}) {
        if (value.toLower().startsWith(scheme))
            return value.left(qsizetype(qstrlen(scheme))) + hidden;
    }
    return hidden;
}

QByteArray parameterName(const QByteArray &item)
{
    return QByteArray::fromPercentEncoding(item.left(item.indexOf('=') < 0 ? item.size() : item.indexOf('=')))
            .toLower();
}

} // namespace

void HeadText::hideSecret(const Secret &secret)
{
    const auto same = [&secret](const Secret &known) { return known.expose() == secret.expose(); };
    if (secret.expose().size() >= shortestSecret && std::none_of(m_secrets.begin(), m_secrets.end(), same))
        m_secrets.append(secret);
}

void HeadText::hideHeader(const QByteArray &name)
{
    if (!name.isEmpty() && !m_headers.contains(name.toLower()))
        m_headers.append(name.toLower());
}

void HeadText::hideCredentialsOf(const RequestHead &head)
{
    for (const HeaderField &field : head.headers) {
        if (isMadeForSecrets(field.name))
            hideSecret(Secret(credentialOf(field.value)));
    }
    for (const QByteArray &item : head.query.split('&')) {
        if (isMadeForSecrets(parameterName(item)))
            hideSecret(Secret(QByteArray::fromPercentEncoding(item.mid(item.indexOf('=') + 1))));
    }
}

QString HeadText::request(const RequestHead &head) const
{
    const QByteArray url = head.query.isEmpty() ? head.path : head.path + '?' + head.query;
    return request(head.method, url, head.headers);
}

QString HeadText::request(const QByteArray &method, const QByteArray &url,
                          const QList<HeaderField> &headers) const
{
    const qsizetype mark = url.indexOf('?');
    QByteArray target = mark < 0 ? url : url.left(mark + 1) + cleanQuery(url.mid(mark + 1));
    target = withoutSecrets(std::move(target));
    return lines(QString::fromUtf8(method) + u' ' + redact(QString::fromUtf8(target)), headers);
}

QString HeadText::answer(int status, const QList<HeaderField> &headers) const
{
    const QByteArrayView phrase = reasonPhrase(status);
    return lines(
            QStringLiteral("HTTP %1 %2").arg(QString::number(status), QString::fromUtf8(phrase)).trimmed(),
            headers);
}

QString HeadText::lines(const QString &start, const QList<HeaderField> &headers) const
{
    QStringList text{start};
    for (const HeaderField &field : headers)
        text.append(QString::fromUtf8(field.name) + QStringLiteral(": ") +
                    QString::fromUtf8(cleanValue(field)));
    return text.join(u'\n');
}

QByteArray HeadText::cleanValue(const HeaderField &field) const
{
    const QByteArray name = field.name.toLower();
    if (m_headers.contains(name) || isMadeForSecrets(name))
        return hiddenValue(field.value);
    QByteArray value = withoutSecrets(field.value);
    value.replace('\n', ", "); // Qt's way of a header on several lines
    return redact(QString::fromUtf8(value)).toUtf8();
}

QByteArray HeadText::cleanQuery(const QByteArray &query) const
{
    QByteArrayList items = query.split('&');
    for (QByteArray &item : items) {
        if (isMadeForSecrets(parameterName(item)) && item.contains('='))
            item = item.left(item.indexOf('=') + 1) + hidden;
    }
    return items.join('&');
}

QByteArray HeadText::withoutSecrets(QByteArray text) const
{
    for (const Secret &secret : m_secrets)
        text.replace(secret.expose(), hidden);
    return text;
}

} // namespace gateway
