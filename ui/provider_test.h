// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"

#include "upstream/probe.h"

#include <QObject>

#include <functional>

namespace gateway::ui {

// A test of a provider as a person means it: a real, short call. Where no model is known yet, the provider is
// asked for its list first. Deleting the object cancels. Main thread.
class ProviderTest final : public QObject
{
    Q_OBJECT

public:
    explicit ProviderTest(QObject *parent = nullptr);

    // `report.models` holds the list when the provider gave one. `done` is called once.
    void run(const Provider &provider, const Secret &key, ProviderProbe::Done done);
    // Unseals the stored key first.
    void runStored(Backend &backend, const QString &name, ProviderProbe::Done done);

private:
    void call(const Provider &provider, const Secret &key, const QStringList &models,
              ProviderProbe::Done done);

    ProviderProbe m_probe;
};

// The provider's stored key in clear, or an empty one where it has none. For a job of the management thread.
Result<Secret> storedKey(const Provider &provider, const Vault &vault);

} // namespace gateway::ui
