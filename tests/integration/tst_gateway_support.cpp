// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/http_client.h"
#include "support/http_text.h"
#include "support/test_data.h"

#include <QSslConfiguration>
#include <QSslSocket>
#include <QTest>

using namespace gateway::test;

// The tools of the other tests, against each other: a test that cannot see a fault proves nothing.
class TestSupport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersAndKeepsTheConnection();
    void streamsPieceByPiece();
    void decodesChunksCutAnywhere();
    void seesACutAnswer();
    void seesAReset();
    void noticesThatTheClientLeft();
    void blocksOnAClientThatDoesNotRead();
    void speaksTls();
};

void TestSupport::answersAndKeepsTheConnection()
{
    FakeUpstream upstream;
    HttpClient client(upstream.port());
    for (int i = 0; i < 2; ++i) {
        client.send(httpRequest("POST", "/v1/x", "X-Number: " + QByteArray::number(i) + "\r\n", "{\"a\":1}"));
        const auto reply = client.read();
        QVERIFY(reply && reply->complete);
        QCOMPARE(reply->status, 200);
        QCOMPARE(reply->body, chatCompletion());
    }
    client.send("POST /v1/y HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    QVERIFY(client.read());
    QCOMPARE(upstream.connections(), 1);
    QCOMPARE(upstream.posts(), 3);
    QCOMPARE(upstream.requests()[1].header("x-number"), "1");
    QCOMPARE(upstream.requests()[1].body, "{\"a\":1}");
    QCOMPARE(upstream.requests()[2].body, "abc");
    QCOMPARE(upstream.requests()[2].target(), "/v1/y");
}

void TestSupport::streamsPieceByPiece()
{
    Gate gate;
    FakeUpstream upstream([&gate](UpstreamCall &call) {
        call.beginStream();
        for (const QByteArray &event : chatStream({"a", "b"})) {
            call.wait(gate);
            call.piece(event);
        }
        call.endStream();
    });
    const QList<QByteArray> events = chatStream({"a", "b"});
    HttpClient client(upstream.port());
    client.send(httpRequest("POST", "/v1/x", {}, "{}"));
    QVERIFY(client.readHead());
    QByteArray expected;
    for (const QByteArray &event : events) {
        gate.open();
        expected += event;
        QCOMPARE(client.readBody(expected.size()), expected);
    }
    QVERIFY(client.finish().complete);
}

void TestSupport::decodesChunksCutAnywhere()
{
    const QByteArray wire = "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nX-Trailer: 1\r\n\r\nnext";
    for (qsizetype cut = 0; cut <= wire.size(); ++cut) {
        ChunkDecoder decoder;
        const QByteArray left = decoder.feed(wire.left(cut));
        const QByteArray rest = decoder.feed(left + wire.mid(cut));
        QVERIFY(decoder.finished());
        QCOMPARE(decoder.body(), "Wikipedia");
        QCOMPARE(decoder.trailers(), "X-Trailer: 1\r\n");
        QCOMPARE(rest, "next");
    }
    ChunkDecoder broken;
    broken.feed("2\r\nabc\r\n");
    QVERIFY(broken.broken());
}

void TestSupport::seesACutAnswer()
{
    FakeUpstream upstream([](UpstreamCall &call) {
        call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        call.close();
    });
    HttpClient client(upstream.port());
    client.send(httpRequest("POST", "/v1/x", {}, "{}"));
    const auto reply = client.read();
    QVERIFY(reply);
    QVERIFY(!reply->complete);
    QCOMPARE(reply->body, "abc");
}

void TestSupport::seesAReset()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.reset(); });
    HttpClient client(upstream.port());
    client.send(httpRequest("POST", "/v1/x", {}, "{}"));
    QVERIFY(!client.read());
    QVERIFY(!client.isConnected());
}

void TestSupport::noticesThatTheClientLeft()
{
    FakeUpstream upstream([](UpstreamCall &call) { call.waitForClientToLeave(); });
    HttpClient client(upstream.port());
    client.send(httpRequest("POST", "/v1/x", {}, "{}"));
    QVERIFY(upstream.waitForRequests(1));
    QCOMPARE(upstream.clientsLeft(), 0);
    client.reset();
    QVERIFY(waitUntil([&] { return upstream.clientsLeft() == 1; }));
    QVERIFY(waitUntil([&] { return upstream.openConnections() == 0; }));
}

void TestSupport::blocksOnAClientThatDoesNotRead()
{
    constexpr qint64 size = 64LL * 1024 * 1024;
    FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, QByteArray(size, 'x')); });
    HttpClient client(upstream.port());
    client.stopReading();
    client.send(httpRequest("POST", "/v1/x", {}, "{}"));
    QVERIFY(client.flush());
    qint64 sent = -1;
    QVERIFY(waitUntil([&] {
        const bool still = sent > 0 && upstream.bytesSent() == sent;
        sent = upstream.bytesSent();
        return still;
    }));
    QVERIFY(sent < size);
    client.resumeReading();
    QCOMPARE(client.read()->body.size(), size);
}

void TestSupport::speaksTls()
{
    const auto certificate = testCertificate();
    if (!certificate)
        QSKIP("the openssl program is not installed");
    FakeUpstream upstream({}, {.tls = true});
    QSslSocket socket;
    QSslConfiguration configuration = socket.sslConfiguration();
    configuration.setCaCertificates({QSslCertificate(certificate->certificatePem)});
    socket.setSslConfiguration(configuration);
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), upstream.port());
    QVERIFY2(socket.waitForEncrypted(), qPrintable(socket.errorString()));
    socket.write(httpRequest("POST", "/v1/x", {}, "{}"));
    QByteArray answer;
    QVERIFY(waitUntil([&] {
        answer += socket.readAll();
        return answer.endsWith(chatCompletion());
    }));
}

QTEST_GUILESS_MAIN(TestSupport)
#include "tst_gateway_support.moc"
