// SPDX-License-Identifier: MIT
#pragma once

#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"

namespace gateway::test {

// The management of a database of its own, and a vault for its secrets; with a user "ann", a provider "up"
// and a key of hers when asked for.
struct ManagementFixture
{
    TempDatabase temp;
    FakeClock clock;
    Management management{temp.database(), clock, QStringLiteral("cli:test")};
    std::shared_ptr<const Vault> vault;
    KeyId key;

    ManagementFixture()
    {
        Vault::Options options;
        options.environmentSecret = "fB3wqL0zXr7tYp2mKd9sVh5nCj1gQe8u";
        options.useKeychain = false;
        vault = *Vault::open(temp.database(), options);
    }

    static Provider provider(const QString &name = QStringLiteral("up"))
    {
        Provider provider;
        provider.name = name;
        provider.baseUrl = QStringLiteral("https://api.example.com/v1");
        provider.models = {QStringLiteral("m-1"), QStringLiteral("m-2")};
        return provider;
    }

    bool populate()
    {
        const bool added =
                management.addUser(QStringLiteral("ann")) && management.addProvider(provider(), {}, nullptr);
        const Result<IssuedKey> issued = management.issueKey({QStringLiteral("ann"), {}, {}});
        key = issued ? issued->key.id : KeyId{};
        return added && issued &&
               management.setRoute(QStringLiteral("gpt"), QStringLiteral("up"), QStringLiteral("m-1"));
    }
    // Of a provider, in the clear.
    QList<QByteArray> secretsOf(const QString &name)
    {
        QList<QByteArray> texts;
        const Result<Provider> provider = management.provider(name);
        for (const SealedKey &sealed : provider->keys)
            texts.append(vault->unseal(sealed.sealed)->expose());
        return texts;
    }
};

inline Limits limitedTo(const QStringList &models, std::optional<Time> expiresAt = {})
{
    Limits limits;
    limits.models = models;
    limits.expiresAt = expiresAt;
    return limits;
}

} // namespace gateway::test
