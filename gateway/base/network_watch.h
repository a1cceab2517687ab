// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace gateway {

// Whether a machine has slept, from the ticks of a timer. Pure.
class SleepGauge final
{
public:
    explicit SleepGauge(Millis interval) : m_interval(interval) {}

    // Call at each tick with the wall clock, which goes on while the machine sleeps. True when far more time has gone
    // by than one interval. A clock that was set back says nothing.
    bool tick(Time now);

private:
    Millis m_interval;
    std::optional<Time> m_last;
};

// Tells when connections made until now are likely to be dead: the machine woke up, or the network went and came
// back. At most one word for several causes within a few seconds. Lives in the thread of its event loop.
class NetworkWatch final : public QObject
{
    Q_OBJECT

public:
    explicit NetworkWatch(const Clock &clock, QObject *parent = nullptr);

Q_SIGNALS:
    void changed();

private:
    void watchReachability();
    void tell();

    const Clock &m_clock;
    SleepGauge m_gauge;
    QTimer m_ticker;
    QTimer m_settle; // a network that comes up does so in several steps
};

} // namespace gateway
