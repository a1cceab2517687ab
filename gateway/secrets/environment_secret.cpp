// SPDX-License-Identifier: MIT
#include "secrets/environment_secret.h"

#include "secrets/sodium.h"

#include <algorithm>
#include <set>

namespace gateway::environment_secret {

namespace {

constexpr int minimumSecret = 32;
constexpr QByteArrayView deriveContext = "api-gateway master key from environment 1";

// Repeats of a short piece, and words that examples and templates are full of.
bool isPlaceholder(const QByteArray &secret)
{
    for (qsizetype period = 1; period <= secret.size() / 4; ++period) {
        bool repeats = true;
        for (qsizetype i = period; i < secret.size() && repeats; ++i)
            repeats = secret[i] == secret[i - period];
        if (repeats)
            return true;
    }
    if (std::set<char>(secret.begin(), secret.end()).size() < 8)
        return true;
    static constexpr QByteArrayView words[] = {"devsecretkey",
                                               "changeme",
                                               "changethis",
                                               "replaceme",
                                               "replacethis",
                                               "yoursecret",
                                               "secretkey",
                                               "placeholder",
                                               "examplesecret",
                                               "insecure",
                                               "0123456789abcdef0123456789abcdef"};
    QByteArray plain;
    for (const char c : secret.toLower()) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain.append(c);
    }
    const bool known = std::any_of(std::begin(words), std::end(words),
                                   [&plain](QByteArrayView word) { return plain.contains(word); });
    sodium_memzero(plain.data(), size_t(plain.size()));
    return known;
}

} // namespace

Outcome check(const QByteArray &secret)
{
    static const QString advice = QStringLiteral("make one with `openssl rand -hex 32`");
    if (isPlaceholder(secret)) {
        return failure(
                ErrorCode::SecretRefused,
                QStringLiteral(
                        "GATEWAY_SECRET_KEY (or SECRET_KEY) holds a placeholder and not a secret; %1, or "
                        "unset it.")
                        .arg(advice));
    }
    if (secret.size() < minimumSecret) {
        return failure(
                ErrorCode::SecretRefused,
                QStringLiteral("GATEWAY_SECRET_KEY (or SECRET_KEY) has %1 characters and needs at least %2; "
                               "%3, or unset it.")
                        .arg(secret.size())
                        .arg(minimumSecret)
                        .arg(advice));
    }
    return {};
}

Secret deriveKey(const QByteArray &secret)
{
    // Any length goes in: hashed first, because a BLAKE2b key has at most 64 bytes.
    QByteArray digest(crypto_generichash_BYTES_MAX, Qt::Uninitialized);
    crypto_generichash(sodiumBytes(digest), size_t(digest.size()), sodiumBytes(secret),
                       quint64(secret.size()), nullptr, 0);
    const Secret wiped(std::move(digest));
    return Secret(keyedHash(wiped.expose(), deriveContext));
}

} // namespace gateway::environment_secret
