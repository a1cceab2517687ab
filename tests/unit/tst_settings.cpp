// SPDX-License-Identifier: MIT
#include "config/settings.h"

#include <QSet>
#include <QTest>

using namespace gateway;

class TestSettings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySettingIsListedOnce()
    {
        QSet<QString> names;
        for (const SettingInfo &info : settingsTable()) {
            const QString name = QString::fromLatin1(info.name);
            QVERIFY2(!names.contains(name), info.name);
            names.insert(name);
            QCOMPARE(findSetting(name), &info);
            QVERIFY2(qstrlen(info.help) > 10, info.name);
        }
        QVERIFY(!findSetting(u"nothing"));
    }

    // What is shown is accepted, and gives back what was shown.
    void whatIsShownIsAccepted()
    {
        const Settings defaults;
        for (const SettingInfo &info : settingsTable()) {
            Settings copy;
            const Outcome applied = info.apply(copy, info.show(defaults));
            QVERIFY2(applied, info.name);
            QVERIFY2(copy == defaults, info.name);
        }
    }

    void everySettingReachesItsMember_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const char *text, const char *shown = nullptr) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(text)
                                << QString::fromLatin1(shown ? shown : text);
        };
        row("listen", " 0.0.0.0:8080 , [::1]:8080,0.0.0.0:8080", "0.0.0.0:8080,[::1]:8080");
        row("timezone", "Asia/Shanghai");
        row("default_model", "gpt-4o-mini");
        row("allowed_hosts", "Gateway.LAN, my-host", "gateway.lan,my-host");
        row("allowed_origins", "http://localhost:3000/,app://obsidian.md,chrome-extension://abcdef",
            "http://localhost:3000,app://obsidian.md,chrome-extension://abcdef");
        row("max_header_bytes", "128 kib", "128KiB");
        row("max_header_count", "50");
        row("max_body_bytes", "67108864", "64MiB");
        row("max_buffered_bytes", "1GiB");
        row("header_timeout", "5s");
        row("body_timeout", "90s");
        row("keep_alive_timeout", "2m");
        row("max_connections", "100");
        row("max_connections_per_address", "7");
        row("connect_timeout", "250ms");
        row("first_byte_timeout", "60s", "1m");
        row("silence_timeout", "1500ms");
        row("total_timeout", "2h");
        row("list_models", "off", "false");
        row("service_over_accounting", "on", "true");
        row("ledger_timeout", "5s");
        row("language", "zh_CN");
        row("theme", "dark");
        row("tray", "false");
    }
    void everySettingReachesItsMember()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, shown);
        const SettingInfo *info = findSetting(name);
        QVERIFY(info);
        Settings settings;
        const Outcome applied = info->apply(settings, text);
        QVERIFY2(applied, applied ? "" : qPrintable(applied.error().message));
        QCOMPARE(info->show(settings), shown);
        QVERIFY(settings != Settings());
        // Only this one has moved.
        for (const SettingInfo &other : settingsTable()) {
            if (&other != info)
                QVERIFY2(other.show(settings) == other.show(Settings()), other.name);
        }
    }

    void refusesAndSaysWhatIsAccepted_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint");
        int number = 0;
        const auto row = [&number](const char *name, const char *text, const char *hint) {
            QTest::addRow("%s %d", name, ++number)
                    << QString::fromLatin1(name) << QString::fromUtf8(text) << QString::fromLatin1(hint);
        };
        row("listen", "", "127.0.0.1:5000");
        row("listen", "5000", "127.0.0.1:5000");
        row("listen", "example.com:5000", "127.0.0.1:5000");
        row("timezone", "Mars/Olympus", "Asia/Shanghai");
        row("default_model", "", "1 to 200");
        row("default_model", "two words", "1 to 200");
        row("allowed_hosts", "http://gateway.lan", "without a port");
        row("allowed_hosts", "gateway.lan:5000", "without a port");
        row("allowed_hosts", "a..b", "without a port");
        row("allowed_origins", "localhost:3000", "http://localhost:3000");
        row("allowed_origins", "http://localhost:3000/path", "http://localhost:3000");
        row("allowed_origins", "http://user@localhost", "http://localhost:3000");
        row("max_body_bytes", "1", "64KiB to 1GiB");
        row("max_body_bytes", "2GiB", "64KiB to 1GiB");
        row("max_body_bytes", "-5", "64KiB to 1GiB");
        row("max_body_bytes", "lots", "32MiB");
        row("max_body_bytes", "1.5MiB", "32MiB");
        row("max_body_bytes", "999999999999999GiB", "64KiB to 1GiB");
        row("max_header_count", "9", "10 to 1000");
        row("max_header_count", "1e2", "10 to 1000");
        row("connect_timeout", "10", "500ms, 10s");
        row("connect_timeout", "0s", "100ms to 5m");
        row("connect_timeout", "1d", "500ms, 10s");
        row("connect_timeout", "500ms5", "500ms, 10s");
        row("service_over_accounting", "maybe", "true or false");
        row("language", "fr", "en or zh_CN");
        row("theme", "pink", "light or dark");
    }
    void refusesAndSaysWhatIsAccepted()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, hint);
        Settings settings;
        const Outcome applied = findSetting(name)->apply(settings, text);
        QVERIFY(!applied);
        QCOMPARE(applied.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(applied.error().message.contains(hint), qPrintable(applied.error().message));
        QCOMPARE(settings, Settings());
    }

    void storedValuesAreForgiving()
    {
        const QString dark = QStringLiteral("dark");
        QTest::ignoreMessage(QtWarningMsg,
                             "The stored setting max_connections is not valid and its default is used.");
        const Settings settings =
                settingsFromValues({{QStringLiteral("theme"), dark},
                                    {QStringLiteral("of_a_newer_program"), QStringLiteral("7")},
                                    {QStringLiteral("max_connections"), QStringLiteral("0")}});
        Settings expected;
        expected.theme = dark;
        QCOMPARE(settings, expected);
    }

    void readsListenAddresses_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port"); // -1: refused
        QTest::addColumn<QString>("url");
        const auto row = [](const char *text, const char *host, int port, const char *url) {
            QTest::newRow(*text ? text : "empty") << QString::fromLatin1(text) << QString::fromLatin1(host)
                                                  << port << QString::fromLatin1(url);
        };
        row("127.0.0.1:5000", "127.0.0.1", 5000, "http://127.0.0.1:5000");
        row("0.0.0.0:80", "0.0.0.0", 80, "http://0.0.0.0:80");
        row("[::1]:5000", "::1", 5000, "http://[::1]:5000");
        row("[0:0::1]:5000", "::1", 5000, "http://[::1]:5000");
        row("localhost:0", "localhost", 0, "http://localhost:0");
        row("LocalHost:1", "localhost", 1, "http://localhost:1");
        row(":5000", "", 5000, "http://127.0.0.1:5000");
        row("", "", -1, "");
        row("127.0.0.1", "", -1, "");
        row("127.0.0.1:", "", -1, "");
        row("127.0.0.1:65536", "", -1, "");
        row("127.0.0.1:-1", "", -1, "");
        row("127.0.0.1:+5", "", -1, "");
        row("127.0.0.1: 5", "", -1, "");
        row("127.1:5000", "", -1, "");
        row("::1:5000", "", -1, "");
        row("[127.0.0.1]:5000", "", -1, "");
        row("[]:5000", "", -1, "");
        row("[localhost]:5000", "", -1, "");
        row("example.com:5000", "", -1, "");
        row("http://127.0.0.1:5000", "", -1, "");
    }
    void readsListenAddresses()
    {
        QFETCH(QString, text);
        QFETCH(QString, host);
        QFETCH(int, port);
        const Result<ListenAddress> address = parseListenAddress(text);
        QCOMPARE(address.has_value(), port >= 0);
        if (!address) {
            QVERIFY(address.error().message.contains(u"[::1]:5000"));
            return;
        }
        QCOMPARE(*address, (ListenAddress{host, quint16(port)}));
        QTEST(address->url(), "url");
    }
};

QTEST_APPLESS_MAIN(TestSettings)
#include "tst_settings.moc"
