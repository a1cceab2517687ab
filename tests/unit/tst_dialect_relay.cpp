// SPDX-License-Identifier: MIT
#include "wire/stream_relay.h"

#include <QTest>

using namespace gateway;

namespace {

constexpr auto transparent = StreamRelay::Mode::Transparent;
constexpr auto anthropic = WireDialect::Anthropic;
constexpr auto responses = WireDialect::OpenAiResponses;
constexpr auto chat = WireDialect::OpenAiChat;

QByteArray sse(const QByteArray &type, const QByteArray &members = {})
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + '"' + (members.isEmpty() ? "" : ",") + members +
           "}\n\n";
}

const QByteArray start =
        sse("message_start", R"("message":{"usage":{"input_tokens":3,"output_tokens":1}})");
const QByteArray ping = sse("ping");
const QByteArray block = sse("content_block_start", R"("content_block":{"type":"text","text":""})");
const QByteArray text =
        sse("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\"\xe4\xbd\xa0\"}");
const QByteArray delta =
        sse("message_delta", R"("delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7})");
const QByteArray stop = sse("message_stop");
const QByteArray overloaded = sse("error", R"("error":{"type":"overloaded_error","message":"Overloaded"})");
const QByteArray role = "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
const QByteArray word = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\n";
const QByteArray comment = ": processing\n\n";

// What is out, in bytes, after each byte that came in.
QList<qsizetype> outAfterEachByte(const QByteArray &stream, WireDialect dialect)
{
    StreamRelay relay(transparent, dialect, StreamRelay::Start::Held);
    QByteArray out;
    QList<qsizetype> sizes;
    for (qsizetype i = 0; i < stream.size(); ++i) {
        out += relay.feed(QByteArrayView(stream).sliced(i, 1));
        sizes += out.size();
        if (!stream.startsWith(out))
            qFatal("not the same bytes");
    }
    return sizes;
}

} // namespace

