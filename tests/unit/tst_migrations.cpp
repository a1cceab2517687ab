// SPDX-License-Identifier: MIT
#include "store/migrations.h"
#include "support/temp_database.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlQuery>
#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

const QString file = QStringLiteral("m.db");

QList<Migration> upTo(int version)
{
    const QList<Migration> all{
            {1, QStringLiteral("first"),
             QStringLiteral("-- a comment; with a semicolon\nCREATE TABLE a (x TEXT);\nINSERT INTO a VALUES "
                            "('one; two');\n")},
            {2, QStringLiteral("second"),
             QStringLiteral("ALTER TABLE a ADD COLUMN y INTEGER;\nUPDATE a SET y = 7;\n")},
            {3, QStringLiteral("third"),
             QStringLiteral("CREATE TABLE b (z TEXT);\nINSERT INTO b SELECT y FROM a;\n")},
    };
    return all.mid(0, version);
}

// A bare connection, so that migrate() is the only thing under test.
class Connection final
{
public:
    explicit Connection(const QString &path)
        : m_name(QStringLiteral("migrations-%1").arg(++s_number))
        , m_sql(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name))
    {
        m_sql.setDatabaseName(path);
        m_sql.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
        if (!m_sql.open())
            qFatal("The test's database cannot be opened.");
        run(QStringLiteral("PRAGMA journal_mode = WAL"));
    }
    ~Connection()
    {
        m_sql.close();
        m_sql = QSqlDatabase();
        QSqlDatabase::removeDatabase(m_name);
    }
    Q_DISABLE_COPY_MOVE(Connection)

    QSqlDatabase &sql() { return m_sql; }
    bool run(const QString &statement) { return QSqlQuery(m_sql).exec(statement); }
    QString value(const QString &statement)
    {
        QSqlQuery query(m_sql);
        return query.exec(statement) && query.next() ? query.value(0).toString()
                                                     : QStringLiteral("(nothing)");
    }

private:
    static inline int s_number = 0;
    QString m_name;
    QSqlDatabase m_sql;
};

int migrateAsChild(const QString &path)
{
    Connection connection(path);
    const Outcome done = migrate(connection.sql(), path, upTo(3));
    if (!done)
        qWarning("%s", qUtf8Printable(done.error().message));
    return done ? 0 : 1;
}

} // namespace

class TestMigrations final : public QObject
{
    Q_OBJECT

    QTemporaryDir *m_folder = nullptr;
    QString path() const { return m_folder->filePath(file); }
    QStringList copies() const { return QDir(m_folder->path()).entryList({QStringLiteral("*.before-*")}); }

private Q_SLOTS:
    void init() { m_folder = new QTemporaryDir; }
    void cleanup() { delete m_folder; }

    void bundledOnesAreNumberedWithoutGaps()
    {
        const QList<Migration> bundled = bundledMigrations();
        QVERIFY(!bundled.isEmpty());
        for (qsizetype i = 0; i < bundled.size(); ++i) {
            QCOMPARE(bundled[i].version, int(i) + 1);
            QVERIFY(!bundled[i].sql.isEmpty());
        }
    }

    void aNewDatabaseGetsAllOfThemWithoutACopy()
    {
        Connection connection(path());
        QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        QCOMPARE(connection.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("3"));
        QCOMPARE(connection.value(QStringLiteral("SELECT x || y FROM a")), QStringLiteral("one; two7"));
        QCOMPARE(copies(), QStringList());
    }

    void anOlderOneIsUpgradedAndCopiedFirst()
    {
        Connection connection(path());
        QVERIFY(migrate(connection.sql(), path(), upTo(1)));
        QVERIFY(connection.run(QStringLiteral("INSERT INTO a VALUES ('precious')")));
        QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        QCOMPARE(connection.value(QStringLiteral("SELECT count(*) FROM b")), QStringLiteral("2"));

        // One copy, of what was before the first step; private, and a whole database.
        QCOMPARE(copies(), QStringList{file + QStringLiteral(".before-0002")});
        const QString copy = m_folder->filePath(copies().constFirst());
        QVERIFY(!(QFile::permissions(copy) & (QFile::ReadGroup | QFile::ReadOther)));
        Connection old(copy);
        QCOMPARE(old.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("1"));
        QCOMPARE(old.value(QStringLiteral("SELECT group_concat(x) FROM a")),
                 QStringLiteral("one; two,precious"));
        QCOMPARE(old.value(QStringLiteral("PRAGMA integrity_check")), QStringLiteral("ok"));
    }

