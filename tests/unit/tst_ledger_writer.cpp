// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "ledger/writer.h"
#include "store/data_directory.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "store/snapshot_loader.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/wait.h"
#include "support/writing.h"

#include <QFile>
#include <QProcess>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <map>

using namespace gateway;
using namespace gateway::test;

namespace {

void compareRow(const CallRow &row, const CallOpened &opened, const CallSettled &settled)
{
    QCOMPARE(row.opened.id, opened.id);
    QCOMPARE(row.opened.startedAt, opened.startedAt);
    QCOMPARE(row.opened.userId, opened.userId);
    QCOMPARE(row.opened.keyId, opened.keyId);
    QCOMPARE(row.opened.endpoint, opened.endpoint);
    QCOMPARE(row.opened.model, opened.model);
    QCOMPARE(row.opened.providerId, opened.providerId);
    QCOMPARE(row.opened.upstreamModel, opened.upstreamModel);
    QCOMPARE(row.opened.stream, opened.stream);
    QCOMPARE(row.opened.requestBytes, opened.requestBytes);
    QCOMPARE(gateway::toString(row.settled.status), gateway::toString(settled.status));
    QCOMPARE(row.settled.httpStatus, settled.httpStatus);
    QCOMPARE(row.settled.usage, settled.usage);
    QCOMPARE(gateway::toString(row.settled.usageSource), gateway::toString(settled.usageSource));
    QCOMPARE(row.settled.costMicros, settled.costMicros);
    QCOMPARE(row.settled.currency, settled.currency);
    QCOMPARE(row.settled.firstToken, settled.firstToken);
    QCOMPARE(row.settled.duration, settled.duration);
    QCOMPARE(row.settled.attempts, settled.attempts);
    QCOMPARE(row.settled.responseBytes, settled.responseBytes);
    QCOMPARE(row.settled.error, settled.error);
}

// Writes calls for ever and says on standard output, a line each, what is on disk.
int writeForEver(const QString &folder)
{
    Writing writing({folder, folder + QStringLiteral("/gateway.db")});
    QFile out;
    if (!out.open(1, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return 1;
    std::map<LedgerWriter::Ticket, RequestId> waiting;
    QObject receiver;
    QObject::connect(writing.writer.get(), &LedgerWriter::committed, &receiver, [&](quint64 ticket) {
        QByteArray lines;
        while (!waiting.empty() && waiting.begin()->first <= ticket) {
            const RequestId id = waiting.begin()->second;
            waiting.erase(waiting.begin());
            lines += QByteArray::number(id.value) + '\n';
            if (id.value % 2 == 0)
                writing.writer->settle(settlement(id));
        }
        out.write(lines);
    });
    for (;;) {
        for (int i = 0; i < 20; ++i) {
            const RequestId id = writing.next();
            waiting.emplace(writing.writer->open(opening(id)), id);
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

} // namespace

class TestLedgerWriter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsReportedIsOnDisk()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        QCOMPARE(writing.ready.lastId, RequestId{});
        QCOMPARE(writing.ready.interrupted, 0);
        QVERIFY(writing.ready.snapshot);
        LedgerWriter::Ticket last = 0;
        for (int i = 1; i <= 3000; ++i) {
            const LedgerWriter::Ticket ticket = writing.writer->open(opening(writing.next()));
            QCOMPARE(ticket, last + 1);
            last = ticket;
        }
        QVERIFY(writing.waitCommitted(last));
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM requests WHERE status = 0")).toInt(), 3000);
        QCOMPARE(writing.failed, 0u);
    }

    void theDatabaseFileIsBroughtUpToDateMeanwhile()
    {
        TempDatabase temp;
        temp.close(); // by size only: nothing else opens the file beside SQLite
        Writing writing(temp.location());
        const auto size = [&temp] { return QFileInfo(temp.location().file).size(); };
        const qint64 before = size();
        LedgerWriter::Ticket last = 0;
        for (int i = 0; i < 2'000; ++i)
            last = writing.writer->open(opening(writing.next()));
        QVERIFY(writing.waitCommitted(last));
        QTRY_VERIFY_WITH_TIMEOUT(size() > before + 100'000, 20'000);
    }

    void aCallComesBackAsItWas()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const RequestId id = writing.next();
        QVERIFY(writing.waitCommitted(writing.writer->open(opening(id))));
        LedgerQueries queries(temp.database(), {});
        CallSettled open;
        open.status = CallStatus::Open;
        open.usageSource = UsageSource::None;
        compareRow(*queries.call(id), opening(id), open);

        CallSettled settled = settlement(id, CallStatus::Failed);
        settled.error = QStringLiteral("upstream_timeout: no answer in 10 s");
        writing.writer->settle(settled);
        QVERIFY(waitUntil([&] { return queries.call(id)->settled.status == CallStatus::Failed; }));
        compareRow(*queries.call(id), opening(id), settled);
    }

    // Values are bound only where they change from one call to the next; no call may get another's.
    void noCallGetsAnothersValues()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        QRandomGenerator random(20'261'123);
        const auto maybe = [&](qint64 value) {
            return random.bounded(2) ? std::optional(value) : std::nullopt;
        };
        const auto text = [&](const QString &value) { return random.bounded(2) ? value : QString(); };
        QList<std::pair<CallOpened, CallSettled>> calls;
        for (int i = 0; i < 400; ++i) {
            CallOpened opened = opening(writing.next(), QStringLiteral("m-%1").arg(random.bounded(3)));
            opened.userId = {random.bounded(2)};
            opened.keyId = {random.bounded(3)};
            opened.providerId = {random.bounded(2)};
            opened.stream = random.bounded(2) == 0;
            opened.upstreamModel = text(QStringLiteral("x"));
            CallSettled settled = settlement(opened.id, CallStatus(1 + random.bounded(5)));
            settled.httpStatus = random.bounded(2) ? 200 : 0;
            settled.usage = {maybe(random.bounded(3)),   maybe(0), maybe(2),
                             maybe(random.bounded(100)), maybe(4), maybe(random.bounded(3))};
            settled.usageSource = UsageSource(random.bounded(4));
            settled.costMicros = maybe(random.bounded(2));
            settled.currency = text(QStringLiteral("CNY"));
            settled.firstToken = random.bounded(2) ? std::optional(Millis(random.bounded(3))) : std::nullopt;
            settled.error = text(QStringLiteral("cancelled"));
            calls.append({opened, settled});
        }
        for (const auto &[opened, settled] : calls) {
            writing.writer->open(opened);
            writing.writer->settle(settled);
        }
        writing.writer.reset();
        LedgerQueries queries(temp.database(), {});
        for (const auto &[opened, settled] : calls) {
            compareRow(*queries.call(opened.id), opened, settled);
            if (QTest::currentTestFailed())
                return;
        }
    }

    void whatIsUnknownIsNull()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        CallOpened opened;
        opened.id = writing.next();
        CallSettled settled;
        settled.id = opened.id;
        settled.status = CallStatus::Refused;
        writing.writer->open(opened);
        writing.writer->settle(settled);
        writing.writer.reset();
        for (const char *column :
             {"user_id", "key_id", "provider_id", "http_status", "prompt_tokens", "cached_tokens",
              "cache_write_tokens", "cache_write_1h_tokens", "completion_tokens", "reasoning_tokens",
              "cost_micros", "currency", "first_token_ms", "error"}) {
            QVERIFY2(temp.value(QStringLiteral("SELECT %1 FROM requests").arg(QString::fromLatin1(column)))
                             .isNull(),
                     column);
        }
    }

    void theDestructorWritesWhatIsLeft()
    {
        TempDatabase temp;
        {
            Writing writing(temp.location());
            for (int i = 0; i < 5000; ++i) {
                const RequestId id = writing.next();
                writing.writer->open(opening(id));
                writing.writer->settle(settlement(id));
            }
        }
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM requests WHERE status = 1")).toInt(), 5000);
    }

    // A settlement may come late, after the row was closed for it, or find no row at all.
    void lateAndLonelySettlementsAreKept()
    {
        TempDatabase temp;
        RequestIdSource ids;
        const RequestId late = ids.next(fromMillis(1'795'000'000'000));
        QVERIFY(temp.database().run(QStringLiteral("INSERT INTO requests (id, started_at) VALUES (?, 0)"),
                                    {late.value}));
        Writing writing(temp.location());
        QCOMPARE(writing.ready.interrupted, 1);
        const RequestId lonely = writing.next();
        writing.writer->settle(settlement(late));
        writing.writer->settle(settlement(lonely));
        writing.writer.reset();
        LedgerQueries queries(temp.database(), {});
        QVERIFY(queries.call(late)->settled.status == CallStatus::Ok);
        QVERIFY(queries.call(lonely)->settled.status == CallStatus::Ok);
        QCOMPARE(queries.call(lonely)->opened.startedAt, timeOf(lonely));
    }

    void openRowsOfADeadGatewayAreInterrupted()
    {
        TempDatabase temp;
        RequestIdSource ids;
        RequestId last;
        for (int i = 0; i < 5; ++i) {
            last = ids.next(fromMillis(1'795'000'000'000));
            QVERIFY(temp.database().run(
                    QStringLiteral("INSERT INTO requests (id, started_at, status) VALUES (?, 0, ?)"),
                    {last.value, i < 3 ? 0 : 1}));
        }
        Writing writing(temp.location());
        QCOMPARE(writing.ready.interrupted, 3);
        QCOMPARE(writing.ready.lastId, last);
        LedgerQueries queries(temp.database(), {});
        CallFilter filter;
        filter.status = CallStatus::Interrupted;
        const QList<CallRow> rows = *queries.calls(filter);
        QCOMPARE(rows.size(), 3);
        QCOMPARE(rows[0].settled.error, QStringLiteral("gateway stopped before the call ended"));
        QVERIFY(rows[0].settled.usageSource == UsageSource::Partial);
        QVERIFY(rows[0].settled.usage.isEmpty());
        QVERIFY(!rows[0].settled.costMicros);
        writing.writer.reset();
        QCOMPARE(Writing(temp.location()).ready.interrupted, 0);
    }

    // The database can be read but not written: another process holds it, or the disk is full.
    void aLedgerThatCannotBeWrittenRecovers_data()
    {
        QTest::addColumn<bool>("full");
        QTest::newRow("held by another process") << false;
        QTest::newRow("disk full") << true;
    }
    void aLedgerThatCannotBeWrittenRecovers()
    {
        QFETCH(bool, full);
        TempDatabase temp;
        Writing writing(temp.location());
        const RequestId before = writing.next();
        QVERIFY(writing.waitCommitted(writing.writer->open(opening(before))));
        if (full) {
            QVERIFY(writing.run(QStringLiteral("PRAGMA max_page_count = 1"))); // as many as there are
        } else {
            QVERIFY(writing.run(QStringLiteral("PRAGMA busy_timeout = 50")));
            QVERIFY(temp.database().run(QStringLiteral("BEGIN IMMEDIATE")));
        }

        // Openings are reported as lost; those of calls that are answered all the same come back with their
        // end.
        QTest::ignoreMessage(QtCriticalMsg,
                             QRegularExpression(QStringLiteral("^The ledger cannot be written: .*")));
        // Each too large for what is free in the pages that are there, however the batches fall.
        const QString filling(10'000, u'x');
        QList<RequestId> lost;
        LedgerWriter::Ticket last = 0;
        for (int i = 0; i < 200; ++i) {
            lost.append(writing.next());
            last = writing.writer->open(opening(lost.last(), QStringLiteral("lost-%1").arg(i) + filling));
        }
        QVERIFY(waitUntil([&] { return writing.failed >= last; }));
        QVERIFY2(writing.reason.contains(full ? u"full" : u"locked"), qPrintable(writing.reason));
        QVERIFY(writing.committed < last);
        writing.writer->settle(settlement(before));
        for (qsizetype i = 0; i < 100; ++i)
            writing.writer->settle(settlement(lost[i]));

        QTest::ignoreMessage(QtWarningMsg, "The ledger can be written again.");
        if (full)
            QVERIFY(writing.run(QStringLiteral("PRAGMA max_page_count = 1000000")));
        else
            QVERIFY(temp.database().run(QStringLiteral("COMMIT")));
        QVERIFY(waitUntil([&] {
            return temp.value(QStringLiteral("SELECT count(*) FROM requests WHERE status = 1")).toInt() ==
                   101;
        }));
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM requests")).toInt(), 101);
        LedgerQueries queries(temp.database(), {});
        compareRow(*queries.call(lost[42]), opening(lost[42], QStringLiteral("lost-42") + filling),
                   settlement(lost[42]));
        const LedgerWriter::Ticket after = writing.writer->open(opening(writing.next()));
        QVERIFY(writing.waitCommitted(after));
    }

    void aRecordOfItsOwnFaultTakesNoOthersWithIt()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const RequestId twice = writing.next();
        QVERIFY(writing.waitCommitted(writing.writer->open(opening(twice))));
        QTest::ignoreMessage(QtCriticalMsg,
                             QRegularExpression(QStringLiteral("^A call could not be entered.*")));
        writing.writer->open(opening(writing.next()));
        const LedgerWriter::Ticket bad = writing.writer->open(opening(twice));
        const LedgerWriter::Ticket last = writing.writer->open(opening(writing.next()));
        QVERIFY(writing.waitCommitted(last));
        QCOMPARE(writing.failed, bad);
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM requests")).toInt(), 3);
    }

    void changesByAnyoneBecomeASnapshot()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const FakeClock clock;
        Management management(temp.database(), clock, QStringLiteral("window:ann"));
        QVERIFY(management.addUser(QStringLiteral("ann")));
        QVERIFY(waitUntil([&] { return !writing.snapshots.isEmpty(); }));
        QVERIFY(management.setSetting(QStringLiteral("default_model"), QStringLiteral("gpt-9")));
        QVERIFY(waitUntil([&] { return writing.snapshots.last()->settings.defaultModel == u"gpt-9"; }));
        QCOMPARE(writing.snapshots.last()->revision, *management.revision());
        QVERIFY(writing.snapshots.last()->revision > writing.ready.snapshot->revision);
    }

