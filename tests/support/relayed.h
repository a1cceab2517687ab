// SPDX-License-Identifier: MIT
#pragma once

#include "wire/stream_relay.h"

namespace gateway::test {

// What came out of a relay, and what it saw on the way.
struct Relayed
{
    QByteArray bytes;
    TokenUsage usage;
    bool reported = false;
    bool done = false;
    bool error = false;
    bool content = false;
    bool boundary = false;
    QString errorType;
    qint64 events = 0;
    qint64 estimate = 0;
    friend bool operator==(const Relayed &, const Relayed &) = default;
};

// Feeds it the stream in pieces that end at `cuts`.
inline Relayed relayed(StreamRelay &&relay, const QByteArray &stream, const QList<qsizetype> &cuts = {})
{
    Relayed result;
    qsizetype at = 0;
    for (const qsizetype cut : cuts) {
        result.bytes += relay.feed(QByteArrayView(stream).sliced(at, cut - at));
        at = cut;
    }
    result.bytes += relay.feed(QByteArrayView(stream).sliced(at));
    result.bytes += relay.finish();
    result.usage = relay.usage().usage();
    result.reported = relay.usage().reported();
    result.done = relay.sawDone();
    result.error = relay.sawError();
    result.content = relay.sawContent();
    result.boundary = relay.atBoundary();
    result.errorType = relay.errorType();
    result.events = relay.events();
    result.estimate = relay.usage().estimatedCompletion();
    return result;
}

} // namespace gateway::test
