// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "ledger/record.h"
#include "secrets/secret.h"

#include <QObject>

#include <functional>

namespace gateway {

// What a test of a provider found.
struct ProbeReport
{
    bool ok = false;
    int httpStatus = 0;
    QString message;    // one sentence for a person, in English: what works or what to do
    QStringList models; // when listed
    std::optional<Millis> firstToken;
    Millis duration{0};
    TokenUsage usage;
    bool refusesUsageOption = false;
};

// Calls a provider outside the gateway: `provider test` and `provider models`, and the window's buttons.
// Lives in the caller's thread, needs its event loop; `done` is called once, never from inside the call.
// Deleting the object cancels. Never writes anything. The provider's proxy is decided (config/proxy.h).
class ProviderProbe final : public QObject
{
    Q_OBJECT

public:
    explicit ProviderProbe(QObject *parent = nullptr);
    ~ProviderProbe() override;

    using Done = std::function<void(const ProbeReport &)>;
    void listModels(const Provider &provider, const Secret &key, Done done); // GET {base}/models
    void test(const Provider &provider, const Secret &key, const QString &model,
              Done done); // one short streamed call

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace gateway
