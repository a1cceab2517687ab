// SPDX-License-Identifier: MIT
#include "support/fault_bench.h"

#include <QTcpServer>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// A provider that breaks before it has said anything of its answer, in every way that a wire can: the client
// never learns of it while there is another provider, or while the same one recovers, and else gets a plain
// error.
class TestFaultsTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bridged_data();
    void bridged();
    void recovers_data();
    void recovers();
    void alone_data();
    void alone();
    void nobodyListens_data();
    void nobodyListens();
    void untrustedCertificate_data();
    void untrustedCertificate();
    void whatIsNoFault_data();
    void whatIsNoFault();
    void largeAnswersThatAreNotWhole_data();
    void largeAnswersThatAreNotWhole();

private:
    void addFaults(bool eachWithStream = true);
};

namespace {

const QByteArray jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
const QByteArray streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

bool wantsStream(const UpstreamCall &call)
{
    return call.request().body.contains("\"stream\": true");
}

QByteArray lengthLine(qsizetype length)
{
    return "Content-Length: " + QByteArray::number(length) + "\r\n\r\n";
}

// Sends what it is given and ends the connection.
FakeUpstream::Script saying(const QByteArray &bytes, bool reset = false)
{
    return [bytes, reset](UpstreamCall &call) {
        if (!bytes.isEmpty())
            call.send(bytes);
        if (reset)
            call.reset();
        call.close();
    };
}

// In the body, before any content of a stream.
FakeUpstream::Script breakingInBody(bool reset)
{
    return [reset](UpstreamCall &call) {
        if (wantsStream(call)) {
            call.beginStream();
            call.piece(chatStream({"x"}).at(0) + "data: {\"choices\":[{\"index\":0,\"del");
        } else {
            call.send(jsonHead + lengthLine(100) + "{\"cho");
        }
        if (reset)
            call.reset();
        call.close();
    };
}

FakeUpstream::Script announcing(qsizetype more)
{
    return [more](UpstreamCall &call) {
        // Of a stream only the part that says nothing, so that what is missing is its end too.
        const QByteArray body = wantsStream(call) ? chatStream({"x"}).at(0) : chatCompletion();
        call.send((wantsStream(call) ? streamHead : jsonHead) + lengthLine(body.size() + more) + body);
        call.close();
    };
}

void sayNothing(UpstreamCall &call)
{
    call.waitForClientToLeave();
}

void goSilent(UpstreamCall &call)
{
    if (wantsStream(call)) {
        call.beginStream();
        call.piece(chatStream({"x"}).at(0));
    } else {
        call.send(jsonHead + lengthLine(100) + "{\"cho");
    }
    call.waitForClientToLeave();
}

// Never silent, and yet says nothing.
void sayCommentsOnly(UpstreamCall &call)
{
    Gate never;
    call.beginStream();
    for (;;) {
        call.piece(": PROCESSING\n\n");
        never.tryPass(50ms);
    }
}

} // namespace

// "word": what becomes of the attempt; "status" and "code": what a client sees when nobody else answers.
void TestFaultsTransport::addFaults(bool eachWithStream)
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("codes");
    QTest::addColumn<bool>("stream");
    const auto add = [eachWithStream](const char *name, const FakeUpstream::Script &script,
                                      const QString &word, int status, const QString &codes,
                                      bool plainToo = true) {
        if (plainToo)
            QTest::addRow("%s", name) << script << word << status << codes << false;
        if (eachWithStream || !plainToo)
            QTest::addRow("%s, stream", name) << script << word << status << codes << true;
    };
    const QString connection = u"connection_failed"_s;
    const QString invalid = u"invalid_response"_s;
    const QString either = u"connection_failed|invalid_response"_s;
    const QString unreachable = u"upstream_unreachable"_s;
    const QString broken = u"upstream_invalid_response"_s;
    const QString eitherCode = u"upstream_unreachable|upstream_invalid_response"_s;
    add("reads and closes", saying({}), connection, 502, unreachable);
    add("resets before the head", saying({}, true), connection, 502, unreachable);
    add("closes in the head", saying("HTTP/1.1 200 OK\r\nContent-Ty"), either, 502, eitherCode);
    add("resets in the head", saying("HTTP/1.1 200 OK\r\nContent-Ty", true), either, 502, eitherCode);
    add("closes in the body", breakingInBody(false), invalid, 502, broken);
    add("resets in the body", breakingInBody(true), either, 502,
        eitherCode); // a reset overtakes what was sent
    add("garbage", saying("SSH-2.0-OpenSSH_9.2\r\n\r\n"), either, 502, eitherCode);
    add("a status that is none", saying("HTTP/1.1 xyz OK\r\n\r\n"), either, 502, eitherCode);
    add("a length that is too long", announcing(50), invalid, 502, broken);
    add("a length that is too short", announcing(-30), invalid, 502, broken);
    add("an empty answer", saying(jsonHead + "Content-Length: 0\r\n\r\n"), invalid, 502, broken);
    add("a stream that ends at once", saying(streamHead + "Content-Length: 0\r\n\r\n"), invalid, 502, broken);
    add("a login page",
        saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + lengthLine(19) + "<html>Log in</html>"),
        invalid, 502, broken);
    add("a redirect",
        saying("HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/v1\r\nContent-Length: 0\r\n\r\n"),
        invalid, 502, broken);
    add("never answers", sayNothing, u"timeout"_s, 504, u"upstream_timeout"_s);
    add("goes silent", goSilent, u"timeout"_s, 504, u"upstream_timeout"_s);
    add("comments only", sayCommentsOnly, u"timeout"_s, 504, u"upstream_timeout"_s, false);
}

