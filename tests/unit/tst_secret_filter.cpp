// SPDX-License-Identifier: MIT
#include "wire/secret_filter.h"

#include <QTest>

using namespace gateway;

namespace {

const QByteArray secret = "sk-sk-upstream-1234";

QByteArray filtered(const QByteArrayList &pieces, QByteArrayView hidden)
{
    SecretFilter filter;
    QByteArray out;
    for (const QByteArray &piece : pieces)
        out += filter.feed(piece, hidden);
    return out + filter.finish();
}

} // namespace

class TestSecretFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTakenOut_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("alone") << secret << QByteArray("***");
        QTest::newRow("in the middle") << "a " + secret + " b" << QByteArray("a *** b");
        QTest::newRow("twice") << secret + secret << QByteArray("******");
        QTest::newRow("after its own beginning") << "sk-" + secret << QByteArray("sk-***");
        QTest::newRow("nearly") << QByteArray("sk-sk-upstream-1235") << QByteArray("sk-sk-upstream-1235");
        QTest::newRow("a short beginning at the end") << QByteArray("tasks: sk-sk") << QByteArray("tasks: sk-sk");
        QTest::newRow("most of it at the end") << "a " + secret.chopped(1) << QByteArray("a ***");
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }

    void isTakenOut()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, expected);
        QCOMPARE(filtered({text}, secret), expected);
        QByteArrayList bytes;
        for (const char byte : text)
            bytes.append(QByteArray(1, byte));
        QCOMPARE(filtered(bytes, secret), expected);
        for (qsizetype cut = 1; cut < text.size(); ++cut)
            QCOMPARE(filtered({text.first(cut), text.sliced(cut)}, secret), expected);
    }

    void onlyItsBeginningWaits()
    {
        SecretFilter filter;
        QCOMPARE(filter.feed("data: {}\n\n", secret), "data: {}\n\n");
        QVERIFY(!filter.isHolding());
        QCOMPARE(filter.feed("data: s", secret), "data: ");
        QVERIFY(filter.isHolding());
        QCOMPARE(filter.feed("ome", secret), "some");
        QVERIFY(!filter.isHolding());
    }

    void aShortOneIsNone()
    {
        QCOMPARE(filtered({"sk-1234", " sk-1234"}, "sk-1234"), "sk-1234 sk-1234");
        QCOMPARE(filtered({"x"}, {}), "x");
    }
};

QTEST_APPLESS_MAIN(TestSecretFilter)
#include "tst_secret_filter.moc"
