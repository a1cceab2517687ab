// SPDX-License-Identifier: MIT
#include "ledger/writer.h"

#include "base/request_id.h"
#include "ledger/checkpointer.h"
#include "ledger/database_watch.h"
#include "ledger/housekeeping.h"
#include "ledger/table.h"
#include "ledger/write_queue.h"
#include "store/data_directory.h"
#include "store/price_store.h"

#include <QFileInfo>
#include <QThread>

#include <deque>
#include <future>
#include <map>
#include <unordered_map>

namespace gateway {

namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr auto watchInterval = 250ms; // between looks at config_revision
constexpr auto retryInterval = 500ms;
constexpr size_t batchLimit = 1024;     // of openings and of settlements each: bounds how long a commit takes
constexpr size_t lostLimit = 20'000;    // openings remembered for a settlement to come
constexpr size_t runningLimit = 65'536; // openings remembered to settle without reading their rows
constexpr size_t refusedLimit = 100'000; // rows of refused calls that wait while nothing can be written
constexpr int farewellAttempts = 2;

} // namespace

class LedgerWriter::Private
{
public:
    Private(LedgerWriter *writer, DatabaseLocation place) : q(writer), location(std::move(place)) {}

    using Batch = WriteQueue::Batch;
    using Settlement = WriteQueue::Settlement;

    void run(std::promise<Result<Ready>> &started);
    Result<Ready> prepare();
    Outcome readLedger(Ready &ready);
    void loop();
    void keep(std::vector<Settlement> &settles);
    void keepHouse(Batch &batch);
    bool write(const Batch &batch);
    bool writeOpens(const Batch &batch);
    bool writeSettles();
    LedgerTable::Written writeSettle(const Settlement &settlement);
    void giveUp(const Batch &batch);
    void reportRecovery();
    void runJobs(const Batch &batch);
    void watch(bool force);

    LedgerWriter *q;
    const DatabaseLocation location;
    std::unique_ptr<QThread> thread;

    WriteQueue queue;

    // The writer thread's own.
    std::unique_ptr<Database> database;
    std::unique_ptr<LedgerTable> table;
    std::unique_ptr<Housekeeping> housekeeping;
    std::unique_ptr<ServeLock> lock; // of a database outside the data directory
    std::unique_ptr<Checkpointer> checkpointer;
    std::unique_ptr<DatabaseWatch> outside;         // what others change
    std::deque<Settlement> unsettled;               // taken from the queue, not on disk yet
    std::unordered_map<qint64, CallOpened> running; // openings on disk or in the batch, by id
    std::map<qint64, CallOpened> lost;              // openings that could not be written, by id: oldest first
    SteadyClock::time_point watched{};
    bool failing = false;
    QString error;
};

LedgerWriter::LedgerWriter(DatabaseLocation location, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(location)))
{}

LedgerWriter::~LedgerWriter()
{
    if (!d->thread)
        return;
    d->queue.close();
    d->thread->wait();
}

Result<LedgerWriter::Ready> LedgerWriter::start()
{
    Q_ASSERT(!d->thread);
    std::promise<Result<Ready>> started;
    std::future<Result<Ready>> ready = started.get_future();
    d->thread.reset(QThread::create([this, &started] { d->run(started); }));
    d->thread->setObjectName(QStringLiteral("ledger-writer"));
    d->thread->start();
    Result<Ready> result = ready.get();
    if (!result) {
        d->thread->wait();
        d->thread.reset();
    }
    return result;
}

LedgerWriter::Ticket LedgerWriter::open(CallOpened record)
{
    return d->queue.open(std::move(record));
}

void LedgerWriter::settle(CallSettled record)
{
    d->queue.settle({std::move(record), {}});
}

void LedgerWriter::record(CallOpened opened, CallSettled settled)
{
    d->queue.settle({std::move(settled), std::make_unique<CallOpened>(std::move(opened))});
}

void LedgerWriter::capture(CallCapture capture)
{
    d->queue.capture(std::move(capture));
}

void LedgerWriter::job(std::function<Outcome(Database &)> work)
{
    d->queue.job(std::move(work));
}

void LedgerWriter::Private::run(std::promise<Result<Ready>> &started)
{
    Result<Ready> ready = prepare();
    const bool works = ready.has_value();
    started.set_value(std::move(ready)); // the promise is gone after this
    if (works)
        loop();
    checkpointer.reset();
    outside.reset();
    housekeeping.reset();
    table.reset();
    database.reset();
    lock.reset();
}

