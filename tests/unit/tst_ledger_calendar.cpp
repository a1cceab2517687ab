// SPDX-License-Identifier: MIT
#include "store/usage_fold.h"
#include "support/team_ledger.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace gateway;
using namespace gateway::test;

// Sums of the ledger by time: ranges, and the hours and days of a zone.
class TestLedgerCalendar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRangeHasItsFirstInstantAndNotItsLast()
    {
        TeamLedger ledger;
        const Time from = utc("2026-11-23T10:00:00Z");
        for (const int millis : {-1, 0, 1, 999, 1000, 1001})
            ledger.add(ledger.at(from + Millis(millis)));
        QCOMPARE(ledger.usage(UsageGroup::None, {from, from + Millis(1000)})->constFirst().requests, 3);
        QCOMPARE(ledger.usage(UsageGroup::None, {from, {}})->constFirst().requests, 5);
        QCOMPARE(ledger.usage(UsageGroup::None, {{}, from})->constFirst().requests, 1);
        CallFilter filter;
        filter.since = from;
        filter.until = from + Millis(1000);
        QCOMPARE(ledger.calls(filter).size(), 3);
    }

    void hoursAndDaysFollowTheCalendar_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<bool>("byDay");
        QTest::addColumn<QString>("since");
        QTest::addColumn<QString>("until");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("first"); // start of the first bucket
        QTest::addColumn<QString>("last");  // and of the last one
        const auto row = [](const char *name, const char *zone, bool byDay, const char *since,
                            const char *until, int count, const char *first, const char *last) {
            QTest::newRow(name) << QString::fromLatin1(zone) << byDay << QString::fromLatin1(since)
                                << QString::fromLatin1(until) << count << QString::fromLatin1(first)
                                << QString::fromLatin1(last);
        };
        row("UTC hours", "UTC", false, "2026-11-23T10:20:00Z", "2026-11-23T13:00:00Z", 3,
            "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z");
        row("UTC days", "UTC", true, "2026-11-23T10:20:00Z", "2026-11-25T01:00:00Z", 3,
            "2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z");
        row("days of Shanghai", "Asia/Shanghai", true, "2026-11-22T16:00:00Z", "2026-11-24T16:00:00Z", 2,
            "2026-11-22T16:00:00Z", "2026-11-23T16:00:00Z");
        row("hours at half past", "Asia/Kolkata", false, "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z", 3,
            "2026-11-23T09:30:00Z", "2026-11-23T11:30:00Z");
        row("hours at a quarter", "Asia/Kathmandu", false, "2026-11-23T10:15:00Z", "2026-11-23T12:15:00Z", 2,
            "2026-11-23T10:15:00Z", "2026-11-23T11:15:00Z");
        row("day of 23 hours", "Europe/Berlin", false, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23,
            "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z");
        row("day of 25 hours", "Europe/Berlin", false, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25,
            "2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z");
        row("days around a change", "Europe/Berlin", true, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 3,
            "2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z");
        row("no midnight on that day", "America/Santiago", true, "2026-09-05T12:00:00Z",
            "2026-09-07T03:00:00Z", 2, "2026-09-05T04:00:00Z", "2026-09-06T04:00:00Z");
        row("change of half an hour", "Australia/Lord_Howe", false, "2026-04-04T14:00:00Z",
            "2026-04-04T17:30:00Z", 4, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z");
    }
    void hoursAndDaysFollowTheCalendar()
    {
        QFETCH(QString, zone);
        QFETCH(bool, byDay);
        QFETCH(QString, since);
        QFETCH(QString, until);
        QFETCH(int, count);
        QVERIFY2(QTimeZone::isTimeZoneIdAvailable(zone.toLatin1()),
                 "The system's time zones are not installed.");
        TeamLedger ledger;
        const Time from = utc(qPrintable(since));
        const Time to = utc(qPrintable(until));
        // A call every seven minutes, so that every bucket has some.
        int inside = 0;
        for (Time time = from - std::chrono::hours(3); time < to + std::chrono::hours(3);
             time += std::chrono::minutes(7)) {
            ledger.add(ledger.at(time));
            inside += time >= from && time < to ? 1 : 0;
        }
        const QList<UsageSum> sums =
                *ledger.usage(byDay ? UsageGroup::Day : UsageGroup::Hour, {from, to}, zone);
        QCOMPARE(sums.size(), count);
        QTEST(toRfc3339(sums.first().start).replace(QStringLiteral(".000"), QString()), "first");
        QTEST(toRfc3339(sums.last().start).replace(QStringLiteral(".000"), QString()), "last");
        qint64 requests = 0;
        for (qsizetype i = 0; i < sums.size(); ++i) {
            requests += sums[i].requests;
            // Each has the calls between its start and the next.
            const Time begin = qMax(sums[i].start, from);
            const Time end = i + 1 < sums.size() ? sums[i + 1].start : to;
            QCOMPARE(sums[i].requests, ledger.usage(UsageGroup::None, {begin, end})->constFirst().requests);
            QVERIFY(sums[i].requests > 0);
        }
        QCOMPARE(requests, inside);
    }

    void emptyHoursAreThereToo()
    {
        TeamLedger ledger;
        ledger.add(ledger.at(utc("2026-11-23T10:30:00Z")));
        ledger.add(ledger.at(utc("2026-11-23T14:30:00Z")));
        const auto counts = [&](const UsageFilter &filter) {
            QList<int> list;
            const QList<UsageSum> sums = *ledger.usage(UsageGroup::Hour, filter);
            for (const UsageSum &sum : sums) {
                list.append(int(sum.requests));
                if (sum.requests == 0 && !sum.tokens.isEmpty())
                    list.append(-1); // nothing was used is not known to be 0
            }
            return list;
        };
        QCOMPARE(counts({}), QList<int>({1, 0, 0, 0, 1}));
        QCOMPARE(counts({utc("2026-11-23T09:00:00Z"), {}}), QList<int>({0, 1, 0, 0, 0, 1}));
        QCOMPARE(counts({utc("2026-11-23T13:00:00Z"), utc("2026-11-23T17:00:00Z")}),
                 QList<int>({0, 1, 0, 0}));
        // A range without end in sight shows where something is.
        QCOMPARE(counts({utc("1971-01-01T00:00:00Z"), {}}), QList<int>({1, 0, 0, 0, 1}));
        QVERIFY(counts({utc("2026-11-23T13:00:00Z"), utc("2026-11-23T13:00:00Z")}).isEmpty());
    }

    void anUnknownZoneIsTheSystems()
    {
        QCOMPARE(calendarStarts(UsageFold::Step::Hour, QTimeZone::utc(), utc("2026-11-23T10:00:00Z"),
                                utc("2026-11-23T12:00:00Z"))
                         .size(),
                 3);
        TeamLedger ledger;
        ledger.add(ledger.at(utc("2026-11-23T10:30:00Z")));
        QCOMPARE(ledger.usage(UsageGroup::Day, {}, QStringLiteral("Mars/Olympus"))->constFirst().start,
                 ledger.usage(UsageGroup::Day, {}, QString())->constFirst().start);
    }

    // The sums of SQL and fold against plain addition.
    void sumsAgreeWithAddition()
    {
        TeamLedger ledger;
        QRandomGenerator random(7);
        QMap<QString, UsageSum> expected;
        const Time start = utc("2026-11-01T00:00:00Z");
        Time time = start;
        for (int i = 0; i < 2000; ++i) {
            time += Millis(random.bounded(1'000'000));
            TeamLedger::Call call = ledger.at(time, random.bounded(3));
            call.settled.status = CallStatus(1 + random.bounded(5));
            call.settled.usage = {};
            if (random.bounded(3) > 0)
                call.settled.usage.prompt = random.bounded(1000);
            if (random.bounded(3) > 0)
                call.settled.usage.completion = random.bounded(1000);
            call.settled.costMicros = random.bounded(100'000);
            call.settled.currency = random.bounded(2) ? QStringLiteral("USD") : QStringLiteral("CNY");
            ledger.add(call);
            const QDateTime local =
                    QDateTime::fromMSecsSinceEpoch(toMillis(time), QTimeZone("Asia/Shanghai"));
            UsageSum &sum = expected[local.date().toString(Qt::ISODate)];
            ++sum.requests;
            sum.failed += call.settled.status != CallStatus::Ok ? 1 : 0;
            if (call.settled.usage.prompt)
                sum.tokens.prompt = sum.tokens.prompt.value_or(0) + *call.settled.usage.prompt;
            if (call.settled.usage.completion)
                sum.tokens.completion = sum.tokens.completion.value_or(0) + *call.settled.usage.completion;
            sum.costMicros[call.settled.currency] += *call.settled.costMicros;
        }
        const QList<UsageSum> days = *ledger.usage(UsageGroup::Day, {}, QStringLiteral("Asia/Shanghai"));
        for (const UsageSum &day : days) {
            const QDateTime local =
                    QDateTime::fromMSecsSinceEpoch(toMillis(day.start), QTimeZone("Asia/Shanghai"));
            QCOMPARE(local.time(), QTime(0, 0));
            const UsageSum sum = expected.take(local.date().toString(Qt::ISODate));
            QCOMPARE(day.requests, sum.requests);
            QCOMPARE(day.failed, sum.failed);
            QCOMPARE(day.tokens, sum.tokens);
            QCOMPARE(day.costMicros, sum.costMicros);
        }
        QVERIFY(expected.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLedgerCalendar)
#include "tst_ledger_calendar.moc"
