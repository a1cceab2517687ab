// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "secrets/secret.h"
#include "secrets/vault.h"

#include <QHash>
#include <QNetworkRequest>

#include <memory>
#include <vector>

namespace gateway {

// A provider ready to be called: keys unsealed, addresses and TLS settings made once, not per call. Immutable
// but for the cache of requests; gateway thread.
struct PreparedProvider
{
    struct Key
    {
        qint64 id = 0; // 0: the provider wants none
        QString hint;
        Secret secret;
        QString problem; // why it cannot be used; empty when all is well
    };

    Provider provider;      // its proxy is decided
    std::vector<Key> keys; // in their order, at least one

    const Key *key(qint64 id) const;
    const Key *usableKey() const; // the first without a problem; null: there is none

    // The unit of connection limits, "https://api.openai.com:443".
    QByteArray hostFor(const QByteArray &endpoint) const;
    // URL, credential and attributes for an endpoint; the caller adds the client's headers. An endpoint of
    // Anthropic's dialect ("/v1/messages...") goes where the provider speaks it.
    QNetworkRequest requestFor(const QByteArray &endpoint, const Key &key) const;

    // `proxy`: the setting, for a provider that has none of its own.
    static std::shared_ptr<const PreparedProvider> make(const Provider &provider, const Vault *vault,
                                                        const QString &proxy = {});

private:
    QNetworkRequest makeRequest(const QByteArray &endpoint, const Key &key) const;

    QNetworkRequest m_base;
    QByteArray m_host;
    QByteArray m_anthropicHost;
    mutable QHash<std::pair<QByteArray, qint64>, QNetworkRequest> m_requests; // by endpoint and key
};

// The providers of a snapshot by id.
using PreparedProviders = QHash<ProviderId, std::shared_ptr<const PreparedProvider>>;
PreparedProviders prepareProviders(const Snapshot &snapshot, const Vault *vault);

} // namespace gateway