void TestFaultsTransport::bridged_data()
{
    addFaults();
}

void TestFaultsTransport::bridged()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    QFETCH(bool, stream);
    FaultBench bench(script);
    bench.gateway.set(u"first_byte_timeout"_s, u"1s"_s);
    bench.gateway.set(u"silence_timeout"_s, u"1s"_s);
    bench.start();
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
    QCOMPARE(bench.disagreement(reply, {u"one=("_s + word + u')', u"two=ok"_s}), QString());
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Provider));
    QCOMPARE(row->settled.usage.prompt.value_or(-1), 12);
    QCOMPARE(row->providerName, u"two"_s);
    QCOMPARE(bench.gateway.rows().size(), 1);
}

void TestFaultsTransport::recovers_data()
{
    addFaults(false);
}

// The only provider there is, once more after a short time.
void TestFaultsTransport::recovers()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    QFETCH(bool, stream);
    FaultBench bench([script](UpstreamCall &call) {
        if (call.number() == 0)
            script(call);
        else
            FaultBench::answerWell(call);
    });
    bench.gateway.set(u"first_byte_timeout"_s, u"1s"_s);
    bench.gateway.set(u"silence_timeout"_s, u"1s"_s);
    bench.start(FaultBench::Providers::OneAlone);
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
    QCOMPARE(bench.disagreement(reply, {u"one=("_s + word + u')', u"one=ok"_s}), QString());
    QCOMPARE(toString(bench.gateway.settledRow(reply)->settled.status), toString(CallStatus::Ok));
}

void TestFaultsTransport::alone_data()
{
    addFaults();
}

void TestFaultsTransport::alone()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(QString, word);
    QFETCH(int, status);
    QFETCH(QString, codes);
    QFETCH(bool, stream);
    FaultBench bench(script);
    bench.gateway.set(u"first_byte_timeout"_s, u"1s"_s);
    bench.gateway.set(u"silence_timeout"_s, u"1s"_s);
    bench.gateway.set(u"max_attempts"_s, u"2"_s);
    bench.start(FaultBench::Providers::OneAlone);
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, status);
    QVERIFY(reply.complete);
    QVERIFY2(codes.split(u'|').contains(reply.errorCode()), reply.body);
    QVERIFY(reply.errorMessage().contains("'one'"_L1));
    QVERIFY(!reply.body.contains(TestGateway::providerKey));
    const QString tried = u"one=("_s + word + u')';
    QCOMPARE(bench.disagreement(reply, {tried, tried}), QString());
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(row->settled.httpStatus, status);
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::None));
    QVERIFY(codes.split(u'|').contains(row->settled.error));
}

void TestFaultsTransport::nobodyListens_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("plain") << false;
    QTest::newRow("stream") << true;
}

void TestFaultsTransport::nobodyListens()
{
    QFETCH(bool, stream);
    quint16 port = 0;
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        port = server.serverPort();
    }
    FaultBench bench;
    bench.gateway.addProvider(u"one"_s, u"http://127.0.0.1:%1/v1"_s.arg(port), {u"test-model"_s});
    bench.gateway.addProvider(u"two"_s, bench.two.baseUrl(), {u"test-model"_s});
    bench.gateway.start();
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
    QCOMPARE(bench.disagreement(reply, {u"one=connection_failed"_s, u"two=ok"_s}, 1), QString());
}

void TestFaultsTransport::untrustedCertificate_data()
{
    nobodyListens_data();
}

void TestFaultsTransport::untrustedCertificate()
{
    QFETCH(bool, stream);
    if (!testCertificate())
        QSKIP("the openssl program is not installed");
    FaultBench bench({}, {.tls = true});
    bench.start();
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body, FaultBench::wholeAnswer(stream));
    QCOMPARE(bench.disagreement(reply, {u"one=connection_failed"_s, u"two=ok"_s}, 1), QString());
    QVERIFY(bench.one.connections() >= 1); // greeted, and not believed
}

