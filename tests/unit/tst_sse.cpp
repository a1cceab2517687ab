// SPDX-License-Identifier: MIT
#include "wire/sse.h"

#include <QTest>

using namespace gateway;

namespace {

struct Seen
{
    QByteArray type;
    QByteArray data;
    bool hasData = false;
    bool terminated = true;
    friend bool operator==(const Seen &, const Seen &) = default;
};

struct Run
{
    QList<Seen> events; // tails left out
    QByteArray bytes;   // all raw and overflow, joined
    QByteArray overflow;
};

// Feeds `stream` cut after each of `cuts`.
Run run(const QByteArray &stream, const QList<qsizetype> &cuts = {}, qsizetype maxHeld = 1024 * 1024)
{
    Run result;
    SseReader reader(maxHeld);
    const auto onEvent = [&](const SseReader::Event &event) {
        result.bytes += event.raw;
        if (!event.isTail)
            result.events.append(
                    {event.type.toByteArray(), event.data.toByteArray(), event.hasData, event.terminated});
    };
    const auto onOverflow = [&](QByteArrayView piece) {
        result.bytes += piece;
        result.overflow += piece;
    };
    qsizetype at = 0;
    for (const qsizetype cut : cuts) {
        reader.feed(QByteArrayView(stream).sliced(at, cut - at), onEvent, onOverflow);
        at = cut;
    }
    reader.feed(QByteArrayView(stream).sliced(at), onEvent, onOverflow);
    reader.finish(onEvent);
    return result;
}

} // namespace

