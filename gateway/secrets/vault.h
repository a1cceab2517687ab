// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"
#include "secrets/secret.h"
#include "store/database.h"

#include <memory>

namespace gateway {

// Where the master key lives. The first that answers wins, and the database remembers it.
enum class MasterKeyHome { Environment, Keychain, File };
QString toString(MasterKeyHome home);

// Seals provider keys with the 32-byte master key (libsodium secretbox, random nonce). Immutable after
// opening; any thread.
class Vault final
{
public:
    struct Options
    {
        QByteArray environmentSecret; // GATEWAY_SECRET_KEY or SECRET_KEY; empty when unset
        bool useKeychain = true;
        Millis keychainTimeout{5'000};
    };

    // Finds the master key in the home that the database names, and checks it against the database's check
    // value; SecretUnavailable says in one line what to do. A database without a master key yet gets one, in
    // the first home that works: environment, keychain, file. SecretRefused: a secret under 32 characters or
    // a known placeholder. Blocks (keychain): call it where that is allowed. Needs a QCoreApplication.
    static Result<std::shared_ptr<const Vault>> open(Database &database, const Options &options);
    static Options optionsFromEnvironment();

    QByteArray seal(const Secret &secret) const;
    Result<Secret> unseal(const QByteArray &sealed) const;
    MasterKeyHome home() const { return m_home; }

private:
    Vault(Secret key, MasterKeyHome home) : m_key(std::move(key)), m_home(home) {}

    Secret m_key;
    MasterKeyHome m_home;
};

} // namespace gateway
