// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"

#include <limits>

namespace gateway::test {

// A gateway that is in whatever state a test says, and remembers what it was asked to do.
class FakeControl final : public ui::GatewayControl
{
    Q_OBJECT

public:
    State state() const override { return m_state; }
    QStringList addresses() const override { return m_addresses; }
    GatewayService::Stats stats() const override { return m_stats; }
    std::optional<ServeLock::Holder> holder() const override { return m_holder; }
    std::optional<Error> error() const override { return m_error; }
    std::optional<PortHolder> portHolder() const override { return m_portHolder; }
    QStringList listenOverride() const override { return m_listenOverride; }

    Secret localKey() const override { return key; }
    qint64 configRevision() const override { return revision; }

    void start() override
    {
        ++starts;
        run(QStringLiteral("http://127.0.0.1:5000"));
    }
    void stop() override
    {
        ++stops;
        set(drains && m_state == State::Running ? State::Draining : State::Stopped);
    }
    void restart() override { ++restarts; }
    void startAt(const QStringList &listen) override { startedAt = listen; }
    void watchCalls(bool watching) override { watched = watching; }
    bool watchesCalls() const override { return watched; }
    QList<LiveCall> calls() const override { return m_calls; }
    void stopCall(RequestId id) override { stoppedCalls += id; }

    void set(State state)
    {
        m_state = state;
        if (state == State::Stopped)
            m_addresses.clear();
        m_error.reset();
        Q_EMIT changed();
    }
    void run(const QString &address)
    {
        m_addresses = {address};
        set(State::Running);
    }
    void runElsewhere(const QString &address, qint64 pid)
    {
        m_holder = ServeLock::Holder{address, pid};
        m_addresses = {address};
        set(State::Elsewhere);
    }
    void fail(const Error &error, const std::optional<PortHolder> &holder = {})
    {
        m_state = State::Stopped;
        m_addresses.clear();
        m_error = error;
        m_portHolder = holder;
        Q_EMIT changed();
    }
    void setStats(const GatewayService::Stats &stats)
    {
        m_stats = stats;
        Q_EMIT statsChanged();
    }

    void setTroubles(const QList<ProviderTrouble> &troubles)
    {
        m_troubles = troubles;
        Q_EMIT troublesChanged();
    }
    QList<ProviderTrouble> troubles() const override { return m_troubles; }

    void setCalls(const QList<LiveCall> &calls)
    {
        m_calls = calls;
        Q_EMIT callsChanged();
    }

    void follow(qint64 now)
    {
        revision = now;
        Q_EMIT configured();
    }

    bool drains = false; // the first stop waits for calls
    Secret key;
    qint64 revision = std::numeric_limits<qint64>::max();
    bool watched = false;
    QList<RequestId> stoppedCalls;
    int starts = 0;
    int stops = 0;
    int restarts = 0;
    QStringList startedAt;

private:
    State m_state = State::Stopped;
    QStringList m_addresses;
    GatewayService::Stats m_stats;
    QList<LiveCall> m_calls;
    std::optional<ServeLock::Holder> m_holder;
    std::optional<Error> m_error;
    QList<ProviderTrouble> m_troubles;
    std::optional<PortHolder> m_portHolder;
    QStringList m_listenOverride;
};

} // namespace gateway::test
