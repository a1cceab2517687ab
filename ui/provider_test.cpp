// SPDX-License-Identifier: MIT
#include "ui/provider_test.h"

#include "ui/error_text.h"

#include "config/presets.h"
#include "config/proxy.h"

namespace gateway::ui {

Result<Secret> storedKey(const Provider &provider, const Vault &vault)
{
    if (provider.keys.isEmpty())
        return Secret();
    return vault.unseal(provider.keys.first().sealed);
}

ProviderTest::ProviderTest(QObject *parent) : QObject(parent) {}

void ProviderTest::run(const Provider &provider, const Secret &key, ProviderProbe::Done done)
{
    if (provider.dialect == Dialect::Demo) {
        call(provider, key, provider.models, std::move(done));
        return;
    }
    m_probe.listModels(provider, key, [this, provider, key, done = std::move(done)](const ProbeReport &list) {
        // A provider without a list is tried all the same; a refused key is not tried twice.
        if (!list.ok && (list.httpStatus == 401 || list.httpStatus == 403 || list.httpStatus == 0)) {
            done(list);
            return;
        }
        const QStringList models = list.models.isEmpty() ? provider.models : list.models;
        call(provider, key, models, [list, done](ProbeReport report) {
            report.models = list.models;
            done(report);
        });
    });
}

void ProviderTest::runStored(Backend &backend, const QString &name, ProviderProbe::Done done)
{
    // A provider without a key must be testable where the vault is out of reach.
    backend.manage<Provider>(
            this, [name](Management &management) { return management.provider(name); },
            [this, &backend, name, done = std::move(done)](Result<Provider> provider) {
                const auto refuse = [done](const Error &error) {
                    ProbeReport report;
                    report.message = ErrorText::of(error);
                    done(report);
                };
                if (!provider) {
                    refuse(provider.error());
                    return;
                }
                *provider = withProxyDecided(*std::move(provider), backend.settings().upstreamProxy);
                if (provider->keys.isEmpty()) {
                    run(*provider, Secret(), done);
                    return;
                }
                backend.manageSealed<Secret>(
                        this,
                        [provider = *provider](Management &, const Vault &vault) {
                            return storedKey(provider, vault);
                        },
                        [this, provider = *provider, done, refuse](Result<Secret> key) {
                            if (key)
                                run(provider, *key, done);
                            else
                                refuse(key.error());
                        });
            });
}

void ProviderTest::call(const Provider &provider, const Secret &key, const QStringList &models,
                        ProviderProbe::Done done)
{
    m_probe.test(provider, key, modelToTry(provider, models), std::move(done));
}

} // namespace gateway::ui
