// SPDX-License-Identifier: MIT
#include "base/port_holder.h"

#include <QCoreApplication>
#include <QTcpServer>
#include <QTest>

using namespace gateway;

class TestPortHolder final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheTable_data()
    {
        QTest::addColumn<int>("port");
        QTest::addColumn<QList<quint64>>("expected");

        QTest::newRow("listens") << 5000 << QList<quint64>{4711};
        QTest::newRow("on two addresses") << 8080 << QList<quint64>{31, 32};
        QTest::newRow("connected only") << 8443 << QList<quint64>{};
        QTest::newRow("nobody") << 1 << QList<quint64>{};
    }

    void readsTheTable()
    {
        QFETCH(int, port);
        QFETCH(QList<quint64>, expected);
        const QByteArray table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                                 "retrnsmt   uid  timeout inode\n"
                                 "   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 "
                                 "00000000  1000 0 4711 1 0 100 0\n"
                                 "   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 "
                                 "00000000     0 0 31 1 0 100 0\n"
                                 "   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 "
                                 "00000000     0 0 32 1 0 100 0\n"
                                 "   3: 0100007F:20FB 0100007F:1388 01 00000000:00000000 00:00000000 "
                                 "00000000     0 0 99 1 0 100 0\n"
                                 "cut off\n";
        QCOMPARE(listeningInodes(table, quint16(port)), expected);
    }

    void findsThisProcess()
    {
#ifndef Q_OS_LINUX
        QSKIP("Only Linux tells.");
#endif
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const auto holder = portHolder(server.serverPort());
        QVERIFY(holder);
        QCOMPARE(holder->pid, QCoreApplication::applicationPid());
        QVERIFY(!holder->program.isEmpty());
        server.close();
        QVERIFY(!portHolder(server.serverPort()));
    }
};

QTEST_GUILESS_MAIN(TestPortHolder)
#include "tst_port_holder.moc"
