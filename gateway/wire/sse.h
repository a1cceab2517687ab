// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace gateway {

// Splits a byte stream into server-sent events (WHATWG HTML 9.2.6): LF, CRLF, lone CR and mixtures, cut
// anywhere; one leading BOM is skipped; comments and unknown fields pass; several data lines join with LF.
// Pure: bytes in, events out; no I/O, no clock.
class SseReader final
{
public:
    // The views are valid during the callback. The `raw` of all events and overflows, one after the other, is
    // the stream.
    struct Event
    {
        QByteArrayView raw;     // all bytes of the event with its blank line, comments before it included
        QByteArrayView type;    // "event:" field; empty when absent
        QByteArrayView data;    // joined data lines
        bool hasData = false;   // false: only comments or other fields (nothing to dispatch)
        bool terminated = true; // false only from finish(): the blank line was missing
        // With CR line ends an event ends at the CR of its blank line, which may be followed by an LF of the
        // same line end in the next piece. That LF comes alone as an event of its own, so that it can share
        // its fate.
        bool isTail = false;
    };

    // A larger event than this is not held: its bytes so far and what follows are given out as raw pieces
    // with `onOverflow`, up to and including its end.
    static constexpr qsizetype longestEvent =
            qsizetype(16) * 1024 * 1024 + 64 * 1024; // a line of 16 MiB, with room
    explicit SseReader(qsizetype maxHeldBytes = longestEvent) : m_maxHeld(maxHeldBytes) {}

    using OnEvent = std::function<void(const Event &)>;
    using OnOverflow = std::function<void(QByteArrayView)>;
    void feed(QByteArrayView bytes, const OnEvent &onEvent, const OnOverflow &onOverflow = {});
    void finish(const OnEvent &onEvent); // what was left without a blank line, if anything

    bool atBoundary() const { return m_held.isEmpty() && !m_overflowing; } // nothing held or passing through
    QByteArrayView held() const { return m_held; } // of the event that is not yet whole
    bool isOverflowing() const { return m_overflowing; }

private:
    qsizetype findEnd(QByteArrayView bytes);
    void dispatch(QByteArrayView raw, bool terminated, const OnEvent &onEvent);

    qsizetype m_maxHeld;
    QByteArray m_held;
    QByteArray m_joined; // several data lines
    bool m_lineHasBytes = false;
    bool m_lastWasCr = false; // the byte before was a CR: an LF now belongs to it
    bool m_overflowing = false;
    bool m_started = false;
};

} // namespace gateway
