// SPDX-License-Identifier: MIT
#include "store/database.h"
#include "support/temp_database.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

} // namespace

class TestStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsDatabaseUrls_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("file"); // empty: refused
        QTest::newRow("none") << ""
                              << "/data/gateway.db";
        QTest::newRow("relative") << "sqlite:///gateway.db"
                                  << "/data/gateway.db";
        QTest::newRow("relative in a folder") << "sqlite:///sub/x.db"
                                              << "/data/sub/x.db";
        QTest::newRow("absolute") << "sqlite:////srv/x.db"
                                  << "/srv/x.db";
        QTest::newRow("driver part") << "sqlite+pysqlite:///gateway.db"
                                     << "/data/gateway.db";
        QTest::newRow("escaped space") << "sqlite:///my%20data.db"
                                       << "/data/my data.db";
        QTest::newRow("two slashes") << "sqlite://gateway.db"
                                     << "";
        QTest::newRow("no file") << "sqlite:///"
                                 << "";
        QTest::newRow("folder") << "sqlite:///data/"
                                << "";
        QTest::newRow("in memory") << "sqlite:///:memory:"
                                   << "";
        QTest::newRow("options") << "sqlite:///gateway.db?mode=ro"
                                 << "";
        QTest::newRow("other system") << "postgresql://user:pw@host/db"
                                      << "";
        QTest::newRow("plain path") << "/srv/gateway.db"
                                    << "";
    }
    void readsDatabaseUrls()
    {
        QFETCH(QString, url);
        QFETCH(QString, file);
        const Result<DatabaseLocation> location = databaseLocation(QStringLiteral("/data/"), url);
        QCOMPARE(location.has_value(), !file.isEmpty());
        if (!location) {
            QCOMPARE(location.error().code, ErrorCode::InvalidArgument);
            QVERIFY(!location.error().message.contains(u"pw"));
            return;
        }
        QCOMPARE(location->dataDir, QStringLiteral("/data"));
        QCOMPARE(location->file, file);
    }

    void pragmasHold_data()
    {
        QTest::addColumn<QString>("pragma");
        QTest::addColumn<QString>("value");
        QTest::newRow("WAL") << "journal_mode"
                             << "wal";
        QTest::newRow("synchronous") << "synchronous"
                                     << "1";
        QTest::newRow("foreign keys") << "foreign_keys"
                                      << "1";
        QTest::newRow("busy timeout") << "busy_timeout"
                                      << "5000";
        QTest::newRow("journal size") << "journal_size_limit"
                                      << "33554432";
    }
    void pragmasHold()
    {
        QFETCH(QString, pragma);
        TempDatabase temp;
        QTEST(temp.value(QStringLiteral("PRAGMA ") + pragma).toString(), "value");
    }

    void filesArePrivate()
    {
        TempDatabase temp;
        QVERIFY(temp.database().run(QStringLiteral("INSERT INTO settings VALUES ('a', 'b')")));
        QVERIFY(!(QFile::permissions(temp.location().dataDir) & others));
        for (const QString &suffix : {QString(), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
            const QString file = temp.location().file + suffix;
            QVERIFY2(QFile::exists(file), qPrintable(file));
            QVERIFY2(!(QFile::permissions(file) & others), qPrintable(file));
        }
    }

    void openFilesAndDirectoriesAreClosedToOthers()
    {
        TempDatabase temp;
        temp.close();
        const QFile::Permissions open = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | others;
        QVERIFY(QFile::setPermissions(temp.location().dataDir, open));
        QVERIFY(QFile::setPermissions(temp.location().file, open));
        QVERIFY(Database::open(temp.location(), OpenMode::Existing));
        QVERIFY(!(QFile::permissions(temp.location().dataDir) & others));
        QVERIFY(!(QFile::permissions(temp.location().file) & others));
    }

    void existingMakesNothing()
    {
        QTemporaryDir folder;
        const DatabaseLocation location{folder.filePath(QStringLiteral("data")),
                                        folder.filePath(QStringLiteral("data/gateway.db"))};
        const auto opened = Database::open(location, OpenMode::Existing);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
        QVERIFY(opened.error().message.contains(location.file));
        QVERIFY(!QFileInfo::exists(location.dataDir));
    }

    void aFileThatIsNoDatabaseIsRefusedAndKept()
    {
        QTemporaryDir folder;
        const DatabaseLocation location{folder.path(), folder.filePath(QStringLiteral("gateway.db"))};
        const QByteArray text = QByteArray("these are notes of somebody, and not a database\n").repeated(40);
        QFile file(location.file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
        file.close();
        const auto opened = Database::open(location, OpenMode::Create);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Storage);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }

    void errorsDoNotQuoteValues()
    {
        TempDatabase temp;
        const QString secret = QStringLiteral("sk-secretsecretsecret");
        const QString statement = QStringLiteral("INSERT INTO settings (name, value) VALUES (?, ?)");
        QVERIFY(temp.database().run(statement, {secret, secret}));
        const Result<QSqlQuery> again = temp.database().run(statement, {secret, secret});
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::Storage);
        QVERIFY(again.error().message.contains(u"UNIQUE"));
        QVERIFY(!again.error().message.contains(u"secretsecret"));
    }

    void transactionsHappenWholeOrNotAtAll()
    {
        TempDatabase temp;
        Database &database = temp.database();
        const auto put = [&](const QString &name) {
            return database.run(QStringLiteral("INSERT INTO settings VALUES (?, '')"), {name})
                    .map([](const QSqlQuery &) {});
        };
        QVERIFY(!database.transaction([&] {
            return put(QStringLiteral("undone")).and_then([]() -> Outcome {
                return failure(ErrorCode::InvalidArgument, QStringLiteral("no"));
            });
        }));
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM settings")).toInt(), 0);

        // A part that fails is undone alone, when the whole goes on.
        QVERIFY(database.transaction([&]() -> Outcome {
            (void)put(QStringLiteral("before"));
            (void)database.transaction([&] {
                return put(QStringLiteral("part")).and_then([]() -> Outcome {
                    return failure(ErrorCode::InvalidArgument, QStringLiteral("no"));
                });
            });
            return database.transaction([&] { return put(QStringLiteral("after")); });
        }));
        QCOMPARE(temp
                         .value(QStringLiteral(
                                 "SELECT group_concat(name) FROM (SELECT name FROM settings ORDER BY name)"))
                         .toString(),
                 QStringLiteral("after,before"));
    }

    void twoConnectionsSeeEachOther()
    {
        TempDatabase temp;
        const std::unique_ptr<Database> other = temp.connect();
        QVERIFY(other->run(QStringLiteral("INSERT INTO settings VALUES ('theme', 'dark')")));
        QCOMPARE(temp.value(QStringLiteral("SELECT value FROM settings")).toString(), QStringLiteral("dark"));
    }

    // Foreign keys are on: an orphan must not get in.
    void orphansAreRefused()
    {
        TempDatabase temp;
        QVERIFY(!temp.database().run(QStringLiteral("INSERT INTO keys (user_id, hash, prefix, suffix, "
                                                    "created_at) VALUES (77, x'00', '', '', 0)")));
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
