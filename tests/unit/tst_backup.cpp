// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "ledger/writer.h"
#include "store/backup.h"
#include "store/data_directory.h"
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/wait.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTest>

#include <atomic>
#include <thread>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;
using std::chrono::hours;

namespace {

Time utc(const QString &text)
{
    return fromMillis(QDateTime::fromString(text, Qt::ISODate).toMSecsSinceEpoch());
}

QByteArray content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

bool addUser(Database &database, const QString &name)
{
    const FakeClock clock;
    return Management(database, clock, u"cli:test"_s).addUser(name).has_value();
}

QStringList users(const DatabaseLocation &location)
{
    const auto database = Database::open(location, OpenMode::Existing);
    QStringList names;
    if (database) {
        Result<QSqlQuery> query = (*database)->run(u"SELECT name FROM users ORDER BY id"_s);
        while (query && query->next())
            names.append(query->value(0).toString());
    }
    return names;
}

constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

} // namespace

class TestBackup final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempDatabase> m_temp;
    std::unique_ptr<QTemporaryDir> m_folder; // for backups
    FakeClock m_clock;

    QString path(const QString &name) const { return m_folder->filePath(name); }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    Result<Restored> restore(const QString &name)
    {
        return restoreFrom(m_temp->location(), path(name), m_clock.now());
    }