void TestFaultsTransport::whatIsNoFault_data()
{
    QTest::addColumn<FakeUpstream::Script>("script");
    QTest::addColumn<bool>("stream");
    QTest::addColumn<QByteArray>("body"); // empty: the whole answer
    QTest::addColumn<QString>("source");
    const FakeUpstream::Script byteByByte = [](UpstreamCall &call) {
        const bool stream = wantsStream(call);
        const QByteArray body = FaultBench::wholeAnswer(stream);
        if (stream)
            call.beginStream();
        else
            call.send(jsonHead + lengthLine(body.size()));
        for (const char byte : body) {
            if (stream)
                call.piece(QByteArray(1, byte));
            else
                call.send(QByteArray(1, byte));
        }
        if (stream)
            call.endStream();
    };
    QTest::newRow("byte by byte") << byteByByte << false << QByteArray() << u"provider"_s;
    QTest::newRow("byte by byte, stream") << byteByByte << true << QByteArray() << u"provider"_s;
    const FakeUpstream::Script broken = [](UpstreamCall &call) {
        call.beginStream();
        call.piece(FaultBench::wholeAnswer(true));
        call.close();
    };
    QTest::newRow("closes after the last event") << broken << true << QByteArray() << u"provider"_s;
    const FakeUpstream::Script longer = [](UpstreamCall &call) {
        const QByteArray body = FaultBench::wholeAnswer(true);
        call.send(streamHead + lengthLine(body.size() + 50) + body);
        call.close();
    };
    QTest::newRow("a length beyond the last event") << longer << true << QByteArray() << u"provider"_s;
    // Nobody asked for it, and nobody here can read it; the client may.
    const QByteArray zipped = QByteArray::fromHex("1f8b08000000000002ff") + "not really, but who would look";
    const FakeUpstream::Script gzip = [zipped](UpstreamCall &call) {
        call.answer(200, zipped, "Content-Encoding: gzip\r\n");
    };
    QTest::newRow("compressed unasked") << gzip << false << zipped << u"estimated"_s;
    const FakeUpstream::Script gzipStream = [zipped](UpstreamCall &call) {
        call.beginStream("Content-Encoding: gzip\r\n");
        call.piece(zipped);
        call.endStream();
    };
    QTest::newRow("compressed unasked, stream") << gzipStream << true << zipped << u"estimated"_s;
}

void TestFaultsTransport::whatIsNoFault()
{
    QFETCH(FakeUpstream::Script, script);
    QFETCH(bool, stream);
    QFETCH(QByteArray, body);
    QFETCH(QString, source);
    FaultBench bench(script);
    bench.start();
    const HttpReply reply = bench.call(stream);
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.complete);
    QCOMPARE(reply.body, body.isEmpty() ? FaultBench::wholeAnswer(stream) : body);
    QCOMPARE(reply.header("content-encoding"), QByteArray(body.isEmpty() ? "" : "gzip"));
    QCOMPARE(bench.disagreement(reply, {u"one=ok"_s}), QString());
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Ok));
    QCOMPARE(toString(row->settled.usageSource), source);
}

void TestFaultsTransport::largeAnswersThatAreNotWhole_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::addColumn<bool>("ended"); // as its framing wants it
    QTest::newRow("cut, with its length") << false << false;
    QTest::newRow("cut, chunked") << true << false;
    QTest::newRow("ended, chunked") << true << true;
}

// Too large to be held, so its beginning is with the client: it must not look whole, and is not asked for
// again.
void TestFaultsTransport::largeAnswersThatAreNotWhole()
{
    QFETCH(bool, chunked);
    QFETCH(bool, ended);
    const QByteArray part = R"({"choices":[{"message":{"content":")" + QByteArray(3'000'000, 'x');
    FaultBench bench([=](UpstreamCall &call) {
        call.send(jsonHead +
                  (chunked ? QByteArray("Transfer-Encoding: chunked\r\n\r\n") : lengthLine(9'000'000)));
        if (chunked)
            call.piece(part);
        else
            call.send(part);
        if (ended)
            call.endStream();
        call.close();
    });
    bench.start();
    const HttpReply reply = bench.call(false);
    QCOMPARE(reply.status, 200);
    QVERIFY(!reply.complete);
    QCOMPARE(bench.disagreement(reply, {u"one=invalid_response"_s}, 0, {u"one=ok"_s}), QString());
    const auto row = bench.gateway.settledRow(reply);
    QCOMPARE(toString(row->settled.status), toString(CallStatus::Failed));
    QCOMPARE(toString(row->settled.usageSource), toString(UsageSource::Partial));
}

QTEST_GUILESS_MAIN(TestFaultsTransport)
#include "tst_faults_transport.moc"
