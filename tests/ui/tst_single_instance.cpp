// SPDX-License-Identifier: MIT
#include "support/program.h"
#include "support/wait.h"
#include "ui/startup/single_instance.h"

#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

using Standing = SingleInstance::Standing;

namespace {

// A second start blocks its own thread while the first answers, as two processes do.
Result<Standing> secondStart(const QString &dataDir, bool raise = true)
{
    Result<Standing> result = failure(ErrorCode::Internal, {});
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        SingleInstance second(dataDir);
        result = second.claim(raise);
    }));
    thread->start();
    (void)waitUntil([&] { return thread->isFinished(); });
    thread->wait();
    return result;
}

bool somebodyListens(const QString &dataDir)
{
    QLocalSocket socket;
    socket.connectToServer(SingleInstance::socketName(dataDir));
    return socket.waitForConnected(1'000);
}

} // namespace

class TestSingleInstance : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secondRaisesTheFirst()
    {
        QTemporaryDir directory;
        SingleInstance first(directory.path());
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        QCOMPARE(first.claim(true).value(), Standing::First);
        QCOMPARE(secondStart(directory.path()).value(), Standing::Second);
        QCOMPARE(raised.size(), 1);
        // A start at login does not bring up a window that is there already.
        QCOMPARE(secondStart(directory.path(), false).value(), Standing::Second);
        QCOMPARE(raised.size(), 1);
    }

    void otherDirectoriesAreOthers()
    {
        QTemporaryDir here;
        QTemporaryDir there;
        SingleInstance first(here.path());
        SingleInstance other(there.path());
        QCOMPARE(first.claim(true).value(), Standing::First);
        QCOMPARE(other.claim(true).value(), Standing::First);
    }

    void theNextOneIsFirstAgain()
    {
        QTemporaryDir directory;
        {
            SingleInstance first(directory.path());
            QCOMPARE(first.claim(true).value(), Standing::First);
        }
        SingleInstance next(directory.path());
        QCOMPARE(next.claim(true).value(), Standing::First);
        QVERIFY(somebodyListens(directory.path()));
    }

    void aLongPathHasASocketElsewhere()
    {
        QTemporaryDir directory;
        const QString deep = directory.path() + u'/' + QString(120, u'x');
        QVERIFY(QDir().mkpath(deep));
        QVERIFY(!SingleInstance::socketName(deep).contains(u"xxx"_s));
        SingleInstance first(deep);
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        QCOMPARE(first.claim(true).value(), Standing::First);
        QCOMPARE(secondStart(deep).value(), Standing::Second);
        QCOMPARE(raised.size(), 1);
    }

    void strangersAreCutOff()
    {
        QTemporaryDir directory;
        SingleInstance first(directory.path());
        QSignalSpy raised(&first, &SingleInstance::raiseRequested);
        QVERIFY(first.claim(true));
        QLocalSocket socket;
        socket.connectToServer(SingleInstance::socketName(directory.path()));
        QVERIFY(socket.waitForConnected(1'000));
        socket.write("GET / HTTP/1.1\n");
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QVERIFY(raised.isEmpty());
    }

    void oneThatDoesNotAnswerIsNamed()
    {
        QTemporaryDir directory;
        SingleInstance first(directory.path());
        QVERIFY(first.claim(true));
        QLocalServer::removeServer(SingleInstance::socketName(directory.path()));
        SingleInstance second(directory.path());
        const auto result = second.claim(true);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Locked);
        QVERIFY(result.error().message.contains(directory.path()));
    }

    // The program itself: started twice, killed, started again.
    void theProgramItself()
    {
        Program program(QStringLiteral(API_GATEWAY));
        program.setVariable(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        program.setVariable(u"GATEWAY_SECRET_KEY"_s, u"for-this-test-alone-0123456789abcdef"_s);
        QTemporaryDir directory;
        const QStringList arguments{u"--data-dir"_s, directory.path(), u"--no-start"_s};
        const auto first = program.start(arguments);
        QTRY_VERIFY_WITH_TIMEOUT(somebodyListens(directory.path()), 20'000);

        const Ran second = program.run(arguments);
        QCOMPARE(second.exitCode, 0);
        QVERIFY2(second.err.contains("already open"), second.err.constData());
        QCOMPARE(first->state(), QProcess::Running);

        first->kill(); // no chance to tidy up
        QVERIFY(first->waitForFinished());
        const auto third = program.start(arguments);
        QTRY_VERIFY_WITH_TIMEOUT(somebodyListens(directory.path()), 20'000);
        QCOMPARE(third->state(), QProcess::Running);
        third->kill();
        QVERIFY(third->waitForFinished());
    }
};

QTEST_MAIN(TestSingleInstance)
#include "tst_single_instance.moc"
