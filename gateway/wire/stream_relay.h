// SPDX-License-Identifier: MIT
#pragma once

#include "wire/sse.h"
#include "wire/usage.h"

namespace gateway {

// Relays an event stream and reads it in passing. Two ways, chosen at the start:
// - Transparent: every byte goes out at once; events are read on the side.
// - HoldUsageChunk (chat, usage was asked for on the client's behalf): events go out whole, and a chunk with
//   empty `choices` and a usage object is kept back. An event over 64 KiB passes unheld; it is still read, up
//   to a line of 16 MiB.
// With Start::Held nothing goes out before the stream has said something: its first content, end or error, or
// any event that is no mere preamble, or 64 KiB. Until then the call can still be made elsewhere; afterwards
// all of it goes out, in order.
// Pure; one object per stream. How the upstream's bytes are cut never changes what comes out in the end.
class StreamRelay final
{
public:
    enum class Mode { Transparent, HoldUsageChunk };
    enum class Start { AtOnce, Held };
    explicit StreamRelay(Mode mode, WireDialect dialect = WireDialect::OpenAiChat,
                         Start start = Start::AtOnce)
        : m_mode(mode), m_dialect(dialect), m_holding(start == Start::Held)
    {}

    QByteArray feed(QByteArrayView upstream); // what goes to the client now
    QByteArray finish();                      // the rest, when the upstream has ended

    bool isHolding() const { return m_holding; }
    QByteArray release(); // ends the hold: what was held. Before a keep-alive is sent, for example

    const UsageCollector &usage() const { return m_usage; }
    // The answer is complete: a finish_reason in chat, else the same as sawDone().
    bool sawFinish() const { return m_finish; }
    bool sawDone() const
    {
        return m_done;
    } // the last event: data: [DONE], message_stop, response.completed ...
    bool sawError() const { return m_error; } // an error event inside the stream
    // The error came before anything but preamble: as good as a refusal. With Start::Held, and as long as the
    // client has nothing, what feed() returned can be dropped and the call made elsewhere.
    bool firstEventIsError() const { return m_errorFirst; }
    QString errorType() const { return m_errorType; }
    bool sawContent() const { return m_content; }
    // The client has whole events only, so that a comment may go out now.
    bool atBoundary() const;
    qint64 events() const { return m_events; } // with data, [DONE] included; pings are none
    // Grows when something came that is neither comment nor ping: an event, or more of a large one. For
    // bounds on silence, which comments must not lengthen.
    qint64 progress() const { return m_events + m_largeBytes; }
    qint64 nextSequenceNumber() const
    {
        return m_nextSequence;
    } // for an event of our own in a responses stream

private:
    bool read(const SseReader::Event &event); // whether it is to be kept back
    void readFacts(const ChunkFacts &facts, QByteArrayView type);
    void readOverflow(QByteArrayView piece);
    void take(const SseReader::Event &event, QByteArray &out);
    void passHeld(QByteArray &out);
    QByteArray relay(QByteArrayView upstream);
    QByteArray throughHold(QByteArray out);

    Mode m_mode;
    WireDialect m_dialect;
    SseReader m_reader;
    UsageCollector m_usage;
    QString m_errorType;
    QByteArray m_start;      // held
    qsizetype m_passed = 0;  // of the event under way, already with the client (HoldUsageChunk)
    bool m_keptBack = false; // the last event
    bool m_torn = false;     // finish() gave out an event without its end
    bool m_overflowing = false;
    bool m_holding = false;
    bool m_begun = false; // something but preamble was seen
    bool m_done = false;
    bool m_finish = false;
    bool m_error = false;
    bool m_errorFirst = false;
    bool m_content = false;
    qint64 m_events = 0;
    qint64 m_largeBytes = 0;
    qint64 m_nextSequence = 0;
};

} // namespace gateway