private Q_SLOTS:
    void init()
    {
        m_temp = std::make_unique<TempDatabase>();
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(addUser(m_temp->database(), u"ann"_s));
    }
    void cleanup()
    {
        m_temp.reset();
        m_folder.reset();
    }

    void aBackupIsWholeAndPrivate()
    {
        const Result<BackupInfo> made = backupTo(m_temp->database(), path(u"b.db"_s));
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        QCOMPARE(files(), QStringList{u"b.db"_s});
        QVERIFY(!(QFile::permissions(path(u"b.db"_s)) & others));
        QCOMPARE(*checkBackup(path(u"b.db"_s)), *made);
        QCOMPARE(made->bytes, QFileInfo(path(u"b.db"_s)).size());
        QCOMPARE(made->schemaVersion, m_temp->value(u"PRAGMA user_version"_s).toInt());
        QCOMPARE(users({m_folder->path(), path(u"b.db"_s)}), QStringList{u"ann"_s});
    }

    void aFileIsOnlyReplacedWhenToldTo()
    {
        QVERIFY(write(path(u"b.db"_s), "precious"));
        const Result<BackupInfo> refused = backupTo(m_temp->database(), path(u"b.db"_s));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(content(path(u"b.db"_s)), "precious");
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s), true));
        QVERIFY(checkBackup(path(u"b.db"_s)));
        QCOMPARE(files(), QStringList{u"b.db"_s});
    }

    void theDatabaseIsNoPlaceForItsBackup()
    {
        for (const QString &suffix : {u""_s, u"-wal"_s}) {
            const Result<BackupInfo> made =
                    backupTo(m_temp->database(), m_temp->location().file + suffix, true);
            QVERIFY(!made);
            QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
        }
        QVERIFY(!backupTo(m_temp->database(), m_folder->path(), true));
        QVERIFY(!backupTo(m_temp->database(), path(u"nowhere/b.db"_s)));
        QVERIFY(addUser(m_temp->database(), u"bob"_s));
    }

    // While calls are written: the copy is of one moment, and no call waits for it.
    void aBackupWhileServing()
    {
        LedgerWriter writer(m_temp->location());
        const auto ready = writer.start();
        QVERIFY(ready);
        std::atomic<quint64> committed{0};
        std::atomic<bool> failed{false};
        QObject receiver;
        connect(&writer, &LedgerWriter::committed, &receiver, [&](quint64 ticket) { committed = ticket; });
        connect(&writer, &LedgerWriter::failed, &receiver, [&](quint64, const QString &) { failed = true; });
        std::atomic<bool> stop{false};
        std::thread load([&] {
            RequestIdSource ids;
            SystemClock clock;
            while (!stop) {
                CallOpened opened;
                opened.id = ids.next(clock.now());
                opened.startedAt = clock.now();
                opened.keyId = {1};
                opened.model = QString(2'000, u'm');
                writer.open(opened);
                CallSettled settled;
                settled.id = opened.id;
                settled.usage.prompt = 10;
                writer.settle(settled);
                std::this_thread::sleep_for(std::chrono::microseconds(200));
            }
        });
        const bool started = waitUntil([&] { return committed > 500; });
        for (int i = 0; i < 3; ++i) {
            const auto made = backupTo(m_temp->database(), path(u"b%1.db"_s.arg(i)));
            QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        }
        const quint64 before = committed;
        const bool goesOn = waitUntil([&] { return committed > before; });
        stop = true;
        load.join();
        QVERIFY(started && goesOn && !failed);
        for (int i = 0; i < 3; ++i) {
            const auto copy =
                    Database::open({m_folder->path(), path(u"b%1.db"_s.arg(i))}, OpenMode::Existing);
            QVERIFY(copy);
            Result<QSqlQuery> sums =
                    (*copy)->run(u"SELECT (SELECT count(*) FROM requests WHERE status <> 0), (SELECT "
                                 "sum(requests) FROM rollups)"_s);
            QVERIFY(sums && sums->next());
            QVERIFY(sums->value(0).toInt() > 0);
            QCOMPARE(sums->value(0).toInt(), sums->value(1).toInt());
        }
    }

    void onlyABackupIsRestored_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("no file") << u"missing"_s << ErrorCode::NotFound;
        QTest::newRow("a directory") << u"directory"_s << ErrorCode::NotFound;
        QTest::newRow("empty") << u"empty"_s << ErrorCode::InvalidArgument;
        QTest::newRow("garbage") << u"garbage"_s << ErrorCode::InvalidArgument;
        QTest::newRow("cut off") << u"cut"_s << ErrorCode::InvalidArgument;
        QTest::newRow("damaged in the middle") << u"damaged"_s << ErrorCode::InvalidArgument;
        QTest::newRow("another program's") << u"other"_s << ErrorCode::InvalidArgument;
        QTest::newRow("newer") << u"newer"_s << ErrorCode::SchemaTooNew;
        QTest::newRow("a database in use") << u"wal"_s << ErrorCode::InvalidArgument;
    }
    void onlyABackupIsRestored()
    {
        QFETCH(QString, what);
        QFETCH(ErrorCode, code);
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        const QByteArray whole = content(path(u"b.db"_s));
        if (what == u"missing") {
            QVERIFY(QFile::remove(path(u"b.db"_s)));
        } else if (what == u"directory") {
            QVERIFY(QFile::remove(path(u"b.db"_s)) && QDir().mkdir(path(u"b.db"_s)));
        } else if (what == u"empty") {
            QVERIFY(write(path(u"b.db"_s), {}));
        } else if (what == u"garbage") {
            QVERIFY(write(path(u"b.db"_s), QByteArray(100'000, 'g')));
        } else if (what == u"cut") {
            QVERIFY(write(path(u"b.db"_s), whole.left(whole.size() / 2)));
        } else if (what == u"damaged") {
            QByteArray bytes = whole;
            for (qsizetype page = 4; page < 20; ++page)
                bytes.replace(page * 4'096 + 3, 2, "\xff\xff");
            QVERIFY(write(path(u"b.db"_s), bytes));
        } else if (what == u"other") {
            QByteArray bytes = whole;
            bytes.replace(68, 4, QByteArray("\0\0\0\x07", 4)); // application_id in SQLite's header
            QVERIFY(write(path(u"b.db"_s), bytes));
        } else if (what == u"newer") {
            QByteArray bytes = whole;
            bytes.replace(60, 4, QByteArray("\0\0\x27\x0f", 4)); // user_version
            QVERIFY(write(path(u"b.db"_s), bytes));
        } else {
            QVERIFY(write(path(u"b.db-wal"_s), "calls of the last minutes"));
        }
        m_temp->close();
        const QByteArray before = content(m_temp->location().file);
        const Result<Restored> restored = restore(u"b.db"_s);
        QVERIFY(!restored);
        QVERIFY2(restored.error().code == code, qPrintable(restored.error().message));
        QCOMPARE(content(m_temp->location().file), before);
        QCOMPARE(QDir(m_temp->location().dataDir)
                         .entryList({u"*replaced*"_s, u"*part*"_s}, QDir::Files | QDir::Hidden),
                 QStringList());
    }

    void aRestoreKeepsWhatItReplaces()
    {
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        QVERIFY(addUser(m_temp->database(), u"bob"_s));
        m_temp->close();
        const Result<Restored> restored = restore(u"b.db"_s);
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        QCOMPARE(users(m_temp->location()), QStringList{u"ann"_s});
        QVERIFY(!(QFile::permissions(m_temp->location().file) & others));
        QCOMPARE(users({m_temp->location().dataDir, restored->replaced}), (QStringList{u"ann"_s, u"bob"_s}));
        QVERIFY(restored->replaced.startsWith(m_temp->location().file + u".replaced-2026"));
        // A second one in the same second takes nothing away.
        const Result<Restored> again = restore(u"b.db"_s);
        QVERIFY(again);
        QVERIFY(again->replaced != restored->replaced);
        QVERIFY(QFileInfo::exists(restored->replaced));
        QVERIFY(QFileInfo::exists(path(u"b.db"_s)));
    }

    // What was written last is in the -wal file of a process that was killed: it is kept with the rest.
    void theLastCallsOfAKilledGatewayAreKeptToo()
    {
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        QVERIFY(addUser(m_temp->database(), u"bob"_s));
        const QString file = m_temp->location().file;
        QTemporaryDir killed;
        for (const QString &suffix : {u""_s, u"-wal"_s}) // a copy as the killed process left it
            QVERIFY(QFile::copy(file + suffix, killed.filePath(u"gateway.db"_s + suffix)));
        const DatabaseLocation location{killed.path(), killed.filePath(u"gateway.db"_s)};
        const Result<Restored> restored = restoreFrom(location, path(u"b.db"_s), m_clock.now());
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        QVERIFY(!QFileInfo::exists(location.file + u"-wal"));
        QCOMPARE(users(location), QStringList{u"ann"_s});
        QCOMPARE(users({killed.path(), restored->replaced}), (QStringList{u"ann"_s, u"bob"_s}));
    }

    void aDamagedDatabaseIsReplaced_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("garbage") << QByteArray(50'000, 'x');
        QTest::newRow("nothing") << QByteArray();
    }
    void aDamagedDatabaseIsReplaced()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        m_temp->close();
        const QString file = m_temp->location().file;
        QVERIFY(write(file, bytes));
        QVERIFY(write(file + u"-wal", "of the damaged one"));
        const Result<Restored> restored = restore(u"b.db"_s);
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        QCOMPARE(users(m_temp->location()), QStringList{u"ann"_s});
        QCOMPARE(content(restored->replaced), bytes);
    }

    void aRestoreWhereNothingWas()
    {
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        const DatabaseLocation place{path(u"new"_s), path(u"new/gateway.db"_s)};
        const Result<Restored> restored = restoreFrom(place, path(u"b.db"_s), m_clock.now());
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
        QCOMPARE(restored->replaced, QString());
        QCOMPARE(users(place), QStringList{u"ann"_s});
    }

    void nothingIsRestoredUnderAGateway()
    {
        QVERIFY(backupTo(m_temp->database(), path(u"b.db"_s)));
        {
            const auto lock = ServeLock::acquire(m_temp->location().dataDir);
            QVERIFY(lock);
            const Result<Restored> restored = restore(u"b.db"_s);
            QVERIFY(!restored);
            QCOMPARE(restored.error().code, ErrorCode::Locked);
        }
        // Nor under a window that only looks.
        QVERIFY(m_temp->value(u"SELECT count(*) FROM users"_s).toInt() == 1);
        const Result<Restored> restored = restore(u"b.db"_s);
        QVERIFY(!restored);
        QVERIFY2(restored.error().code == ErrorCode::Locked, qPrintable(restored.error().message));
        QVERIFY(addUser(m_temp->database(), u"bob"_s));
        m_temp->close();
        QVERIFY(this->restore(u"b.db"_s));
    }

    void plans_data()
    {
        QTest::addColumn<int>("everyHours");
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("maxAgeDays");
        QTest::addColumn<QList<int>>("ages"); // of what is there, in hours
        QTest::addColumn<bool>("due");
        QTest::addColumn<int>("next"); // in hours from now; -1: never
        QTest::addColumn<QList<int>>("removed");
        using Ages = QList<int>;
        QTest::newRow("off") << 0 << 3 << 1 << Ages{100, 200} << false << -1 << Ages{};
        QTest::newRow("the first") << 24 << 3 << 0 << Ages{} << true << 0 << Ages{};
        QTest::newRow("not yet") << 24 << 3 << 0 << Ages{23, 47} << false << 1 << Ages{};
        QTest::newRow("due to the hour") << 24 << 3 << 0 << Ages{24} << true << 0 << Ages{};
        QTest::newRow("too many with the new one")
                << 24 << 3 << 0 << Ages{25, 49, 73} << true << 0 << Ages{73};
        QTest::newRow("too many without")
                << 24 << 2 << 0 << Ages{1, 25, 49, 73} << false << 23 << Ages{49, 73};
        QTest::newRow("too old") << 24 << 9 << 3 << Ages{1, 71, 73, 200} << false << 23 << Ages{73, 200};
        QTest::newRow("all too old, but a new one comes")
                << 24 << 9 << 1 << Ages{30, 60} << true << 0 << Ages{30, 60};
        QTest::newRow("the newest stays, however old")
                << 2'000 << 9 << 1 << Ages{500, 600} << false << 1'500 << Ages{600};
        QTest::newRow("keep at least one") << 24 << 0 << 0 << Ages{1, 2} << false << 23 << Ages{2};
        QTest::newRow("from the future") << 24 << 9 << 0 << Ages{-10, 30} << true << 0 << Ages{};
        QTest::newRow("out of order") << 24 << 2 << 0 << Ages{49, 1, 25} << false << 23 << Ages{49};
    }
    void plans()
    {
        QFETCH(int, everyHours);
        QFETCH(int, keep);
        QFETCH(int, maxAgeDays);
        QFETCH(QList<int>, ages);
        QFETCH(int, next);
        QFETCH(QList<int>, removed);
        const Time now = m_clock.now();
        QList<BackupFile> present;
        for (const int age : ages)
            present.append({QString::number(age), now - hours(age)});
        const BackupPolicy policy{path(u"x"_s), hours(everyHours), keep, maxAgeDays};
        const BackupPlan plan = planBackups(policy, present, now);
        QTEST(plan.due, "due");
        QCOMPARE(plan.next, next < 0 ? std::nullopt : std::optional(now + hours(next)));
        QStringList expected;
        for (const int age : removed)
            expected.append(QString::number(age));
        QCOMPARE(plan.remove, expected);
    }

    void namesHoldTheTime()
    {
        QCOMPARE(backupName(utc(u"2026-11-23T04:15:00Z"_s)), u"gateway-20261123T041500Z.db"_s);
        for (const char *name : {"gateway-20261123T041500Z.db", "gateway-20269923T041500Z.db", "gateway-1.db",
                                 "gateway-20261123T041500Z.db.old", "other.db"})
            QVERIFY(write(path(QString::fromLatin1(name)), "x"));
        const QList<BackupFile> found = scheduledBackups(m_folder->path());
        QCOMPARE(found,
                 (QList<BackupFile>{{u"gateway-20261123T041500Z.db"_s, utc(u"2026-11-23T04:15:00Z"_s)}}));
    }

    void aScheduleOverSomeDays()
    {
        const QString directory = path(u"backups"_s);
        const BackupPolicy policy{directory, hours(24), 3, 0};
        QVERIFY(QDir().mkdir(directory) && write(directory + u"/notes.txt", "mine"));
        std::optional<Time> next = m_clock.now();
        for (int day = 0; day < 6; ++day) {
            QCOMPARE(next, std::optional(m_clock.now()));
            const Result<BackupRun> run = runScheduledBackup(m_temp->database(), policy, m_clock.now());
            QVERIFY2(run, run ? "" : qPrintable(run.error().message));
            QCOMPARE(run->made, backupName(m_clock.now()));
            QCOMPARE(run->removed.size(), day < 3 ? 0 : 1);
            next = run->next;
            // Asked again too early, nothing happens.
            m_clock.advance(hours(12));
            const Result<BackupRun> early = runScheduledBackup(m_temp->database(), policy, m_clock.now());
            QVERIFY(early && early->made.isEmpty() && early->removed.isEmpty());
            QCOMPARE(early->next, next);
            m_clock.advance(hours(12));
        }
        const QList<BackupFile> left = scheduledBackups(directory);
        QCOMPARE(left.size(), 3);
        for (const BackupFile &file : left)
            QVERIFY(checkBackup(directory + u'/' + file.name));
        QCOMPARE(content(directory + u"/notes.txt"), "mine");
    }

    // Old ones go only once there is a new one.
    void aBackupThatFailsRemovesNothing()
    {
        const QString directory = path(u"backups"_s);
        const BackupPolicy policy{directory, hours(24), 1, 0};
        QVERIFY(runScheduledBackup(m_temp->database(), policy, m_clock.now()));
        m_clock.advance(hours(25));
        QVERIFY(QDir().mkdir(directory + u'/' + backupName(m_clock.now()))); // in its way
        const Result<BackupRun> run = runScheduledBackup(m_temp->database(), policy, m_clock.now());
        QVERIFY(!run);
        QCOMPARE(scheduledBackups(directory).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestBackup)
#include "tst_backup.moc"
