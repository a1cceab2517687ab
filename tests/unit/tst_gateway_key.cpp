// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <map>

using namespace gateway;

class TestGatewayKey final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksAsClientsExpect()
    {
        const QRegularExpression shape(QStringLiteral("^sk-[A-Za-z0-9]{32}$"));
        QSet<QByteArray> seen;
        for (int i = 0; i < 1000; ++i) {
            const Secret key = makeGatewayKey();
            QVERIFY(shape.match(QString::fromLatin1(key.expose())).hasMatch());
            QVERIFY(!seen.contains(key.expose()));
            seen.insert(key.expose());
        }
    }

    // All 62 characters come about equally often: a modulo of a byte would favour the first eight by a
    // quarter.
    void noCharacterIsFavoured()
    {
        std::map<char, int> counts;
        constexpr int keys = 10'000;
        for (int i = 0; i < keys; ++i) {
            const Secret key = makeGatewayKey();
            for (const char c : key.expose().mid(3))
                ++counts[c];
        }
        QCOMPARE(counts.size(), size_t(62));
        constexpr double expected = keys * 32 / 62.0; // 5161, with a standard deviation of 71
        for (const auto &[character, count] : counts)
            QVERIFY2(std::abs(count - expected) < 7 * 71,
                     qPrintable(QStringLiteral("%1: %2").arg(character).arg(count)));
    }

    void theHashIsSha256()
    {
        QCOMPARE(gatewayKeyHash("abc").toHex(),
                 QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void passwords()
    {
        const QByteArray hash = hashPassword(Secret("correct horse"));
        QVERIFY(hash.startsWith("$argon2id$"));
        QVERIFY(!hash.contains("horse"));
        QVERIFY(hash != hashPassword(Secret("correct horse")));
        QVERIFY(verifyPassword(hash, Secret("correct horse")));
        QVERIFY(!verifyPassword(hash, Secret("correct horsf")));
        QVERIFY(!verifyPassword(hash, Secret()));
        QVERIFY(!verifyPassword({}, Secret("correct horse")));
        QVERIFY(!verifyPassword(QByteArray(4096, 'x'), Secret("correct horse")));
    }

    void sharedSecretsOutliveTheirOtherOwners()
    {
        QByteArray bytes("a secret that must not stay in memory");
        const char *place = bytes.constData();
        const QByteArray expected = bytes;
        auto first = std::make_unique<Secret>(std::move(bytes));
        auto second = std::make_unique<Secret>(*first);
        first.reset();
        QCOMPARE(second->expose(), expected); // shared: still needed
        QCOMPARE(second->expose().constData(), place);

        Secret other(QByteArray("x"));
        other = *second;
        QCOMPARE(other.expose(), expected);
        const QByteArray kept = second->expose();
        second.reset();
        QCOMPARE(kept, expected);
    }
};

QTEST_APPLESS_MAIN(TestGatewayKey)
#include "tst_gateway_key.moc"
