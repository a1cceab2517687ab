// SPDX-License-Identifier: MIT
#include "service.h"

#include "engine.h"
#include "secrets/gateway_key.h"
#include "store/data_directory.h"

#include <QThread>

namespace gateway {

class GatewayService::Private final : public QObject
{
public:
    Private(GatewayService &service, Options with)
        : q(service), options(std::move(with)), localKey(options.localKey ? makeGatewayKey() : Secret())
    {}
    ~Private() override { tearDown(); }

    void boot();
    void bootInThread();
    void giveUp(const Error &error);
    void tearDown();
    void setState(State next);
    void setCalls(const QList<LiveCall> &now);

    GatewayService &q;
    Options options;
    const Secret localKey;
    State state = State::Stopped;
    qint64 revision = 0;
    QStringList addresses;
    Stats stats;
    QList<ProviderTrouble> troubles;
    QList<LiveCall> calls;
    bool watching = false;
    SystemClock clock;

    std::unique_ptr<ServeLock> lock;
    std::unique_ptr<StoreThread> store;
    std::unique_ptr<LedgerWriter> writer;
    std::unique_ptr<QThread> thread;
    QObject *inThread = nullptr; // lives in `thread`
    Engine *engine = nullptr;    // lives in `thread`, made there
};

void GatewayService::Private::setState(State next)
{
    if (state == next)
        return;
    state = next;
    Q_EMIT q.stateChanged(next);
}

void GatewayService::Private::setCalls(const QList<LiveCall> &now)
{
    if (now == calls)
        return;
    calls = now;
    Q_EMIT q.callsChanged();
}

void GatewayService::Private::boot()
{
    store = std::make_unique<StoreThread>(options.location);
    writer = std::make_unique<LedgerWriter>(options.location);
    thread = std::make_unique<QThread>();
    thread->setObjectName(QStringLiteral("gateway"));
    inThread = new QObject;
    inThread->moveToThread(thread.get());
    thread->start();
    setState(State::Starting);
    QMetaObject::invokeMethod(inThread, [this] { bootInThread(); }, Qt::QueuedConnection);
}

// In the gateway thread: opening a database and waiting for a lock must not hold up the window.
void GatewayService::Private::bootInThread()
{
    const auto failed = [this](const Error &error) {
        QMetaObject::invokeMethod(this, [this, error] { giveUp(error); }, Qt::QueuedConnection);
    };
    if (const Outcome prepared = prepareDataDirectory(options.location.dataDir); !prepared)
        return failed(prepared.error());
    Result<std::unique_ptr<ServeLock>> acquired = ServeLock::acquire(options.location.dataDir);
    if (!acquired)
        return failed(acquired.error());
    lock = *std::move(acquired);
    const Result<LedgerWriter::Ready> ready = writer->start();
    if (!ready)
        return failed(ready.error());

    engine = new Engine(*writer, *store, options.vault, options.location, clock,
                        localKey.isEmpty() ? QByteArray() : gatewayKeyHash(localKey.expose()));
    connect(engine, &Engine::failed, this, &Private::giveUp);
    connect(engine, &Engine::listening, this, [this](const QStringList &urls) {
        addresses = urls;
        if (lock)
            (void)lock->publish(urls.constFirst()); // only for people; serving does not depend on it
        if (watching)
            QMetaObject::invokeMethod(engine, [this] { engine->setWatching(true); }, Qt::QueuedConnection);
        if (state == State::Starting)
            setState(State::Running);
    });
    connect(engine, &Engine::statsChanged, this, [this](const Engine::Stats &now) {
        stats = {now.callsInFlight, now.callsStarted, now.connections};
        Q_EMIT q.statsChanged(stats);
    });
    connect(engine, &Engine::troublesChanged, this, [this](const QList<ProviderTrouble> &now) {
        troubles = now;
        Q_EMIT q.troublesChanged();
    });
    connect(engine, &Engine::configured, this, [this](qint64 now) {
        revision = now;
        Q_EMIT q.configChanged(now);
    });
    connect(engine, &Engine::callsChanged, this, [this](const QList<LiveCall> &now) {
        if (watching)
            setCalls(now);
    });
    connect(engine, &Engine::drained, this, [this] {
        tearDown();
        setState(State::Stopped);
    });
    engine->start(*ready, options.listen);
}

void GatewayService::Private::giveUp(const Error &error)
{
    if (state == State::Stopped)
        return;
    tearDown();
    setState(State::Stopped);
    Q_EMIT q.failed(error);
}

// Engine first, then the writer with what the engine's last calls left in its queue, the lock last.
void GatewayService::Private::tearDown()
{
    if (!thread)
        return;
    QMetaObject::invokeMethod(
            inThread,
            [this] {
                delete std::exchange(engine, nullptr);
                inThread->deleteLater();
            },
            Qt::BlockingQueuedConnection);
    thread->quit();
    thread->wait();
    thread.reset();
    writer.reset();
    store.reset();
    lock.reset();
    addresses.clear();
    stats = {};
    troubles.clear();
    revision = 0;
    setCalls({});
}

GatewayService::GatewayService(Options options, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(*this, std::move(options)))
{
}

GatewayService::~GatewayService() = default;

void GatewayService::start()
{
    if (d->state == State::Stopped)
        d->boot();
}

void GatewayService::stop()
{
    switch (d->state) {
    case State::Running:
        d->setState(State::Draining);
        QMetaObject::invokeMethod(d->inThread, [this] { d->engine->drain(d->options.drain); }, Qt::QueuedConnection);
        break;
    case State::Draining:
        if (d->inThread)
            QMetaObject::invokeMethod(d->inThread, [this] { d->engine->stopNow(); }, Qt::QueuedConnection);
        break;
    case State::Starting:
        d->tearDown();
        d->setState(State::Stopped);
        break;
    case State::Stopped:
        break;
    }
}

void GatewayService::setWatching(bool watching)
{
    if (watching == d->watching)
        return;
    d->watching = watching;
    if (!watching)
        d->setCalls({});
    if (d->state == State::Running || d->state == State::Draining) {
        QMetaObject::invokeMethod(
                d->inThread, [this, watching] { d->engine->setWatching(watching); }, Qt::QueuedConnection);
    }
}

void GatewayService::stopCall(RequestId id)
{
    if (d->state == State::Running || d->state == State::Draining)
        QMetaObject::invokeMethod(d->inThread, [this, id] { d->engine->stopCall(id); }, Qt::QueuedConnection);
}

const QList<LiveCall> &GatewayService::calls() const { return d->calls; }
GatewayService::State GatewayService::state() const { return d->state; }
QStringList GatewayService::addresses() const { return d->addresses; }
GatewayService::Stats GatewayService::stats() const { return d->stats; }
QList<ProviderTrouble> GatewayService::troubles() const { return d->troubles; }

void GatewayService::networkChanged()
{
    if (d->state != State::Running)
        return;
    QMetaObject::invokeMethod(
            d->inThread,
            [this] {
                if (d->engine)
                    d->engine->networkChanged();
            },
            Qt::QueuedConnection);
}

const Secret &GatewayService::localKey() const { return d->localKey; }
qint64 GatewayService::configRevision() const { return d->revision; }
void GatewayService::setListen(const QStringList &listen) { d->options.listen = listen; }

} // namespace gateway
