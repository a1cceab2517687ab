// SPDX-License-Identifier: MIT
#include "routing/affinity.h"

#include <QTest>

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const Place here{ProviderId{1}, 10, QStringLiteral("m")};
const Place elsewhere{ProviderId{2}, 20, QStringLiteral("m")};

} // namespace

class TestAffinity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conversationStaysAndMoves()
    {
        SteadyTime now;
        AffinityMap map(10min, 100);
        map.remember(7, here, now);
        now += 9min;
        QCOMPARE(map.find(7, now), here);
        now += 9min; // the use began the time anew
        QCOMPARE(map.find(7, now), here);
        map.remember(7, elsewhere, now);
        QCOMPARE(map.find(7, now), elsewhere);
        QCOMPARE(map.size(), 1);
        now += 10min;
        QCOMPARE(map.find(7, now), std::nullopt);
        QCOMPARE(map.size(), 0);
        map.remember(0, here, now);
        QCOMPARE(map.find(0, now), std::nullopt);
    }

    void leastRecentlyUsedConversationGoes()
    {
        SteadyTime now;
        AffinityMap map(10min, 3);
        for (const quint64 conversation : {1, 2, 3})
            map.remember(conversation, here, now);
        QVERIFY(map.find(1, now));
        map.remember(4, here, now);
        QCOMPARE(map.size(), 3);
        QVERIFY(!map.find(2, now));
        QVERIFY(map.find(1, now) && map.find(3, now) && map.find(4, now));
        for (quint64 conversation = 10; conversation < 10'010; ++conversation)
            map.remember(conversation, here, now);
        QCOMPARE(map.size(), 3);
        map.setBounds(10min, 1);
        QCOMPARE(map.size(), 1);
        QVERIFY(map.find(10'009, now));
        map.setBounds(0ms, 1);
        QVERIFY(!map.find(10'009, now));
        map.remember(5, here, now);
        QCOMPARE(map.size(), 0);
    }

    void fingerprints()
    {
        const KeyId key{5};
        const quint64 one = conversationFingerprint(key, u"kimi-k3", "system\nhello");
        QCOMPARE(conversationFingerprint(key, u"kimi-k3", "system\nhello"), one);
        QVERIFY(one != 0);
        QVERIFY(conversationFingerprint(KeyId{6}, u"kimi-k3", "system\nhello") != one);
        QVERIFY(conversationFingerprint(key, u"kimi-k2", "system\nhello") != one);
        QVERIFY(conversationFingerprint(key, u"kimi-k3", "system\nhallo") != one);
        QVERIFY(conversationFingerprint(key, u"ab", "c") != conversationFingerprint(key, u"a", "bc"));
        QVERIFY(conversationFingerprint(key, u"", "") != 0);
    }
};

QTEST_GUILESS_MAIN(TestAffinity)
#include "tst_affinity.moc"
