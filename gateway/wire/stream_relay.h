// SPDX-License-Identifier: MIT
#pragma once

#include "wire/sse.h"
#include "wire/usage.h"

namespace gateway {

// Relays an OpenAI-dialect event stream and reads it in passing. Two ways, chosen at the start:
// - Transparent: every byte goes out at once; events are read on the side.
// - HoldUsageChunk (usage was asked for on the client's behalf): events go out whole, and a chunk with empty
//   `choices` and a usage object is kept back. An event over 64 KiB passes unheld; it is still read, up to 16
//   MiB.
// Pure; one object per stream. How the upstream's bytes are cut never changes what comes out in the end.
class StreamRelay final
{
public:
    enum class Mode { Transparent, HoldUsageChunk };
    explicit StreamRelay(Mode mode) : m_mode(mode) {}

    QByteArray feed(QByteArrayView upstream); // what goes to the client now
    QByteArray finish();                      // the rest, when the upstream has ended

    const UsageCollector &usage() const { return m_usage; }
    bool sawFinish() const { return m_finish; } // a finish_reason: complete even without [DONE]
    bool sawDone() const { return m_done; }     // data: [DONE]
    bool sawError() const { return m_error; }   // an error event inside the stream
    QString errorType() const { return m_errorType; }
    bool sawContent() const { return m_content; }
    bool atBoundary() const;                   // the client has whole events only
    qint64 events() const { return m_events; } // with data, [DONE] included

private:
    bool read(const SseReader::Event &event); // whether it is to be kept back
    void take(const SseReader::Event &event, QByteArray &out);
    void passHeld(QByteArray &out);

    Mode m_mode;
    SseReader m_reader;
    UsageCollector m_usage;
    QString m_errorType;
    qsizetype m_passed = 0;  // of the event under way, already with the client (HoldUsageChunk)
    bool m_keptBack = false; // the last event
    bool m_torn = false;     // finish() gave out an event without its end
    bool m_done = false;
    bool m_finish = false;
    bool m_error = false;
    bool m_content = false;
    qint64 m_events = 0;
};

} // namespace gateway