class TestSse final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArrayList>(
                "events"); // "type|data", "-" without data, "~" in front when not terminated
        const auto row = [](const char *name, const QByteArray &stream, const QByteArrayList &events) {
            QTest::newRow(name) << stream << events;
        };
        row("nothing", "", {});
        row("one", "data: a\n\n", {"|a"});
        row("two", "data: a\n\ndata: b\n\n", {"|a", "|b"});
        row("no space", "data:a\n\n", {"|a"});
        row("two spaces keep one", "data:  a\n\n", {"| a"});
        row("colon in the data", "data: a:b: c\n\n", {"|a:b: c"});
        row("field without a colon", "data\n\n", {"|"});
        row("empty data", "data:\n\n", {"|"});
        row("data lines join", "data: a\ndata: b\ndata:\ndata: c\n\n", {"|a\nb\n\nc"});
        row("first data line empty", "data:\ndata: a\n\n", {"|\na"});
        row("type", "event: error\ndata: a\n\n", {"error|a"});
        row("type after the data", "data: a\nevent: error\n\n", {"error|a"});
        row("type is of one event", "event: x\ndata: a\n\ndata: b\n\n", {"x|a", "|b"});
        row("type without data", "event: x\n\n", {"x-"});
        row("id, retry and unknown fields", "id: 7\nretry: 10\nfoo: bar\ndata: a\n\n", {"|a"});
        row("case matters", "Data: a\n\n", {"-"});
        row("name with a space is another", "data : a\n\n", {"-"});
        row("comment", ": keep-alive\n\n", {"-"});
        row("comment before data", ": keep-alive\ndata: a\n\n", {"|a"});
        row("comment between data", "data: a\n:x\ndata: b\n\n", {"|a\nb"});
        row("blank lines", "\n\ndata: a\n\n\n", {"-", "-", "|a", "-"});
        row("CRLF", "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", {"|a\nb", "|c"});
        row("CR", "data: a\rdata: b\r\rdata: c\r\r", {"|a\nb", "|c"});
        row("mixed", "data: a\n\r\ndata: b\r\n\ndata: c\r\r\ndata: d\n\r", {"|a", "|b", "|c", "|d"});
        row("byte order mark",
            "\xef\xbb\xbf"
            "data: a\n\ndata: b\n\n",
            {"|a", "|b"});
        row("only the first byte order mark",
            "data: a\n\n\xef\xbb\xbf"
            "data: b\n\n",
            {"|a", "-"});
        row("no blank line at the end", "data: a\n\ndata: b\n", {"|a", "~|b"});
        row("no line end at the end", "data: a\n\ndata: b", {"|a", "~|b"});
        row("ends in the middle of a name", "data: a\n\nda", {"|a", "~-"});
        row("UTF-8", "data: \xe4\xbd\xa0\xf0\x9f\x98\x80\n\n", {"|\xe4\xbd\xa0\xf0\x9f\x98\x80"});
        row("NUL", QByteArray("data: a\0b\n\n", 11), {QByteArray("|a\0b", 4)});
        row("U+0085 and U+2028 end no line",
            "data: a\xc2\x85"
            "b\xe2\x80\xa8"
            "c\n\n",
            {"|a\xc2\x85"
             "b\xe2\x80\xa8"
             "c"});
        row("form feed ends no line",
            "data: a\x0c"
            "b\x0b"
            "c\n\n",
            {"|a\x0c"
             "b\x0b"
             "c"});
    }
    void reads()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArrayList, events);
        const Run whole = run(stream);
        QByteArrayList seen;
        for (const Seen &event : whole.events)
            seen += (event.terminated ? "" : "~") + event.type +
                    (event.hasData ? "|" + event.data : QByteArray("-"));
        QCOMPARE(seen, events);
        QCOMPARE(whole.bytes, stream);
        QVERIFY(whole.overflow.isEmpty());

        // However it is cut, the same is read.
        QList<qsizetype> everywhere;
        for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
            everywhere += cut;
            const Run two = run(stream, {cut});
            QCOMPARE(two.events, whole.events);
            QCOMPARE(two.bytes, stream);
        }
        const Run bytewise = run(stream, everywhere);
        QCOMPARE(bytewise.events, whole.events);
        QCOMPARE(bytewise.bytes, stream);
    }

    void eventsComeAsSoonAsTheyAreWhole()
    {
        SseReader reader;
        int events = 0;
        const auto onEvent = [&](const SseReader::Event &) { ++events; };
        QVERIFY(reader.atBoundary());
        reader.feed("data: a\n", onEvent);
        QCOMPARE(events, 0);
        QVERIFY(!reader.atBoundary());
        reader.feed("\n", onEvent);
        QCOMPARE(events, 1);
        QVERIFY(reader.atBoundary());
        reader.feed("data: b\r\n\r", onEvent);
        QCOMPARE(events, 2);
        QVERIFY(reader.atBoundary());
    }

    void theLastLineFeedComesAlone()
    {
        SseReader reader;
        QList<std::pair<QByteArray, bool>> raw;
        const auto onEvent = [&](const SseReader::Event &event) {
            raw.append({event.raw.toByteArray(), event.isTail});
        };
        reader.feed("data: a\r\n\r", onEvent);
        reader.feed("\ndata: b\r\n\r\n", onEvent);
        const QList<std::pair<QByteArray, bool>> expected{
                {"data: a\r\n\r", false}, {"\n", true}, {"data: b\r\n\r\n", false}};
        QCOMPARE(raw, expected);
    }

    void largeEventsPassThrough()
    {
        const QByteArray large = "data: " + QByteArray(5000, 'x') + "\r\n\r\n";
        const QByteArray stream = "data: a\r\n\r\n" + large + "data: b\r\n\r\n";
        for (qsizetype step : {1, 7, 100, 999, 1000, 1001, 20'000}) {
            QList<qsizetype> cuts;
            for (qsizetype cut = step; cut < stream.size(); cut += step)
                cuts += cut;
            const Run cutRun = run(stream, cuts, 1000);
            QCOMPARE(cutRun.bytes, stream);
            QCOMPARE(cutRun.events.size(), 2);
            QCOMPARE(cutRun.events[0].data, QByteArray("a"));
            QCOMPARE(cutRun.events[1].data, QByteArray("b"));
            QVERIFY(cutRun.overflow == large || cutRun.overflow == large.chopped(1));
        }
    }

    void aLargeEventNeedNotEnd()
    {
        const QByteArray stream = "data: " + QByteArray(5000, 'x');
        const Run cutRun = run(stream, {100, 4000}, 1000);
        QCOMPARE(cutRun.bytes, stream);
        QVERIFY(cutRun.events.isEmpty());
    }

    void heldBytesAreBounded()
    {
        SseReader reader(1000);
        const auto ignore = [](const SseReader::Event &) {};
        for (int i = 0; i < 10'000; ++i) {
            reader.feed("data: abcdefgh\n", ignore, [](QByteArrayView) {});
            QVERIFY(reader.held().size() <= 1000);
        }
        QVERIFY(reader.isOverflowing());
        reader.feed("\n", ignore, [](QByteArrayView) {});
        QVERIFY(reader.atBoundary());
    }
};

QTEST_GUILESS_MAIN(TestSse)
#include "tst_sse.moc"
