// SPDX-License-Identifier: MIT
#include "access/calendar.h"

#include <QDateTime>
#include <QTest>

using namespace gateway;

namespace {

Time at(const QString &text)
{
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return fromMillis(time.toMSecsSinceEpoch());
}

QString shown(Time time)
{
    return time == Time::max() ? QStringLiteral("never") : toRfc3339(time);
}

} // namespace

class TestCalendar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void periods_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<int>("period");
        QTest::addColumn<QString>("time");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("end");
        const auto row = [](const char *name, const char *zone, BudgetPeriod period, const char *time,
                            const char *start, const char *end) {
            QTest::newRow(name) << QString::fromLatin1(zone) << int(period) << QString::fromLatin1(time)
                                << QString::fromLatin1(start) << QString::fromLatin1(end);
        };
        using enum BudgetPeriod;
        row("hour in UTC", "UTC", Hour, "2026-11-23T10:59:59.999Z", "2026-11-23T10:00:00.000Z",
            "2026-11-23T11:00:00.000Z");
        row("hour of half an hour's offset", "Asia/Kolkata", Hour, "2026-11-23T10:10:00Z",
            "2026-11-23T09:30:00.000Z", "2026-11-23T10:30:00.000Z");
        row("hour of three quarters' offset", "Asia/Kathmandu", Hour, "2026-11-23T10:10:00Z",
            "2026-11-23T09:15:00.000Z", "2026-11-23T10:15:00.000Z");
        row("hour before the epoch", "UTC", Hour, "1969-12-31T23:30:00Z", "1969-12-31T23:00:00.000Z",
            "1970-01-01T00:00:00.000Z");
        row("last millisecond of a day", "Asia/Shanghai", Day, "2026-11-23T15:59:59.999Z",
            "2026-11-22T16:00:00.000Z", "2026-11-23T16:00:00.000Z");
        row("first millisecond of a day", "Asia/Shanghai", Day, "2026-11-23T16:00:00.000Z",
            "2026-11-23T16:00:00.000Z", "2026-11-24T16:00:00.000Z");
        row("day of 23 h", "Europe/Berlin", Day, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00.000Z",
            "2026-03-29T22:00:00.000Z");
        row("day of 25 h", "Europe/Berlin", Day, "2026-10-25T12:00:00Z", "2026-10-24T22:00:00.000Z",
            "2026-10-25T23:00:00.000Z");
        row("hour that comes twice, first", "Europe/Berlin", Hour, "2026-10-25T00:30:00Z",
            "2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z");
        row("hour that comes twice, second", "Europe/Berlin", Hour, "2026-10-25T01:30:00Z",
            "2026-10-25T01:00:00.000Z", "2026-10-25T02:00:00.000Z");
        row("midnight that does not exist", "America/Sao_Paulo", Day, "2018-11-04T12:00:00Z",
            "2018-11-04T03:00:00.000Z", "2018-11-05T02:00:00.000Z");
        row("midnight that comes twice", "America/Havana", Day, "2026-11-01T04:30:00Z",
            "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z");
        row("day before a missing midnight", "America/Sao_Paulo", Day, "2018-11-04T02:59:59Z",
            "2018-11-03T03:00:00.000Z", "2018-11-04T03:00:00.000Z");
        row("day before a skipped one", "Pacific/Apia", Day, "2011-12-30T00:00:00Z",
            "2011-12-29T10:00:00.000Z", "2011-12-30T10:00:00.000Z");
        row("half an hour's move, before", "Australia/Lord_Howe", Hour, "2026-04-04T14:45:00Z",
            "2026-04-04T14:00:00.000Z", "2026-04-04T15:00:00.000Z");
        row("half an hour's move, after", "Australia/Lord_Howe", Hour, "2026-04-04T15:10:00Z",
            "2026-04-04T15:00:00.000Z", "2026-04-04T15:30:00.000Z");
        row("week from Monday", "UTC", Week, "2026-11-23T00:00:00Z", "2026-11-23T00:00:00.000Z",
            "2026-11-30T00:00:00.000Z");
        row("week to Sunday", "UTC", Week, "2026-11-22T23:59:59Z", "2026-11-16T00:00:00.000Z",
            "2026-11-23T00:00:00.000Z");
        row("week over the year", "UTC", Week, "2027-01-01T08:00:00Z", "2026-12-28T00:00:00.000Z",
            "2027-01-04T00:00:00.000Z");
        row("February", "UTC", Month, "2026-02-28T23:59:59Z", "2026-02-01T00:00:00.000Z",
            "2026-03-01T00:00:00.000Z");
        row("leap February", "UTC", Month, "2028-02-29T12:00:00Z", "2028-02-01T00:00:00.000Z",
            "2028-03-01T00:00:00.000Z");
        row("December", "America/New_York", Month, "2027-01-01T04:59:59Z", "2026-12-01T05:00:00.000Z",
            "2027-01-01T05:00:00.000Z");
        row("month with a clock change", "Europe/Berlin", Month, "2026-03-31T21:59:59Z",
            "2026-02-28T23:00:00.000Z", "2026-03-31T22:00:00.000Z");
        row("total", "Asia/Shanghai", Total, "2026-11-23T00:00:00Z", "1970-01-01T00:00:00.000Z", "never");
    }
    void periods()
    {
        QFETCH(QString, zone);
        QFETCH(int, period);
        QFETCH(QString, time);
        QFETCH(QString, start);
        QFETCH(QString, end);
        QVERIFY(Calendar::isZone(zone));
        const Period found = Calendar(zone).periodAt(BudgetPeriod(period), at(time));
        QCOMPARE(shown(found.start), start);
        QCOMPARE(shown(found.end), end);
        QVERIFY(found.contains(at(time)));
    }

    // Each period begins where the one before ends, wherever one looks from.
    void periodsFollowEachOther_data()
    {
        QTest::addColumn<QString>("zone");
        for (const char *zone :
             {"UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu",
              "Pacific/Chatham", "Africa/Cairo", "America/Havana", "Asia/Beirut"})
            QTest::newRow(zone) << QString::fromLatin1(zone);
    }
    void periodsFollowEachOther()
    {
        QFETCH(QString, zone);
        const Calendar calendar(zone);
        for (const BudgetPeriod period :
             {BudgetPeriod::Hour, BudgetPeriod::Day, BudgetPeriod::Week, BudgetPeriod::Month}) {
            Period current = calendar.periodAt(period, at(QStringLiteral("2026-01-01T00:00:00Z")));
            const Time end = at(QStringLiteral("2027-01-01T00:00:00Z"));
            while (current.end < end) {
                QVERIFY(current.start < current.end);
                QVERIFY(calendar.periodAt(period, current.end - Millis(1)) == current);
                const Period next = calendar.periodAt(period, current.end);
                QCOMPARE(shown(next.start), shown(current.end));
                current = next;
            }
        }
    }

    void unknownZones()
    {
        QVERIFY(!Calendar::isZone(QStringLiteral("Mars/Olympus")));
        QVERIFY(!Calendar::isZone(QString()));
        const Calendar calendar(QStringLiteral("Mars/Olympus"));
        QVERIFY(calendar.zone().isValid());
        QCOMPARE(calendar.zone(), Calendar().zone());
    }
};

QTEST_GUILESS_MAIN(TestCalendar)
#include "tst_calendar.moc"