    void doneTwiceIsDoneOnce()
    {
        Connection connection(path());
        QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        QCOMPARE(connection.value(QStringLiteral("SELECT count(*) FROM b")), QStringLiteral("1"));
        QCOMPARE(copies(), QStringList());
    }

    void aNewerSchemaIsRefusedAndNotTouched()
    {
        {
            Connection connection(path());
            QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        }
        const auto content = [this] {
            QFile database(path());
            return database.open(QIODevice::ReadOnly) ? database.readAll() : QByteArray();
        };
        const QByteArray before = content();
        {
            Connection connection(path());
            const Outcome done = migrate(connection.sql(), path(), upTo(2));
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::SchemaTooNew);
            QVERIFY2(done.error().message.contains(u" 3,") && done.error().message.contains(u" 2;"),
                     qPrintable(done.error().message));
        }
        QCOMPARE(content(), before);
        QCOMPARE(copies(), QStringList());
    }

    void aStepThatFailsLeavesTheStepBefore()
    {
        Connection connection(path());
        QVERIFY(migrate(connection.sql(), path(), upTo(1)));
        QList<Migration> broken = upTo(2);
        broken.append({3, QStringLiteral("broken"),
                       QStringLiteral("CREATE TABLE half (x);\nINSERT INTO nowhere VALUES (1);\n")});
        const Outcome done = migrate(connection.sql(), path(), broken);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Storage);
        QVERIFY2(done.error().message.contains(u"nowhere"), qPrintable(done.error().message));
        QCOMPARE(connection.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("2"));
        QCOMPARE(connection.value(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'half'")),
                 QStringLiteral("0"));
        // And once it is mended the way goes on.
        QVERIFY(migrate(connection.sql(), path(), upTo(3)));
        QCOMPARE(connection.value(QStringLiteral("SELECT z FROM b")), QStringLiteral("7"));
    }

    void anotherProgramsDatabaseIsRefused_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::newRow("tables") << "CREATE TABLE user (id INTEGER)";
        QTest::newRow("its mark") << "PRAGMA application_id = 4711";
        QTest::newRow("its version") << "PRAGMA user_version = 1";
    }
    void anotherProgramsDatabaseIsRefused()
    {
        QFETCH(QString, statement);
        Connection connection(path());
        QVERIFY(connection.run(statement));
        const Outcome done = migrate(connection.sql(), path(), upTo(3));
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Storage);
        QCOMPARE(connection.value(QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'a'")),
                 QStringLiteral("0"));
    }

    void aProgramWithoutMigrationsDoesNothing()
    {
        Connection connection(path());
        QVERIFY(!migrate(connection.sql(), path(), {}));
    }

    // Several processes at once, on a new and on an old database.
    void racingProcessesDoItOnce_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("new") << 0;
        QTest::newRow("old") << 1;
    }
    void racingProcessesDoItOnce()
    {
        QFETCH(int, from);
        if (from > 0) {
            Connection connection(path());
            QVERIFY(migrate(connection.sql(), path(), upTo(from)));
            QVERIFY(connection.run(QStringLiteral("BEGIN")));
            for (int i = 0; i < 2000; ++i)
                QVERIFY(connection.run(QStringLiteral("INSERT INTO a VALUES ('row')")));
            QVERIFY(connection.run(QStringLiteral("COMMIT")));
        }
        constexpr int count = 4;
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < count; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->setProcessChannelMode(QProcess::ForwardedChannels);
            processes.back()->start(QCoreApplication::applicationFilePath(),
                                    {QStringLiteral("migrate"), path()});
        }
        for (const auto &process : processes) {
            QVERIFY(process->waitForFinished(60'000));
            QCOMPARE(process->exitCode(), 0);
        }
        Connection connection(path());
        QCOMPARE(connection.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("3"));
        QCOMPARE(connection.value(QStringLiteral("SELECT count(*) FROM b")),
                 from == 0 ? QStringLiteral("1") : QStringLiteral("2001"));
        if (from == 0) {
            QCOMPARE(copies(), QStringList());
        } else {
            Connection copy(m_folder->filePath(file + QStringLiteral(".before-0002")));
            QCOMPARE(copy.value(QStringLiteral("PRAGMA user_version")), QStringLiteral("1"));
            QCOMPARE(copy.value(QStringLiteral("SELECT count(*) FROM a")), QStringLiteral("2001"));
        }
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "migrate") == 0)
        return migrateAsChild(QString::fromLocal8Bit(argv[2]));
    TestMigrations test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_migrations.moc"
