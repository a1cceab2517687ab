// SPDX-License-Identifier: MIT
#include "ui/service_control.h"

#include "store/snapshot_loader.h"

#include <QCoreApplication>

namespace gateway::ui {

namespace {

constexpr Millis lookInterval{2'000};

bool same(const std::optional<ServeLock::Holder> &a, const std::optional<ServeLock::Holder> &b)
{
    return a.has_value() == b.has_value() && (!a || (a->pid == b->pid && a->address == b->address));
}

} // namespace

ServiceControl::ServiceControl(GatewayService &service, StoreThread &thread, QString dataDir,
                               QStringList listenOverride, QObject *parent)
    : GatewayControl(parent)
    , m_service(service)
    , m_thread(thread)
    , m_dataDir(std::move(dataDir))
    , m_listenOverride(std::move(listenOverride))
{
    connect(&service, &GatewayService::stateChanged, this, &ServiceControl::onState);
    connect(&service, &GatewayService::failed, this, &ServiceControl::onFailed);
    connect(&service, &GatewayService::statsChanged, this, [this] { Q_EMIT statsChanged(); });
    connect(&service, &GatewayService::troublesChanged, this, &GatewayControl::troublesChanged);
    connect(&service, &GatewayService::configChanged, this, [this] { Q_EMIT configured(); });
    connect(&service, &GatewayService::callsChanged, this, &ServiceControl::callsChanged);
    m_lookTimer.setInterval(lookInterval);
    connect(&m_lookTimer, &QTimer::timeout, this, &ServiceControl::look);
    m_lookTimer.start();
}

GatewayControl::State ServiceControl::state() const
{
    switch (m_service.state()) {
    case GatewayService::State::Starting:
        return State::Starting;
    case GatewayService::State::Running:
        return State::Running;
    case GatewayService::State::Draining:
        return State::Draining;
    case GatewayService::State::Stopped:
        break;
    }
    return m_holder ? State::Elsewhere : State::Stopped;
}

QStringList ServiceControl::addresses() const
{
    if (m_holder)
        return m_holder->address.isEmpty() ? QStringList() : QStringList(m_holder->address);
    return m_service.addresses();
}

void ServiceControl::start()
{
    m_error.reset();
    m_service.start();
}

void ServiceControl::stop()
{
    m_startAgain = false;
    m_service.stop();
}

void ServiceControl::restart()
{
    if (m_service.state() == GatewayService::State::Stopped) {
        start();
        return;
    }
    m_startAgain = true;
    m_service.stop();
}

void ServiceControl::startAt(const QStringList &listen)
{
    // Said for this start only, unless the environment's word is what has to give way.
    if (!m_listenOverride.isEmpty())
        m_listenOverride = listen;
    m_service.setListen(listen);
    restart();
}

void ServiceControl::onState(GatewayService::State state)
{
    if (state == GatewayService::State::Stopped) {
        m_lookTimer.start();
        if (std::exchange(m_startAgain, false)) {
            // Not from inside the service's own signal.
            QMetaObject::invokeMethod(this, &ServiceControl::start, Qt::QueuedConnection);
        }
    } else {
        m_lookTimer.stop();
        m_holder.reset();
        if (state == GatewayService::State::Running) {
            m_error.reset();
            m_service.setListen(m_listenOverride);
        }
    }
    Q_EMIT changed();
}

void ServiceControl::onFailed(const Error &error)
{
    m_service.setListen(m_listenOverride);
    if (error.code == ErrorCode::Locked) {
        look(); // the banner names the holder: that is no failure of this window
    } else {
        m_error = error;
        m_portHolder.reset();
        if (error.code == ErrorCode::AddressInUse)
            findPortHolder();
    }
    Q_EMIT changed();
}

void ServiceControl::findPortHolder()
{
    using Found = std::optional<PortHolder>;
    m_thread.run<Found>(
            this,
            [override = m_listenOverride](Database &database) -> Result<Found> {
                QStringList listen = override;
                if (listen.isEmpty()) {
                    const auto snapshot = loadSnapshot(database);
                    if (!snapshot)
                        return tl::make_unexpected(snapshot.error());
                    listen = (*snapshot)->settings.listen;
                }
                for (const QString &text : std::as_const(listen)) {
                    const auto address = parseListenAddress(text);
                    const Found holder = address ? gateway::portHolder(address->port) : std::nullopt;
                    if (holder && holder->pid != QCoreApplication::applicationPid())
                        return holder;
                }
                return Found();
            },
            [this](Result<Found> found) {
                if (!found || !*found || !m_error || m_error->code != ErrorCode::AddressInUse)
                    return;
                m_portHolder = *found;
                Q_EMIT changed();
            });
}

void ServiceControl::look()
{
    if (m_looking || m_service.state() != GatewayService::State::Stopped)
        return;
    m_looking = true;
    using Holder = std::optional<ServeLock::Holder>;
    m_thread.run<Holder>(
            this, [dataDir = m_dataDir](Database &) -> Result<Holder> { return ServeLock::holder(dataDir); },
            [this](Result<Holder> found) {
                m_looking = false;
                // The service may have started while the answer was on its way: then the holder is ourselves.
                if (!found || m_service.state() != GatewayService::State::Stopped || same(*found, m_holder))
                    return;
                m_holder = *found;
                if (m_holder)
                    m_error.reset();
                Q_EMIT changed();
            });
}

} // namespace gateway::ui
