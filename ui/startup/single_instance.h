// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QFile>
#include <QLocalServer>
#include <QObject>

#include <memory>

namespace gateway::ui {

// One window for one data directory. The first start holds an OS lock on DIR/window.lock, which is gone with
// its process, however that ends, and listens on a local socket; a second start asks it there to come to the
// front, and ends. The holder of the lock alone removes a socket that a crash has left behind. Main thread.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    enum class Standing {
        First, // this process keeps the window
        Second // another one has been told, and this process has nothing more to do
    };

    explicit SingleInstance(QString dataDir, QObject *parent = nullptr);
    ~SingleInstance() override;

    // Makes the directory where it is missing. With `raise` the first window is brought to the front. Waits
    // for the other process for a few seconds at most; Locked when it does not answer.
    Result<Standing> claim(bool raise);

    // The socket of a data directory: inside it, or where its path is too long for one, in the directory for
    // temporary files under a name made from it.
    static QString socketName(const QString &dataDir);

Q_SIGNALS:
    void raiseRequested(); // a second start; answered when the slots have run

private:
    Outcome listen();
    void answer();
    Result<bool> tell(bool raise);

    QString m_dataDir;
    std::unique_ptr<QFile> m_lock;
    QLocalServer m_server;
};

} // namespace gateway::ui
