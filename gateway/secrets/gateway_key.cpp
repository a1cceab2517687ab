// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"

#include "secrets/sodium.h"

#include <QCryptographicHash>

namespace gateway {

namespace {

constexpr char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr quint32 alphabetSize = sizeof(alphabet) - 1;
constexpr int randomCharacters = 32; // 190 bits

} // namespace

Secret makeGatewayKey()
{
    prepareSodium();
    QByteArray key("sk-");
    key.reserve(key.size() + randomCharacters);
    for (int i = 0; i < randomCharacters; ++i)
        key.append(alphabet[randombytes_uniform(alphabetSize)]);
    return Secret(std::move(key));
}

QByteArray gatewayKeyHash(QByteArrayView key)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(key);
    return hash.result();
}

QByteArray hashPassword(const Secret &password)
{
    prepareSodium();
    const QByteArray &text = password.expose();
    char hash[crypto_pwhash_STRBYTES] = {};
    if (crypto_pwhash_str(hash, text.constData(), quint64(text.size()), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        qFatal("There is not enough memory to hash a password.");
    }
    return QByteArray(hash);
}

bool verifyPassword(const QByteArray &hash, const Secret &password)
{
    prepareSodium();
    const QByteArray &text = password.expose();
    return hash.size() < qsizetype(crypto_pwhash_STRBYTES) &&
           crypto_pwhash_str_verify(hash.constData(), text.constData(), quint64(text.size())) == 0;
}

} // namespace gateway
