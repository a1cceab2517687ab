// SPDX-License-Identifier: MIT
#pragma once

#include "api/api_handler.h"
#include "http/http_server.h"
#include "routing/health_report.h"
#include "store/backup_runner.h"
#include "store/store_thread.h"
#include "upstream/health_checks.h"
#include "upstream/model_refresh.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace gateway {

class Management;

// The gateway thread's root: server, calls in flight, configuration in force. Made, used and deleted in that
// thread; the writer, the store thread and the clock outlive it. Never touches a database itself.
class Engine final : public QObject, private ApiServices
{
    Q_OBJECT

public:
    Engine(LedgerWriter &writer, StoreThread &store, Vault::Options vaultOptions,
           const DatabaseLocation &location, const Clock &clock, QByteArray localKeyHash = {});
    ~Engine() override;

    struct Stats
    {
        int callsInFlight = 0;
        qint64 callsStarted = 0;
        int connections = 0;
        friend bool operator==(const Stats &, const Stats &) = default;
    };

    // Takes the first configuration, unseals the providers' keys, listens. Answers with listening() or
    // failed().
    void start(const LedgerWriter::Ready &ready, const QStringList &listen);
    void drain(Millis limit); // drained() comes when the last call has ended
    void stopNow();
    void networkChanged(); // connections of before are left alone, and what rests may be tried again
    void setWatching(bool watching); // callsChanged() comes only while somebody looks
    void stopCall(RequestId id);     // nothing happens when it has ended meanwhile

Q_SIGNALS:
    void listening(const QStringList &urls);
    void failed(const gateway::Error &error);
    void drained();
    void statsChanged(const gateway::Engine::Stats &stats);
    void callsChanged(const QList<gateway::LiveCall> &calls); // newest first
    void configured(qint64 revision);
    void troublesChanged(const QList<gateway::ProviderTrouble> &troubles);

private:
    const Clock &clock() const override { return m_clock; }
    Ledger &ledger() override { return m_ledger; }
    LanePool &lanes() override { return m_lanes; }
    std::shared_ptr<const PreparedProvider> provider(ProviderId id) const override
    {
        return m_providers.value(id);
    }
    bool asksForUsage(const Provider &provider) const override;
    void usageOptionRefused(const Provider &provider) override;
    Admission &admission() override { return m_admission; }
    RoutingState &routing() override { return m_routing; }
    void keyJudged(const Provider &provider, qint64 keyId, KeyEvent event, const QString &reason) override;
    bool beginDraining(KeyId key) override;
    void endDraining(KeyId key) override;
    bool mayRecordRefusal(KeyId key) override;
    void readUsage(KeyId key, QObject *context, std::function<void(const OwnUsage &)> done) override;
    const QByteArray &via() const override { return m_via; }
    SnapshotPtr snapshot() const override { return m_snapshot; }
    RequestId nextRequestId() override { return m_ids.next(m_clock.now()); }
    bool isStopping() const override { return m_stopping; }
    AccessLog &accessLog() override { return m_accessLog; }
    void startCall(Exchange &exchange, ProxyCall::Request request) override;

    void manage(std::function<Outcome(Management &)> change); // by the writer, in the gateway's name
    void apply(const SnapshotPtr &snapshot, const std::function<void(Outcome)> &done = {});
    void adopt(const SnapshotPtr &snapshot, const std::shared_ptr<const Vault> &vault);
    void listenOn(const QStringList &listen);
    void endCall(ProxyCall *call);
    void tick();
    void tidyMemory();
    void reportStats();
    void reportTroubles();
    void reportCalls();
    void finishDraining();

    StoreThread &m_store;
    Vault::Options m_vaultOptions;
    const QString m_dataDir;
    const Clock &m_clock;
    const QByteArray m_localKeyHash; // config/local_key.h; empty: there is none
    Ledger m_ledger;
    LanePool m_lanes;
    Admission m_admission;
    RoutingState m_routing;
    QHash<KeyId, int> m_refusals; // rows of refused calls in the current minute
    qint64 m_refusalMinute = 0;
    QHash<KeyId, int> m_draining; // calls whose clients have left
    int m_drainingInAll = 0;
    QSet<qint64> m_judgedKeys; // providers' keys whose flags are being changed, until the configuration says so
    RequestIdSource m_ids;
    QByteArray m_via;
    AccessLog m_accessLog;
    ApiHandler m_handler{*this};
    HttpServer m_server;
    SnapshotPtr m_snapshot;
    std::shared_ptr<const Vault> m_vault;
    PreparedProviders m_providers;
    ModelRefresh m_modelRefresh;
    HealthChecks m_healthChecks;
    BackupRunner m_backups;
    QSet<ProviderId> m_usageRefused; // until the configuration says so itself
    QSet<ProxyCall *> m_calls;
    qint64 m_callsStarted = 0;
    qint64 m_callsAtTidying = 0;
    SteadyTime m_tidiedAt{};
    Stats m_reported;
    QList<ProviderTrouble> m_troubles; // as reported
    QTimer m_ticker;      // deadlines of calls; runs while there are some
    QTimer m_housekeeper; // lanes and figures for the window
    QTimer m_watch;       // calls in flight for the window; runs while it looks
    QList<LiveCall> m_reportedCalls;
    QTimer m_drainLimit;
    QTimer m_flushCheck; // the last answers on their way out
    bool m_stopping = false;
    bool m_flush = true; // wait for slow clients to take their answers
    bool m_drained = false;
};

} // namespace gateway
