// SPDX-License-Identifier: MIT
#include "probing.h"

#include "failure.h"

#include "config/presets.h"
#include "config/proxy.h"

#include <QEventLoop>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

ProbeReport waitFor(const std::function<void(ProviderProbe &, ProviderProbe::Done)> &start, Millis patience)
{
    ProbeReport outcome;
    outcome.message = u"There was no answer within %1 s."_s.arg(patience.count() / 1000);
    QEventLoop loop;
    ProviderProbe probe;
    start(probe, [&](const ProbeReport &report) {
        outcome = report;
        loop.quit();
    });
    QTimer::singleShot(patience, &loop, &QEventLoop::quit);
    loop.exec();
    return outcome;
}

} // namespace

Secret keyOf(Session &session, const Provider &provider)
{
    if (provider.keys.isEmpty())
        return {};
    const auto good = std::find_if(provider.keys.begin(), provider.keys.end(),
                                   [](const SealedKey &key) { return !key.flaggedAt; });
    const SealedKey &key = good == provider.keys.end() ? provider.keys.first() : *good;
    return take(session.vault().unseal(key.sealed));
}

Provider onItsWay(Session &session, const Provider &provider)
{
    return withProxyDecided(provider, take(session.management().settings()).upstreamProxy);
}

QString modelToTest(const Provider &provider)
{
    if (provider.dialect == Dialect::Demo)
        return u"demo"_s;
    const ProviderPreset *preset = provider.preset.isEmpty() ? nullptr : findPreset(provider.preset);
    if (preset != nullptr && !preset->testModel.isEmpty())
        return preset->testModel;
    if (!provider.models.isEmpty())
        return provider.models.first();
    fail(ErrorCode::InvalidArgument,
         u"No model of %1 is known: name one with --model, or read its list with `provider models %1`."_s.arg(
                 provider.name));
}

ProbeReport listModels(const Provider &provider, const Secret &key, Millis patience)
{
    return waitFor([&](ProviderProbe &probe,
                       ProviderProbe::Done done) { probe.listModels(provider, key, std::move(done)); },
                   patience);
}

ProbeReport callModel(const Provider &provider, const Secret &key, const QString &model)
{
    return waitFor([&](ProviderProbe &probe,
                       ProviderProbe::Done done) { probe.test(provider, key, model, std::move(done)); },
                   Millis(120'000));
}

} // namespace gateway::cli
