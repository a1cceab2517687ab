// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace gateway {

// Splits a byte stream into server-sent events (WHATWG HTML 9.2.6): LF, CRLF, lone CR and mixtures, cut anywhere;
// one leading BOM is skipped; comments and unknown fields pass; several data lines join with LF.
// Pure: bytes in, events out; no I/O, no clock.
class SseReader final
{
public:
    struct Event
    {
        QByteArrayView raw; // all bytes of the event with its blank line, comments before it included
        QByteArray type;    // "event:" field; empty when absent
        QByteArray data;    // joined data lines
        bool hasData = false; // false: only comments or other fields (nothing to dispatch)
        bool terminated = true; // false only from finish(): the blank line was missing
    };

    // A larger event than this is not held: its bytes so far and what follows are given out as raw pieces with
    // `onOverflow`, up to and including its end.
    explicit SseReader(qsizetype maxHeldBytes = 16 * 1024 * 1024) : m_maxHeld(maxHeldBytes) {}

    using OnEvent = std::function<void(const Event &)>;
    using OnOverflow = std::function<void(QByteArrayView)>;
    // With CR line ends the last CR may be followed by an LF of the same line end in the next piece: that LF then
    // belongs to the `raw` of what follows.
    void feed(QByteArrayView bytes, const OnEvent &onEvent, const OnOverflow &onOverflow = {});
    void finish(const OnEvent &onEvent); // what was left without a blank line, if anything

    bool atBoundary() const; // nothing of an event is held or passing through
    qsizetype heldBytes() const { return m_held.size(); }

private:
    qsizetype m_maxHeld;
    QByteArray m_held;
    // Position of the scanner inside m_held and the state of line ends; see sse.cpp.
    qsizetype m_scanned = 0;
    bool m_lineHasBytes = false;
    bool m_lastWasCr = false;
    bool m_overflowing = false;
    bool m_started = false;
};

} // namespace gateway
