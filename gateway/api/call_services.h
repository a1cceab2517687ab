// SPDX-License-Identifier: MIT
#pragma once

#include "access/admission.h"
#include "base/time.h"
#include "config/model.h"
#include "ledger/ledger.h"
#include "routing/plan.h"
#include "upstream/lanes.h"
#include "upstream/prepared_provider.h"

namespace gateway {

// What a call needs of the gateway around it. Gateway thread.
class CallServices
{
public:
    virtual const Clock &clock() const = 0;
    virtual Ledger &ledger() = 0;
    virtual LanePool &lanes() = 0;
    virtual std::shared_ptr<const PreparedProvider>
    provider(ProviderId id) const = 0; // null: disabled or gone
    virtual Admission &admission() = 0;
    virtual RoutingState &routing() = 0;
    virtual void keyJudged(const Provider &provider, qint64 keyId, KeyEvent event, const QString &reason) = 0;
    // Answers read on for clients that have left are few at a time: each holds a connection to a provider.
    virtual bool beginDraining(KeyId key) = 0;
    virtual void endDraining(KeyId key) = 0;
    virtual bool mayRecordRefusal(KeyId key) = 0; // rows of refused calls are capped per key and minute
    virtual bool asksForUsage(const Provider &provider) const = 0;
    virtual void usageOptionRefused(const Provider &provider) = 0; // remembered, now and over restarts
    virtual const QByteArray &via() const = 0; // names this gateway to itself, against loops

protected:
    ~CallServices() = default;
};

} // namespace gateway
