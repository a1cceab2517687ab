// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "secrets/secret.h"
#include "secrets/vault.h"

#include <QHash>
#include <QNetworkRequest>

#include <memory>

namespace gateway {

// A provider ready to be called: key unsealed, addresses and TLS settings made once, not per call. Immutable but for the
// cache of requests; gateway thread.
struct PreparedProvider
{
    Provider provider;
    Secret key;
    QString keyProblem; // why there is no usable key; empty when all is well or none is needed
    QByteArray host;    // "https://api.openai.com:443", the unit of connection limits

    // URL, credential and attributes for an endpoint; the caller adds the client's headers.
    QNetworkRequest requestFor(const QByteArray &endpoint) const;

    static std::shared_ptr<const PreparedProvider> make(const Provider &provider, const Vault *vault);

private:
    QNetworkRequest m_base;
    mutable QHash<QByteArray, QNetworkRequest> m_requests;
};

// The providers of a snapshot by id.
using PreparedProviders = QHash<ProviderId, std::shared_ptr<const PreparedProvider>>;
PreparedProviders prepareProviders(const Snapshot &snapshot, const Vault *vault);

} // namespace gateway
