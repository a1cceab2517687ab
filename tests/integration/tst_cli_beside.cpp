// SPDX-License-Identifier: MIT
// Commands beside a process that has the database open: neither takes anything away from the other.
#include "store/management.h"

#include "support/program.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

class TestCliBeside : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The last program to leave a database takes its -wal file with it. One that still has it open must not look as if
    // it had left: its locks are lost when it closes the file in any other way.
    void locksOutliveAnotherConnection()
    {
        Program program(QStringLiteral(GATEWAYD));
        const SystemClock clock;
        const QString folder = program.home() + u"/data"_s;
        program.setVariable(u"GATEWAY_DATA_DIR"_s, folder);
        const DatabaseLocation location{folder, folder + u"/gateway.db"_s};
        const auto first = Database::open(location, OpenMode::Create);
        QVERIFY(first);
        Management management(**first, clock, u"test"_s);
        QVERIFY(management.addUser(u"ann"_s));
        {
            const auto second = Database::open(location, OpenMode::Existing);
            QVERIFY(second);
        }
        QCOMPARE(program.run("user list").exitCode, 0);
        QVERIFY(management.addUser(u"bob"_s));
        const Ran listed = program.run("user list");
        QVERIFY(listed.out.contains("ann"));
        QVERIFY(listed.out.contains("bob"));
    }
};

QTEST_GUILESS_MAIN(TestCliBeside)
#include "tst_cli_beside.moc"
