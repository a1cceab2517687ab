// SPDX-License-Identifier: MIT
#pragma once

#include "http/framing.h"
#include "secrets/secret.h"

#include <QByteArrayList>

namespace gateway {

// Heads of messages as text for people, "name: value" one a line under the start line. Credentials are
// replaced by
// "***": what stands in a header or a parameter that is made for one, what looks like one, and the known ones
// wherever they stand. No I/O.
class HeadText final
{
public:
    void hideSecret(const Secret &secret);           // those shorter than 8 bytes are too common a text
    void hideHeader(const QByteArray &name);         // whatever its value
    void hideCredentialsOf(const RequestHead &head); // the client's own

    QString request(const RequestHead &head) const;
    QString request(const QByteArray &method, const QByteArray &url, const QList<HeaderField> &headers) const;
    QString answer(int status, const QList<HeaderField> &headers) const;
    QByteArray withoutSecrets(QByteArray text) const; // the known ones only: for bodies

private:
    QString lines(const QString &start, const QList<HeaderField> &headers) const;
    QByteArray cleanValue(const HeaderField &field) const;
    QByteArray cleanQuery(const QByteArray &query) const;

    QList<Secret> m_secrets;
    QByteArrayList m_headers; // lower case
};

} // namespace gateway
