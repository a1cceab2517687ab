// SPDX-License-Identifier: MIT
#include "support/recordings.h"
#include "support/relayed.h"
#include "support/usage_text.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

constexpr qsizetype cutEverywhereUpTo = 16 * 1024;
constexpr int randomCuts = 200;

Relayed relay(StreamRelay::Mode mode, const Recording &recording, const QList<qsizetype> &cuts = {},
              StreamRelay::Start start = StreamRelay::Start::AtOnce)
{
    return relayed(StreamRelay(mode, recording.dialect, start), recording.bytes, cuts);
}

// Places to cut at: all of them, or a few that are the same in every run.
QList<qsizetype> placesIn(const QByteArray &bytes, qsizetype everywhereUpTo = cutEverywhereUpTo)
{
    QList<qsizetype> places;
    if (bytes.size() <= everywhereUpTo) {
        for (qsizetype at = 0; at <= bytes.size(); ++at)
            places += at;
        return places;
    }
    QRandomGenerator random(quint32(bytes.size()));
    for (int i = 0; i < randomCuts; ++i)
        places += random.bounded(int(bytes.size()) + 1);
    std::sort(places.begin(), places.end());
    return places;
}

void addRows(Recording::Kind kind)
{
    QTest::addColumn<int>("index");
    static const QList<Recording> recordings = test::loadRecordings();
    for (int i = 0; i < int(recordings.size()); ++i) {
        if (recordings[i].kind == kind)
            QTest::newRow(qPrintable(recordings[i].name)) << i;
    }
}

const Recording &at(int index)
{
    static const QList<Recording> recordings = test::loadRecordings();
    return recordings[index];
}

} // namespace

class TestReplay final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streams_data() { addRows(Recording::Kind::Stream); }
    void streams()
    {
        QFETCH(int, index);
        const Recording &recording = at(index);
        const Relayed open = relay(StreamRelay::Mode::Transparent, recording);
        QCOMPARE(open.bytes, recording.bytes);
        QCOMPARE(shown(open.usage), shown(recording.usage));
        // A stream of Anthropic's that broke off tells of its prompt alone.
        const bool ofAnswer = recording.dialect != WireDialect::Anthropic || recording.usage.completion;
        QCOMPARE(open.reported, ofAnswer && !recording.usage.isEmpty());
        QCOMPARE(open.done, recording.done);
        QCOMPARE(open.error, recording.isError);
        const bool endsWhole = recording.bytes.endsWith("\n\n") || recording.bytes.endsWith("\r\n\r\n") ||
                               recording.bytes.endsWith("\r\r");
        QCOMPARE(open.boundary, endsWhole);

        const Relayed held = relay(StreamRelay::Mode::HoldUsageChunk, recording);
        QCOMPARE(held.bytes, recording.withoutUsage);
        QCOMPARE(held.bytes == recording.bytes, recording.keptBack == 0);
        Relayed asOpen = held;
        asOpen.bytes = open.bytes;
        asOpen.boundary = open.boundary; // what is kept back tears nothing
        QVERIFY(asOpen == open);

        const QList<qsizetype> places = placesIn(recording.bytes);
        for (const qsizetype place : places) {
            QVERIFY(relay(StreamRelay::Mode::Transparent, recording, {place}) == open);
            if (recording.dialect == WireDialect::OpenAiChat)
                QVERIFY(relay(StreamRelay::Mode::HoldUsageChunk, recording, {place}) == held);
        }
        QVERIFY(relay(StreamRelay::Mode::Transparent, recording, places) == open);
        QVERIFY(relay(StreamRelay::Mode::HoldUsageChunk, recording, places) == held);
        for (const qsizetype place : placesIn(recording.bytes, 0))
            QVERIFY(relay(StreamRelay::Mode::Transparent, recording, {place}, StreamRelay::Start::Held) ==
                    open);
    }

    void bodies_data() { addRows(Recording::Kind::Body); }
    void bodies()
    {
        QFETCH(int, index);
        const Recording &recording = at(index);
        const ChunkFacts facts = readChunk(recording.bytes, recording.dialect);
        QCOMPARE(shown(facts.usage), shown(recording.usage));
        QCOMPARE(facts.isError, recording.isError);
        QVERIFY(!(facts.isError && facts.hasContent));

        for (const qsizetype place : placesIn(recording.bytes)) {
            UsageScanner scanner(recording.dialect);
            scanner.feed(QByteArrayView(recording.bytes).first(place));
            scanner.feed(QByteArrayView(recording.bytes).sliced(place));
            QCOMPARE(shown(scanner.facts().usage), shown(recording.usage));
        }
    }

    // A stream that is cut for good: what has come is relayed, but for a whole chunk that was kept back.
    void streamsThatBreakOff_data() { addRows(Recording::Kind::Stream); }
    void streamsThatBreakOff()
    {
        QFETCH(int, index);
        const Recording &recording = at(index);
        for (const qsizetype place : placesIn(recording.bytes, 0)) {
            Recording cut = recording;
            cut.bytes = recording.bytes.first(place);
            const QByteArray part = cut.bytes;
            QCOMPARE(relay(StreamRelay::Mode::Transparent, cut).bytes, part);
            const Relayed held = relay(StreamRelay::Mode::HoldUsageChunk, cut);
            QVERIFY(held.bytes == part ||
                    (recording.keptBack > 0 && recording.withoutUsage.startsWith(held.bytes)));
        }
    }
};

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
