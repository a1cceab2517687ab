// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/gateway_control.h"

namespace gateway::ui {

// The credential of the window's own calls (gateway/config/local_key.h): known to the gateway of this process
// only, and while it runs. Main thread; outlived by backend and control.
class LocalKey final : public QObject
{
    Q_OBJECT

public:
    LocalKey(Backend &backend, GatewayControl &control, QObject *parent = nullptr);

    using Done = std::function<void(Result<Secret>)>;
    // Answers once the gateway accepts the key; NotFound where no gateway of ours runs. The user `local` is
    // made by the first to ask.
    void want(QObject *receiver, Done done);

private:
    struct Waiting
    {
        QPointer<QObject> receiver;
        qint64 revision;
        Done done;
    };
    void answer();

    Backend &m_backend;
    GatewayControl &m_control;
    QList<Waiting> m_waiting;
};

} // namespace gateway::ui
