// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/port_holder.h"
#include "secrets/secret.h"
#include "service.h"
#include "store/data_directory.h"

#include <QObject>

#include <optional>

namespace gateway::ui {

// The gateway as the window sees and steers it: our own, or another process's on the same database. The real
// one is ServiceControl; tests and pictures use one of their own. Main thread.
class GatewayControl : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Starting, Running, Draining, Elsewhere };

    using QObject::QObject;

    virtual State state() const = 0;
    virtual QStringList
    addresses() const = 0; // of our own gateway or of the other one; the first is the one to show
    virtual GatewayService::Stats stats() const = 0;
    virtual std::optional<ServeLock::Holder> holder() const = 0; // with State::Elsewhere
    virtual std::optional<Error> error() const = 0;              // why the last start failed
    virtual std::optional<PortHolder> portHolder() const = 0;    // with AddressInUse, where the system tells
    virtual QList<ProviderTrouble> troubles() const { return {}; } // of our own gateway
    virtual QStringList listenOverride() const = 0; // the environment's word, which wins over the settings

    // Of our own gateway; see ui/local_key.h, which is the way to use them.
    virtual Secret localKey() const { return {}; }
    virtual qint64 configRevision() const { return 0; }

    virtual void start() = 0;
    virtual void stop() = 0;
    virtual void restart() = 0;
    virtual void startAt(const QStringList &listen) = 0; // this time elsewhere than the settings say

    // Calls in flight of our own gateway, newest first; only while somebody watches.
    virtual void watchCalls(bool watching) = 0;
    virtual bool watchesCalls() const = 0;
    virtual QList<LiveCall> calls() const = 0;
    virtual void stopCall(RequestId id) = 0;

    bool isUp() const { return state() == State::Running || state() == State::Starting; }

Q_SIGNALS:
    void changed(); // state, addresses, holder or error
    void statsChanged();
    void troublesChanged();
    void configured(); // our own gateway works by what was managed up to configRevision()
    void callsChanged();
};

} // namespace gateway::ui
