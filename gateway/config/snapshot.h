// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "config/settings.h"
#include "ledger/price.h"

#include <QHash>

#include <memory>

namespace gateway {

// Everything that the gateway thread needs to decide a call, as one immutable value. Built by the store when
// `config_revision` moves, handed over by shared pointer; a call keeps the one it started with.
struct Snapshot
{
    struct KeyEntry
    {
        Key key;
        QString userName;
        bool userEnabled = true;
        Limits userLimits;
    };

    qint64 revision = 0;
    Settings settings;
    QHash<QByteArray, KeyEntry> keysByHash; // SHA-256 -> key
    QList<Provider> providers; // in their order, disabled ones included
    QList<Route> routes;
    QList<Raise> raises; // of periods that have not ended
    std::shared_ptr<const PriceTable> prices; // never null

    const Provider *provider(ProviderId id) const
    {
        for (const Provider &provider : providers) {
            if (provider.id == id)
                return &provider;
        }
        return nullptr;
    }
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace gateway
