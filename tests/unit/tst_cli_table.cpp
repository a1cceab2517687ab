// SPDX-License-Identifier: MIT
#include "rows.h"
#include "table.h"
#include "terminal.h"

#include <QTest>

using namespace gateway;
using namespace gateway::cli;
using namespace Qt::StringLiterals;

class TestCliTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void width_data();
    void width();
    void alignsMixedScripts();
    void showsControlCharacters_data();
    void showsControlCharacters();
    void csv_data();
    void csv();
    void money_data();
    void money();
};

void TestCliTable::width_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("expected");

    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("ASCII") << u"moonshot"_s << 8;
    QTest::newRow("Chinese") << u"用户"_s << 4;
    QTest::newRow("kana and hangul") << u"かな한글"_s << 8;
    QTest::newRow("full width") << u"ＡＢ，"_s << 6;
    QTest::newRow("beyond the first plane") << u"𠀀"_s << 2;
    QTest::newRow("emoji") << u"🚀"_s << 2;
    QTest::newRow("accent as its own character") << u"e\u0301"_s << 1;
    QTest::newRow("ellipsis") << u"sk-a…b"_s << 6;
}

void TestCliTable::width()
{
    QFETCH(QString, text);
    QFETCH(int, expected);
    QCOMPARE(displayWidth(text), expected);
}

void TestCliTable::alignsMixedScripts()
{
    Table table({{u"NAME"_s}, {u"N"_s, Table::Align::Right}, {u"NOTE"_s}});
    table.add({u"安娜"_s, u"7"_s, QString()});
    table.add({u"b"_s, u"1234"_s, u"x"_s});
    QCOMPARE(table.text(), u"NAME     N  NOTE\n安娜     7\nb     1234  x"_s);
}

void TestCliTable::showsControlCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    QTest::newRow("harmless") << u"gpt-4o 中文 é"_s << u"gpt-4o 中文 é"_s;
    QTest::newRow("escape") << u"\u001b[2J"_s << u"\\u001b[2J"_s;
    QTest::newRow("line ends") << u"a\r\nb"_s << u"a\\u000d\\u000ab"_s;
    QTest::newRow("C1") << u"a\u009bb"_s << u"a\\u009bb"_s;
    QTest::newRow("right to left override") << u"a\u202eb"_s << u"a\\u202eb"_s;
    QTest::newRow("joined emoji") << u"👩\u200d💻"_s << u"👩\u200d💻"_s;
}

void TestCliTable::showsControlCharacters()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    QCOMPARE(printable(text), expected);
}

void TestCliTable::csv_data()
{
    QTest::addColumn<QStringList>("cells");
    QTest::addColumn<QString>("expected");

    QTest::newRow("plain") << QStringList{u"a"_s, u"1"_s, QString()} << u"a,1,"_s;
    QTest::newRow("quoted") << QStringList{u"a,b"_s, u"say \"hi\""_s, u"two\nlines"_s}
                            << u"\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\""_s;
    QTest::newRow("formula") << QStringList{u"=1+1"_s, u"@SUM(A1)"_s, u"+x"_s}
                             << u"'=1+1,'@SUM(A1),'+x"_s;
    QTest::newRow("a negative number is no formula") << QStringList{u"-5"_s} << u"-5"_s;
}

void TestCliTable::csv()
{
    QFETCH(QStringList, cells);
    QFETCH(QString, expected);
    QCOMPARE(csvLine(cells), expected);
}

void TestCliTable::money_data()
{
    QTest::addColumn<qint64>("micros");
    QTest::addColumn<QString>("expected");

    QTest::newRow("zero") << qint64(0) << u"0.000000 USD"_s;
    QTest::newRow("one micro") << qint64(1) << u"0.000001 USD"_s;
    QTest::newRow("more") << qint64(12'345'678) << u"12.345678 USD"_s;
    QTest::newRow("negative") << qint64(-1'500'000) << u"-1.500000 USD"_s;
    QTest::newRow("the least") << std::numeric_limits<qint64>::min() << u"-9223372036854.775808 USD"_s;
}

void TestCliTable::money()
{
    QFETCH(qint64, micros);
    QFETCH(QString, expected);
    QCOMPARE(moneyText(micros, u"USD"_s), expected);
}

QTEST_GUILESS_MAIN(TestCliTable)
#include "tst_cli_table.moc"