class TestDialectRelay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ends_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("done");
        QTest::addColumn<bool>("error");
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &stream, bool done,
                            bool error) { QTest::newRow(name) << dialect << stream << done << error; };
        row("message_stop", anthropic, start + block + text + delta + stop, true, false);
        row("without message_stop", anthropic, start + block + text + delta, false, false);
        row("[DONE] is none of Anthropic's", anthropic, start + text + delta + "data: [DONE]\n\n", false,
            false);
        row("error in the middle", anthropic, start + block + text + overloaded, false, true);
        row("error by its event name", anthropic, start + "event: error\ndata: {}\n\n", false, true);
        row("completed", responses, sse("response.created") + sse("response.completed"), true, false);
        row("incomplete", responses, sse("response.incomplete"), true, false);
        row("failed", responses, sse("response.failed"), true, true);
        row("responses without an end", responses,
            sse("response.created") + sse("response.output_text.delta", "\"delta\":\"x\""), false, false);
        row("[DONE] does not end responses", responses, sse("response.created") + "data: [DONE]\n\n", false,
            false);
        row("[DONE] after the end", responses, sse("response.completed") + "data: [DONE]\n\n", true, false);
    }
    void ends()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, stream);
        StreamRelay relay(transparent, dialect);
        QCOMPARE(relay.feed(stream), stream);
        QCOMPARE(relay.finish(), QByteArray());
        QTEST(relay.sawDone(), "done");
        QTEST(relay.sawFinish(), "done");
        QTEST(relay.sawError(), "error");
    }

    void holdsUntilSomethingIsSaid_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("preamble");
        QTest::addColumn<QByteArray>("first");
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &preamble,
                            const QByteArray &first) { QTest::newRow(name) << dialect << preamble << first; };
        row("Anthropic", anthropic, comment + start + ping + block, text);
        row("a refusal without content", anthropic, start + ping, delta);
        row("at once the end", anthropic, start, stop);
        row("an unknown event", anthropic, start, sse("something_new"));
        row("an error", anthropic, start + ping, overloaded);
        row("chat", chat, comment + role, word);
        row("chat, several choices", chat, role + role, word);
        row("chat, only its end", chat, role, "data: [DONE]\n\n");
        row("responses", responses, sse("response.created") + sse("response.in_progress"),
            sse("response.output_item.added", "\"item\":{}"));
        row("no preamble", responses, {}, sse("response.output_text.delta", "\"delta\":\"x\""));
        row("CR line ends", chat, QByteArray(role).replace('\n', '\r'), QByteArray(word).replace('\n', '\r'));
    }
    void holdsUntilSomethingIsSaid()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, preamble);
        QFETCH(QByteArray, first);
        const QByteArray stream = preamble + first + comment;
        const QList<qsizetype> out = outAfterEachByte(stream, dialect);
        const qsizetype whole = preamble.size() + first.size();
        for (qsizetype i = 0; i < out.size(); ++i)
            QCOMPARE(out[i], i + 1 < whole ? 0 : i + 1);

        StreamRelay relay(transparent, dialect, StreamRelay::Start::Held);
        QVERIFY(relay.isHolding());
        QCOMPARE(relay.feed(preamble), QByteArray());
        QVERIFY(relay.isHolding() && relay.atBoundary() && !relay.firstEventIsError());
        QCOMPARE(relay.feed(first), preamble + first);
        QVERIFY(!relay.isHolding());
        QCOMPARE(relay.firstEventIsError(), relay.sawError());
    }

    void holdEnds()
    {
        const auto held = StreamRelay::Start::Held;
        StreamRelay released(transparent, anthropic, held);
        QCOMPARE(released.feed(QByteArray(start + ping.first(5))), QByteArray());
        QCOMPARE(released.release(), start + ping.first(5));
        QVERIFY(!released.atBoundary());
        QCOMPARE(released.feed(ping.sliced(5)), ping.sliced(5));
        QVERIFY(released.atBoundary());
        QCOMPARE(released.release(), QByteArray());

        StreamRelay ended(transparent, anthropic, held);
        QCOMPARE(ended.feed(QByteArray(start + ping)), QByteArray());
        QCOMPARE(ended.finish(), start + ping);

        StreamRelay large(transparent, chat, held);
        const QByteArray comments = ": " + QByteArray(10'000, 'x') + "\n\n";
        QByteArray out;
        for (int i = 0; i < 8; ++i)
            out += large.feed(comments);
        QCOMPARE(out.size(), 8 * comments.size());
        QVERIFY(!large.isHolding());

        StreamRelay atOnce(transparent, anthropic);
        QVERIFY(!atOnce.isHolding());
        QCOMPARE(atOnce.feed(start), start);
    }

    void holdWorksBesideTheUsageChunk()
    {
        const QByteArray usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}\n\n";
        StreamRelay relay(StreamRelay::Mode::HoldUsageChunk, chat, StreamRelay::Start::Held);
        QCOMPARE(relay.feed(QByteArray(role + word.first(10))), QByteArray());
        QCOMPARE(relay.feed(QByteArray(word.sliced(10) + usage + word)), role + word + word);
        QCOMPARE(relay.usage().usage().prompt.value_or(0), 3);
    }

    void errorsThatComeFirst_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<bool>("first");
        const QByteArray chatError = "data: {\"error\":{\"code\":429,\"message\":\"x\"}}\n\n";
        QTest::newRow("Anthropic") << anthropic << overloaded << true;
        QTest::newRow("behind the start") << anthropic << start + ping + overloaded << true;
        QTest::newRow("behind text") << anthropic << start + block + text + overloaded << false;
        QTest::newRow("behind the end") << anthropic << start + delta + stop + overloaded << false;
        QTest::newRow("chat") << chat << comment + chatError << true;
        QTest::newRow("chat, behind its role") << chat << role + chatError << true;
        QTest::newRow("chat, behind text") << chat << word + chatError << false;
        QTest::newRow("responses") << responses
                                   << sse("response.created") + sse("error") + sse("response.failed")
                                   << true;
        QTest::newRow("responses that fail at once")
                << responses << sse("response.created") + sse("response.failed") << true;
        QTest::newRow("responses, behind an item")
                << responses << sse("response.output_item.added") + sse("response.failed") << false;
    }
    void errorsThatComeFirst()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, stream);
        StreamRelay relay(transparent, dialect);
        relay.feed(stream);
        QVERIFY(relay.sawError());
        QTEST(relay.firstEventIsError(), "first");
    }

    void commentsAndPingsAreNoProgress()
    {
        StreamRelay relay(transparent, anthropic);
        relay.feed(start);
        QCOMPARE(relay.events(), 1);
        const qint64 before = relay.progress();
        for (int i = 0; i < 1000; ++i) {
            relay.feed(ping);
            relay.feed(comment);
            relay.feed("event: ping\ndata: {}\n\n");
        }
        QCOMPARE(relay.events(), 1);
        QCOMPARE(relay.progress(), before);
        relay.feed(text);
        QVERIFY(relay.progress() > before);
        QCOMPARE(relay.events(), 2);
    }

    void aLargeEventUnderWayIsProgress()
    {
        StreamRelay relay(transparent, responses);
        relay.feed("data: {\"type\":\"response.completed\",\"x\":\"");
        qint64 last = relay.progress();
        for (int i = 0; i < 300; ++i) {
            relay.feed(QByteArray(64 * 1024, 'x'));
            QVERIFY(relay.progress() > last);
            last = relay.progress();
        }
        QVERIFY(!relay.atBoundary());
        relay.feed("\"}\n\n");
        QVERIFY(relay.atBoundary());
        QVERIFY(relay.sawDone()); // told by its beginning: 19 MiB are not held
    }

    void linesOf16MiBAreRead()
    {
        const QByteArray payload(16 * 1024 * 1024 - 64, 'x');
        const QByteArray line = "data: {\"type\":\"response.completed\",\"response\":{\"text\":\"" + payload +
                                "\",\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}}\n\n";
        StreamRelay relay(transparent, responses);
        qsizetype out = 0;
        for (qsizetype at = 0; at < line.size(); at += 1'000'000)
            out += relay.feed(QByteArrayView(line).sliced(at, qMin<qsizetype>(1'000'000, line.size() - at)))
                           .size();
        QCOMPARE(out, line.size());
        QVERIFY(relay.sawDone());
        QCOMPARE(relay.usage().usage().completion.value_or(0), 4);
    }

    // A comment may be put in wherever atBoundary() says so, and changes nothing that a reader sees.
    void commentsFitAtBoundaries_data()
    {
        QTest::addColumn<QByteArray>("stream");
        const QByteArray lf = start + comment + ping + block + text + delta + stop;
        QTest::newRow("LF") << lf;
        QTest::newRow("CRLF") << QByteArray(lf).replace("\n", "\r\n");
        QTest::newRow("CR") << QByteArray(lf).replace('\n', '\r');
    }
    void commentsFitAtBoundaries()
    {
        QFETCH(QByteArray, stream);
        StreamRelay relay(transparent, anthropic);
        QByteArray client;
        int comments = 0;
        for (qsizetype i = 0; i < stream.size(); ++i) {
            client += relay.feed(QByteArrayView(stream).sliced(i, 1));
            if (relay.atBoundary()) {
                client += ": keep-alive\n\n";
                ++comments;
            }
        }
        QVERIFY(comments >= 7);
        const auto payloads = [](const QByteArray &bytes) {
            QByteArrayList found;
            SseReader reader;
            reader.feed(bytes, [&](const SseReader::Event &seen) {
                if (seen.hasData)
                    found += seen.type.toByteArray() + ' ' + seen.data.toByteArray();
            });
            return found;
        };
        QCOMPARE(payloads(client), payloads(stream));
        QCOMPARE(payloads(client).size(), 6);
    }

    void sequenceNumbersGoOn()
    {
        StreamRelay relay(transparent, responses);
        QCOMPARE(relay.nextSequenceNumber(), 0);
        relay.feed(sse("response.created", "\"sequence_number\":0"));
        relay.feed(sse("response.output_text.delta", "\"delta\":\"x\",\"sequence_number\":7"));
        QCOMPARE(relay.nextSequenceNumber(), 8);
    }
};

QTEST_GUILESS_MAIN(TestDialectRelay)
#include "tst_dialect_relay.moc"
