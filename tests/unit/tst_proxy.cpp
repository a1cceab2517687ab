// SPDX-License-Identifier: MIT
#include "config/proxy.h"

#include <QNetworkProxy>
#include <QTest>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

class TestProxy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void texts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("stored"); // null: refused
        QTest::newRow("http") << u" http://Proxy.example.com:3128/ "_s << u"http://proxy.example.com:3128"_s;
        QTest::newRow("socks5") << u"socks5://10.0.0.1:1080"_s << u"socks5://10.0.0.1:1080"_s;
        QTest::newRow("socks5h") << u"socks5h://10.0.0.1:1080"_s << u"socks5://10.0.0.1:1080"_s;
        QTest::newRow("IPv6") << u"http://[::1]:3128"_s << u"http://[::1]:3128"_s;
        QTest::newRow("none") << u"none"_s << u"none"_s;
        QTest::newRow("empty") << u" "_s << u""_s;
        QTest::newRow("no port") << u"http://proxy.example.com"_s << QString();
        QTest::newRow("no scheme") << u"proxy.example.com:3128"_s << QString();
        QTest::newRow("https") << u"https://proxy.example.com:3128"_s << QString();
        QTest::newRow("credentials") << u"http://u:p@proxy.example.com:3128"_s << QString();
        QTest::newRow("path") << u"http://proxy.example.com:3128/pac"_s << QString();
        QTest::newRow("query") << u"http://proxy.example.com:3128?x=1"_s << QString();
        QTest::newRow("word") << u"yes"_s << QString();
    }
    void texts()
    {
        QFETCH(QString, text);
        QFETCH(QString, stored);
        const Result<QString> proxy = normaliseProxy(text);
        QCOMPARE(proxy.has_value(), !stored.isNull());
        if (proxy)
            QCOMPARE(*proxy, stored);
    }

    void whichOne_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("own");
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("proxy");
        const QString a = u"http://a:1"_s;
        const QString b = u"socks5://b:2"_s;
        QTest::newRow("neither") << u"api.example.com"_s << QString() << QString() << QString();
        QTest::newRow("the setting") << u"api.example.com"_s << QString() << a << a;
        QTest::newRow("its own") << u"api.example.com"_s << b << a << b;
        QTest::newRow("none of its own") << u"api.example.com"_s << u"none"_s << a << QString();
        QTest::newRow("none in the setting") << u"api.example.com"_s << QString() << u"none"_s << QString();
        QTest::newRow("here, by name") << u"localhost"_s << QString() << a << QString();
        QTest::newRow("here, by address") << u"127.0.0.9"_s << QString() << a << QString();
        QTest::newRow("here, IPv6") << u"[::1]"_s << QString() << a << QString();
        QTest::newRow("here, and told so") << u"localhost"_s << b << a << b;
    }
    void whichOne()
    {
        QFETCH(QString, host);
        QFETCH(QString, own);
        QFETCH(QString, setting);
        QFETCH(QString, proxy);
        Provider provider;
        provider.baseUrl = u"https://"_s + host + u"/v1"_s;
        provider.proxy = own;
        QCOMPARE(proxyOf(provider, setting), proxy);
        QCOMPARE(proxyOf(withProxyDecided(provider, setting), u"http://other:9"_s), proxy);
    }

    void forTheNetwork()
    {
        QCOMPARE(toNetworkProxy({}).type(), QNetworkProxy::NoProxy);
        const QNetworkProxy http = toNetworkProxy(u"http://[::1]:3128"_s);
        QCOMPARE(http.type(), QNetworkProxy::HttpProxy);
        QCOMPARE(http.hostName(), u"::1"_s);
        QCOMPARE(http.port(), quint16(3128));
        QCOMPARE(toNetworkProxy(u"socks5://b:2"_s).type(), QNetworkProxy::Socks5Proxy);
    }
};

QTEST_APPLESS_MAIN(TestProxy)
#include "tst_proxy.moc"
