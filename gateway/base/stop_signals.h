// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

class QSocketNotifier;

namespace gateway {

// SIGINT and SIGTERM (on Windows: Ctrl+C and the closing of the console) as a Qt signal in the main thread.
// SIGHUP and SIGPIPE are ignored: a service outlives its terminal, and a client that leaves is no reason to
// die. One object per process, before other threads are started.
class StopSignals final : public QObject
{
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    void stopRequested();

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace gateway
