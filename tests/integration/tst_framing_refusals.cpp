// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Bytes that are no request, or one that two readers could frame differently: each is answered with an error
// of the OpenAI shape and the end of the connection, nothing reaches the provider, and the next client is
// served.
class TestFramingRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void refuses_data();
    void refuses();
    void letsTheClientSeeARefusal_data();
    void letsTheClientSeeARefusal();

private:
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestFramingRefusals::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->set(u"max_header_bytes"_s, u"8192"_s);
    m_gateway->set(u"max_header_count"_s, u"40"_s);
    m_gateway->set(u"max_body_bytes"_s, u"65536"_s);
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

namespace {

// KEY stands for a gateway key.
QByteArray post(const QByteArray &lines, const QByteArray &body = {},
                const QByteArray &requestLine = "POST /v1/chat/completions HTTP/1.1")
{
    return requestLine + "\r\nHost: localhost\r\nAuthorization: Bearer KEY\r\n" + lines + "\r\n" + body;
}

QByteArray chunked(const QByteArray &body)
{
    return post("Transfer-Encoding: chunked\r\n", body);
}

} // namespace

void TestFramingRefusals::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, const QByteArray &bytes, int status, const char *code) {
        QTest::newRow(name) << bytes << status << QString::fromLatin1(code);
    };
    const auto bad = [&row](const char *name, const QByteArray &bytes) {
        row(name, bytes, 400, "invalid_request");
    };

    bad("length and chunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    bad("chunked and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"));
    bad("two lengths that differ", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}x"));
    bad("two lengths alike", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"));
    bad("a list of lengths", post("Content-Length: 2, 2\r\n", "{}"));
    bad("a length with a sign", post("Content-Length: +2\r\n", "{}"));
    bad("a negative length", post("Content-Length: -2\r\n", "{}"));
    bad("a hexadecimal length", post("Content-Length: 0x2\r\n", "{}"));
    bad("an empty length", post("Content-Length:\r\n", "{}"));
    bad("a length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n", "{}"));
    bad("two codings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    bad("chunked in HTTP/1.0",
        post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "POST /v1/chat/completions HTTP/1.0"));
    row("another coding", post("Transfer-Encoding: gzip\r\n"), 501, "not_implemented");
    row("two codings in one", post("Transfer-Encoding: gzip, chunked\r\n"), 501, "not_implemented");
    row("almost chunked", post("Transfer-Encoding: xchunked\r\n"), 501, "not_implemented");
    row("identity", post("Transfer-Encoding: identity\r\n"), 501, "not_implemented");

    bad("a blank before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"));
    bad("a tab before the colon", post("Content-Length\t: 2\r\n", "{}"));
    bad("a folded line", post("X-A: one\r\n two\r\n"));
    bad("a fold after the request line", "GET / HTTP/1.1\r\n Host: localhost\r\n\r\n");
    bad("a bare LF after the request line", "GET / HTTP/1.1\nHost: localhost\r\n\r\n");
    bad("a bare LF after a header", "GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n");
    bad("bare LFs only", "GET / HTTP/1.1\nHost: localhost\n\n");
    bad("a bare CR in a header", post("X-A: one\rtwo\r\n"));
    bad("a NUL in a header", post(QByteArray("X-A: o\0o\r\n", 10)));
    bad("a NUL in the request line", QByteArray("GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n", 36));
    bad("a control character in a header", post("X-A: a\x01z\r\n"));
    bad("a header without a colon", post("nonsense\r\n"));
    bad("a header without a name", post(": value\r\n"));
    bad("a name with a blank", post("X A: value\r\n"));
    bad("no host", "GET / HTTP/1.1\r\n\r\n");
    bad("two hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
    bad("a target that is no path", "GET index HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad("a blank in the target", "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad("no target", "GET HTTP/1.1\r\nHost: localhost\r\n\r\n");
    bad("not HTTP", "hello\r\n\r\n");
    bad("a TLS greeting", QByteArray::fromHex("16030100c8010000c40303000102"));
    row("a version to come", "GET / HTTP/2.0\r\nHost: localhost\r\n\r\n", 505, "not_implemented");
    row("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "not_implemented");

    bad("a chunk size that is no number", chunked("xyz\r\n"));
    bad("an empty chunk size", chunked("\r\n{}\r\n0\r\n\r\n"));
    bad("a negative chunk size", chunked("-2\r\n{}\r\n"));
    bad("a chunk size with a prefix", chunked("0x2\r\n{}\r\n0\r\n\r\n"));
    bad("a chunk size beyond 64 bits", chunked("10000000000000002\r\n{}\r\n"));
    bad("a bare LF after a chunk size", chunked("2\n{}\r\n0\r\n\r\n"));
    bad("a chunk longer than it says", chunked("2\r\n{}xx\r\n0\r\n\r\n"));
    bad("a chunk that ends in LF", chunked("2\r\n{}\n0\r\n\r\n"));
    bad("a chunk extension without end", chunked("2;" + QByteArray(10'000, 'x')));
    bad("a bare LF in the trailers", chunked("2\r\n{}\r\n0\r\nX: y\n\r\n"));

    row("a long target", "GET /" + QByteArray(9'000, 'a') + " HTTP/1.1\r\n", 414, "uri_too_long");
    row("a large header", post("X-A: " + QByteArray(9'000, 'a') + "\r\n"), 431, "headers_too_large");
    row("a header without end", "GET / HTTP/1.1\r\nX-A: " + QByteArray(9'000, 'a'), 431, "headers_too_large");
    row("many headers", post(QByteArray("X-A: b\r\n").repeated(41)), 431, "headers_too_large");
    row("large trailers", chunked("0\r\nX-A: " + QByteArray(9'000, 'a')), 400, "invalid_request");
    row("a large body, declared", post("Content-Length: 65537\r\n"), 413, "request_too_large");
    row("a large body in one chunk", chunked("10001\r\n"), 413, "request_too_large");
    row("a large body in many chunks",
        chunked(QByteArray("1000\r\n" + QByteArray(4096, ' ') + "\r\n").repeated(17)), 413,
        "request_too_large");
    row("another expectation", post("Expect: a-miracle\r\nContent-Length: 2\r\n"), 417, "invalid_request");
    row("a compressed body", post("Content-Encoding: gzip\r\nContent-Length: 2\r\n", "{}"), 415,
        "unsupported_media_type");
}

void TestFramingRefusals::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    QFETCH(QString, code);
    const int posts = m_upstream.posts();

    HttpClient client = m_gateway->connect();
    client.send(bytes.replace("KEY", m_gateway->key()));
    const auto reply = client.read();
    QVERIFY(reply);
    QCOMPARE(reply->status, status);
    QVERIFY(reply->complete);
    QCOMPARE(reply->errorCode(), code);
    const QJsonObject error = reply->json()["error"_L1].toObject();
    QVERIFY(!error["message"_L1].toString().isEmpty());
    QVERIFY(error.contains("type"_L1) && error.contains("param"_L1));
    QCOMPARE(reply->header("content-type"), "application/json");
    QCOMPARE(reply->header("connection"), "close");
    QVERIFY(client.waitForClose());
    QCOMPARE(client.unread(), QByteArray());
    QCOMPARE(m_upstream.posts(), posts);

    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
    QCOMPARE(m_upstream.posts(), posts + 1);
}

void TestFramingRefusals::letsTheClientSeeARefusal_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<int>("status");
    QTest::newRow("unknown key") << QByteArray("sk-nobody") << qint64(60'000) << 401;
    QTest::newRow("no key") << QByteArray() << qint64(60'000) << 401;
    QTest::newRow("too large") << m_gateway->key() << qint64(4'000'000) << 413;
}

// A client that writes all of its body before it reads must find the answer, not a reset.
void TestFramingRefusals::letsTheClientSeeARefusal()
{
    QFETCH(QByteArray, key);
    QFETCH(qint64, size);
    QFETCH(int, status);
    HttpClient client = m_gateway->connect();
    client.stopReading();
    client.send(httpRequest("POST", "/v1/chat/completions",
                            key.isEmpty() ? QByteArray() : "Authorization: Bearer " + key + "\r\n",
                            QByteArray(size, ' ')));
    client.flush();
    client.resumeReading();
    const auto reply = client.read();
    QVERIFY(reply && reply->complete);
    QCOMPARE(reply->status, status);
    QVERIFY(client.waitForClose());
}

QTEST_GUILESS_MAIN(TestFramingRefusals)
#include "tst_framing_refusals.moc"
