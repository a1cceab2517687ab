// SPDX-License-Identifier: MIT
#include "access/address_range.h"

#include <QTest>

using namespace gateway;

class TestAddressRange final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contains_data()
    {
        QTest::addColumn<QString>("range");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("inside");
        const auto row = [](const char *range, const char *address, bool inside) {
            QTest::addRow("%s in %s", address, range)
                    << QString::fromLatin1(range) << QString::fromLatin1(address) << inside;
        };
        row("10.0.0.0/8", "10.255.255.255", true);
        row("10.0.0.0/8", "11.0.0.0", false);
        row("10.1.2.3/8", "10.9.9.9", true);
        row("10.0.0.0/8", "::ffff:10.1.2.3", true);
        row("10.0.0.0/8", "::ffff:11.1.2.3", false);
        row("192.168.1.128/25", "192.168.1.128", true);
        row("192.168.1.128/25", "192.168.1.127", false);
        row("192.168.1.7", "192.168.1.7", true);
        row("192.168.1.7", "192.168.1.6", false);
        row("0.0.0.0/0", "8.8.8.8", true);
        row("0.0.0.0/0", "::1", false);
        row("::/0", "2001:db8::1", true);
        row("::/0", "8.8.8.8", false);
        row("::1", "::1", true);
        row("::1", "127.0.0.1", false);
        row("2001:db8::/33", "2001:db8:7fff::1", true);
        row("2001:db8::/33", "2001:db8:8000::1", false);
        row("::ffff:10.0.0.0/104", "10.200.0.1", true);
        row("::ffff:10.0.0.0/104", "11.200.0.1", false);
        row("::ffff:0:0/64", "10.0.0.1", false);
        row("fe80::/10", "fe80::1%2", true);
        row(" 10.0.0.0/8 ", "10.0.0.1", true);
    }
    void contains()
    {
        QFETCH(QString, range);
        QFETCH(QString, address);
        QFETCH(bool, inside);
        const auto parsed = AddressRange::parse(range);
        QVERIFY(parsed.has_value());
        QCOMPARE(parsed->contains(QHostAddress(address)), inside);
        QCOMPARE(addressAllowed({range}, QHostAddress(address)), inside);
    }

    void refused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 " ",
                                 "/8",
                                 "10.0.0.0/",
                                 "10.0.0.0/33",
                                 "10.0.0.0/-1",
                                 "10.0.0.0/+8",
                                 "10.0.0.0/8/8",
                                 "10.0.0.0/255.0.0.0",
                                 "10.0.0/8",
                                 "10",
                                 "10.1",
                                 "010.0.0.1",
                                 "256.0.0.1",
                                 "1.2.3.4.5",
                                 "0x7f.0.0.1",
                                 "::1/129",
                                 "::1/0128",
                                 ":::",
                                 "fe80::1%eth0",
                                 "localhost",
                                 "any",
                                 "*",
                                 "10.0.0.1-10.0.0.9",
                                 "10.0.0.1,10.0.0.2"})
            QTest::addRow("'%s'", text) << QString::fromLatin1(text);
    }
    void refused()
    {
        QFETCH(QString, text);
        const auto parsed = AddressRange::parse(text);
        QVERIFY(!parsed.has_value());
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
        QVERIFY(parsed.error().message.contains(QLatin1Char('\'') + text + QLatin1Char('\'')));
        const Outcome checked = AddressRanges::check({QStringLiteral("::1"), text});
        QVERIFY(!checked.has_value());
        QCOMPARE(checked.error(), parsed.error());
    }

    void lists()
    {
        const QHostAddress office(QStringLiteral("192.168.1.7"));
        QVERIFY(AddressRanges().allows(office));
        QVERIFY(AddressRanges().allows(QHostAddress()));
        const QStringList texts{QStringLiteral("10.0.0.0/8"), QStringLiteral("192.168.0.0/16")};
        QVERIFY(AddressRanges::check(texts).has_value());
        QVERIFY(AddressRanges(texts).allows(office));
        QVERIFY(!AddressRanges(texts).allows(QHostAddress(QStringLiteral("172.16.0.1"))));
        QVERIFY(!AddressRanges(texts).allows(QHostAddress()));
        // A text that somebody wrote into the database by hand closes the door rather than opening it.
        QVERIFY(!AddressRanges({QStringLiteral("everyone")}).allows(office));
    }
};

QTEST_GUILESS_MAIN(TestAddressRange)
#include "tst_address_range.moc"