    void theGatewaysOwnChangesDoToo()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        writing.writer->job([](Database &database) -> Outcome {
            const FakeClock clock;
            return Management(database, clock, QStringLiteral("gateway"))
                    .addUser(QStringLiteral("ann"))
                    .map([](const User &) {});
        });
        QVERIFY(waitUntil([&] { return !writing.snapshots.isEmpty(); }));
        QCOMPARE(writing.snapshots.size(), 1);
    }

    // Rows that others write are no change of configuration: a gateway does not reload for them.
    void otherCommitsDoNot()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(writing.waitCommitted(writing.writer->open(opening(writing.next()))));
            QVERIFY(temp.database().run(
                    QStringLiteral("INSERT INTO audit (at, actor, action, subject) VALUES (0, '', '', '')")));
        }
        // The change that does count ends the wait: what came before it has been looked at by then.
        const FakeClock clock;
        QVERIFY(Management(temp.database(), clock, QStringLiteral("cli:x")).addUser(QStringLiteral("ann")));
        QVERIFY(waitUntil([&] { return !writing.snapshots.isEmpty(); }));
        QCOMPARE(writing.snapshots.size(), 1);
        QCOMPARE(writing.snapshots[0]->revision, writing.ready.snapshot->revision + 1);
    }

    void aJobThatFailsIsLogged()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        QTest::ignoreMessage(QtWarningMsg, "A change by the gateway was not stored: There is no such thing.");
        std::atomic<bool> ran{false};
        writing.writer->job([&](Database &) -> Outcome {
            ran = true;
            return failure(ErrorCode::NotFound, QStringLiteral("There is no such thing."));
        });
        writing.writer.reset();
        QVERIFY(ran);
    }

    void aStartThatFailsSaysWhy()
    {
        TempDatabase temp;
        QVERIFY(temp.database().run(QStringLiteral("PRAGMA user_version = 9999")));
        LedgerWriter writer(temp.location());
        const Result<LedgerWriter::Ready> started = writer.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::SchemaTooNew);
    }

    // Two data directories, one database: the lock of the directory alone would not keep them apart.
    void aDatabaseElsewhereHasOneWriter()
    {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("shared/gateway.db"));
        const DatabaseLocation one{folder.filePath(QStringLiteral("one")), file};
        const DatabaseLocation two{folder.filePath(QStringLiteral("two")), file};
        Writing writing(one);
        LedgerWriter second(two);
        const Result<LedgerWriter::Ready> started = second.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Locked);
        writing.writer.reset();
        QVERIFY(second.start());
    }

    // The caller's own lock must not be in the way, however the two paths are written.
    void theLockOfTheDataDirectoryIsEnough()
    {
        TempDatabase temp;
        const auto lock = ServeLock::acquire(temp.location().dataDir);
        QVERIFY(lock);
        QTemporaryDir folder;
        const QString link = folder.filePath(QStringLiteral("link"));
        QVERIFY(QFile::link(temp.location().dataDir, link));
        for (const QString &directory :
             QStringList{temp.location().dataDir, temp.location().dataDir + u'/', link}) {
            LedgerWriter writer({directory, temp.location().file});
            const Result<LedgerWriter::Ready> started = writer.start();
            QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        }
    }

    void aKilledProcessLosesNothingThatItReported()
    {
        TempDatabase temp;
        temp.close();
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("write"), temp.location().dataDir});
        QByteArray reported;
        QVERIFY(waitUntil(
                [&] {
                    reported += process.readAllStandardOutput();
                    return reported.count('\n') > 2000;
                },
                std::chrono::seconds(60)));
        process.kill();
        QVERIFY(process.waitForFinished());
        reported += process.readAllStandardOutput();
        const QList<QByteArray> ids = reported.left(reported.lastIndexOf('\n')).split('\n');

        Writing writing(temp.location());
        QVERIFY(writing.ready.interrupted > 0);
        const std::unique_ptr<Database> database = temp.connect();
        LedgerQueries queries(*database, {});
        RequestId last;
        for (const QByteArray &id : ids) {
            last = {id.toLongLong()};
            const Result<CallRow> row = queries.call(last);
            QVERIFY2(row, id.constData());
            QVERIFY(row->settled.status != CallStatus::Open);
            QVERIFY(last.value % 2 == 0 || row->settled.status == CallStatus::Interrupted);
        }
        QVERIFY(writing.ready.lastId >= last);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "write") == 0)
        return writeForEver(QString::fromLocal8Bit(argv[2]));
    TestLedgerWriter test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_writer.moc"
