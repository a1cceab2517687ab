// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

#ifdef Q_OS_LINUX
#include <unistd.h>
#endif
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// A client that does not read: the provider waits, not our memory.
class TestGatewayPressure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void slowClient_data();
    void slowClient();

private:
    std::unique_ptr<TestGateway> m_gateway;
};

namespace {

qint64 residentBytes()
{
#ifdef Q_OS_LINUX
    QFile file(u"/proc/self/statm"_s);
    if (file.open(QIODevice::ReadOnly))
        return file.readAll().split(' ').at(1).toLongLong() * sysconf(_SC_PAGESIZE);
#endif
    return -1;
}

} // namespace

void TestGatewayPressure::initTestCase()
{
#ifdef __SANITIZE_ADDRESS__
    QSKIP("AddressSanitizer keeps freed memory");
#endif
    if (residentBytes() < 0)
        QSKIP("resident memory is read from /proc");
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->start();
}

void TestGatewayPressure::slowClient_data()
{
    QTest::addColumn<bool>("stream");
    QTest::addColumn<bool>("usageWanted");
    QTest::newRow("stream") << true << true;
    QTest::newRow("stream, usage asked for by the gateway") << true << false;
    QTest::newRow("plain") << false << false;
}

void TestGatewayPressure::slowClient()
{
    QFETCH(bool, stream);
    QFETCH(bool, usageWanted);
    constexpr qint64 total = 400'000'000;
    constexpr qint64 allowance = 8'000'000;
    const QByteArray block = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" +
                             QByteArray(16'000, 'x') + "\"}}]}\n\n";
    // Many chunks in one write, so that the gateway never finds its socket empty while there is more to come.
    const QByteArray chunk = QByteArray::number(block.size(), 16) + "\r\n" + block + "\r\n";
    const QByteArray burst = chunk.repeated(64);
    FakeUpstream upstream([&](UpstreamCall &call) {
        if (call.request().body.contains("warm")) {
            call.answer(200, chatCompletion());
            return;
        }
        if (stream)
            call.beginStream();
        else
            call.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n");
        for (qint64 sent = 0; sent < total; sent += burst.size())
            call.send(burst);
        call.endStream();
    });
    const QString name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-').remove(u',');
    m_gateway->addProvider(name, upstream.baseUrl(), {name},
                           [](Provider &provider) { provider.drainPlain = false; });
    const QByteArray model = name.toLatin1();
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest(model, false, R"(, "user": "warm")")).status,
             200);

    HttpClient client = m_gateway->connect();
    client.stopReading();
#ifdef __GLIBC__
    malloc_trim(0); // what earlier tests freed must not hide growth
#endif
    const qint64 before = residentBytes();
    client.send(httpRequest(
            "POST", "/v1/chat/completions", m_gateway->authorization(),
            chatRequest(model, stream, usageWanted ? R"(, "stream_options": {"include_usage": true})" : "")));
    QVERIFY(client.flush());

    // Until the upstream has stood still for a second.
    qint64 sent = 0;
    QDeadlineTimer still(1s);
    QVERIFY(waitUntil(
            [&] {
                if (upstream.bytesSent() != sent) {
                    sent = upstream.bytesSent();
                    still.setRemainingTime(1s);
                }
                return sent > 100'000 && still.hasExpired();
            },
            60s));
    const qint64 growth = residentBytes() - before;
    QVERIFY2(sent < total / 4, QByteArray::number(sent));
    QVERIFY2(growth < allowance, QByteArray::number(growth));

    // The client goes: so does the upstream's call, and nothing is left behind.
    client.reset();
    QVERIFY(waitUntil([&] { return upstream.clientsLeft() == 1; }));
    QVERIFY(m_gateway->waitForRows([](const QList<CallRow> &rows) {
        return rows.constFirst().settled.status == CallStatus::Cancelled;
    }));
}

QTEST_GUILESS_MAIN(TestGatewayPressure)
#include "tst_gateway_pressure.moc"
