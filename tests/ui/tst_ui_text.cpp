// SPDX-License-Identifier: MIT
#include "ui/charts/usage_chart.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/usage_choice.h"
#include "ui/usage_range.h"

#include "support/utc.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;
using std::chrono::hours;
using std::chrono::minutes;

// The pure parts of the window: figures, times, ranges.
class TestUiText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void compact_data()
    {
        QTest::addColumn<qint64>("value");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("axis");
        QTest::newRow("nothing") << qint64(0) << u"0"_s << u"0"_s;
        QTest::newRow("grouped") << qint64(9'999) << u"9,999"_s << u"9,999"_s;
        QTest::newRow("thousands") << qint64(50'000) << u"50.0 k"_s << u"50 k"_s;
        QTest::newRow("rounded up to a million") << qint64(999'600) << u"1.0 M"_s << u"1 M"_s;
        QTest::newRow("millions") << qint64(38'249'000) << u"38.2 M"_s << u"38.2 M"_s;
        QTest::newRow("hundreds of millions") << qint64(412'000'000) << u"412 M"_s << u"412 M"_s;
        QTest::newRow("billions") << qint64(7'100'000'000) << u"7.1 B"_s << u"7.1 B"_s;
    }
    void compact()
    {
        QFETCH(qint64, value);
        QTEST(Format::compact(value), "text");
        QTEST(Format::axis(value), "axis");
    }

    void limits_data()
    {
        QTest::addColumn<int>("unit");
        QTest::addColumn<qint64>("amount");
        QTest::addColumn<QString>("text");
        QTest::newRow("round") << int(BudgetUnit::Usd) << qint64(10'000'000) << u"$10"_s;
        QTest::newRow("cents") << int(BudgetUnit::Cny) << qint64(2'504'000) << u"¥2.50"_s;
        QTest::newRow("less than one") << int(BudgetUnit::Usd) << qint64(388'000) << u"$0.39"_s;
        QTest::newRow("rounded up to one") << int(BudgetUnit::Usd) << qint64(999'900) << u"$1"_s;
        QTest::newRow("less than a cent") << int(BudgetUnit::Usd) << qint64(1'500) << u"$0.0015"_s;
        QTest::newRow("nothing") << int(BudgetUnit::Usd) << qint64(0) << u"$0"_s;
        QTest::newRow("tokens") << int(BudgetUnit::Tokens) << qint64(2'000'000) << u"2 M tokens"_s;
    }
    void limits()
    {
        QFETCH(int, unit);
        QFETCH(qint64, amount);
        QTEST(LimitText::amount(amount, BudgetUnit(unit)), "text");
    }

    void percent_data()
    {
        QTest::addColumn<qint64>("part");
        QTest::addColumn<qint64>("whole");
        QTest::addColumn<QString>("text");
        QTest::newRow("of nothing") << qint64(0) << qint64(0) << u"—"_s;
        QTest::newRow("all") << qint64(5) << qint64(5) << u"100 %"_s;
        QTest::newRow("almost all is not all") << qint64(99'999) << qint64(100'000) << u"99.9 %"_s;
        QTest::newRow("to the nearest") << qint64(19) << qint64(317) << u"6.0 %"_s;
        QTest::newRow("few are not none") << qint64(1) << qint64(100'000) << u"0.1 %"_s;
        QTest::newRow("none") << qint64(0) << qint64(3) << u"0.0 %"_s;
    }
    void percent()
    {
        QFETCH(qint64, part);
        QFETCH(qint64, whole);
        QTEST(Format::percent(part, whole), "text");
    }

    void money_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("text");
        QTest::newRow("small") << qint64(15'600) << u"USD"_s << u"$0.0156"_s;
        QTest::newRow("large") << qint64(301'456'000) << u"CNY"_s << u"¥301.46"_s;
        QTest::newRow("nothing") << qint64(0) << u"USD"_s << u"$0.00"_s;
        QTest::newRow("another") << qint64(2'500'000) << u"EUR"_s << u"2.50 EUR"_s;
    }
    void money()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, currency);
        QTEST(Format::money(micros, currency), "text");
    }

    void durations_data()
    {
        QTest::addColumn<int>("millis");
        QTest::addColumn<QString>("text");
        QTest::newRow("milliseconds") << 412 << u"412 ms"_s;
        QTest::newRow("seconds") << 1'904 << u"1.90 s"_s;
        QTest::newRow("tens of seconds") << 42'300 << u"42.3 s"_s;
        QTest::newRow("minutes") << 125'000 << u"2 min 5 s"_s;
    }
    void durations()
    {
        QFETCH(int, millis);
        QTEST(Format::duration(Millis(millis)), "text");
    }

    void ago_data()
    {
        QTest::addColumn<int>("secondsAgo");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << 59 << u"just now"_s;
        QTest::newRow("in the future") << -30 << u"just now"_s;
        QTest::newRow("minutes") << 60 << u"1 min ago"_s;
        QTest::newRow("hours") << 2 * 3600 << u"2 h ago"_s;
        QTest::newRow("days") << 3 * 86'400 << u"3 d ago"_s;
        QTest::newRow("a date") << 9 * 86'400 << u"2026-11-14"_s;
    }
    void ago()
    {
        QFETCH(int, secondsAgo);
        const Time now = utc("2026-11-23T12:00:00Z");
        QTEST(Format::ago(now - std::chrono::seconds(secondsAgo), now, QTimeZone::utc()), "text");
    }

    void windows_data()
    {
        QTest::addColumn<UsageRange>("range");
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QByteArray>("since");
        QTest::addColumn<QByteArray>("until");
        QTest::addColumn<QByteArray>("previousSince");
        QTest::addColumn<QByteArray>("previousUntil");
        const QByteArray shanghai("Asia/Shanghai");
        QTest::newRow("today") << UsageRange::Today << shanghai << QByteArray("2026-11-23T06:32:07Z")
                               << QByteArray("2026-11-22T16:00:00Z") << QByteArray("2026-11-23T16:00:00Z")
                               << QByteArray("2026-11-21T16:00:00Z") << QByteArray("2026-11-22T06:32:07Z");
        QTest::newRow("24 hours") << UsageRange::Day << shanghai << QByteArray("2026-11-23T06:32:07Z")
                                  << QByteArray("2026-11-22T07:00:00Z") << QByteArray("2026-11-23T07:00:00Z")
                                  << QByteArray("2026-11-21T07:00:00Z") << QByteArray("2026-11-22T06:32:07Z");
        QTest::newRow("24 hours, half-hour zone")
                << UsageRange::Day << QByteArray("Asia/Kolkata") << QByteArray("2026-11-23T06:32:07Z")
                << QByteArray("2026-11-22T07:30:00Z") << QByteArray("2026-11-23T07:30:00Z")
                << QByteArray("2026-11-21T07:30:00Z") << QByteArray("2026-11-22T06:32:07Z");
        QTest::newRow("7 days") << UsageRange::Week << shanghai << QByteArray("2026-11-23T06:32:07Z")
                                << QByteArray("2026-11-16T16:00:00Z") << QByteArray("2026-11-23T16:00:00Z")
                                << QByteArray("2026-11-09T16:00:00Z") << QByteArray("2026-11-16T06:32:07Z");
        QTest::newRow("a day of 25 hours")
                << UsageRange::Today << QByteArray("Europe/Berlin") << QByteArray("2026-10-25T20:00:00Z")
                << QByteArray("2026-10-24T22:00:00Z") << QByteArray("2026-10-25T23:00:00Z")
                << QByteArray("2026-10-23T22:00:00Z") << QByteArray("2026-10-24T20:00:00Z");
        QTest::newRow("the 25th hour has no yesterday")
                << UsageRange::Today << QByteArray("Europe/Berlin") << QByteArray("2026-10-25T22:30:00Z")
                << QByteArray("2026-10-24T22:00:00Z") << QByteArray("2026-10-25T23:00:00Z")
                << QByteArray("2026-10-23T22:00:00Z") << QByteArray("2026-10-24T22:00:00Z");
    }
    void windows()
    {
        QFETCH(UsageRange, range);
        QFETCH(QByteArray, zone);
        QFETCH(QByteArray, now);
        const UsageWindow window = usageWindow(range, utc(now.constData()), QTimeZone(zone));
        const auto text = [](Time time) -> QByteArray { return toRfc3339(time).left(19).toLatin1() + 'Z'; };
        QTEST(text(window.since), "since");
        QTEST(text(window.until), "until");
        QTEST(text(window.previousSince), "previousSince");
        QTEST(text(window.previousUntil), "previousUntil");
    }

    void daysAreWholeOnes()
    {
        const QTimeZone berlin("Europe/Berlin");
        UsageChoice choice;
        choice.days = UsageDays{QDate(2026, 10, 23), QDate(2026, 10, 25)}; // the last one has 25 hours
        const UsageWindow over = usageWindow(choice, utc("2026-11-23T06:32:07Z"), berlin);
        QCOMPARE(over.since, utc("2026-10-22T22:00:00Z"));
        QCOMPARE(over.until, utc("2026-10-25T23:00:00Z"));
        QCOMPARE(over.previousSince, utc("2026-10-19T22:00:00Z"));
        QCOMPARE(over.previousUntil, over.since);
        QVERIFY(!over.hourly);
        choice.days->first = QDate(2026, 10, 24);
        const UsageWindow running = usageWindow(choice, utc("2026-10-25T10:00:00Z"), berlin);
        QVERIFY(running.hourly);
        QCOMPARE(running.previousSince, utc("2026-10-21T22:00:00Z"));
        QCOMPARE(running.previousUntil, utc("2026-10-23T10:00:00Z")); // as much as there is so far
        choice.days.reset();
        QCOMPARE(usageWindow(choice, utc("2026-10-25T10:00:00Z"), berlin),
                 usageWindow(UsageRange::Today, utc("2026-10-25T10:00:00Z"), berlin));
    }

    void rangesAreRemembered()
    {
        for (const UsageRange range :
             {UsageRange::Today, UsageRange::Day, UsageRange::Week, UsageRange::Month})
            QCOMPARE(usageRangeFromString(toString(range)), std::optional(range));
        QVERIFY(!usageRangeFromString(u"lately"));
    }

    void axes_data()
    {
        QTest::addColumn<qint64>("largest");
        QTest::addColumn<qint64>("maximum");
        QTest::addColumn<qint64>("step");
        QTest::newRow("nothing") << qint64(0) << qint64(4) << qint64(1);
        QTest::newRow("few") << qint64(3) << qint64(4) << qint64(1);
        QTest::newRow("seven") << qint64(7) << qint64(8) << qint64(2);
        QTest::newRow("exact") << qint64(20) << qint64(20) << qint64(5);
        QTest::newRow("millions") << qint64(2'890'000) << qint64(3'000'000) << qint64(1'000'000);
        QTest::newRow("quarters") << qint64(940'000) << qint64(1'000'000) << qint64(250'000);
        QTest::newRow("whole numbers only") << qint64(9) << qint64(10) << qint64(5);
        QTest::newRow("just above") << qint64(2'000'001) << qint64(3'000'000) << qint64(1'000'000);
    }
    void axes()
    {
        QFETCH(qint64, largest);
        const AxisScale scale = axisScale(largest);
        QTEST(scale.maximum, "maximum");
        QTEST(scale.step, "step");
        QVERIFY(scale.maximum >= largest);
    }

    void amountsOfAColumnCompare()
    {
        QCOMPARE(Format::moneyBeside(930'100, 7'120'000, u"USD"_s), u"$0.93"_s);
        QCOMPARE(Format::moneyBeside(7'120'000, 7'120'000, u"USD"_s), u"$7.12"_s);
        QCOMPARE(Format::moneyBeside(1'200, 7'120'000, u"CNY"_s), u"¥0.0012"_s); // not nothing
        QCOMPARE(Format::moneyBeside(93'000, 210'000, u"USD"_s), u"$0.0930"_s);
    }

    void errorsReadInTheWindowsLanguage()
    {
        const Error error{ErrorCode::Locked, u"Another gateway (process 1) serves it."_s};
        QCOMPARE(ErrorText::of(error), error.message);
        QLocale::setDefault(QLocale(u"zh_CN"_s));
        QVERIFY(ErrorText::of(error).contains(error.message)); // the detail stays
        QVERIFY(ErrorText::of(error) != error.message);
        QLocale::setDefault(QLocale(QLocale::English));
    }
};

QTEST_APPLESS_MAIN(TestUiText)
#include "tst_ui_text.moc"
