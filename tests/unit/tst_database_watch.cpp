// SPDX-License-Identifier: MIT
#include "access/calendar.h"
#include "base/request_id.h"
#include "ledger/correction.h"
#include "ledger/database_watch.h"
#include "ledger/table.h"
#include "store/management.h"

#include "support/temp_database.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

class Fixture final
{
public:
    Fixture()
    {
        if (!table.prepare())
            qFatal("The ledger cannot be written.");
    }

    RequestId call(Time time, qint64 micros, CallStatus status = CallStatus::Ok)
    {
        CallOpened opened;
        opened.id = ids.next(time);
        opened.startedAt = time;
        opened.userId = {1};
        opened.keyId = {2};
        opened.model = u"m"_s;
        opened.currency = u"USD"_s;
        opened.rateMicros = 7'000'000;
        CallSettled settled;
        settled.id = opened.id;
        settled.status = status;
        if (status == CallStatus::Ok) {
            settled.usage.prompt = 10;
            settled.usage.completion = 1;
            settled.usageSource = UsageSource::Provider;
            settled.costMicros = micros;
            settled.currency = u"USD"_s;
        }
        table.holdRollUps();
        const Outcome written = temp.database().transaction([&]() -> Outcome {
            if (table.insertSettled(opened, settled) != LedgerTable::Written::Yes || !table.writeRollUps())
                return failure(ErrorCode::Storage, table.lastError());
            return {};
        });
        if (!written)
            qFatal("%s", qUtf8Printable(written.error().message));
        return opened.id;
    }

    Outcome set(const QString &name, const QString &value)
    {
        Management management(*other, clock, u"test"_s);
        return management.setSetting(name, value);
    }

    static qint64 sum(const QList<SpentQuarter> &spent, Time since = {})
    {
        qint64 micros = 0;
        for (const SpentQuarter &entry : spent)
            micros += entry.quarter >= since ? entry.usdMicros : 0;
        return micros;
    }

    TempDatabase temp;
    std::unique_ptr<Database> other = temp.connect();
    LedgerTable table{temp.database()};
    RequestIdSource ids;
    SystemClock clock;
};

} // namespace

class TestDatabaseWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOfAChangeOnce()
    {
        Fixture f;
        DatabaseWatch watch(f.temp.database());
        QVERIFY(watch.start());
        QVERIFY(!watch.look(false).snapshot);
        QVERIFY(f.set(u"max_attempts"_s, u"2"_s));
        const DatabaseWatch::News news = watch.look(false);
        QVERIFY(news.snapshot);
        QCOMPARE(news.snapshot->settings.maxAttempts, 2);
        QVERIFY(!news.recutUntil);
        QVERIFY(!watch.look(false).snapshot);
        QVERIFY(!watch.look(true).snapshot);
    }

    void anotherTimeZoneCutsAnew()
    {
        Fixture f;
        QVERIFY(f.set(u"timezone"_s, u"UTC"_s));
        const Time now = f.clock.now();
        // By the hour over forty days, so that every zone's months begin between two of them.
        for (int hours = 40 * 24; hours > 8; --hours)
            f.call(now - std::chrono::hours(hours), hours);
        DatabaseWatch watch(f.temp.database());
        const auto start = watch.start();
        QVERIFY(start);
        const qint64 total = Fixture::sum(start->spent);
        for (const QString &zone : {u"Asia/Shanghai"_s, u"America/New_York"_s, u"Asia/Kathmandu"_s}) {
            QVERIFY(f.set(u"timezone"_s, zone));
            const DatabaseWatch::News news = watch.look(false);
            QVERIFY(news.snapshot);
            QVERIFY(news.recutUntil);
            QCOMPARE(Fixture::sum(news.spent), total);
            for (const BudgetPeriod period : {BudgetPeriod::Day, BudgetPeriod::Week, BudgetPeriod::Month}) {
                const Time begin = Calendar(zone).periodAt(period, now).start;
                qint64 expected = 0;
                for (int hours = 40 * 24; hours > 8; --hours)
                    expected += now - std::chrono::hours(hours) >= begin ? hours : 0;
                QCOMPARE(Fixture::sum(news.spent, begin), expected);
            }
        }
    }

    void correctionsAreTold()
    {
        Fixture f;
        const Time now = f.clock.now();
        const RequestId id = f.call(now - std::chrono::hours(1), 0, CallStatus::Interrupted);
        const RequestId later = f.call(now - std::chrono::hours(1), 0, CallStatus::Interrupted);
        DatabaseWatch watch(f.temp.database());
        QVERIFY(watch.start());
        Correction correction;
        correction.usage.prompt = 100;
        correction.usage.completion = 10;
        correction.costMicros = 500;
        correction.currency = u"USD"_s;
        QVERIFY(settleInterrupted(*f.other, id, correction, u"test"_s, now));
        const DatabaseWatch::News news = watch.look(false);
        QCOMPARE(Fixture::sum(news.differences), 500);
        QVERIFY(!news.snapshot);
        QVERIFY(watch.look(true).differences.isEmpty());
        // One that came with a change of the zone is told, and is not in the sums a second time: those
        // replace what was spent hours ago, and this is added to what is newer.
        QVERIFY(settleInterrupted(*f.other, later, correction, u"test"_s, now));
        QVERIFY(f.set(u"timezone"_s, u"Asia/Tokyo"_s));
        const DatabaseWatch::News both = watch.look(false);
        QCOMPARE(Fixture::sum(both.differences), 500);
        QVERIFY(both.recutUntil);
        QVERIFY(both.differences.constFirst().quarter >= *both.recutUntil);
    }
};

QTEST_GUILESS_MAIN(TestDatabaseWatch)
#include "tst_database_watch.moc"
