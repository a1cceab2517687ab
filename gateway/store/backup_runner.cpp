// SPDX-License-Identifier: MIT
#include "store/backup_runner.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr Millis afterFailure = std::chrono::minutes(10);
constexpr Millis longestWait = std::chrono::hours(6); // clocks are set, and machines sleep

} // namespace

BackupRunner::BackupRunner(DatabaseLocation location, const Clock &clock, QObject *parent)
    : QObject(parent), m_location(std::move(location)), m_clock(clock)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &BackupRunner::plan);
}

BackupRunner::~BackupRunner() = default;

void BackupRunner::apply(const Settings &settings)
{
    const BackupPolicy policy = backupPolicy(settings, m_location.dataDir);
    if (policy == m_policy)
        return;
    m_policy = policy;
    if (!m_thread)
        plan();
}

void BackupRunner::plan()
{
    if (m_policy.every <= Millis(0)) {
        m_timer.stop();
        return;
    }
    const BackupPlan next = planBackups(m_policy, scheduledBackups(m_policy.directory), m_clock.now());
    if (next.due)
        run();
    else
        waitUntil(next.next);
}

void BackupRunner::waitUntil(std::optional<Time> next)
{
    if (next)
        m_timer.start(std::clamp(*next - m_clock.now(), Millis(0), longestWait));
}

void BackupRunner::run()
{
    m_thread = std::make_unique<StoreThread>(m_location);
    m_thread->run<BackupRun>(
            this,
            [policy = m_policy, now = m_clock.now()](Database &database) {
                return runScheduledBackup(database, policy, now);
            },
            [this](const Result<BackupRun> &done) {
                m_thread.reset();
                if (!done) {
                    qWarning("The scheduled backup could not be made: %s",
                             qUtf8Printable(done.error().message));
                    m_timer.start(afterFailure);
                    return;
                }
                if (!done->made.isEmpty())
                    Q_EMIT made(done->made);
                plan();
            });
}

} // namespace gateway
