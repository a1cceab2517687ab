// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "ledger/table.h"
#include "support/cli_bench.h"

#include <QDir>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// backup, restore and requests settle, as a script uses them.
class TestCliBackup final : public QObject, CliBench
{
    Q_OBJECT

    QString file(const QString &name) const { return m_program->home() + u'/' + name; }
    QStringList users() const
    {
        QStringList names;
        for (const QJsonValue &user : run("user list --json").array())
            names.append(user[u"name"_s].toString());
        return names;
    }

private Q_SLOTS:
    void init()
    {
        setUp(QStringLiteral(GATEWAYD));
        QCOMPARE(run("user add ann").exitCode, 0);
    }
    void cleanup() { tearDown(); }

    void thereAndBack()
    {
        const QString backup = file(u"b.db"_s);
        const Ran made = run({u"backup"_s, backup, u"--json"_s});
        QVERIFY2(made.exitCode == 0, made.err);
        QCOMPARE(made.object()[u"file"_s].toString(), backup);
        QVERIFY(made.object()[u"bytes"_s].toInteger() > 0);
        const Ran again = run({u"backup"_s, backup});
        QCOMPARE(again.exitCode, 1);
        QVERIFY(again.errIsOneLine() && again.err.contains("--force"));
        QCOMPARE(run({u"backup"_s, backup, u"--force"_s}).exitCode, 0);

        QCOMPARE(run("user add bob").exitCode, 0);
        const Ran restored = run({u"restore"_s, backup, u"--json"_s});
        QVERIFY2(restored.exitCode == 0, restored.err);
        QVERIFY(QFile::exists(restored.object()[u"replaced"_s].toString()));
        QCOMPARE(users(), QStringList{u"ann"_s});
    }

    void aRestoreWithoutABackup()
    {
        const Ran ran = run({u"restore"_s, file(u"none.db"_s)});
        QCOMPARE(ran.exitCode, 1);
        QVERIFY(ran.errIsOneLine());
        QCOMPARE(run("restore").exitCode, 2);
        QCOMPARE(users(), QStringList{u"ann"_s});
    }

    void whileServing()
    {
        const auto process = m_program->start({u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s});
        QCOMPARE(readLines(*process, 1).size(), 1);
        const QString backup = file(u"b.db"_s);
        const Ran made = run({u"backup"_s, backup});
        QVERIFY2(made.exitCode == 0, made.err);
        const Ran restored = run({u"restore"_s, backup});
        QCOMPARE(restored.exitCode, 1);
        QVERIFY2(restored.errIsOneLine() && restored.err.contains("serves"), restored.err);
        process->terminate();
        QCOMPARE(waitForExit(*process), 0);
        QCOMPARE(run({u"restore"_s, backup}).exitCode, 0);
    }

    void settlingByHand()
    {
        const RequestId id = RequestIdSource().next(fromMillis(1'795'000'000'000));
        const QString text = QString::fromLatin1(toText(id));
        {
            const auto database =
                    Database::open({dataDir(), dataDir() + u"/gateway.db"_s}, OpenMode::Existing);
            QVERIFY(database);
            LedgerTable table(**database);
            QVERIFY(table.prepare());
            CallOpened opened;
            opened.id = id;
            opened.startedAt = timeOf(id);
            opened.model = u"kimi-k2"_s;
            opened.reservedTokens = 900;
            opened.reservedMicros = 5'000;
            opened.currency = u"USD"_s;
            opened.rateMicros = 7'000'000;
            QCOMPARE(table.insert(opened), LedgerTable::Written::Yes);
            QCOMPARE(*table.interruptOpenRows(), 1);
        }
        const QJsonObject before = run({u"requests"_s, u"show"_s, text, u"--json"_s}).object();
        QCOMPARE(before[u"status"_s].toString(), u"interrupted"_s);
        QCOMPARE(before[u"cost_micros"_s].toInteger(), 5'000);
        QCOMPARE(before[u"reserved_micros"_s].toInteger(), 5'000);
        QCOMPARE(before[u"reserved_tokens"_s].toInteger(), 900);
        QVERIFY(before[u"prompt_tokens"_s].isNull());

        QCOMPARE(run({u"requests"_s, u"settle"_s, text}).exitCode, 1); // says nothing
        QCOMPARE(run({u"requests"_s, u"settle"_s, text, u"--cost"_s, u"five"_s}).exitCode, 1);
        QCOMPARE(run({u"requests"_s, u"settle"_s, text, u"--prompt"_s, u"-1"_s}).exitCode, 2);
        const Ran settled = run({u"requests"_s, u"settle"_s, text, u"--prompt"_s, u"120"_s, u"--completion"_s,
                                 u"30"_s, u"--cost"_s, u"0.000250usd"_s, u"--json"_s});
        QVERIFY2(settled.exitCode == 0, settled.err);
        QCOMPARE(settled.object()[u"cost_micros"_s].toInteger(), 250);
        QCOMPARE(settled.object()[u"prompt_tokens"_s].toInteger(), 120);
        const QJsonObject total = run("usage --json").object();
        QCOMPARE(total[u"cost"_s][u"USD"_s].toInteger(), 250);
        QCOMPARE(total[u"completion_tokens"_s].toInteger(), 30);

        QCOMPARE(run("requests list --text KIMI --json").array().size(), 1);
        QCOMPARE(run("requests list --text zebra --json").array().size(), 0);
        QCOMPARE(run("requests list --provider none --json").array().size(), 0);
        QCOMPARE(run({u"requests"_s, u"list"_s, u"--text"_s, text, u"--json"_s}).array().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestCliBackup)
#include "tst_cli_backup.moc"
