// SPDX-License-Identifier: MIT
#include "store/data_directory.h"
#include "support/temp_database.h"

#include <QFileInfo>
#include <QProcess>
#include <QTest>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace gateway;
using namespace gateway::test;

namespace {

constexpr QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;

// Holds the lock until its standard input ends.
int holdLock(const QString &folder)
{
    const auto lock = ServeLock::acquire(folder);
    if (!lock || !(*lock)->publish(QStringLiteral("http://127.0.0.1:4711")))
        return 1;
    QFile out;
    if (!out.open(1, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return 1;
    out.write("held\n");
    QFile in;
    if (!in.open(0, QIODevice::ReadOnly | QIODevice::Unbuffered))
        return 1;
    in.readLine();
    return 0;
}

class Holding final
{
public:
    explicit Holding(const QString &folder)
    {
        m_process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("hold"), folder});
        m_holds = m_process.waitForReadyRead(30'000) && m_process.readLine() == "held\n";
    }
    bool holds() const { return m_holds; }
    qint64 pid() const { return m_process.processId(); }
    void end()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished();
    }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
    bool m_holds = false;
};

} // namespace

class TestDataDirectory final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDefaultFollowsTheSystem()
    {
        QVERIFY(QFileInfo(defaultDataDirectory()).isAbsolute());
        QVERIFY(defaultDataDirectory().endsWith(u"/api-gateway"));
    }

    void isMadePrivate()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("some/where/data"));
        QVERIFY(prepareDataDirectory(path));
        QVERIFY(QFileInfo(path).isDir());
        QVERIFY(!(QFile::permissions(path) & others));
        QVERIFY(prepareDataDirectory(path)); // again is fine
    }

    void losesTheAccessOfOthers()
    {
        QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | others));
        QVERIFY(prepareDataDirectory(folder.path()));
        QVERIFY(!(QFile::permissions(folder.path()) & others));
    }

    void aFileInItsPlaceIsRefused()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("data")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Outcome prepared = prepareDataDirectory(file.fileName());
        QVERIFY(!prepared);
        QCOMPARE(prepared.error().code, ErrorCode::InvalidArgument);
    }

    void anotherUsersDirectoryIsRefused()
    {
#ifdef Q_OS_UNIX
        // Root can give a directory away; everybody else has those of root to try with.
        QTemporaryDir folder;
        const bool given = ::chown(QFile::encodeName(folder.path()).constData(), 12345, 12345) == 0;
        const QString path = given ? folder.path() : QStringLiteral("/usr");
        const QFile::Permissions before = QFile::permissions(path);
        const Outcome prepared = prepareDataDirectory(path);
        QVERIFY(!prepared);
        QCOMPARE(prepared.error().code, ErrorCode::PermissionDenied);
        QVERIFY2(prepared.error().message.contains(u"another user"), qPrintable(prepared.error().message));
        QVERIFY(!prepared.error().message.contains(u'\n'));
        QCOMPARE(QFile::permissions(path), before);
#else
        QSKIP("Directories are private by their access lists here.");
#endif
    }

    void aMissingParentThatCannotBeMadeIsRefused()
    {
        const Outcome prepared = prepareDataDirectory(QStringLiteral("/proc/api-gateway/data"));
        QVERIFY(!prepared);
        QCOMPARE(prepared.error().code, ErrorCode::PermissionDenied);
    }

    void oneLockWithinAProcess()
    {
        QTemporaryDir folder;
        QVERIFY(!ServeLock::holder(folder.path()));
        auto first = ServeLock::acquire(folder.path());
        QVERIFY(first);
        // Asking opens and closes the file, which must not loosen the lock.
        for (int i = 0; i < 3; ++i)
            QVERIFY(ServeLock::holder(folder.path()));
        QCOMPARE(ServeLock::holder(folder.path())->pid, QCoreApplication::applicationPid());
        QCOMPARE(ServeLock::holder(folder.path())->address, QString());

        const auto second = ServeLock::acquire(folder.path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Locked);

        QVERIFY((*first)->publish(QStringLiteral("http://127.0.0.1:5000")));
        QCOMPARE(ServeLock::holder(folder.path())->address, QStringLiteral("http://127.0.0.1:5000"));
        QVERIFY((*first)->publish(QStringLiteral("http://[::1]:1"))); // shorter: nothing of the first is left
        QCOMPARE(ServeLock::holder(folder.path())->address, QStringLiteral("http://[::1]:1"));

        first->reset();
        QVERIFY(!ServeLock::holder(folder.path()));
        QVERIFY(ServeLock::acquire(folder.path()));
    }

    void oneLockAmongProcesses()
    {
        QTemporaryDir folder;
        Holding other(folder.path());
        QVERIFY(other.holds());
        const auto holder = ServeLock::holder(folder.path());
        QVERIFY(holder);
        QCOMPARE(holder->pid, other.pid());
        QCOMPARE(holder->address, QStringLiteral("http://127.0.0.1:4711"));

        const auto refused = ServeLock::acquire(folder.path());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
        QVERIFY2(refused.error().message.contains(QString::number(other.pid())) &&
                         refused.error().message.contains(u"http://127.0.0.1:4711"),
                 qPrintable(refused.error().message));
        QVERIFY(!refused.error().message.contains(u'\n'));

        other.end();
        QVERIFY(!ServeLock::holder(folder.path()));
        QVERIFY(ServeLock::acquire(folder.path()));
    }

    // The file of a killed process is still there, with its address; nobody holds it.
    void aKilledHolderHoldsNothing()
    {
        QTemporaryDir folder;
        Holding other(folder.path());
        QVERIFY(other.holds());
        other.kill();
        QVERIFY(QFileInfo(folder.filePath(QStringLiteral("gateway.lock"))).size() > 0);
        QVERIFY(!ServeLock::holder(folder.path()));
        QVERIFY(ServeLock::acquire(folder.path()));
    }

    void askingMakesNoFile()
    {
        QTemporaryDir folder;
        QVERIFY(!ServeLock::holder(folder.path()));
        QVERIFY(!ServeLock::holder(folder.filePath(QStringLiteral("missing"))));
        QVERIFY(!QFileInfo::exists(folder.filePath(QStringLiteral("gateway.lock"))));
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "hold") == 0)
        return holdLock(QString::fromLocal8Bit(argv[2]));
    TestDataDirectory test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_data_directory.moc"
