// SPDX-License-Identifier: MIT
#include "upstream/model_refresh.h"

#include "upstream/probe.h"

namespace gateway {

namespace {

constexpr auto maxAge = std::chrono::hours(24);
constexpr auto checkInterval = std::chrono::hours(1);

} // namespace

ModelRefresh::ModelRefresh(const Clock &clock, QObject *parent) : QObject(parent), m_clock(clock)
{
    m_timer.setInterval(checkInterval);
    connect(&m_timer, &QTimer::timeout, this, &ModelRefresh::check);
}

ModelRefresh::~ModelRefresh() = default;

void ModelRefresh::apply(const SnapshotPtr &snapshot, const PreparedProviders &providers)
{
    m_snapshot = snapshot;
    m_providers = providers;
    m_timer.start();
    check();
}

void ModelRefresh::check()
{
    if (!m_snapshot->settings.listModels)
        return;
    const Time now = m_clock.now();
    for (const Provider &provider : m_snapshot->providers) {
        const bool stale = !provider.modelsListedAt || now - *provider.modelsListedAt >= maxAge;
        const auto asked = m_asked.constFind(provider.id);
        const bool askedLately = asked != m_asked.cend() && now - *asked < maxAge;
        if (stale && !askedLately && provider.enabled && provider.dialect != Dialect::Demo
            && !m_queue.contains(provider.id))
            m_queue.append(provider.id);
    }
    if (!m_probe)
        askNext();
}

void ModelRefresh::askNext()
{
    m_probe.reset();
    while (!m_queue.isEmpty()) {
        const ProviderId id = m_queue.takeFirst();
        const auto provider = m_providers.value(id);
        if (!provider || !provider->usableKey())
            continue;
        m_asked.insert(id, m_clock.now());
        m_probe = std::make_unique<ProviderProbe>();
        m_probe->listModels(provider->provider, provider->usableKey()->secret,
                            [this, name = provider->provider.name](const ProbeReport &report) {
                                if (report.ok && !report.models.isEmpty())
                                    Q_EMIT listed(name, report.models);
                                // The probe is still in its own call.
                                QMetaObject::invokeMethod(this, &ModelRefresh::askNext, Qt::QueuedConnection);
                            });
        return;
    }
}

} // namespace gateway
