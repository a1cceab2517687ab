// SPDX-License-Identifier: MIT
#include "support/wait.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTimer>

namespace gateway::test {

bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds bound)
{
    const QDeadlineTimer deadline(bound);
    QTimer tick; // wakes the loop for conditions that no event announces
    tick.start(5);
    while (!condition()) {
        if (deadline.hasExpired())
            return condition();
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

} // namespace gateway::test
