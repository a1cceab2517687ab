// SPDX-License-Identifier: MIT
#include "ui/pages/provider_health.h"

#include "ui/format.h"

#include <algorithm>

namespace gateway::ui {

ProviderHealth healthOf(const ProviderFacts &facts)
{
    if (!facts.provider.enabled)
        return ProviderHealth::Off;
    const auto &keys = facts.provider.keys;
    const auto flagged = std::count_if(keys.begin(), keys.end(),
                                       [](const SealedKey &key) { return key.flaggedAt.has_value(); });
    const bool whole = std::any_of(
            facts.troubles.begin(), facts.troubles.end(), [&keys](const ProviderTrouble &trouble) {
                return trouble.model.isEmpty() && (trouble.keyId == 0 || keys.size() < 2);
            });
    if (whole || (!keys.isEmpty() && flagged == keys.size()))
        return ProviderHealth::Down;
    if (flagged > 0 || !facts.troubles.isEmpty())
        return ProviderHealth::Partly;
    if (facts.report)
        return facts.report->ok ? ProviderHealth::Works : ProviderHealth::Down;
    if (facts.today && facts.today->requests > facts.today->failed)
        return ProviderHealth::Works;
    return ProviderHealth::Unknown;
}

QString HealthText::word(ProviderHealth health)
{
    switch (health) {
    case ProviderHealth::Off:
        return tr("disabled");
    case ProviderHealth::Works:
        return tr("works");
    case ProviderHealth::Partly:
        return tr("partly works");
    case ProviderHealth::Down:
        return tr("does not work");
    case ProviderHealth::Unknown:
        break;
    }
    return tr("not tested");
}

Tone HealthText::tone(ProviderHealth health)
{
    switch (health) {
    case ProviderHealth::Works:
        return Tone::Good;
    case ProviderHealth::Partly:
        return Tone::Warn;
    case ProviderHealth::Down:
        return Tone::Bad;
    case ProviderHealth::Off:
    case ProviderHealth::Unknown:
        break;
    }
    return Tone::Neutral;
}

QString HealthText::today(const UsageSum &sum)
{
    if (sum.requests == 0)
        return tr("No requests today");
    QStringList parts{tr("%1 requests today", nullptr, int(sum.requests)).arg(Format::number(sum.requests)),
                      tr("%1 failed").arg(Format::percent(sum.failed, sum.requests))};
    if (sum.firstTokens > 0)
        parts += tr("first token %1 on average").arg(Format::duration(sum.firstToken / sum.firstTokens));
    if (!sum.costMicros.isEmpty())
        parts += Format::costs(sum.costMicros);
    return parts.join(QStringLiteral(" · "));
}

} // namespace gateway::ui
