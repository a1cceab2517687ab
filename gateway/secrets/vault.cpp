// SPDX-License-Identifier: MIT
#include "secrets/vault.h"

#include "secrets/master_key.h"
#include "secrets/sodium.h"

namespace gateway {

namespace {

constexpr int nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr int tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);

// A sealed secret is this byte, the nonce, and the cipher text with its tag.
constexpr char sealVersion = 1;
// So that nothing else made with the master key can be taken for a sealed secret.
constexpr QByteArrayView sealContext = "api-gateway sealed secret 1";

} // namespace

QString toString(MasterKeyHome home)
{
    switch (home) {
    case MasterKeyHome::Environment:
        return QStringLiteral("environment");
    case MasterKeyHome::Keychain:
        return QStringLiteral("keychain");
    case MasterKeyHome::File:
        break;
    }
    return QStringLiteral("file");
}

Vault::Options Vault::optionsFromEnvironment()
{
    Options options;
    options.environmentSecret = qgetenv("GATEWAY_SECRET_KEY");
    if (options.environmentSecret.isEmpty())
        options.environmentSecret = qgetenv("SECRET_KEY");
    return options;
}

Result<std::shared_ptr<const Vault>> Vault::open(Database &database, const Options &options)
{
    return obtainMasterKey(database, options).map([](const MasterKey &master) {
        return std::shared_ptr<const Vault>(new Vault(master.key, master.home));
    });
}

QByteArray Vault::seal(const Secret &secret) const
{
    const QByteArray &text = secret.expose();
    QByteArray sealed(1 + nonceBytes + text.size() + tagBytes, Qt::Uninitialized);
    sealed[0] = sealVersion;
    unsigned char *nonce = sodiumBytes(sealed) + 1;
    randombytes_buf(nonce, nonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
            nonce + nonceBytes, nullptr, sodiumBytes(text), quint64(text.size()), sodiumBytes(sealContext),
            quint64(sealContext.size()), nullptr, nonce, sodiumBytes(m_key.expose()));
    return sealed;
}

Result<Secret> Vault::unseal(const QByteArray &sealed) const
{
    const auto damaged = [] {
        return failure(
                ErrorCode::SecretUnavailable,
                QStringLiteral(
                        "A stored provider key cannot be opened with this master key; set the key of that "
                        "provider again."));
    };
    const qsizetype length = sealed.size() - 1 - nonceBytes - tagBytes;
    if (length < 0 || sealed[0] != sealVersion)
        return damaged();
    QByteArray text(length, Qt::Uninitialized);
    const unsigned char *nonce = sodiumBytes(QByteArrayView(sealed)) + 1;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(sodiumBytes(text), nullptr, nullptr, nonce + nonceBytes,
                                                   quint64(length + tagBytes), sodiumBytes(sealContext),
                                                   quint64(sealContext.size()), nonce,
                                                   sodiumBytes(m_key.expose())) != 0) {
        return damaged();
    }
    return Secret(std::move(text));
}

} // namespace gateway
