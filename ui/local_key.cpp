// SPDX-License-Identifier: MIT
#include "ui/local_key.h"

namespace gateway::ui {

LocalKey::LocalKey(Backend &backend, GatewayControl &control, QObject *parent)
    : QObject(parent), m_backend(backend), m_control(control)
{
    connect(&control, &GatewayControl::configured, this, &LocalKey::answer);
    connect(&control, &GatewayControl::changed, this, &LocalKey::answer);
}

void LocalKey::want(QObject *receiver, Done done)
{
    m_backend.manage<qint64>(
            this,
            [](Management &management) -> Result<qint64> {
                return management.localKey().and_then([&](KeyId) { return management.revision(); });
            },
            [this, guard = QPointer<QObject>(receiver), done = std::move(done)](Result<qint64> revision) {
                if (!guard)
                    return;
                if (!revision) {
                    done(tl::make_unexpected(revision.error()));
                    return;
                }
                m_waiting.append({guard, *revision, done});
                answer();
            });
}

void LocalKey::answer()
{
    const Secret key = m_control.state() == GatewayControl::State::Running ? m_control.localKey() : Secret();
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (!waiting.receiver)
            continue;
        if (key.isEmpty())
            waiting.done(failure(
                    ErrorCode::NotFound,
                    QStringLiteral("The gateway is not started in this window. Start it, or use a key.")));
        else if (m_control.configRevision() < waiting.revision)
            m_waiting.append(waiting); // the gateway follows within a second
        else
            waiting.done(key);
    }
}

} // namespace gateway::ui
