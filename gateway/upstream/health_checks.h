// SPDX-License-Identifier: MIT
#pragma once

#include "routing/health.h"
#include "upstream/prepared_provider.h"
#include "upstream/probe.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace gateway {

// Asks resting providers that want it (Provider::healthCheck) for their list of models now and then, so that
// they are back before a caller has to try. Gateway thread; the book outlives it.
class HealthChecks final : public QObject
{
    Q_OBJECT

public:
    HealthChecks(HealthBook &book, const Clock &clock, QObject *parent = nullptr);
    ~HealthChecks() override;

    void apply(const PreparedProviders &providers);
    // The network is another one: what could not be reached may be tried at once, and is asked where that is
    // wanted.
    void checkAgain();

private:
    void check();

    HealthBook &m_book;
    const Clock &m_clock;
    PreparedProviders m_providers;
    QTimer m_timer;
    std::unique_ptr<ProviderProbe> m_probe;
};

} // namespace gateway
