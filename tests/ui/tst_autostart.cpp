// SPDX-License-Identifier: MIT
#include "ui/startup/autostart.h"
#include "ui/support/window_fixture.h"

#include "store/data_directory.h"

#include <QCheckBox>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// What a desktop makes of Exec: first the escapes of a string, then the quoting of arguments.
QStringList readExec(const QByteArray &entry)
{
    QString value;
    for (const QByteArray &line : entry.split('\n')) {
        if (line.startsWith("Exec="))
            value = QString::fromUtf8(line.mid(5));
    }
    QString text;
    for (qsizetype i = 0; i < value.size(); ++i) {
        if (value[i] == u'\\' && i + 1 < value.size())
            text += value[++i] == u'n' ? QChar(u'\n') : value[i];
        else
            text += value[i];
    }
    QStringList words;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'"') {
            quoted = !quoted;
            if (quoted)
                words += QString();
        } else if (quoted && text[i] == u'\\') {
            words.last() += text[++i];
        } else if (quoted) {
            words.last() += text[i];
        }
    }
    for (QString &word : words)
        word.replace(u"%%"_s, u"%"_s);
    return words;
}

// As the C runtime of Windows splits a command line.
QStringList readArgv(const QString &line)
{
    QStringList words;
    bool quoted = false;
    bool open = false;
    for (qsizetype i = 0; i < line.size();) {
        qsizetype backslashes = 0;
        while (i < line.size() && line[i] == u'\\') {
            ++backslashes;
            ++i;
        }
        const bool mark = i < line.size() && line[i] == u'"';
        if (!open && (backslashes > 0 || mark || (i < line.size() && line[i] != u' '))) {
            words += QString();
            open = true;
        }
        if (open)
            words.last() += QString(mark ? backslashes / 2 : backslashes, u'\\');
        if (i == line.size())
            break;
        if (mark && backslashes % 2 == 1)
            words.last() += u'"';
        else if (mark)
            quoted = !quoted;
        else if (line[i] == u' ' && !quoted)
            open = false;
        else
            words.last() += line[i];
        ++i;
    }
    return words;
}

QStringList readAgent(const QByteArray &plist)
{
    QXmlStreamReader reader(plist);
    QStringList words;
    bool inArguments = false;
    while (!reader.atEnd()) {
        reader.readNext();
        if (reader.isStartElement() && reader.name() == u"array")
            inArguments = true;
        else if (reader.isEndElement() && reader.name() == u"array")
            inArguments = false;
        else if (inArguments && reader.isStartElement() && reader.name() == u"string")
            words += reader.readElementText();
    }
    return reader.hasError() ? QStringList{reader.errorString()} : words;
}

} // namespace

class TestAutostart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_config.isValid());
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
    }

    void textsSayWhatIsStarted_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("plain") << u"/usr/bin/api-gateway"_s << QStringList();
        QTest::newRow("spaces") << u"/home/ann/My Apps/api-gateway"_s
                                << QStringList{u"--data-dir"_s, u"/srv/a b"_s};
        QTest::newRow("everything that is special")
                << u"C:\\Program Files\\API \"Gateway\"\\api-gateway.exe"_s
                << QStringList{u"--data-dir"_s, u"$HOME/`x`/50%/\\"_s, u"a<b>&'c'"_s};
        QTest::newRow("Chinese") << u"/opt/网关/api-gateway"_s
                                 << QStringList{u"--data-dir"_s, u"/home/安/数据"_s};
    }

    void textsSayWhatIsStarted()
    {
        QFETCH(QString, program);
        QFETCH(QStringList, arguments);
        const StartCommand command{program, arguments};
        const QStringList words = QStringList(program) + arguments;
        QCOMPARE(readExec(xdgAutostartEntry(command)), words);
        QCOMPARE(readArgv(windowsRunValue(command)), words);
        QCOMPARE(readAgent(launchAgent(u"x"_s, command)), words);
    }

    void anEntryCanBeSwitchedOff_data()
    {
        QTest::addColumn<QByteArray>("extra");
        QTest::addColumn<bool>("on");
        QTest::newRow("as written") << QByteArray() << true;
        QTest::newRow("hidden") << QByteArray("Hidden=true\n") << false;
        QTest::newRow("by GNOME") << QByteArray("X-GNOME-Autostart-enabled=false\n") << false;
    }

    void anEntryCanBeSwitchedOff()
    {
        QFETCH(QByteArray, extra);
        QFETCH(bool, on);
        QCOMPARE(xdgEntryIsOn(xdgAutostartEntry({u"/usr/bin/api-gateway"_s}) + extra), on);
        QVERIFY(!xdgEntryIsOn({}));
    }

    void ownCommandNamesAnUnusualDirectory()
    {
        QVERIFY(Autostart::ownCommand(defaultDataDirectory()).arguments.isEmpty());
        QCOMPARE(Autostart::ownCommand(u"/srv/gateway"_s).arguments,
                 (QStringList{u"--data-dir"_s, u"/srv/gateway"_s}));
        qputenv("APPIMAGE", "/home/ann/api-gateway.AppImage");
        QCOMPARE(Autostart::ownCommand({}).program, u"/home/ann/api-gateway.AppImage"_s);
        qunsetenv("APPIMAGE");
    }

#ifdef Q_OS_LINUX
    void settingsSwitchIt()
    {
        WindowFixture f;
        auto *box = f.open(PageId::Settings)->findChild<QCheckBox *>(u"atLogin"_s);
        QVERIFY(!box->isChecked());
        box->click();
        QVERIFY(box->isChecked());
        QFile entry(m_config.filePath(u"autostart/api-gateway.desktop"_s));
        QVERIFY(entry.open(QIODevice::ReadOnly));
        const QStringList words = readExec(entry.readAll());
        QCOMPARE(words.value(0), QCoreApplication::applicationFilePath());
        QCOMPARE(words.value(2), f.dataDir());
        box->click();
        QVERIFY(!box->isChecked());
        QVERIFY(!QFile::exists(entry.fileName()));
    }

    void whatCannotBeWrittenIsSaid()
    {
        QTemporaryDir other;
        QFile inTheWay(other.filePath(u"autostart"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        qputenv("XDG_CONFIG_HOME", other.path().toUtf8());
        const Outcome done = Autostart::set(true, {u"/usr/bin/api-gateway"_s});
        qputenv("XDG_CONFIG_HOME", m_config.path().toUtf8());
        QVERIFY(!done);
        QVERIFY(done.error().message.contains(other.path()));
    }
#endif

private:
    QTemporaryDir m_config;
};

QTEST_MAIN(TestAutostart)
#include "tst_autostart.moc"