Result<LedgerWriter::Ready> LedgerWriter::Private::prepare()
{
    // The caller's lock is that of the data directory. A database that lies elsewhere could be served from
    // two of them.
    const QString folder = QFileInfo(location.file).absolutePath();
    if (!QFileInfo::exists(folder)) {
        if (const Outcome made = prepareDataDirectory(folder); !made)
            return tl::make_unexpected(made.error());
    }
    if (QFileInfo(folder) != QFileInfo(location.dataDir)) {
        Result<std::unique_ptr<ServeLock>> held = ServeLock::acquire(folder);
        if (!held)
            return tl::make_unexpected(held.error());
        lock = std::move(*held);
    }
    Result<std::unique_ptr<Database>> opened = Database::open(location, OpenMode::Create);
    if (!opened)
        return tl::make_unexpected(opened.error());
    database = std::move(*opened);
    table = std::make_unique<LedgerTable>(*database);
    outside = std::make_unique<DatabaseWatch>(*database);
    if (const Outcome prepared = table->prepare(); !prepared)
        return tl::make_unexpected(prepared.error());
    // The checkpointer does it; this is for load under which the WAL never gets to its end. 64 MiB of it.
    if (const Result<QSqlQuery> set = database->run(QStringLiteral("PRAGMA wal_autocheckpoint = 16000"));
        !set)
        return tl::make_unexpected(set.error());
    checkpointer = std::make_unique<Checkpointer>(location);

    Ready ready;
    if (const Outcome read = readLedger(ready); !read)
        return tl::make_unexpected(read.error());
    if (const Outcome priced = refreshBuiltinPrices(*database, SystemClock()); !priced)
        return tl::make_unexpected(priced.error());
    Result<DatabaseWatch::News> news = outside->start();
    if (!news)
        return tl::make_unexpected(news.error());
    housekeeping = std::make_unique<Housekeeping>(*database);
    housekeeping->setRetention(news->snapshot->settings.retentionDays);
    ready.snapshot = news->snapshot;
    ready.spent = std::move(news->spent);
    watched = SteadyClock::now();
    return ready;
}

Outcome LedgerWriter::Private::readLedger(Ready &ready)
{
    return table->interruptOpenRows()
            .map([&](qint64 rows) { ready.interrupted = rows; })
            .and_then([&] { return table->lastId(); })
            .map([&](RequestId id) { ready.lastId = id; })
            .and_then([&] { return typicalAnswers(*database); })
            .map([&](QList<TypicalAnswer> answers) { ready.typical = std::move(answers); });
}

void LedgerWriter::Private::loop()
{
    int farewells = 0;
    SteadyClock::time_point retryAt{}; // while the ledger cannot be written
    for (;;) {
        auto wakeAt = watched + watchInterval;
        if (!unsettled.empty())
            wakeAt = std::min(wakeAt, retryAt);
        else if (!failing)
            wakeAt = std::min(wakeAt, housekeeping->nextStep(SteadyClock::now()));
        Batch batch = queue.take(wakeAt, batchLimit);
        keep(batch.settles);

        const bool retry = batch.closed || SteadyClock::now() >= retryAt;
        if (!batch.opens.empty() || (!unsettled.empty() && retry)) {
            if (write(batch)) {
                retryAt = {};
                reportRecovery();
                if (!batch.opens.empty())
                    Q_EMIT q->committed(batch.lastTicket);
            } else {
                retryAt = SteadyClock::now() + retryInterval;
                giveUp(batch);
                if (batch.closed && ++farewells >= farewellAttempts) {
                    qCritical("%zu settlements could not be written to the ledger.", unsettled.size());
                    return;
                }
            }
        }
        runJobs(batch);
        keepHouse(batch);
        if (batch.closed && unsettled.empty())
            return;
        watch(!batch.jobs.empty());
    }
}

void LedgerWriter::Private::keep(std::vector<Settlement> &settles)
{
    for (Settlement &settlement : settles) {
        // Refused calls cost nothing, and there may be very many of them.
        if (!settlement.opened || unsettled.size() < refusedLimit)
            unsettled.push_back(std::move(settlement));
    }
}

void LedgerWriter::Private::keepHouse(Batch &batch)
{
    housekeeping->add(std::move(batch.captures));
    if (batch.closed)
        housekeeping->finish();
    else if (!failing)
        housekeeping->step(SteadyClock::now(), SystemClock().now(), batch.opens.empty() && unsettled.empty());
}

