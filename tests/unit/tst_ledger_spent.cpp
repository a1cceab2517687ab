// SPDX-License-Identifier: MIT
#include "ledger/correction.h"
#include "ledger/price.h"
#include "store/ledger_queries.h"
#include "store/spent.h"
#include "support/ledger_fixture.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// What budgets are counted from: interruptions, late answers, what was spent and what answers typically use.
class TestLedgerSpent final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLateSettlementReplacesAnInterruption()
    {
        LedgerFixture f;
        const RequestId id = f.next();
        QCOMPARE(f.table.insert(opening(id)), LedgerTable::Written::Yes);
        QCOMPARE(*f.table.interruptOpenRows(), 1);
        QCOMPARE(f.number(u"SELECT cost_micros FROM requests"_s), 5'000);
        QCOMPARE(f.number(u"SELECT interrupted FROM rollups"_s), 1);
        QCOMPARE(f.number(u"SELECT tokens FROM spent_days"_s), 1'000);
        QCOMPARE(f.table.settle(settlement(id)), LedgerTable::Written::Yes);
        QCOMPARE(f.number(u"SELECT cost_micros FROM rollups"_s), 1'234);
        QCOMPARE(f.number(u"SELECT interrupted FROM rollups"_s), 0);
        QCOMPARE(f.number(u"SELECT ok FROM rollups"_s), 1);
        QCOMPARE(f.number(u"SELECT tokens FROM spent_days"_s), 140);
    }

    // A roll-up whose only call moved elsewhere is gone.
    void anEmptyRollUpIsRemoved()
    {
        LedgerFixture f;
        const RequestId id = f.next();
        QCOMPARE(f.table.insertSettled(opening(id), settlement(id)), LedgerTable::Written::Yes);
        CallSettled moved = settlement(id);
        moved.providerId = {8};
        QCOMPARE(f.table.settle(moved), LedgerTable::Written::Yes);
        QCOMPARE(f.number(u"SELECT count(*) FROM rollups"_s), 1);
        QCOMPARE(f.number(u"SELECT provider_id FROM rollups"_s), 8);
    }

    void thousandsAreInterruptedTogether()
    {
        LedgerFixture f;
        QVERIFY(f.temp.database().transaction([&]() -> Outcome {
            for (int i = 0; i < 5'000; ++i) {
                CallOpened opened = opening(f.next(utc("2026-11-23T10:00:00Z") + Millis(i * 100)));
                opened.keyId = {1 + i % 7};
                if (f.table.insert(opened) != LedgerTable::Written::Yes)
                    return failure(ErrorCode::Storage, f.table.lastError());
            }
            return {};
        }));
        QCOMPARE(*f.table.interruptOpenRows(), 5'000);
        QCOMPARE(
                f.number(
                        u"SELECT count(*) FROM requests WHERE status = 4 AND cost_micros = 5000 AND currency = 'USD'"_s),
                5'000);
        QCOMPARE(f.number(u"SELECT sum(cost_micros) FROM rollups"_s), 25'000'000);
        QCOMPARE(f.number(u"SELECT sum(held_tokens) FROM rollups"_s), 5'000'000);
        QCOMPARE(*f.table.interruptOpenRows(), 0);
    }

    // However the time is cut into entries, each period has what its calls cost.
    void spentFollowsTheCalendar_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("now");
        QTest::newRow("UTC, middle of a month") << u"UTC"_s << u"2026-11-18T13:20:00Z"_s;
        QTest::newRow("first of a month") << u"UTC"_s << u"2026-11-01T00:05:00Z"_s;
        QTest::newRow("Shanghai") << u"Asia/Shanghai"_s << u"2026-11-23T01:00:00Z"_s;
        QTest::newRow("Kathmandu, a Monday") << u"Asia/Kathmandu"_s << u"2026-11-22T18:20:00Z"_s;
        QTest::newRow("after the change of clocks") << u"Europe/Berlin"_s << u"2026-10-26T03:00:00Z"_s;
    }

    void spentFollowsTheCalendar()
    {
        QFETCH(QString, zone);
        QFETCH(QString, now);
        LedgerFixture f;
        const QTimeZone calendar(zone.toLatin1());
        const Time end = utc(qPrintable(now));
        QRandomGenerator random(3);
        QList<std::tuple<Time, qint64, qint64>> calls; // time, key, micros
        f.table.holdRollUps();
        QVERIFY(f.temp.database().transaction([&]() -> Outcome {
            for (Time time = end - std::chrono::hours(24 * 50); time <= end;
                 time += Millis(1 + random.bounded(4'000'000))) {
                CallOpened opened = opening(f.next(time));
                opened.keyId = {1 + random.bounded(3)};
                CallSettled settled = settlement(opened.id);
                settled.costMicros = 1 + random.bounded(1'000);
                if (f.table.insertSettled(opened, settled) != LedgerTable::Written::Yes)
                    return failure(ErrorCode::Storage, f.table.lastError());
                calls.append({time, opened.keyId.value, *settled.costMicros});
            }
            f.table.writeRollUps();
            return {};
        }));
        const QList<SpentQuarter> spent = *spentUntil(f.temp.database(), zone, end);
        QVERIFY(spent.size() < 3 * (4 + 24));
        const QDateTime local = QDateTime::fromMSecsSinceEpoch(toMillis(end), calendar);
        const QDate day = local.date();
        const Time hourStart = end - Millis((local.time().minute() * 60 + local.time().second()) * 1'000);
        const auto startOf = [&](QDate date) {
            return fromMillis(date.startOfDay(calendar).toMSecsSinceEpoch());
        };
        const QList<Time> periods{hourStart, startOf(day), startOf(day.addDays(1 - day.dayOfWeek())),
                                  startOf(day.addDays(1 - day.day())), Time{}};
        for (const Time &start : periods) {
            for (qint64 key = 1; key <= 3; ++key) {
                qint64 expected = 0;
                for (const auto &[time, owner, micros] : calls)
                    expected += owner == key && time >= start ? micros : 0;
                qint64 found = 0;
                for (const SpentQuarter &entry : spent)
                    found += entry.key.value == key && entry.quarter >= start ? entry.usdMicros : 0;
                QCOMPARE(found, expected);
            }
            qint64 all = 0;
            for (const auto &[time, owner, micros] : calls)
                all += time >= start ? micros : 0;
            QCOMPARE(spentInPeriod(f.temp.database(), UserId{1}, start)->usdMicros, all);
        }
        for (const SpentQuarter &entry : spent)
            QCOMPARE(entry.user, UserId{1});
    }

    void typicalAnswersAreTheNewestOldestFirst()
    {
        LedgerFixture f;
        for (int i = 0; i < 10; ++i) {
            const RequestId id = f.next();
            CallSettled settled = settlement(id);
            settled.usage.completion = i;
            if (i == 6)
                settled.status = CallStatus::Failed;
            if (i == 7)
                settled.usageSource = UsageSource::Estimated;
            QCOMPARE(f.table.insertSettled(opening(id), settled), LedgerTable::Written::Yes);
        }
        const QList<TypicalAnswer> answers = *typicalAnswers(f.temp.database(), 5);
        QCOMPARE(answers, (QList<TypicalAnswer>{{{2}, u"gpt"_s, 5}, {{2}, u"gpt"_s, 8}, {{2}, u"gpt"_s, 9}}));
    }
};

QTEST_GUILESS_MAIN(TestLedgerSpent)
#include "tst_ledger_spent.moc"
