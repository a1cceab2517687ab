// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <QTest>

using namespace gateway;

namespace {

struct Parsed
{
    bool failed = false;
    int status = 0;
    QList<RequestHead> heads;
    QByteArrayList bodies;
    QByteArray rest;
    friend bool operator==(const Parsed &a, const Parsed &b)
    {
        return a.failed == b.failed && a.status == b.status && a.bodies == b.bodies && a.rest == b.rest
                && a.heads.size() == b.heads.size();
    }
};

// Feeds pieces and reads every request in them, as a connection would.
Parsed parse(const QByteArrayList &pieces, FramingLimits limits = {})
{
    Parsed outcome;
    RequestParser parser(limits);
    QByteArray input;
    for (const QByteArray &piece : pieces) {
        input += piece;
        for (bool more = true; more;) {
            switch (parser.advance(input)) {
            case RequestParser::Progress::NeedMore:
                more = false;
                break;
            case RequestParser::Progress::HeadComplete:
                outcome.heads.append(parser.takeHead());
                break;
            case RequestParser::Progress::Complete:
                outcome.bodies.append(parser.takeBody());
                parser.reset();
                more = !input.isEmpty();
                break;
            case RequestParser::Progress::Failed:
                outcome.failed = true;
                outcome.status = parser.error().status;
                return outcome;
            }
        }
    }
    outcome.rest = input;
    return outcome;
}

const QByteArray post = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n";

} // namespace

class TestRequestParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsHeadAndBody()
    {
        const Parsed outcome = parse({"POST /v1/chat?x=1 HTTP/1.1\r\nHOST: h:5000\r\nX-Thing: \t spaced \r\n"
                                       "Content-Length: 4\r\nExpect: 100-Continue\r\n\r\nabcdGET"});
        QCOMPARE(outcome.heads.size(), 1);
        const RequestHead &head = outcome.heads.constFirst();
        QCOMPARE(head.method, "POST");
        QCOMPARE(head.path, "/v1/chat");
        QCOMPARE(head.query, "x=1");
        QCOMPARE(head.value("host"), "h:5000");
        QCOMPARE(head.value("x-thing"), "spaced");
        QVERIFY(head.value("absent").isNull());
        QVERIFY(head.expectContinue);
        QVERIFY(head.keepAlive);
        QCOMPARE(outcome.bodies, QByteArrayList{"abcd"});
        QCOMPARE(outcome.rest, "GET");
    }

    void keepAlive_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<bool>("expected");
        QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
        QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n") << false;
        QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
        QTest::newRow("1.0 keep") << QByteArray("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") << true;
    }
    void keepAlive()
    {
        QFETCH(QByteArray, request);
        const Parsed outcome = parse({request});
        QCOMPARE(outcome.heads.size(), 1);
        QTEST(outcome.heads.constFirst().keepAlive, "expected");
    }

    void anyCutGivesTheSame_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("length") << post + "Content-Length: 11\r\n\r\nhello world";
        QTest::newRow("chunked") << post
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=\"1\"\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        QTest::newRow("pipelined") << post + "Content-Length: 2\r\n\r\nab" + "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + post
                        + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
        QTest::newRow("empty lines first") << "\r\n\r\n" + post + "Content-Length: 1\r\n\r\nx";
        QTest::newRow("bad chunk") << post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n";
        QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\nHost: a\r\n\r\n");
    }
    void anyCutGivesTheSame()
    {
        QFETCH(QByteArray, bytes);
        const Parsed whole = parse({bytes});
        for (qsizetype cut = 1; cut < bytes.size(); ++cut)
            QVERIFY2(parse({bytes.left(cut), bytes.mid(cut)}) == whole, qPrintable(QString::number(cut)));
        QByteArrayList single;
        for (const char c : bytes)
            single.append(QByteArray(1, c));
        QVERIFY(parse(single) == whole);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("both framings") << post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
        QTest::newRow("two lengths") << post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n" << 400;
        QTest::newRow("two equal lengths") << post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\n" << 400;
        QTest::newRow("length list") << post + "Content-Length: 3, 3\r\n\r\n" << 400;
        QTest::newRow("signed length") << post + "Content-Length: +3\r\n\r\n" << 400;
        QTest::newRow("empty length") << post + "Content-Length:\r\n\r\n" << 400;
        QTest::newRow("huge length") << post + "Content-Length: 99999999999999999999\r\n\r\n" << 400;
        QTest::newRow("too large") << post + "Content-Length: 2000000000\r\n\r\n" << 413;
        QTest::newRow("gzip coding") << post + "Transfer-Encoding: gzip, chunked\r\n\r\n" << 501;
        QTest::newRow("two codings") << post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" << 400;
        QTest::newRow("coding in 1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("two hosts") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n") << 400;
        QTest::newRow("space before colon") << post + "X : y\r\n\r\n" << 400;
        QTest::newRow("no colon") << post + "novalue\r\n\r\n" << 400;
        QTest::newRow("empty name") << post + ": y\r\n\r\n" << 400;
        QTest::newRow("folded") << post + "X: y\r\n z\r\n\r\n" << 400;
        QTest::newRow("bare LF line") << QByteArray("GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n") << 400;
        QTest::newRow("CR inside") << post + "X: a\rb\r\n\r\n" << 400;
        QTest::newRow("NUL") << post + QByteArray("X: a\0b\r\n\r\n", 10) << 400;
        QTest::newRow("control") << post + "X: a\x01" "b\r\n\r\n" << 400;
        QTest::newRow("version 2") << QByteArray("GET / HTTP/2.0\r\nHost: a\r\n\r\n") << 505;
        QTest::newRow("version 1.2") << QByteArray("GET / HTTP/1.2\r\nHost: a\r\n\r\n") << 505;
        QTest::newRow("no version") << QByteArray("GET /\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\n") << 400;
        QTest::newRow("no path") << QByteArray("GET foo HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("two spaces") << QByteArray("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("raw UTF-8 path") << QByteArray("GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("other expectation") << post + "Expect: a-pony\r\n\r\n" << 417;
        QTest::newRow("chunk without size") << post + "Transfer-Encoding: chunked\r\n\r\n\r\n" << 400;
        QTest::newRow("chunk size not hex") << post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" << 400;
        QTest::newRow("chunk size 0x") << post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n" << 400;
        QTest::newRow("chunk size negative") << post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" << 400;
        QTest::newRow("chunk size overflow") << post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" << 400;
        QTest::newRow("chunk too large") << post + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n" << 413;
        QTest::newRow("chunk with bare LF") << post + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n" << 400;
        QTest::newRow("chunk longer than said") << post + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n" << 400;
        QTest::newRow("endless chunk extension")
                << post + "Transfer-Encoding: chunked\r\n\r\n1;" + QByteArray(500, 'a') << 400;
        QTest::newRow("endless trailers")
                << post + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + QByteArray("T: x\r\n").repeated(20'000) << 431;
        QTest::newRow("long line") << "GET /" + QByteArray(20'000, 'a') << 414;
        QTest::newRow("long line, whole") << "GET /" + QByteArray(20'000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n" << 414;
        QTest::newRow("large header") << post + "X: " + QByteArray(70'000, 'a') << 431;
        QTest::newRow("large header, whole") << post + "X: " + QByteArray(70'000, 'a') + "\r\n\r\n" << 431;
        QTest::newRow("many headers") << post + QByteArray("X: y\r\n").repeated(200) + "\r\n" << 431;
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        const Parsed outcome = parse({bytes});
        QVERIFY(outcome.failed);
        QTEST(outcome.status, "status");
    }

    void acceptsAbsoluteForm()
    {
        const Parsed outcome = parse({"GET http://h:1/v1/models?a=b HTTP/1.1\r\nHost: h:1\r\n\r\n"});
        QCOMPARE(outcome.heads.constFirst().path, "/v1/models");
        QCOMPARE(outcome.heads.constFirst().query, "a=b");
    }

    void bodyLimitHoldsWhileChunksCome()
    {
        FramingLimits limits;
        limits.bodyBytes = 10;
        QVERIFY(!parse({post + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"}, limits).failed);
        const Parsed over = parse({post + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n1\r\nx\r\n"}, limits);
        QVERIFY(over.failed);
        QCOMPARE(over.status, 413);
    }

    void declaredLengthTakesNoMemoryByItself()
    {
        RequestParser parser;
        QByteArray input = post + "Content-Length: 30000000\r\n\r\nx";
        QCOMPARE(parser.advance(input), RequestParser::Progress::HeadComplete);
        QCOMPARE(parser.advance(input), RequestParser::Progress::NeedMore);
        QVERIFY(parser.takeBody().capacity() < 2 * 1024 * 1024);
    }

    void bodyHasRoomForThePadding()
    {
        RequestParser parser;
        QByteArray input = post + "Content-Length: 5\r\n\r\n{\"a\":";
        QCOMPARE(parser.advance(input), RequestParser::Progress::HeadComplete);
        QCOMPARE(parser.advance(input), RequestParser::Progress::Complete);
        const QByteArray body = parser.takeBody();
        QVERIFY(body.capacity() >= body.size() + 64);
    }
};

QTEST_GUILESS_MAIN(TestRequestParser)
#include "tst_request_parser.moc"
