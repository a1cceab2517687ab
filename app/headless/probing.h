// SPDX-License-Identifier: MIT
#pragma once

#include "session.h"

#include "upstream/probe.h"

// Calls to providers from the command line: they wait for the answer.
namespace gateway::cli {

// The provider's first key in clear, of those that it does not refuse when there are such; empty when it has
// none.
Secret keyOf(Session &session, const Provider &provider);
// With the proxy that the settings say, as a test wants it.
Provider onItsWay(Session &session, const Provider &provider);
// A cheap model of its preset, else the first it lists. Ends the command when none is known.
QString modelToTest(const Provider &provider);

ProbeReport listModels(const Provider &provider, const Secret &key, Millis patience = Millis(60'000));
ProbeReport callModel(const Provider &provider, const Secret &key, const QString &model);

} // namespace gateway::cli
