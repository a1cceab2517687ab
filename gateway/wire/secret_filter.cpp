// SPDX-License-Identifier: MIT
#include "wire/secret_filter.h"

#include <utility>

namespace gateway {

namespace {

const QByteArray stars = "***";

// How many of the last bytes of `text` the secret begins with; never all of it.
qsizetype beginningAtEnd(QByteArrayView text, QByteArrayView secret)
{
    for (qsizetype size = std::min(text.size(), secret.size() - 1); size > 0; --size) {
        if (text.at(text.size() - size) == secret.front() && text.endsWith(secret.first(size)))
            return size;
    }
    return 0;
}

} // namespace

QByteArray SecretFilter::feed(QByteArray piece, QByteArrayView secret)
{
    if (secret.size() < shortest)
        return piece;
    if (!m_held.isEmpty())
        piece.prepend(std::exchange(m_held, {}));
    if (piece.indexOf(secret) >= 0)
        piece.replace(secret, stars);
    if (const qsizetype size = beginningAtEnd(piece, secret); size > 0) {
        m_held = piece.last(size);
        piece.chop(size);
    }
    return piece;
}

QByteArray SecretFilter::finish()
{
    QByteArray held = std::exchange(m_held, {});
    return held.size() < shortest ? held : stars;
}

} // namespace gateway
