// SPDX-License-Identifier: MIT
// Providers that are reached through a proxy: which calls take it, and what goes wrong.
#include "config/proxy.h"
#include "upstream/probe.h"

#include "support/fake_proxy.h"
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"
#include "support/wait.h"

#include <QTcpServer>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

class TestUpstreamProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void ofAProvider_data();
    void ofAProvider();
    void ofTheSetting();
    void withACertificateAuthorityOfOnesOwn();
    void aDeadProxyIsNamed();
    void testsTakeIt();

private:
    HttpReply call() const { return m_gateway->post("/v1/chat/completions", chatRequest("m")); }
    // Known to the proxy alone.
    QString baseUrl() const { return u"http://provider.test:%1/v1"_s.arg(m_upstream->port()); }
    QString target() const { return u"provider.test:%1"_s.arg(m_upstream->port()); }

    std::unique_ptr<FakeProxy> m_proxy;
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestUpstreamProxy::init()
{
    m_gateway.reset();
    m_upstream = std::make_unique<FakeUpstream>([](UpstreamCall &one) {
        const QByteArray list = R"({"data":[{"id":"m"}]})";
        one.answer(200, one.request().method() == "GET" ? list : chatCompletion());
    });
    m_proxy = std::make_unique<FakeProxy>();
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"list_models"_s, u"false"_s);
    m_gateway->start();
}

void TestUpstreamProxy::ofAProvider_data()
{
    QTest::addColumn<bool>("socks");
    QTest::newRow("http") << false;
    QTest::newRow("socks5") << true;
}

void TestUpstreamProxy::ofAProvider()
{
    QFETCH(bool, socks);
    m_gateway->addProvider(u"p"_s, baseUrl(), {u"m"_s}, [&](Provider &provider) {
        provider.proxy = socks ? m_proxy->socksUrl() : m_proxy->httpUrl();
    });
    for (int i = 0; i < 3; ++i)
        QCOMPARE(call().status, 200);
    QCOMPARE(m_upstream->posts(), 3);
    QCOMPARE(m_proxy->targets(), QStringList{target()}); // the name as it is, and the connection is kept
    ProviderChange change;
    change.proxy = u"none"_s;
    change.baseUrl = m_upstream->baseUrl();
    QVERIFY(m_gateway->management().changeProvider(u"p"_s, change));
    m_gateway->awaitConfig();
    QCOMPARE(call().status, 200);
    QCOMPARE(m_proxy->targets().size(), 1);
}

void TestUpstreamProxy::ofTheSetting()
{
    m_gateway->addProvider(u"far"_s, baseUrl(), {u"m"_s});
    m_gateway->addProvider(u"near"_s, m_upstream->baseUrl(), {u"near-model"_s});
    m_gateway->set(u"upstream_proxy"_s, m_proxy->httpUrl());
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("far/m")).status, 200);
    QCOMPARE(m_proxy->targets(), QStringList{target()});
    // Who is on this machine is not asked for through another one.
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest("near-model")).status, 200);
    QCOMPARE(m_proxy->targets().size(), 1);
}

void TestUpstreamProxy::withACertificateAuthorityOfOnesOwn()
{
    const auto certificate = testCertificate();
    if (!certificate)
        QSKIP("the openssl program is not installed");
    FakeUpstream secure({}, {.tls = true});
    FakeUpstream doubtful({}, {.tls = true});
    const auto add = [&](const QString &name, const FakeUpstream &upstream, const QString &model,
                         const QByteArray &ca) {
        const QString url = u"https://localhost:%1/v1"_s.arg(upstream.port());
        m_gateway->addProvider(name, url, {model}, [&](Provider &provider) {
            provider.caPem = ca;
            provider.proxy = m_proxy->httpUrl();
        });
    };
    add(u"stranger"_s, doubtful, u"m"_s, {});
    add(u"known"_s, secure, u"known-model"_s, certificate->certificatePem);
    const HttpReply stranger = call();
    QCOMPARE(stranger.status, 502);
    QVERIFY(stranger.errorMessage().contains("certificate"_L1));
    const HttpReply known = m_gateway->post("/v1/chat/completions", chatRequest("known-model"));
    QCOMPARE(known.status, 200);
    QVERIFY(m_proxy->targets().contains(u"localhost:%1"_s.arg(secure.port())));
}

void TestUpstreamProxy::aDeadProxyIsNamed()
{
    QTcpServer gone;
    QVERIFY(gone.listen(QHostAddress::LocalHost));
    const QString url = u"http://127.0.0.1:%1"_s.arg(gone.serverPort());
    gone.close();
    m_gateway->addProvider(u"p"_s, baseUrl(), {u"m"_s}, [&](Provider &provider) { provider.proxy = url; });
    const HttpReply reply = call();
    QCOMPARE(reply.status, 502);
    QVERIFY2(reply.errorMessage().contains("proxy"_L1), qPrintable(reply.errorMessage()));
}

void TestUpstreamProxy::testsTakeIt()
{
    Provider provider;
    provider.name = u"p"_s;
    provider.baseUrl = baseUrl();
    provider.auth = AuthStyle::None;
    std::optional<ProbeReport> report;
    ProviderProbe probe;
    probe.listModels(withProxyDecided(provider, m_proxy->httpUrl()), {},
                     [&](const ProbeReport &found) { report = found; });
    QVERIFY(waitUntil([&] { return report.has_value(); }));
    QVERIFY2(report->ok, qPrintable(report->message));
    QCOMPARE(m_proxy->targets(), QStringList{target()});
}

QTEST_GUILESS_MAIN(TestUpstreamProxy)
#include "tst_upstream_proxy.moc"
