// SPDX-License-Identifier: MIT
#include "base/log_file.h"
#include "base/redact.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <thread>
#include <vector>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

class TestLogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void redacts_data();
    void redacts();
    void leavesTheRest_data();
    void leavesTheRest();
    void writesInOrder();
    void rotates();
    void rotatesToFewerFiles();
    void manyThreads();
    void goesOnWhenTheFileIsMoved();
    void isPrivate();

private:
    static QByteArrayList linesOf(const QString &path);
};

QByteArrayList TestLogs::linesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QByteArrayList();
}

void TestLogs::redacts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("secret");
    const QString key = u"sk-AbCdEfGhIjKlMnOpQrStUvWxYz012345"_s;
    const auto row = [&](const char *name, const QString &text) { QTest::newRow(name) << text << key.mid(3); };
    row("gateway key", u"call with "_s + key);
    row("project key", u"sk-proj-"_s + key.mid(3) + u" was refused"_s);
    row("anthropic key", u"key: sk-ant-"_s + key.mid(3));
    row("google key", u"AIza"_s + key.mid(3));
    row("bearer", u"Authorization: Bearer "_s + key.mid(3));
    row("bearer, small", u"authorization=bearer "_s + key.mid(3));
    row("header", u"x-api-key: "_s + key.mid(3));
    row("another header", u"x-goog-api-key: "_s + key.mid(3));
    row("JSON", u"{\"api_key\": \""_s + key.mid(3) + u"\"}"_s);
    row("query", u"GET /v1beta/models?key="_s + key.mid(3));
    row("second parameter", u"GET /v1?a=b&key="_s + key.mid(3) + u"&c=d"_s);
    row("setting", u"GATEWAY_SECRET_KEY="_s + key.mid(3));
    row("password", u"password: "_s + key.mid(3));
    row("twice", key + u" and "_s + key);
}

void TestLogs::redacts()
{
    QFETCH(QString, text);
    QFETCH(QString, secret);
    const QString clean = redact(text);
    QVERIFY2(!clean.contains(secret), qPrintable(clean));
    QVERIFY(clean.contains(u"***"));
}

void TestLogs::leavesTheRest_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"Provider 'up' refused the connection."_s;
    QTest::newRow("key by number") << u"key 3 of ann was revoked"_s;
    QTest::newRow("tokens") << u"120 tokens per minute"_s;
    QTest::newRow("hint") << u"sk-k3Xd…9fQa"_s;
    QTest::newRow("model") << u"deepseek-chat at api.deepseek.com"_s;
}

void TestLogs::leavesTheRest()
{
    QFETCH(QString, text);
    QCOMPARE(redact(text), text);
}

void TestLogs::writesInOrder()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"logs/access.log"_s);
    {
        LogFile log({path});
        for (int i = 0; i < 1000; ++i)
            log.append(QByteArray::number(i));
        log.flush();
        QCOMPARE(linesOf(path).size(), 1001);
        log.append("last");
    }
    const QByteArrayList lines = linesOf(path);
    QCOMPARE(lines.size(), 1002);
    QCOMPARE(lines[999], "999");
    QCOMPARE(lines[1000], "last");
}

void TestLogs::rotates()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.log"_s);
    {
        LogFile log({path, 100, 2});
        for (int i = 0; i < 40; ++i) {
            log.append(QByteArray(9, char('a' + i % 26))); // ten bytes with its end
            log.flush();
        }
    }
    QCOMPARE(QFileInfo(path).size(), 100);
    QCOMPARE(QFileInfo(path + u".1"_s).size(), 100);
    QCOMPARE(QFileInfo(path + u".2"_s).size(), 100);
    QVERIFY(!QFileInfo::exists(path + u".3"_s));
    QCOMPARE(linesOf(path).constFirst(), QByteArray(9, char('a' + 30 % 26)));
    QCOMPARE(linesOf(path + u".1"_s).constFirst(), QByteArray(9, char('a' + 20)));
}

void TestLogs::rotatesToFewerFiles()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.log"_s);
    LogFile log({path, 10, 5});
    for (int i = 0; i < 10; ++i) {
        log.append("123456789");
        log.flush();
    }
    QVERIFY(QFileInfo::exists(path + u".5"_s));
    log.setLimits(10, 1);
    log.append("123456789");
    log.flush();
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 2);
}

void TestLogs::manyThreads()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.log"_s);
    {
        LogFile log({path});
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&log] {
                for (int line = 0; line < 500; ++line)
                    log.append("a whole line");
            });
        }
        for (std::thread &thread : threads)
            thread.join();
    }
    const QByteArrayList lines = linesOf(path);
    QCOMPARE(lines.size(), 4001);
    QCOMPARE(lines.count("a whole line"), 4000);
}

// As logrotate does it.
void TestLogs::goesOnWhenTheFileIsMoved()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a.log"_s);
    LogFile log({path});
    log.append("one");
    log.flush();
    QVERIFY(QFile::rename(path, path + u".moved"_s));
    log.append("two");
    log.flush();
    QCOMPARE(linesOf(path).constFirst(), "two");
}

void TestLogs::isPrivate()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"logs/a.log"_s);
    LogFile log({path});
    log.append("one");
    log.flush();
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(!(QFile::permissions(path) & others));
    QVERIFY(!(QFile::permissions(folder.filePath(u"logs"_s)) & others));
}

QTEST_GUILESS_MAIN(TestLogs)
#include "tst_logs.moc"
