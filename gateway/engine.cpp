// SPDX-License-Identifier: MIT
#include "engine.h"

#include "store/management.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(lcEngine, "gateway.engine", QtInfoMsg)

constexpr auto tickInterval = std::chrono::milliseconds(100);
constexpr auto housekeeping = std::chrono::milliseconds(500);
constexpr auto flushCheck = std::chrono::milliseconds(20);

bool hasSealedKeys(const Snapshot &snapshot)
{
    return std::any_of(snapshot.providers.cbegin(), snapshot.providers.cend(),
                       [](const Provider &provider) { return !provider.keys.isEmpty(); });
}

} // namespace

Engine::Engine(LedgerWriter &writer, StoreThread &store, Vault::Options vaultOptions, const Clock &clock)
    : m_store(store)
    , m_vaultOptions(std::move(vaultOptions))
    , m_clock(clock)
    , m_ledger(writer, clock)
    // Random per run: it only has to be known to this process, and must not tell installations apart.
    , m_via("1.1 api-gateway-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16))
    , m_server(m_handler, clock)
    , m_modelRefresh(clock)
{
    connect(&m_modelRefresh, &ModelRefresh::listed, this, [this](const QString &provider, const QStringList &models) {
        manage([provider, models](Management &management) { return management.setProviderModels(provider, models); });
    });
    connect(&writer, &LedgerWriter::snapshotChanged, this, [this](const SnapshotPtr &snapshot) { apply(snapshot); });
    m_ticker.setInterval(tickInterval);
    connect(&m_ticker, &QTimer::timeout, this, &Engine::tick);
    m_housekeeper.setInterval(housekeeping);
    connect(&m_housekeeper, &QTimer::timeout, this, [this] {
        m_lanes.shrink(m_clock.steady());
        reportStats();
    });
    m_drainLimit.setSingleShot(true);
    connect(&m_drainLimit, &QTimer::timeout, this, &Engine::stopNow);
    m_flushCheck.setInterval(flushCheck);
    connect(&m_flushCheck, &QTimer::timeout, this, &Engine::finishDraining);
}

Engine::~Engine()
{
    for (ProxyCall *call : std::as_const(m_calls)) {
        call->disconnect(this);
        call->shutDown();
        delete call;
    }
}

void Engine::start(const SnapshotPtr &snapshot, RequestId lastId, const QStringList &listen)
{
    m_ids.setFloor(lastId);
    apply(snapshot, [this, listen](const Outcome &outcome) {
        if (!outcome)
            Q_EMIT failed(outcome.error());
        else
            listenOn(listen.isEmpty() ? m_snapshot->settings.listen : listen);
    });
}

// A new configuration. The vault is opened when the first sealed key appears: a gateway without one never asks the
// keychain for anything.
void Engine::apply(const SnapshotPtr &snapshot, const std::function<void(Outcome)> &done)
{
    if (m_vault || !hasSealedKeys(*snapshot)) {
        adopt(snapshot, m_vault);
        if (done)
            done({});
        return;
    }
    using VaultPtr = std::shared_ptr<const Vault>;
    m_store.run<VaultPtr>(
            this, [options = m_vaultOptions](Database &database) { return Vault::open(database, options); },
            [this, snapshot, done](const Result<VaultPtr> &vault) {
                if (!vault)
                    qCWarning(lcEngine, "%ls", qUtf16Printable(vault.error().message));
                const bool newer = m_snapshot && m_snapshot->revision > snapshot->revision;
                adopt(newer ? m_snapshot : snapshot, vault.value_or(nullptr));
                if (done)
                    done(vault ? Outcome() : tl::make_unexpected(vault.error()));
            });
}

void Engine::adopt(const SnapshotPtr &snapshot, const std::shared_ptr<const Vault> &vault)
{
    m_snapshot = snapshot;
    m_vault = vault;
    m_providers = prepareProviders(*snapshot, vault.get());
    m_usageRefused.clear();
    m_server.setLimits(HttpLimits::from(snapshot->settings));
    m_ledger.setPolicy({snapshot->settings.ledgerTimeout, snapshot->settings.serviceOverAccounting});
    m_modelRefresh.apply(snapshot, m_providers);
    Q_EMIT configured(snapshot->revision);
}

void Engine::listenOn(const QStringList &listen)
{
    QStringList urls;
    for (const QString &text : listen) {
        const Result<ListenAddress> address = parseListenAddress(text);
        const Result<QStringList> bound =
                address ? m_server.listen(*address) : Result<QStringList>(tl::make_unexpected(address.error()));
        if (!bound) {
            Q_EMIT failed(bound.error());
            return;
        }
        urls += *bound;
    }
    m_housekeeper.start();
    Q_EMIT listening(urls);
}

bool Engine::asksForUsage(const Provider &provider) const
{
    return provider.usageOption == UsageOption::Ask && !m_usageRefused.contains(provider.id);
}

void Engine::usageOptionRefused(const Provider &provider)
{
    if (m_usageRefused.contains(provider.id))
        return;
    m_usageRefused.insert(provider.id);
    manage([name = provider.name](Management &management) {
        ProviderChange change;
        change.usageOption = UsageOption::Refused;
        return management.changeProvider(name, change);
    });
}

void Engine::manage(std::function<Outcome(Management &)> change)
{
    m_ledger.writer().job([change = std::move(change), &clock = m_clock](Database &database) {
        Management management(database, clock, QStringLiteral("gateway"));
        return change(management);
    });
}

void Engine::startCall(Exchange &exchange, ProxyCall::Request request)
{
    auto *call = new ProxyCall(exchange, std::move(request), *this);
    m_calls.insert(call);
    ++m_callsStarted;
    connect(call, &ProxyCall::over, this, &Engine::endCall);
    if (!m_ticker.isActive())
        m_ticker.start();
    call->start();
}

void Engine::endCall(ProxyCall *call)
{
    m_calls.remove(call);
    call->deleteLater();
    if (m_calls.isEmpty() && m_stopping)
        finishDraining();
}

void Engine::tick()
{
    const SteadyTime now = m_clock.steady();
    m_ledger.checkDeadlines(now);
    const QList<ProxyCall *> calls = m_calls.values();
    for (ProxyCall *call : calls) {
        if (m_calls.contains(call))
            call->checkDeadlines(now);
    }
    if (m_calls.isEmpty())
        m_ticker.stop();
}

void Engine::reportStats()
{
    const Stats stats{int(m_calls.size()), m_callsStarted, m_server.connectionCount()};
    if (stats == m_reported)
        return;
    m_reported = stats;
    Q_EMIT statsChanged(stats);
}

void Engine::drain(Millis limit)
{
    if (m_stopping)
        return;
    m_stopping = true;
    m_server.stopAccepting();
    m_drainLimit.start(limit);
    if (m_calls.isEmpty())
        finishDraining();
}

void Engine::stopNow()
{
    m_stopping = true;
    m_server.stopAccepting();
    m_flush = false;
    const QList<ProxyCall *> calls = m_calls.values();
    for (ProxyCall *call : calls) {
        if (m_calls.contains(call))
            call->shutDown();
    }
    finishDraining();
}

// No call is left. A slow client may still be taking its last answer, which counts as served.
void Engine::finishDraining()
{
    if (m_drained)
        return;
    if (m_flush && m_server.isSending()) {
        m_flushCheck.start();
        return;
    }
    m_drained = true;
    m_flushCheck.stop();
    m_drainLimit.stop();
    // Not within the last call's own work.
    QMetaObject::invokeMethod(this, &Engine::drained, Qt::QueuedConnection);
}

} // namespace gateway
