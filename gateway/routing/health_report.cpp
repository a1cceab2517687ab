// SPDX-License-Identifier: MIT
#include "routing/health_report.h"

#include "routing/health.h"

namespace gateway {

namespace {

ProviderTrouble::Kind kindOf(const HealthBook::Standing &standing)
{
    using State = HealthBook::State;
    switch (standing.state) {
    case State::Dead:
        return ProviderTrouble::Kind::Refused;
    case State::HalfOpen:
    case State::Probing:
        return ProviderTrouble::Kind::Trying;
    case State::Ok:
    case State::Cooling:
        break;
    }
    return standing.stated ? ProviderTrouble::Kind::Limited : ProviderTrouble::Kind::Resting;
}

} // namespace

QList<ProviderTrouble> troublesOf(const HealthBook &book, const Snapshot &snapshot, SteadyTime now)
{
    const std::vector<HealthBook::Row> rows = book.states(now);
    QList<ProviderTrouble> troubles;
    for (const Provider &provider : snapshot.providers) {
        for (const HealthBook::Row &row : rows) {
            if (row.place.provider == provider.id) {
                troubles += {provider.name, row.place.key, row.place.model, kindOf(row.standing),
                             row.standing.reason};
            }
        }
    }
    return troubles;
}

} // namespace gateway
