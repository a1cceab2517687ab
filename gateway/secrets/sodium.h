// SPDX-License-Identifier: MIT
#pragma once

#include <sodium.h>

#include <QByteArray>
#include <QByteArrayView>

namespace gateway {

// To be called before anything else of libsodium; any thread, costs nothing after the first time.
inline void prepareSodium()
{
    static const int state = sodium_init();
    if (state < 0)
        qFatal("The system gives no secure random numbers.");
}

inline const unsigned char *sodiumBytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

inline unsigned char *sodiumBytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

// 32 bytes of BLAKE2b over `context`, keyed with `key` (16 to 64 bytes).
inline QByteArray keyedHash(QByteArrayView key, QByteArrayView context)
{
    QByteArray hash(crypto_generichash_BYTES, Qt::Uninitialized);
    crypto_generichash(sodiumBytes(hash), size_t(hash.size()), sodiumBytes(context), quint64(context.size()),
                       sodiumBytes(key), size_t(key.size()));
    return hash;
}

} // namespace gateway
