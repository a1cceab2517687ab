// SPDX-License-Identifier: MIT
#include "ledger/table.h"
#include "store/ledger_queries.h"
#include "support/temp_database.h"
#include "support/writing.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QRegularExpression anyFailure(u"^The ledger cannot be written: .*"_s);

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

#ifdef Q_OS_UNIX
// Files of this process cannot grow beyond so many bytes, as on a disk that is full.
bool limitFiles(rlim_t bytes)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0)
        return false;
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

// Writes until the disk is full, goes on when there is room again, and says on standard output what it was
// told.
int fillTheDisk(const QString &folder)
{
    std::signal(SIGXFSZ, SIG_IGN); // an error instead of the end
    const QString file = folder + u"/gateway.db"_s;
    Writing writing({folder, file});
    RequestId first = writing.next();
    if (!writing.waitCommitted(writing.writer->open(opening(first))))
        return 2;
    if (!limitFiles(rlim_t(QFileInfo(file + u"-wal"_s).size() + 200'000)))
        return 3;
    std::map<LedgerWriter::Ticket, RequestId> opened;
    const bool full = waitUntil(
            [&] {
                for (int i = 0; i < 20; ++i) {
                    const RequestId id = writing.next();
                    opened.emplace(writing.writer->open(opening(id, QString(2'000, u'm'))), id);
                }
                return writing.failed > 0;
            },
            std::chrono::seconds(30));
    if (!full)
        return 4;
    writing.writer->settle(settlement(first));
    const LedgerWriter::Ticket told = writing.committed;
    if (!limitFiles(RLIM_INFINITY))
        return 5;
    if (!writing.waitCommitted(writing.writer->open(opening(writing.next()))))
        return 6;
    writing.writer.reset();
    QFile out;
    if (!out.open(1, QIODevice::WriteOnly))
        return 7;
    out.write(QByteArray::number(first.value) + '\n');
    for (const auto &[ticket, id] : opened) {
        if (ticket <= told)
            out.write(QByteArray::number(id.value) + '\n');
    }
    return 0;
}
#endif

} // namespace

// SQLite at its worst: what was reported as written stays, what cannot be written is said, and written later.
class TestLedgerFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFullDisk()
    {
#ifdef Q_OS_UNIX
        TempDatabase temp;
        temp.close();
        const ChildResult child = runAgain({u"fill"_s, temp.location().dataDir});
        QCOMPARE(child.exitCode, 0);
        const auto database = Database::open(temp.location(), OpenMode::Existing);
        QVERIFY(database);
        LedgerQueries queries(**database, {});
        const QList<QByteArray> ids = child.output.trimmed().split('\n');
        QVERIFY(ids.size() > 5);
        for (const QByteArray &id : ids)
            QVERIFY2(queries.call({id.toLongLong()}), id.constData());
        // The settlement that fell into the bad time came through.
        QVERIFY(queries.call({ids.first().toLongLong()})->settled.status == CallStatus::Ok);
        Result<QSqlQuery> check = (*database)->run(u"PRAGMA integrity_check"_s);
        QVERIFY(check && check->next());
        QCOMPARE(check->value(0).toString(), u"ok"_s);
#else
        QSKIP("Needs limits of the size of files.");
#endif
    }

    // Calls come and go while the database takes nothing for a while, again and again. In the end every call
    // that was settled has its row, once, and the sums are those of the rows.
    void nothingIsLostOrCountedTwice_data()
    {
        QTest::addColumn<QString>("bad");
        QTest::addColumn<QString>("good");
        QTest::addColumn<bool>("byAnother"); // another connection does it
        QTest::newRow("read-only") << u"PRAGMA query_only = 1"_s << u"PRAGMA query_only = 0"_s << false;
        QTest::newRow("full") << u"PRAGMA max_page_count = 1"_s << u"PRAGMA max_page_count = 1000000"_s
                              << false;
        QTest::newRow("locked") << u"BEGIN EXCLUSIVE"_s << u"ROLLBACK"_s << true;
    }
    void nothingIsLostOrCountedTwice()
    {
        QFETCH(QString, bad);
        QFETCH(QString, good);
        QFETCH(bool, byAnother);
        TempDatabase temp;
        auto writing = std::make_unique<Writing>(temp.location());
        QVERIFY(writing->run(u"PRAGMA busy_timeout = 20"_s));
        const auto change = [&](const QString &statement) {
            return byAnother ? temp.database().run(statement).has_value() : writing->run(statement);
        };
        QRandomGenerator random(11);
        QList<RequestId> open;
        qint64 settled = 0;
        qint64 tokens = 0;
        const auto settleOne = [&] {
            const RequestId id = open.takeAt(random.bounded(open.size()));
            CallSettled record = settlement(id);
            record.usage.prompt = random.bounded(1'000);
            tokens += *record.usage.prompt;
            ++settled;
            writing->writer->settle(record);
        };
        for (int round = 0; round < 4; ++round) {
            const LedgerWriter::Ticket before = writing->committed;
            QTest::ignoreMessage(QtCriticalMsg, anyFailure);
            QVERIFY(change(bad));
            LedgerWriter::Ticket last = 0;
            for (int i = 0; i < 60; ++i) {
                open.append(writing->next());
                last = writing->writer->open(opening(open.last(), QString(10'000, u'm')));
                if (random.bounded(2))
                    settleOne();
                if (random.bounded(4) == 0) {
                    CallSettled refused = settlement(writing->next(), CallStatus::Refused);
                    refused.usage = {};
                    writing->writer->record(opening(refused.id), refused);
                    ++settled;
                }
            }
            QVERIFY(waitUntil([&] { return writing->failed >= last; }));
            QCOMPARE(writing->committed, before);
            QTest::ignoreMessage(QtWarningMsg, "The ledger can be written again.");
            QVERIFY(change(good));
            open.append(writing->next());
            QVERIFY(writing->waitCommitted(writing->writer->open(opening(open.last()))));
            while (open.size() > 3)
                settleOne();
        }
        while (!open.isEmpty())
            settleOne();
        writing.reset();
        const auto number = [&](const QString &statement) { return temp.value(statement).toLongLong(); };
        QCOMPARE(number(u"SELECT count(*) FROM requests WHERE status <> 0"_s), settled);
        QCOMPARE(number(u"SELECT sum(prompt_tokens) FROM requests"_s), tokens);
        QCOMPARE(number(u"SELECT sum(requests) FROM rollups"_s), settled);
        QCOMPARE(number(u"SELECT sum(prompt_tokens) FROM rollups"_s), tokens);
        QCOMPARE(number(u"SELECT sum(tokens) FROM spent_days"_s),
                 tokens + number(u"SELECT sum(completion_tokens) FROM requests"_s));
    }

    void aDamagedDatabaseIsSaidAtStart_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("garbage") << u"garbage"_s << u"not a database"_s;
        QTest::newRow("garbage after the header") << u"later"_s << u"malformed"_s;
        QTest::newRow("cut off in the middle") << u"half"_s << u"malformed"_s;
        QTest::newRow("a page short") << u"page"_s << u"malformed"_s;
        QTest::newRow("cut off in the header") << u"header"_s << u"malformed"_s;
    }
    void aDamagedDatabaseIsSaidAtStart()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        TempDatabase temp;
        {
            Writing writing(temp.location());
            for (int i = 0; i < 200; ++i)
                writing.writer->settle(settlement(writing.next()));
        }
        QVERIFY(temp.database().run(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        temp.close();
        const QString file = temp.location().file;
        QByteArray bytes = content(file);
        if (what == u"garbage")
            bytes.fill('g');
        else if (what == u"later")
            bytes.replace(100, bytes.size() - 100, QByteArray(bytes.size() - 100, 'g'));
        else if (what == u"half")
            bytes.truncate(bytes.size() / 2);
        else if (what == u"page")
            bytes.chop(4'096);
        else
            bytes.truncate(60);
        QVERIFY(write(file, bytes));
        LedgerWriter writer(temp.location());
        const auto started = writer.start();
        QVERIFY(!started);
        QCOMPARE(started.error().code, ErrorCode::Storage);
        QVERIFY2(started.error().message.contains(says) && started.error().message.contains(u"restore"),
                 qPrintable(started.error().message));
        QCOMPARE(content(file), bytes); // for whoever mends it
    }

    void aFileThatMayNotBeWrittenIsSaidAtStart()
    {
#ifdef Q_OS_UNIX
        if (::geteuid() == 0)
            QSKIP("The administrator may write to every file.");
#endif
        TempDatabase temp;
        temp.close();
        QVERIFY(QFile::setPermissions(temp.location().file, QFile::ReadOwner));
        LedgerWriter writer(temp.location());
        const auto started = writer.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(u"readonly"), qPrintable(started.error().message));
    }

    // Refused calls may come by the thousand while nothing can be written: they do not fill the memory.
    void refusedCallsAreBounded()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        QTest::ignoreMessage(QtCriticalMsg, anyFailure);
        QVERIFY(writing.run(u"PRAGMA query_only = 1"_s));
        constexpr int count = 120'000;
        for (int i = 0; i < count; ++i) {
            CallSettled refused = settlement(writing.next(), CallStatus::Refused);
            CallOpened opened;
            opened.id = refused.id;
            writing.writer->record(opened, refused);
        }
        const LedgerWriter::Ticket last = writing.writer->open(opening(writing.next()));
        QVERIFY(waitUntil([&] { return writing.failed >= last; }));
        const RequestId kept = writing.next();
        writing.writer->settle(settlement(kept));
        QTest::ignoreMessage(QtWarningMsg, "The ledger can be written again.");
        QVERIFY(writing.run(u"PRAGMA query_only = 0"_s));
        QVERIFY(writing.waitCommitted(writing.writer->open(opening(writing.next()))));
        writing.writer.reset();
        const qint64 rows = temp.value(u"SELECT count(*) FROM requests WHERE status = 5"_s).toLongLong();
        QVERIFY2(rows > 50'000 && rows < count, qPrintable(QString::number(rows)));
        QCOMPARE(temp.value(u"SELECT status FROM requests WHERE id = ?"_s, {kept.value}).toInt(), 1);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
#ifdef Q_OS_UNIX
    if (argc == 3 && qstrcmp(argv[1], "fill") == 0)
        return fillTheDisk(QString::fromLocal8Bit(argv[2]));
#endif
    TestLedgerFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledger_faults.moc"
