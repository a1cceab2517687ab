// SPDX-License-Identifier: MIT
#include "engine.h"

#include "base/free_memory.h"
#include "base/message_log.h"
#include "config/local_key.h"
#include "store/management.h"

#include <QLoggingCategory>
#include <QRandomGenerator>

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(lcEngine, "gateway.engine", QtInfoMsg)

constexpr auto tickInterval = std::chrono::milliseconds(100);
constexpr auto housekeeping = std::chrono::milliseconds(500);
constexpr auto memoryInterval = std::chrono::seconds(10);
constexpr qsizetype manyCalls = 256; // in flight
constexpr auto watchInterval = std::chrono::milliseconds(250);
constexpr auto flushCheck = std::chrono::milliseconds(20);
constexpr int drainingPerKey = 16;
constexpr int drainingInAll = 128;
constexpr int refusedRowsPerMinute = 60; // of one key: enough to see what happens, no flood of the disk

std::vector<Spent> asSpent(const QList<SpentQuarter> &quarters)
{
    std::vector<Spent> spent;
    for (const SpentQuarter &quarter : quarters)
        spent.push_back({quarter.user, quarter.key, quarter.quarter, quarter.usdMicros, quarter.cnyMicros,
                         quarter.tokens});
    return spent;
}

RoutingPolicy routingPolicy(const Settings &settings)
{
    RoutingPolicy policy;
    policy.maxAttempts = settings.maxAttempts;
    policy.failuresToCool = settings.cooldownFailures;
    policy.coolBase = settings.cooldown;
    policy.coolCap = settings.cooldown * 10;
    policy.affinityTime = settings.affinity;
    return policy;
}

bool hasSealedKeys(const Snapshot &snapshot)
{
    return std::any_of(snapshot.providers.cbegin(), snapshot.providers.cend(),
                       [](const Provider &provider) { return !provider.keys.isEmpty(); });
}

} // namespace

Engine::Engine(LedgerWriter &writer, StoreThread &store, Vault::Options vaultOptions,
               const DatabaseLocation &location, const Clock &clock, QByteArray localKeyHash)
    : m_store(store)
    , m_vaultOptions(std::move(vaultOptions))
    , m_dataDir(location.dataDir)
    , m_clock(clock)
    , m_localKeyHash(std::move(localKeyHash))
    , m_ledger(writer, clock)
    , m_routing(QRandomGenerator::system()->generate())
    // Random per run: it only has to be known to this process, and must not tell installations apart.
    , m_via("1.1 api-gateway-" + QByteArray::number(QRandomGenerator::system()->generate64(), 16))
    , m_accessLog(m_dataDir + QStringLiteral("/logs/access.log"))
    , m_server(m_handler, clock)
    , m_modelRefresh(clock)
    , m_healthChecks(m_routing.health, clock)
    , m_backups(location, clock)
{
    connect(&m_modelRefresh, &ModelRefresh::listed, this,
            [this](const QString &provider, const QStringList &models) {
                manage([provider, models](Management &management) {
                    return management.setProviderModels(provider, models);
                });
            });
    connect(&writer, &LedgerWriter::snapshotChanged, this,
            [this](const SnapshotPtr &snapshot) { apply(snapshot); });
    connect(&writer, &LedgerWriter::corrected, this, [this](const QList<SpentQuarter> &differences) {
        for (const Spent &difference : asSpent(differences))
            m_admission.book(difference);
    });
    connect(&writer, &LedgerWriter::recut, this,
            [this](const QList<SpentQuarter> &spent, Time end) { m_admission.recut(asSpent(spent), end); });
    m_ticker.setInterval(tickInterval);
    connect(&m_ticker, &QTimer::timeout, this, &Engine::tick);
    m_housekeeper.setInterval(housekeeping);
    connect(&m_housekeeper, &QTimer::timeout, this, [this] {
        m_lanes.shrink(m_clock.steady());
        tidyMemory();
        reportStats();
        reportTroubles();
    });
    m_watch.setInterval(watchInterval);
    connect(&m_watch, &QTimer::timeout, this, &Engine::reportCalls);
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

// After calls, not while idle: then there is nothing new to give back. Nor while very many are in flight: all
// of them would wait.
void Engine::tidyMemory()
{
    const SteadyTime now = m_clock.steady();
    if (m_callsStarted == m_callsAtTidying || now - m_tidiedAt < memoryInterval || m_calls.size() > manyCalls)
        return;
    m_callsAtTidying = m_callsStarted;
    m_tidiedAt = now;
    returnFreeMemory();
}

void Engine::start(const LedgerWriter::Ready &ready, const QStringList &listen)
{
    m_ids.setFloor(ready.lastId);
    m_admission.configure(*ready.snapshot);
    m_admission.load(asSpent(ready.spent));
    for (const auto &typical : ready.typical)
        m_admission.typical().record(typical.key, typical.model, typical.completion);
    apply(ready.snapshot, [this, listen](const Outcome &outcome) {
        if (!outcome)
            Q_EMIT failed(outcome.error());
        else
            listenOn(listen.isEmpty() ? m_snapshot->settings.listen : listen);
    });
}

// A new configuration. The vault is opened when the first sealed key appears: a gateway without one never
// asks the keychain for anything.
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
    m_snapshot = withLocalKey(snapshot, m_localKeyHash);
    m_vault = vault;
    m_providers = prepareProviders(*snapshot, vault.get());
    m_usageRefused.clear();
    m_judgedKeys.clear();
    m_accessLog.configure(snapshot->settings);
    message_log::writeTo({m_dataDir + QStringLiteral("/logs/gateway.log"), snapshot->settings.logMaxBytes,
                          snapshot->settings.logKeep});
    m_admission.configure(*snapshot);
    m_routing.setPolicy(routingPolicy(snapshot->settings));
    m_routing.health.configure(*snapshot);
    m_server.setLimits(HttpLimits::from(snapshot->settings));
    m_ledger.setPolicy({snapshot->settings.ledgerTimeout, snapshot->settings.serviceOverAccounting});
    m_modelRefresh.apply(snapshot, m_providers);
    m_healthChecks.apply(m_providers);
    m_backups.apply(snapshot->settings);
    Q_EMIT configured(snapshot->revision);
}