// One transaction. False: nothing of it was written.
bool LedgerWriter::Private::write(const Batch &batch)
{
    const size_t settled = std::min(unsettled.size(), batchLimit);
    table->holdRollUps();
    const Outcome done = database->transaction([&]() -> Outcome {
        if (writeOpens(batch) && writeSettles() && table->writeRollUps())
            return {};
        return failure(ErrorCode::Storage, table->lastError());
    });
    if (!done) {
        table->dropRollUps();
        error = done.error().message;
        return false;
    }
    for (size_t i = 0; i < settled; ++i) {
        running.erase(unsettled[i].settled.id.value);
        lost.erase(unsettled[i].settled.id.value);
    }
    unsettled.erase(unsettled.begin(), unsettled.begin() + qptrdiff(settled));
    checkpointer->wrote(batch.opens.size() + settled);
    return true;
}

bool LedgerWriter::Private::writeOpens(const Batch &batch)
{
    const Ticket first = batch.lastTicket - batch.opens.size() + 1;
    for (size_t i = 0; i < batch.opens.size(); ++i) {
        switch (table->insert(batch.opens[i])) {
        case LedgerTable::Written::Failed:
            return false;
        case LedgerTable::Written::Refused:
            // A record of its own fault must not take others with it.
            qCritical("A call could not be entered in the ledger: %s.", qUtf8Printable(table->lastError()));
            Q_EMIT q->failed(first + i, table->lastError());
            break;
        case LedgerTable::Written::Yes:
            if (running.size() < runningLimit)
                running.insert_or_assign(batch.opens[i].id.value, batch.opens[i]);
            break;
        case LedgerTable::Written::Missing:
            break;
        }
    }
    return true;
}

bool LedgerWriter::Private::writeSettles()
{
    const size_t count = std::min(unsettled.size(), batchLimit);
    for (size_t i = 0; i < count; ++i) {
        const LedgerTable::Written written = writeSettle(unsettled[i]);
        if (written == LedgerTable::Written::Failed)
            return false;
        if (written == LedgerTable::Written::Refused)
            qCritical("A call could not be settled in the ledger: %s.", qUtf8Printable(table->lastError()));
    }
    return true;
}

LedgerTable::Written LedgerWriter::Private::writeSettle(const Settlement &settlement)
{
    const CallSettled &record = settlement.settled;
    if (settlement.opened)
        return table->insertSettled(*settlement.opened, record);
    const auto known = running.find(record.id.value);
    const LedgerTable::Written written =
            table->settle(record, known == running.end() ? nullptr : &known->second);
    if (written != LedgerTable::Written::Missing)
        return written;
    // Its opening was lost, and the call was answered all the same.
    CallOpened opened;
    opened.id = record.id;
    opened.startedAt = timeOf(record.id);
    const auto found = lost.find(record.id.value);
    return table->insertSettled(found == lost.end() ? opened : found->second, record);
}

void LedgerWriter::Private::giveUp(const Batch &batch)
{
    if (!failing)
        qCritical("The ledger cannot be written: %s", qUtf8Printable(error));
    failing = true;
    for (const CallOpened &opened : batch.opens) {
        running.erase(opened.id.value);
        lost.insert_or_assign(opened.id.value, opened);
    }
    while (lost.size() > lostLimit)
        lost.erase(lost.begin());
    if (!batch.opens.empty())
        Q_EMIT q->failed(batch.lastTicket, error);
}

void LedgerWriter::Private::reportRecovery()
{
    if (failing)
        qWarning("The ledger can be written again.");
    failing = false;
}

void LedgerWriter::Private::runJobs(const Batch &batch)
{
    for (const auto &work : batch.jobs) {
        if (const Outcome done = work(*database); !done)
            qWarning("A change by the gateway was not stored: %s", qUtf8Printable(done.error().message));
    }
}

void LedgerWriter::Private::watch(bool force)
{
    const auto now = SteadyClock::now();
    if (!force && now - watched < watchInterval)
        return;
    watched = now;
    const DatabaseWatch::News news = outside->look(force);
    if (!news.differences.isEmpty())
        Q_EMIT q->corrected(news.differences);
    if (news.recutUntil)
        Q_EMIT q->recut(news.spent, *news.recutUntil);
    if (news.snapshot) {
        housekeeping->setRetention(news.snapshot->settings.retentionDays);
        Q_EMIT q->snapshotChanged(news.snapshot);
    }
}

} // namespace gateway
