// SPDX-License-Identifier: MIT
#include "ledger/housekeeping.h"
#include "ledger/table.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/writing.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;
using std::chrono::hours;

namespace {

CallCapture captureOf(RequestId id, Time expiresAt, qsizetype size = 10)
{
    return {id,
            expiresAt,
            u"content-type: application/json"_s,
            QByteArray(size, 'q'),
            u"x: y"_s,
            QByteArray(size, 'a'),
            u"POST https://api.example.com/v1"_s,
            QByteArray(size, 'u'),
            u"HTTP 200"_s};
}

} // namespace

class TestLedgerHousekeeping final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oldRowsGoInPieces()
    {
        TempDatabase temp;
        LedgerTable table(temp.database());
        QVERIFY(table.prepare());
        const FakeClock clock;
        RequestIdSource ids;
        for (int i = 0; i < 50; ++i) {
            const RequestId id = ids.next(clock.now() - hours(50 - i));
            // One of a gateway that still runs, however old.
            const auto written =
                    i == 3 ? table.insert(opening(id)) : table.insertSettled(opening(id), settlement(id));
            QCOMPARE(written, LedgerTable::Written::Yes);
            QVERIFY(temp.database().run(u"INSERT INTO captures (request_id, expires_at) VALUES (?, 0)"_s,
                                        {id.value}));
        }
        const Time before = clock.now() - hours(20); // 30 of them began before
        QCOMPARE(*pruneRequests(temp.database(), before, 12), 12);
        QCOMPARE(temp.value(u"SELECT count(*) FROM requests"_s).toInt(), 38);
        QCOMPARE(*pruneRequests(temp.database(), before, 12), 12);
        QCOMPARE(*pruneRequests(temp.database(), before, 12), 5);
        QCOMPARE(*pruneRequests(temp.database(), before, 12), 0);
        QCOMPARE(temp.value(u"SELECT count(*) FROM requests"_s).toInt(), 21);
        QCOMPARE(temp.value(u"SELECT count(*) FROM requests WHERE status = 0"_s).toInt(), 1);
        QCOMPARE(temp.value(u"SELECT count(*) FROM captures"_s).toInt(), 20);
        // What was used stays known.
        QCOMPARE(temp.value(u"SELECT sum(requests) FROM rollups"_s).toInt(), 49);
        QCOMPARE(LedgerQueries(temp.database(), {}).usage(UsageGroup::None, {})->constFirst().requests, 49);
        // A piece of a quarter of which only the roll-up is left counts as all of it.
        const Time first = clock.now() - hours(40);
        const Time inside = first + std::chrono::minutes(7);
        QCOMPARE(LedgerQueries(temp.database(), {})
                         .usage(UsageGroup::None, {first - hours(1), inside})
                         ->constFirst()
                         .requests,
                 2);
        QVERIFY(!pruneRequests(temp.database(), {}, 0) || *pruneRequests(temp.database(), {}, 5) == 0);
    }

    void expiredCapturesGo()
    {
        TempDatabase temp;
        const FakeClock clock;
        for (int i = 1; i <= 10; ++i) {
            QVERIFY(temp.database().run(u"INSERT INTO captures (request_id, expires_at) VALUES (?, ?)"_s,
                                        {i, toMillis(clock.now() + hours(i - 5))}));
        }
        QCOMPARE(*pruneCaptures(temp.database(), clock.now(), 3), 3);
        QCOMPARE(*pruneCaptures(temp.database(), clock.now(), 3), 2);
        QCOMPARE(*pruneCaptures(temp.database(), clock.now(), 3), 0);
        QCOMPARE(temp.value(u"SELECT min(request_id) FROM captures"_s).toInt(), 6);
    }

    // The writer does it by itself, as the setting says, beside the calls.
    void theWriterPrunesWhatTheSettingSays()
    {
        TempDatabase temp;
        LedgerTable table(temp.database());
        QVERIFY(table.prepare());
        RequestIdSource ids;
        const SystemClock clock;
        QVERIFY(temp.database().transaction([&]() -> Outcome {
            for (int i = 0; i < 1'300; ++i) {
                const RequestId id = ids.next(clock.now() - hours(24 * 40) + Millis(i));
                if (table.insertSettled(opening(id), settlement(id)) != LedgerTable::Written::Yes)
                    return failure(ErrorCode::Storage, table.lastError());
            }
            return {};
        }));
        Writing writing(temp.location());
        const RequestId now = writing.next();
        QVERIFY(writing.waitCommitted(writing.writer->open(opening(now))));
        QCOMPARE(temp.value(u"SELECT count(*) FROM requests"_s).toInt(),
                 1'301); // for ever, unless told otherwise
        const FakeClock fake;
        Management management(temp.database(), fake, u"cli:test"_s);
        QVERIFY(management.setSetting(u"retention_days"_s, u"30"_s));
        QVERIFY(waitUntil([&] { return temp.value(u"SELECT count(*) FROM requests"_s).toInt() == 1; }));
        QCOMPARE(temp.value(u"SELECT sum(requests) FROM rollups"_s).toInt(), 1'300);
        QCOMPARE(temp.value(u"SELECT id FROM requests"_s).toLongLong(), now.value);
    }

    void capturesComeBackAsTheyWere()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const SystemClock clock;
        const RequestId id = writing.next();
        const RequestId large = writing.next();
        const RequestId expired = writing.next();
        constexpr qsizetype most = 1024 * 1024;
        const CallCapture kept = captureOf(id, clock.now() + hours(1));
        writing.writer->capture(kept);
        writing.writer->capture(captureOf(large, clock.now() + hours(1), 3 * most));
        writing.writer->capture(captureOf(expired, clock.now() - hours(1)));
        writing.writer.reset();
        LedgerQueries queries(temp.database(), {});
        const std::optional<CallCapture> found = *queries.capture(id);
        QVERIFY(found);
        QCOMPARE(found->expiresAt, kept.expiresAt);
        QCOMPARE(found->requestHeaders, kept.requestHeaders);
        QCOMPARE(found->request, kept.request);
        QCOMPARE(found->responseHeaders, kept.responseHeaders);
        QCOMPARE(found->response, kept.response);
        QCOMPARE(found->upstreamHeaders, kept.upstreamHeaders);
        QCOMPARE(found->upstreamRequest, kept.upstreamRequest);
        QCOMPARE(found->upstreamAnswerHeaders, kept.upstreamAnswerHeaders);
        QCOMPARE((*queries.capture(large))->response.size(), most);
        QCOMPARE((*queries.capture(large))->upstreamRequest.size(), most);
        QVERIFY(!*queries.capture({42}));
        // The next writer removes what has expired.
        Writing next(temp.location());
        QVERIFY(waitUntil([&] { return temp.value(u"SELECT count(*) FROM captures"_s).toInt() == 2; }));
        QVERIFY(!*queries.capture(expired));
    }

    // However much is kept, calls go first: every opening of a busy time is on disk before the captures are.
    void capturesDelayNoOpening()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const SystemClock clock;
        constexpr int count = 100;
        LedgerWriter::Ticket last = 0;
        for (int i = 0; i < count; ++i) {
            const RequestId id = writing.next();
            writing.writer->capture(captureOf(id, clock.now() + hours(1), 200'000));
            last = writing.writer->open(opening(id));
        }
        QVERIFY(writing.waitCommitted(last));
        QVERIFY(temp.value(u"SELECT count(*) FROM captures"_s).toInt() < count);
        QVERIFY(waitUntil([&] { return temp.value(u"SELECT count(*) FROM captures"_s).toInt() == count; }));
    }

    void tooMuchAtOnceIsDropped()
    {
        TempDatabase temp;
        Writing writing(temp.location());
        const SystemClock clock;
        QVERIFY(writing.run(u"PRAGMA busy_timeout = 1"_s));
        constexpr int count = 100; // of 3 MiB
        for (int i = 0; i < count; ++i)
            writing.writer->capture(captureOf(writing.next(), clock.now() + hours(1), 1024 * 1024));
        writing.writer.reset();
        const int kept = temp.value(u"SELECT count(*) FROM captures"_s).toInt();
        QVERIFY2(kept >= 21 && kept <= count, qPrintable(QString::number(kept)));
    }
};

QTEST_GUILESS_MAIN(TestLedgerHousekeeping)
#include "tst_ledger_housekeeping.moc"
