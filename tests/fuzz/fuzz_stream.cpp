// SPDX-License-Identifier: MIT
#include "wire/stream_relay.h"

#include "check.h"
#include "cuts.h"

#include <QByteArrayList>

using namespace gateway;

namespace {

struct Seen
{
    QByteArray type;
    QByteArray data;
    bool hasData = false;
    friend bool operator==(const Seen &, const Seen &) = default;
};

struct Read
{
    QList<Seen> events;
    QByteArray bytes;
};

template <typename Feed>
Read readWith(qsizetype maxHeld, Feed &&feed)
{
    Read result;
    SseReader reader(maxHeld);
    const auto onEvent = [&](const SseReader::Event &event) {
        result.bytes += event.raw;
        if (event.isTail)
            CHECK(event.raw == "\n");
        else
            result.events.append({event.type.toByteArray(), event.data.toByteArray(), event.hasData});
    };
    feed([&](QByteArrayView piece) {
        reader.feed(piece, onEvent, [&](QByteArrayView raw) { result.bytes += raw; });
        CHECK(reader.held().size() <= maxHeld);
    });
    reader.finish(onEvent);
    CHECK(reader.atBoundary());
    return result;
}

// The specification's words once more, over lines instead of bytes: only what is dispatched.
QList<Seen> dispatched(QByteArray stream)
{
    if (stream.startsWith("\xef\xbb\xbf"))
        stream.remove(0, 3);
    stream.replace("\r\n", "\n");
    stream.replace('\r', '\n');
    QList<Seen> events;
    Seen event;
    QByteArrayList data;
    const auto dispatch = [&] {
        if (!data.isEmpty())
            events.append({event.type, data.join('\n'), true});
        event = {};
        data.clear();
    };
    for (const QByteArray &line : stream.split('\n')) {
        if (line.isEmpty()) {
            dispatch();
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        const QByteArray field = line.left(colon < 0 ? line.size() : colon);
        QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
        if (value.startsWith(' '))
            value.remove(0, 1);
        if (field == "data")
            data += value;
        else if (field == "event")
            event.type = value;
    }
    dispatch(); // an event without its blank line is read all the same
    return events;
}

struct Relayed
{
    QByteArray bytes;
    TokenUsage usage;
    QString errorType;
    bool done = false;
    bool error = false;
    bool content = false;
    bool errorFirst = false;
    bool finish = false;
    qint64 events = 0;
    qint64 sequence = 0;
    qint64 estimate = 0;
    friend bool operator==(const Relayed &, const Relayed &) = default;
};

template <typename Feed>
Relayed relayWith(StreamRelay::Mode mode, WireDialect dialect, Feed &&feed,
                  StreamRelay::Start start = StreamRelay::Start::AtOnce)
{
    Relayed result;
    StreamRelay relay(mode, dialect, start);
    feed([&](QByteArrayView piece) {
        const qint64 before = relay.progress();
        result.bytes += relay.feed(piece);
        CHECK(relay.progress() >= before);
        CHECK(!relay.isHolding() || result.bytes.isEmpty());
    });
    result.bytes += relay.finish();
    result.usage = relay.usage().usage();
    result.errorType = relay.errorType();
    result.done = relay.sawDone();
    result.error = relay.sawError();
    result.content = relay.sawContent();
    result.errorFirst = relay.firstEventIsError();
    result.finish = relay.sawFinish();
    result.sequence = relay.nextSequenceNumber();
    CHECK(result.error || !result.errorFirst);
    CHECK(!relay.isHolding());
    result.events = relay.events();
    result.estimate = relay.usage().estimatedCompletion();
    return result;
}

// What is kept back leaves the rest in its order.
bool isSubsequence(QByteArrayView part, QByteArrayView whole)
{
    qsizetype at = 0;
    for (const char c : part) {
        at = whole.indexOf(c, at) + 1;
        if (at == 0)
            return false;
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    const uint32_t seed = uint32_t(data[0]) | uint32_t(data[1]) << 8U | uint32_t(data[2]) << 16U;
    const auto dialect = WireDialect(data[2] % 3);
    const qsizetype maxHeld = data[3] == 0 ? 1024 * 1024 : data[3];
    const QByteArray stream(reinterpret_cast<const char *>(data) + 4, qsizetype(size) - 4);
    const auto whole = [&](auto &&take) { take(QByteArrayView(stream)); };
    const auto inPieces = [&](auto &&take) { Cuts(seed).feed(stream, take); };
    const auto bytewise = [&](auto &&take) {
        for (qsizetype i = 0; i < stream.size(); ++i)
            take(QByteArrayView(stream).sliced(i, 1));
    };

    const Read once = readWith(maxHeld, whole);
    CHECK(once.bytes == stream);
    for (const Read &other : {readWith(maxHeld, inPieces), readWith(maxHeld, bytewise)}) {
        CHECK(other.bytes == stream);
        CHECK(other.events == once.events);
    }
    if (maxHeld > stream.size()) {
        QList<Seen> events = once.events;
        events.removeIf([](const Seen &event) { return !event.hasData; });
        CHECK(events == dispatched(stream));
    }

    const auto transparent = StreamRelay::Mode::Transparent;
    const auto hold = StreamRelay::Mode::HoldUsageChunk;
    const Relayed open = relayWith(transparent, dialect, whole);
    CHECK(open.bytes == stream);
    CHECK(relayWith(transparent, dialect, inPieces) == open);
    CHECK(relayWith(transparent, dialect, inPieces, StreamRelay::Start::Held) == open);
    CHECK(relayWith(transparent, dialect, bytewise, StreamRelay::Start::Held) == open);
    Relayed held = relayWith(hold, dialect, whole);
    CHECK(relayWith(hold, dialect, inPieces) == held);
    CHECK(relayWith(hold, dialect, bytewise) == held);
    CHECK(isSubsequence(held.bytes, stream));
    CHECK(dialect == WireDialect::OpenAiChat || held.bytes == stream);
    held.bytes = stream;
    CHECK(held == open);
    return 0;
}
