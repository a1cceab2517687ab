// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"

#include "store/store_thread.h"

#include <QTimer>

namespace gateway::ui {

// Steers a GatewayService and, while ours does not run, looks every two seconds whether another process
// serves.
class ServiceControl final : public GatewayControl
{
    Q_OBJECT

public:
    // `thread` carries the look at the lock file, so that a slow disk never holds the window up. Both outlive
    // us.
    ServiceControl(GatewayService &service, StoreThread &thread, QString dataDir, QStringList listenOverride,
                   QObject *parent = nullptr);

    State state() const override;
    QStringList addresses() const override;
    GatewayService::Stats stats() const override { return m_service.stats(); }
    std::optional<ServeLock::Holder> holder() const override { return m_holder; }
    std::optional<Error> error() const override { return m_error; }
    std::optional<PortHolder> portHolder() const override { return m_portHolder; }
    QList<ProviderTrouble> troubles() const override { return m_service.troubles(); }
    QStringList listenOverride() const override { return m_listenOverride; }
    Secret localKey() const override { return m_service.localKey(); }
    qint64 configRevision() const override { return m_service.configRevision(); }

    void start() override;
    void stop() override;
    void restart() override;
    void startAt(const QStringList &listen) override;
    void watchCalls(bool watching) override
    {
        m_watching = watching;
        m_service.setWatching(watching);
    }
    bool watchesCalls() const override { return m_watching; }
    QList<LiveCall> calls() const override { return m_service.calls(); }
    void stopCall(RequestId id) override { m_service.stopCall(id); }

private:
    void onState(GatewayService::State state);
    void onFailed(const Error &error);
    void look();
    void findPortHolder();

    GatewayService &m_service;
    StoreThread &m_thread;
    QString m_dataDir;
    QStringList m_listenOverride;
    std::optional<ServeLock::Holder> m_holder;
    std::optional<Error> m_error;
    std::optional<PortHolder> m_portHolder;
    QTimer m_lookTimer;
    bool m_looking = false;
    bool m_startAgain = false;
    bool m_watching = false;
};

} // namespace gateway::ui
