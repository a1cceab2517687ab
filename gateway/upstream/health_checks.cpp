// SPDX-License-Identifier: MIT
#include "upstream/health_checks.h"

namespace gateway {

namespace {

constexpr auto interval = std::chrono::seconds(10);

} // namespace

HealthChecks::HealthChecks(HealthBook &book, const Clock &clock, QObject *parent)
    : QObject(parent), m_book(book), m_clock(clock)
{
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &HealthChecks::check);
}

HealthChecks::~HealthChecks() = default;

void HealthChecks::apply(const PreparedProviders &providers)
{
    m_providers = providers;
    const bool wanted = std::any_of(providers.cbegin(), providers.cend(),
                                    [](const auto &provider) { return provider->provider.healthCheck; });
    if (wanted && !m_timer.isActive())
        m_timer.start();
    else if (!wanted)
        m_timer.stop();
}

void HealthChecks::checkAgain()
{
    check(); // before the rests that it looks at are over
    m_book.tryAgain(m_clock.steady());
}

// One at a time, the first that rests.
void HealthChecks::check()
{
    if (m_probe)
        return;
    for (const HealthBook::Row &row : m_book.states(m_clock.steady())) {
        const auto provider = m_providers.value(row.place.provider);
        if (!provider || !provider->provider.healthCheck || !provider->usableKey() || row.standing.stated ||
            row.standing.state != HealthBook::State::Cooling)
            continue;
        m_probe = std::make_unique<ProviderProbe>();
        m_probe->listModels(provider->provider, provider->usableKey()->secret,
                            [this, id = row.place.provider](const ProbeReport &report) {
                                if (report.ok)
                                    m_book.checked(id, m_clock.steady());
                                m_probe.release()->deleteLater(); // it is still in its own call
                            });
        return;
    }
}

} // namespace gateway
