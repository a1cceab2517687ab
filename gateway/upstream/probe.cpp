// SPDX-License-Identifier: MIT
#include "upstream/probe.h"

#include "upstream/probe_call.h"

#include <QTimer>

namespace gateway {

namespace {

// The demo answers inside the process: there is nobody to call.
ProbeReport demoReport(const QString &message)
{
    ProbeReport report;
    report.ok = true;
    report.message = message;
    report.models = QStringList{QStringLiteral("demo")};
    return report;
}

} // namespace

class ProviderProbe::Private
{
public:
    explicit Private(ProviderProbe *probe) : q(probe) {}

    void answerLater(ProbeReport report, Done done)
    {
        QTimer::singleShot(0, q, [report = std::move(report), done = std::move(done)] { done(report); });
    }

    // The call is a child of the probe, and goes with it.
    void run(ProbeCall *call, Done done)
    {
        QObject::connect(
                call, &ProbeCall::finished, q, [call, done = std::move(done)](const ProbeReport &report) {
                    const ProbeReport copy = report; // `done` may delete the probe, and the call with it
                    call->deleteLater();
                    done(copy);
                });
        QTimer::singleShot(0, call, &ProbeCall::start);
    }

    ProviderProbe *q;
};

ProviderProbe::ProviderProbe(QObject *parent) : QObject(parent), d(std::make_unique<Private>(this)) {}

ProviderProbe::~ProviderProbe() = default;

void ProviderProbe::listModels(const Provider &provider, const Secret &key, Done done)
{
    if (provider.dialect == Dialect::Demo) {
        d->answerLater(demoReport(QStringLiteral("The demo has one model.")), std::move(done));
        return;
    }
    d->run(new ModelListCall(provider, key, this), std::move(done));
}

void ProviderProbe::test(const Provider &provider, const Secret &key, const QString &model, Done done)
{
    if (provider.dialect == Dialect::Demo) {
        d->answerLater(demoReport(QStringLiteral("The demo answers inside the gateway.")), std::move(done));
        return;
    }
    d->run(new ChatProbeCall(provider, key, model, this), std::move(done));
}

} // namespace gateway
