// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QObject>
#include <QTimer>

namespace gateway::bench {

// Whether the main thread is there when it is needed: a timer that is due every four milliseconds, and by how
// much it comes late. The thread's own processor time beside it tells work from waiting for a processor.
class Heartbeat final : public QObject
{
public:
    Heartbeat();

    void start();
    void stop() { m_timer.stop(); }
    // "NAME.p99_ms", "NAME.max_ms", "NAME.work_max_ms", "NAME.late" (over 16 ms), "NAME.beats".
    void print(const char *name) const;

private:
    void beat();

    QTimer m_timer;
    double m_last = 0;
    double m_lastWork = 0;
    QList<double> m_late; // milliseconds
    QList<double> m_work;
};

double nowMillis();

// The value that so much of all are not above.
double quantile(QList<double> values, double part);

} // namespace gateway::bench
