// SPDX-License-Identifier: MIT
#pragma once

#include "secrets/secret.h"

#include <QByteArrayView>

namespace gateway {

// "sk-" and 32 characters of [A-Za-z0-9] from a cryptographic generator, without modulo bias.
Secret makeGatewayKey();
QByteArray gatewayKeyHash(QByteArrayView key); // SHA-256, 32 bytes

// Argon2id in libsodium's text form.
QByteArray hashPassword(const Secret &password);
bool verifyPassword(const QByteArray &hash, const Secret &password);

} // namespace gateway
