// SPDX-License-Identifier: MIT
#include "ui/service_control.h"
#include "ui/support/sample_data.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// A real gateway behind the real control, on a free port.
struct Setup
{
    explicit Setup(const QStringList &listen = {u"127.0.0.1:0"_s})
        : location(*databaseLocation(directory.path(), {}))
        , service({location, sampleVault(), listen, Millis(1'000)})
        , thread(location)
        , control(service, thread, directory.path(), listen)
    {}

    QTemporaryDir directory;
    DatabaseLocation location;
    GatewayService service;
    StoreThread thread;
    ServiceControl control;
};

using State = GatewayControl::State;

} // namespace

class TestServiceControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsStopsAndRestarts()
    {
        Setup s;
        QCOMPARE(s.control.state(), State::Stopped);
        s.control.start();
        QTRY_COMPARE(s.control.state(), State::Running);
        QVERIFY(s.control.addresses().value(0).startsWith(u"http://127.0.0.1:"_s));
        QSignalSpy changes(&s.control, &GatewayControl::changed);
        s.control.restart();
        QTRY_VERIFY(changes.count() >= 3); // draining, stopped, starting
        QTRY_COMPARE(s.control.state(), State::Running);
        s.control.stop();
        QTRY_COMPARE(s.control.state(), State::Stopped);
        QVERIFY(!s.control.error());
    }

    void noticesAnotherGatewayAndItsEnd()
    {
        Setup s;
        {
            auto lock = ServeLock::acquire(s.directory.path());
            QVERIFY(lock);
            QVERIFY((*lock)->publish(u"http://127.0.0.1:5000"_s));
            s.control.start();
            QTRY_COMPARE_WITH_TIMEOUT(s.control.state(), State::Elsewhere, 10'000);
            QCOMPARE(s.control.addresses(), QStringList(u"http://127.0.0.1:5000"_s));
            QVERIFY(s.control.holder()->pid > 0);
            QVERIFY(!s.control.error()); // being second is no failure
        }
        QTRY_COMPARE_WITH_TIMEOUT(s.control.state(), State::Stopped, 10'000);
        s.control.start();
        QTRY_COMPARE(s.control.state(), State::Running);
    }

    void portTaken()
    {
        QTcpServer occupied;
        QVERIFY(occupied.listen(QHostAddress::LocalHost));
        Setup s({u"127.0.0.1:%1"_s.arg(occupied.serverPort())});
        s.control.start();
        QTRY_VERIFY(s.control.error());
        QCOMPARE(s.control.error()->code, ErrorCode::AddressInUse);
        QTRY_COMPARE(s.control.state(), State::Stopped);

        s.control.startAt({u"127.0.0.1:0"_s});
        QTRY_COMPARE(s.control.state(), State::Running);
        QVERIFY(!s.control.error());
    }

    // What is said for one start must not outlive it: the next one reads the settings again.
    void anAddressForOneStart()
    {
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const QString fromSettings = u"127.0.0.1:%1"_s.arg(probe.serverPort());
        probe.close();
        Setup s(QStringList{});
        {
            const SystemClock clock;
            const auto database = Database::open(s.location, OpenMode::Create);
            QVERIFY(Management(**database, clock, u"window:test"_s).setSetting(u"listen"_s, fromSettings));
        }
        s.control.startAt({u"127.0.0.1:0"_s});
        QTRY_COMPARE(s.control.state(), State::Running);
        QVERIFY(s.control.addresses().value(0) != u"http://"_s + fromSettings);
        QVERIFY(s.control.listenOverride().isEmpty());
        QSignalSpy changes(&s.control, &GatewayControl::changed);
        s.control.restart();
        QTRY_VERIFY(changes.count() >= 3);
        QTRY_COMPARE(s.control.state(), State::Running);
        QCOMPARE(s.control.addresses().value(0), u"http://"_s + fromSettings);
    }
};

QTEST_MAIN(TestServiceControl)
#include "tst_service_control.moc"
