// SPDX-License-Identifier: MIT
#include "window_beat.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace gateway::bench {

namespace {

constexpr int interval = 4;
constexpr double bar = 16;

double workMillis()
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
#else
    return 0;
#endif
}

} // namespace

double nowMillis()
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
}

double quantile(QList<double> values, double part)
{
    if (values.isEmpty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(qsizetype(part * double(values.size())), values.size() - 1)];
}

Heartbeat::Heartbeat()
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &Heartbeat::beat);
}

void Heartbeat::start()
{
    m_late.clear();
    m_work.clear();
    m_last = nowMillis();
    m_lastWork = workMillis();
    m_timer.start();
}

void Heartbeat::beat()
{
    const double now = nowMillis();
    const double work = workMillis();
    m_late.append(std::max(0.0, now - m_last - interval));
    m_work.append(work - m_lastWork);
    m_last = now;
    m_lastWork = work;
}

void Heartbeat::print(const char *name) const
{
    std::printf("%s.p99_ms\t%.1f\n", name, quantile(m_late, 0.99));
    std::printf("%s.max_ms\t%.1f\n", name, quantile(m_late, 1));
    std::printf("%s.work_max_ms\t%.1f\n", name, quantile(m_work, 1));
    std::printf("%s.late\t%lld\n", name,
                qint64(std::count_if(m_late.begin(), m_late.end(), [](double late) { return late > bar; })));
    std::printf("%s.beats\t%lld\n", name, qint64(m_late.size()));
}

} // namespace gateway::bench
