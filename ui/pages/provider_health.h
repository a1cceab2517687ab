// SPDX-License-Identifier: MIT
#pragma once

#include "ui/theme.h"

#include "config/model.h"
#include "routing/health_report.h"
#include "store/ledger_queries.h"
#include "upstream/probe.h"

#include <QCoreApplication>

namespace gateway::ui {

// What is known of a provider at the moment.
struct ProviderFacts
{
    Provider provider;
    std::optional<ProbeReport> report{}; // of the last test
    QList<ProviderTrouble> troubles{};   // its own alone
    std::optional<UsageSum> today{};     // empty: not read yet
};

enum class ProviderHealth { Off, Works, Partly, Down, Unknown };

// By what happened last: keys that were refused, failures that the router waits after, the last test, calls
// of today. Pure.
ProviderHealth healthOf(const ProviderFacts &facts);

class HealthText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::HealthText)

public:
    static QString word(ProviderHealth health);
    static Tone tone(ProviderHealth health);
    static QString today(const UsageSum &sum); // 312 calls today · 1.2 % failed · first token 0.4 s · $3.20
};

} // namespace gateway::ui
