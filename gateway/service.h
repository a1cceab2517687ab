// SPDX-License-Identifier: MIT
#pragma once

#include "api/live_call.h"
#include "base/error.h"
#include "config/snapshot.h"
#include "routing/health_report.h"
#include "secrets/vault.h"
#include "store/database.h"

#include <QList>
#include <QObject>

#include <memory>

namespace gateway {

// A serving gateway: takes the lock, starts writer and gateway thread, listens. Used by `serve` and by the
// window; lives in the main thread and never blocks it once start() has returned.
class GatewayService final : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Starting, Running, Draining };

    struct Options
    {
        DatabaseLocation location;
        Vault::Options vault;
        QStringList listen; // overrides the setting when not empty
        Millis drain{30'000};
        bool localKey = false; // a credential for the process's own calls: see config/local_key.h
    };

    struct Stats
    {
        int callsInFlight = 0;
        qint64 callsStarted = 0;
        int connections = 0;
    };

    explicit GatewayService(Options options, QObject *parent = nullptr);
    ~GatewayService() override; // stops at once when still running; nothing that was answered is lost

    // Takes the lock, opens database and vault, and starts listening. Reports by stateChanged and failed.
    void start();
    // Stops accepting, lets calls finish for `Options::drain`, then ends them; a second call ends them now.
    void stop();

    State state() const;
    QStringList addresses() const;             // "http://127.0.0.1:5000", first the one to show
    Stats stats() const;                       // refreshed twice a second while running
    QList<ProviderTrouble> troubles() const;   // of providers, while running
    void setListen(const QStringList &listen); // for the next start()
    // The machine woke up or changed its network: pooled connections are dropped, health is checked again.
    void networkChanged();
    const Secret &
    localKey() const; // empty without Options::localKey; accepted once Management::localKey() was made
    qint64 configRevision() const; // in force; 0 while not running

    // Calls in flight, newest first; followed four times a second while watching, else empty and free of cost.
    void setWatching(bool watching);
    const QList<LiveCall> &calls() const;
    // Ends one of them now: its row is `cancelled`, with what was used of the provider so far. Its client gets the
    // error `call_stopped`: as HTTP 403 when nothing of an answer has left, as an error event inside a stream that
    // has begun; a plain answer that has begun breaks off. Nothing happens when the call has ended meanwhile.
    void stopCall(RequestId id);

Q_SIGNALS:
    void stateChanged(gateway::GatewayService::State state);
    void failed(const gateway::Error &error); // start did not succeed; state is Stopped again
    void statsChanged(const gateway::GatewayService::Stats &stats);
    void troublesChanged();
    void callsChanged();
    void configChanged(qint64 revision); // a management action by anyone took effect

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace gateway
