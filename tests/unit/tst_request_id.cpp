// SPDX-License-Identifier: MIT
#include "base/request_id.h"

#include <QTest>

using namespace gateway;

class TestRequestId final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void risesWhenTheClockStandsStillOrGoesBack()
    {
        RequestIdSource source;
        RequestId last = source.next(fromMillis(1'000'000));
        for (int i = 0; i < 5000; ++i) {
            const RequestId id = source.next(fromMillis(i % 2 == 0 ? 1'000'000 : 999'000));
            QVERIFY(id > last);
            last = id;
        }
    }

    void startsAboveTheFloorOfAnEarlierRun()
    {
        RequestIdSource earlier;
        const RequestId floor = earlier.next(fromMillis(2'000'000));
        RequestIdSource source;
        source.setFloor(floor);
        QVERIFY(source.next(fromMillis(1'000'000)) > floor);
    }

    void gatewaysNeverMeet()
    {
        RequestIdSource one(1);
        RequestIdSource two(2);
        for (int i = 0; i < 4096; ++i)
            QVERIFY(one.next(fromMillis(5'000)) != two.next(fromMillis(5'000)));
    }

    void textRoundTripsAndSorts()
    {
        RequestIdSource source;
        QByteArray last;
        for (int i = 0; i < 100; ++i) {
            const RequestId id = source.next(fromMillis(1'795'000'000'000 + i * 7));
            const QByteArray text = toText(id);
            QCOMPARE(text.size(), 17);
            QVERIFY(text > last);
            QCOMPARE(requestIdFromText(text).value_or(RequestId{}), id);
            QCOMPARE(timeOf(id), fromMillis(1'795'000'000'000 + i * 7));
            last = text;
        }
    }

    void refusesOtherText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no prefix") << QByteArray("0000000000001");
        QTest::newRow("letter outside the alphabet") << QByteArray("req_000000000000u");
        QTest::newRow("zero") << QByteArray("req_0000000000000");
        QTest::newRow("too large") << QByteArray("req_zzzzzzzzzzzzz");
        QTest::newRow("too long") << QByteArray("req_00000000000001");
    }
    void refusesOtherText()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!requestIdFromText(text));
    }

    void firstIdAtBoundsATimeRange()
    {
        RequestIdSource source;
        const RequestId id = source.next(fromMillis(1'000));
        QVERIFY(firstIdAt(fromMillis(1'000)) <= id);
        QVERIFY(id < firstIdAt(fromMillis(1'001)));
    }
};

QTEST_GUILESS_MAIN(TestRequestId)
#include "tst_request_id.moc"
