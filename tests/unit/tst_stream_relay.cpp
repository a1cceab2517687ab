// SPDX-License-Identifier: MIT
#include "support/relayed.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

const QByteArray hello =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}],\"usage\":null}";
const QByteArray usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":5}}";
const QByteArray done = "data: [DONE]";

Relayed relay(StreamRelay::Mode mode, const QByteArray &stream, const QList<qsizetype> &cuts = {})
{
    return relayed(StreamRelay(mode), stream, cuts);
}

constexpr auto transparent = StreamRelay::Mode::Transparent;
constexpr auto hold = StreamRelay::Mode::HoldUsageChunk;

} // namespace

class TestStreamRelay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheUsageChunkBack_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("client");
        const auto row = [](const char *name, const QByteArray &stream, const QByteArray &client) {
            QTest::newRow(name) << stream << client;
        };
        const QByteArray lf = "\n\n";
        const QByteArray crlf = "\r\n\r\n";
        const QByteArray cr = "\r\r";
        row("LF", hello + lf + usage + lf + done + lf, hello + lf + done + lf);
        row("CRLF", hello + crlf + usage + crlf + done + crlf, hello + crlf + done + crlf);
        row("CR", hello + cr + usage + cr + done + cr, hello + cr + done + cr);
        row("mixed", hello + "\n\r\n" + usage + "\r\n\n" + done + "\r\n\r",
            hello + "\n\r\n" + done + "\r\n\r");
        row("last", hello + lf + usage + lf, hello + lf);
        row("last without a blank line", hello + lf + usage, hello + lf);
        row("last with CR ends", hello + cr + usage + cr, hello + cr);
        row("first", usage + crlf + hello + crlf, hello + crlf);
        row("two in a row", hello + crlf + usage + crlf + usage + crlf + done + crlf,
            hello + crlf + done + crlf);
        row("with a comment before it", hello + lf + ": ping\n" + usage + lf + done + lf,
            hello + lf + done + lf);
        row("comment apart from it", hello + lf + ": ping\n\n" + usage + lf, hello + lf + ": ping\n\n");
        row("in two data lines",
            hello + lf +
                    "data: {\"choices\":[],\ndata: \"usage\":{\"prompt_tokens\":3,"
                    "\"completion_tokens\":5}}\n\n" +
                    done + lf,
            hello + lf + done + lf);
        row("after a byte order mark", "\xef\xbb\xbf" + usage + lf + hello + lf, hello + lf);
    }
    void keepsTheUsageChunkBack()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, client);
        const Relayed whole = relay(hold, stream);
        QCOMPARE(whole.bytes, client);
        QVERIFY(whole.reported);
        QCOMPARE(whole.usage.prompt.value_or(-1), 3);
        QCOMPARE(whole.usage.completion.value_or(-1), 5);
        QList<qsizetype> everywhere;
        for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
            everywhere += cut;
            QVERIFY(relay(hold, stream, {cut}) == whole);
        }
        QVERIFY(relay(hold, stream, everywhere) == whole);

        Relayed open = relay(transparent, stream, everywhere);
        QCOMPARE(open.bytes, stream);
        open.bytes = client;
        open.boundary = whole.boundary; // what is kept back tears nothing
        QVERIFY(open == whole);
    }

    void passesEverythingElse_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::newRow("Azure's first chunk") << QByteArray(
                "data: {\"choices\":[],\"prompt_filter_results\":[{}],\"id\":\"\"}\n\n" + hello + "\n\n");
        QTest::newRow("usage with a choice")
                << QByteArray("data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":3}}\n\n");
        QTest::newRow("usage null") << QByteArray("data: {\"choices\":[],\"usage\":null}\n\n");
        QTest::newRow("usage with an error")
                << QByteArray("data: {\"choices\":[],\"usage\":{},\"error\":{\"message\":\"x\"}}\n\n");
        QTest::newRow("not JSON") << QByteArray("data: hello\n\ndata: {\"choices\":[],\"usage\":{}\n\n");
        QTest::newRow("comments and fields")
                << QByteArray(": ping\n\nretry: 5\nid: 7\n\nevent: x\n\nfoo\n\n\n\n");
        QTest::newRow("unterminated") << QByteArray(hello);
        QTest::newRow("unterminated with CR") << QByteArray(hello + "\r");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a large usage chunk")
                << QByteArray("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3},\"pad\":\"" +
                              QByteArray(70'000, 'x') + "\"}\n\n" + hello + "\n\n");
    }
    void passesEverythingElse()
    {
        QFETCH(QByteArray, stream);
        const Relayed whole = relay(hold, stream);
        QCOMPARE(whole.bytes, stream);
        QVERIFY(relay(transparent, stream) == whole);
        const qsizetype step = stream.size() > 2000 ? 997 : 1;
        QList<qsizetype> everywhere;
        for (qsizetype cut = 0; cut <= stream.size(); cut += step) {
            everywhere += cut;
            QVERIFY(relay(hold, stream, {cut}) == whole);
        }
        QVERIFY(relay(hold, stream, everywhere) == whole);
    }

    void aLargeEventPassesAsItComesAndIsStillRead()
    {
        StreamRelay relay(hold);
        const QByteArray first = "data: {\"choices\":[],\"pad\":\"" + QByteArray(60'000, 'x');
        QVERIFY(relay.feed(first).isEmpty());
        QVERIFY(relay.atBoundary());
        const QByteArray second(10'000, 'y');
        QCOMPARE(relay.feed(second), first + second);
        QVERIFY(!relay.atBoundary());
        const QByteArray third("zz");
        QCOMPARE(relay.feed(third), third);
        const QByteArray last("\",\"usage\":{\"prompt_tokens\":3}}\n\n");
        QCOMPARE(relay.feed(last), last);
        QVERIFY(relay.atBoundary());
        QCOMPARE(relay.usage().usage().prompt.value_or(-1), 3);
    }

    void anEnormousEventPassesUnread()
    {
        const QByteArray start = "data: {\"choices\":[],\"pad\":\"";
        const QByteArray block(1024 * 1024, 'x');
        const QByteArray end = "\",\"usage\":{\"prompt_tokens\":3}}\n\n";
        for (const StreamRelay::Mode mode : {transparent, hold}) {
            StreamRelay relay(mode);
            qsizetype out = relay.feed(start).size();
            for (int i = 0; i < 20; ++i)
                out += relay.feed(block).size();
            QVERIFY(!relay.atBoundary());
            out += relay.feed(end).size();
            QVERIFY(relay.atBoundary());
            QCOMPARE(relay.feed(QByteArray(usage + "\n\n")).isEmpty(), mode == hold);
            out += relay.finish().size();
            QCOMPARE(out, start.size() + 20 * block.size() + end.size());
            QCOMPARE(relay.usage().usage().completion.value_or(-1), 5);
        }
    }

    void transparentGivesEveryByteAtOnce()
    {
        StreamRelay relay(transparent);
        QCOMPARE(relay.feed("data: {\"cho"), QByteArray("data: {\"cho"));
        QVERIFY(!relay.atBoundary());
        QCOMPARE(relay.feed("ices\":[]}\n"), QByteArray("ices\":[]}\n"));
        QVERIFY(!relay.atBoundary());
        QCOMPARE(relay.feed("\n"), QByteArray("\n"));
        QVERIFY(relay.atBoundary());
    }

    void holdingNeverTearsAnEvent()
    {
        StreamRelay relay(hold);
        QVERIFY(relay.feed("data: {\"choices\":[{\"del").isEmpty());
        QVERIFY(relay.atBoundary());
        QCOMPARE(relay.feed("ta\":{}}]}\n\ndata: {"), QByteArray("data: {\"choices\":[{\"delta\":{}}]}\n\n"));
        QVERIFY(relay.atBoundary());
    }

    void knowsWhetherTheClientHasWholeEvents_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("transparentWhole");
        QTest::addColumn<bool>("holdWhole");
        QTest::newRow("whole") << QByteArray(hello + "\n\n") << true << true;
        QTest::newRow("torn") << QByteArray(hello + "\n\ndata: {\"choi") << false << false;
        QTest::newRow("no blank line") << QByteArray(hello + "\n") << false << false;
        QTest::newRow("usage chunk without its blank line")
                << QByteArray(hello + "\n\n" + usage) << false << true;
        QTest::newRow("nothing") << QByteArray() << true << true;
    }
    void knowsWhetherTheClientHasWholeEvents()
    {
        QFETCH(QByteArray, stream);
        for (const StreamRelay::Mode mode : {transparent, hold}) {
            StreamRelay relay(mode);
            relay.feed(stream);
            relay.finish();
            QTEST(relay.atBoundary(), mode == hold ? "holdWhole" : "transparentWhole");
        }
    }

    void notices_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("done");
        QTest::addColumn<bool>("error");
        QTest::addColumn<QString>("errorType");
        QTest::addColumn<bool>("content");
        QTest::addColumn<qint64>("events");
        const auto row = [](const char *name, const QByteArray &stream, bool isDone, bool error,
                            const char *errorType, bool content, qint64 events) {
            QTest::newRow(name) << stream << isDone << error << QString::fromLatin1(errorType) << content
                                << events;
        };
        row("a whole stream", hello + "\n\n" + done + "\n\n", true, false, "", true, 2);
        row("done without a space", "data:[DONE]\n\n", true, false, "", false, 1);
        row("done without a blank line", "data: [DONE]", true, false, "", false, 1);
        row("done with more", "data: [DONE] \n\n", true, false, "", false, 1);
        row("no done", hello + "\n\n", false, false, "", true, 1);
        row("comments only", ": ping\n\n: ping\n\n", false, false, "", false, 0);
        row("error event",
            "event: error\ndata: {\"error\":{\"type\":\"invalid_request_error\",\"code\":\"x\"}}\n\n", false,
            true, "invalid_request_error", false, 1);
        row("error event without a body of its own", "event: error\ndata: oops\n\n", false, true, "", false,
            1);
        row("error in a chunk", hello + "\n\ndata: {\"choices\":[],\"error\":{\"code\":502}}\n\n", false,
            true, "502", true, 2);
        row("error as plain JSON without a blank line", "data: {\"error\":{\"type\":\"server_error\"}}",
            false, true, "server_error", false, 1);
    }
    void notices()
    {
        QFETCH(QByteArray, stream);
        for (const StreamRelay::Mode mode : {transparent, hold}) {
            const Relayed seen = relay(mode, stream);
            QTEST(seen.done, "done");
            QTEST(seen.error, "error");
            QTEST(seen.errorType, "errorType");
            QTEST(seen.content, "content");
            QTEST(seen.events, "events");
        }
    }

    void estimatesWhatWentBy()
    {
        const Relayed seen = relay(transparent, QByteArray(hello + "\n\n").repeated(4));
        QVERIFY(!seen.reported);
        QCOMPARE(seen.estimate, 5);
    }
};

QTEST_GUILESS_MAIN(TestStreamRelay)
#include "tst_stream_relay.moc"