void Engine::listenOn(const QStringList &listen)
{
    QStringList urls;
    for (const QString &text : listen) {
        const Result<ListenAddress> address = parseListenAddress(text);
        const Result<QStringList> bound = address ? m_server.listen(*address)
                                                  : Result<QStringList>(tl::make_unexpected(address.error()));
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

// A key that the provider refuses is flagged for people to see, and over restarts; one that works again is
// not.
void Engine::keyJudged(const Provider &provider, qint64 keyId, KeyEvent event, const QString &reason)
{
    if (keyId == 0 || m_judgedKeys.contains(keyId))
        return;
    m_judgedKeys.insert(keyId);
    if (event == KeyEvent::Refused)
        qCWarning(lcEngine, "Provider %ls refuses a key that the gateway holds for it (%ls).",
                  qUtf16Printable(provider.name), qUtf16Printable(reason));
    manage([keyId, event, reason](Management &management) {
        return event == KeyEvent::Refused ? management.flagProviderKey(keyId, reason)
                                          : management.clearProviderKeyFlag(keyId);
    });
}

bool Engine::beginDraining(KeyId key)
{
    int &ofKey = m_draining[key];
    if (ofKey >= drainingPerKey || m_drainingInAll >= drainingInAll)
        return false;
    ++ofKey;
    ++m_drainingInAll;
    return true;
}

void Engine::endDraining(KeyId key)
{
    --m_drainingInAll;
    if (--m_draining[key] <= 0)
        m_draining.remove(key);
}

bool Engine::mayRecordRefusal(KeyId key)
{
    const qint64 minute = toMillis(m_clock.now()) / 60'000;
    if (std::exchange(m_refusalMinute, minute) != minute)
        m_refusals.clear();
    return m_refusals[key]++ < refusedRowsPerMinute;
}

void Engine::readUsage(KeyId key, QObject *context, std::function<void(const OwnUsage &)> done)
{
    m_store.run<OwnUsage>(
            context,
            [key, now = m_clock.now(),
             zone = m_snapshot->settings.timezone](Database &database) -> Result<OwnUsage> {
                LedgerQueries queries(database, zone);
                UsageFilter filter;
                filter.key = key;
                filter.since = Calendar(zone).periodAt(BudgetPeriod::Day, now).start;
                const Result<QList<UsageSum>> today = queries.usage(UsageGroup::None, filter);
                filter.since = now - std::chrono::days(30);
                const Result<QList<UsageSum>> month = queries.usage(UsageGroup::None, filter);
                if (!today || !month)
                    return tl::make_unexpected(today ? month.error() : today.error());
                return OwnUsage{today->constFirst(), month->constFirst()};
            },
            [done](const Result<OwnUsage> &usage) { done(usage.value_or(OwnUsage())); });
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

void Engine::reportTroubles()
{
    if (m_routing.health.size() == 0 && m_troubles.isEmpty())
        return;
    const QList<ProviderTrouble> troubles = troublesOf(m_routing.health, *m_snapshot, m_clock.steady());
    if (troubles == m_troubles)
        return;
    m_troubles = troubles;
    Q_EMIT troublesChanged(troubles);
}

void Engine::networkChanged()
{
    m_lanes.retireAll();
    m_lanes.shrink(m_clock.steady());
    m_healthChecks.checkAgain();
}

void Engine::setWatching(bool watching)
{
    if (watching == m_watch.isActive())
        return;
    m_reportedCalls.clear();
    if (watching) {
        m_watch.start();
        reportCalls();
    } else {
        m_watch.stop();
    }
}

void Engine::reportCalls()
{
    QList<LiveCall> calls;
    calls.reserve(m_calls.size());
    for (const ProxyCall *call : std::as_const(m_calls))
        calls.append(call->live());
    std::sort(calls.begin(), calls.end(), [](const LiveCall &a, const LiveCall &b) { return a.id > b.id; });
    if (calls == m_reportedCalls)
        return;
    m_reportedCalls = calls;
    Q_EMIT callsChanged(calls);
}

void Engine::stopCall(RequestId id)
{
    const auto found = std::find_if(m_calls.cbegin(), m_calls.cend(),
                                    [id](const ProxyCall *call) { return call->id() == id; });
    if (found != m_calls.cend())
        (*found)->stop();
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
