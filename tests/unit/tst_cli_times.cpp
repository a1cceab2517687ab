// SPDX-License-Identifier: MIT
#include "times.h"

#include <QTest>

using namespace gateway;
using namespace gateway::cli;
using namespace Qt::StringLiterals;

namespace {

const Time now = fromMillis(1'795'406'733'000); // 2026-11-23T04:05:33Z, noon in Shanghai

QTimeZone zoneNamed(const char *name)
{
    return QTimeZone(QByteArray(name));
}

} // namespace

class TestCliTimes final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void since_data();
    void since();
    void until_data();
    void until();
    void expiry_data();
    void expiry();
    void duration_data();
    void duration();
    void dayThatIsNotADayLong();
};

void TestCliTimes::since_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<QString>("expected"); // empty: refused

    QTest::newRow("seconds") << u"90s"_s << QByteArray("UTC") << u"2026-11-23T04:04:03.000Z"_s;
    QTest::newRow("minutes") << u"5m"_s << QByteArray("UTC") << u"2026-11-23T04:00:33.000Z"_s;
    QTest::newRow("hours") << u"24h"_s << QByteArray("UTC") << u"2026-11-22T04:05:33.000Z"_s;
    QTest::newRow("days") << u"7d"_s << QByteArray("Asia/Shanghai") << u"2026-11-16T04:05:33.000Z"_s;
    QTest::newRow("weeks") << u"2w"_s << QByteArray("UTC") << u"2026-11-09T04:05:33.000Z"_s;
    QTest::newRow("date") << u"2026-11-23"_s << QByteArray("UTC") << u"2026-11-23T00:00:00.000Z"_s;
    QTest::newRow("date in zone") << u"2026-11-23"_s << QByteArray("Asia/Shanghai")
                                  << u"2026-11-22T16:00:00.000Z"_s;
    QTest::newRow("time in zone") << u"2026-11-23T14:00"_s << QByteArray("Asia/Shanghai")
                                  << u"2026-11-23T06:00:00.000Z"_s;
    QTest::newRow("time with Z") << u"2026-11-23T14:00:00Z"_s << QByteArray("Asia/Shanghai")
                                 << u"2026-11-23T14:00:00.000Z"_s;
    QTest::newRow("time with offset")
            << u"2026-11-23T14:00:00+02:00"_s << QByteArray("UTC") << u"2026-11-23T12:00:00.000Z"_s;
    QTest::newRow("leap day") << u"2028-02-29"_s << QByteArray("UTC") << u"2028-02-29T00:00:00.000Z"_s;
    QTest::newRow("empty") << QString() << QByteArray("UTC") << QString();
    QTest::newRow("word") << u"yesterday"_s << QByteArray("UTC") << QString();
    QTest::newRow("bare number") << u"20261123"_s << QByteArray("UTC") << QString();
    QTest::newRow("no such day") << u"2026-02-30"_s << QByteArray("UTC") << QString();
    QTest::newRow("negative") << u"-7d"_s << QByteArray("UTC") << QString();
    QTest::newRow("signed") << u"+7d"_s << QByteArray("UTC") << QString();
    QTest::newRow("only a unit") << u"d"_s << QByteArray("UTC") << QString();
    QTest::newRow("too far") << u"99999999999999999d"_s << QByteArray("UTC") << QString();
}

void TestCliTimes::since()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, zone);
    QFETCH(QString, expected);
    const auto time = parseSince(text, now, QTimeZone(zone));
    QCOMPARE(time.has_value(), !expected.isEmpty());
    if (time)
        QCOMPARE(toRfc3339(*time), expected);
    else
        QCOMPARE(time.error().code, ErrorCode::InvalidArgument);
}

void TestCliTimes::until_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    QTest::newRow("a date includes its day") << u"2026-11-23"_s << u"2026-11-23T16:00:00.000Z"_s;
    QTest::newRow("the last of a month") << u"2026-11-30"_s << u"2026-11-30T16:00:00.000Z"_s;
    QTest::newRow("a time is that time") << u"2026-11-23T00:00"_s << u"2026-11-22T16:00:00.000Z"_s;
    QTest::newRow("a span") << u"1h"_s << u"2026-11-23T03:05:33.000Z"_s;
}

void TestCliTimes::until()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto time = parseUntil(text, now, zoneNamed("Asia/Shanghai"));
    QVERIFY(time);
    QCOMPARE(toRfc3339(*time), expected);
}

void TestCliTimes::expiry_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");

    QTest::newRow("span") << u"30d"_s << u"2026-12-23T04:05:33.000Z"_s;
    QTest::newRow("date: valid on that day") << u"2026-12-31"_s << u"2026-12-31T16:00:00.000Z"_s;
    QTest::newRow("today: until midnight") << u"2026-11-23"_s << u"2026-11-23T16:00:00.000Z"_s;
    QTest::newRow("yesterday") << u"2026-11-22"_s << QString();
    QTest::newRow("nothing") << u"0d"_s << QString();
    QTest::newRow("word") << u"never"_s << QString();
}

void TestCliTimes::expiry()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto time = parseExpiry(text, now, zoneNamed("Asia/Shanghai"));
    QCOMPARE(time.has_value(), !expected.isEmpty());
    if (time)
        QCOMPARE(toRfc3339(*time), expected);
}

void TestCliTimes::duration_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("millis"); // -1: refused

    QTest::newRow("bare seconds") << u"30"_s << qint64(30'000);
    QTest::newRow("seconds") << u"30s"_s << qint64(30'000);
    QTest::newRow("zero") << u"0s"_s << qint64(0);
    QTest::newRow("minutes") << u"2m"_s << qint64(120'000);
    QTest::newRow("negative") << u"-1s"_s << qint64(-1);
    QTest::newRow("unknown unit") << u"1y"_s << qint64(-1);
    QTest::newRow("empty") << QString() << qint64(-1);
}

void TestCliTimes::duration()
{
    QFETCH(QString, text);
    QFETCH(qint64, millis);
    const auto span = parseDuration(text);
    QCOMPARE(span ? qint64(span->count()) : qint64(-1), millis);
}

void TestCliTimes::dayThatIsNotADayLong()
{
    // Clocks go forward in Berlin on 2027-03-28: the day has 23 hours.
    const QTimeZone berlin = zoneNamed("Europe/Berlin");
    if (!berlin.isValid())
        QSKIP("The system has no time zone data.");
    const auto start = parseSince(u"2027-03-28"_s, now, berlin);
    const auto end = parseUntil(u"2027-03-28"_s, now, berlin);
    QVERIFY(start && end);
    QCOMPARE(*end - *start, Millis(std::chrono::hours(23)));
}

QTEST_GUILESS_MAIN(TestCliTimes)
#include "tst_cli_times.moc"
