// SPDX-License-Identifier: MIT
#include "wire/sse.h"

#include <cstring>

namespace gateway {

namespace {

constexpr qsizetype keptCapacity = qsizetype(64) * 1024;

// The first CR or LF at or after `at`, else the end. A stream without CR, which is nearly every one, costs
// two searches by the C library.
const char *lineEnd(const char *at, const char *end)
{
    const auto *lf = static_cast<const char *>(std::memchr(at, '\n', size_t(end - at)));
    const char *limit = lf != nullptr ? lf : end;
    const auto *cr = static_cast<const char *>(std::memchr(at, '\r', size_t(limit - at)));
    return cr != nullptr ? cr : limit;
}

// The length that does not depend on whether the LF of the last CRLF is in this piece or in the next one.
qsizetype withoutTail(QByteArrayView bytes)
{
    return bytes.size() - (bytes.endsWith("\r\n") ? 1 : 0);
}

} // namespace

// Goes on with the event under way. The position after its blank line, or -1 when it is not within `bytes`.
qsizetype SseReader::findEnd(QByteArrayView bytes)
{
    const char *begin = bytes.data();
    const char *end = begin + bytes.size();
    const char *at = begin;
    while (at < end) {
        if (m_lastWasCr && *at == '\n') {
            m_lastWasCr = false;
            ++at;
            continue;
        }
        m_lastWasCr = false;
        const char *stop = lineEnd(at, end);
        m_lineHasBytes = m_lineHasBytes || stop > at;
        if (stop == end)
            return -1;
        const bool cr = *stop == '\r';
        at = stop + 1;
        if (m_lineHasBytes) {
            m_lineHasBytes = false;
            m_lastWasCr = cr;
            continue;
        }
        if (cr && at < end && *at == '\n')
            ++at;
        else
            m_lastWasCr = cr;
        return at - begin;
    }
    return -1;
}

void SseReader::feed(QByteArrayView bytes, const OnEvent &onEvent, const OnOverflow &onOverflow)
{
    if (!bytes.isEmpty() && m_lastWasCr && atBoundary()) {
        m_lastWasCr = false;
        if (bytes.front() == '\n') {
            Event tail;
            tail.raw = bytes.first(1);
            tail.isTail = true;
            onEvent(tail);
            bytes = bytes.sliced(1);
        }
    }
    while (!bytes.isEmpty()) {
        const qsizetype end = findEnd(bytes);
        const QByteArrayView part = end < 0 ? bytes : bytes.first(end);
        bytes = bytes.sliced(part.size());
        if (!m_overflowing && m_held.size() + withoutTail(part) > m_maxHeld) {
            m_overflowing = true;
            if (onOverflow && !m_held.isEmpty())
                onOverflow(m_held);
            m_held = {};
        }
        if (m_overflowing) {
            m_started = true;
            m_overflowing = end < 0;
            if (onOverflow)
                onOverflow(part);
        } else if (end < 0) {
            m_held.append(part);
        } else if (m_held.isEmpty()) {
            dispatch(part, true, onEvent);
        } else {
            m_held.append(part);
            dispatch(m_held, true, onEvent);
            if (m_held.capacity() > keptCapacity)
                m_held = {};
            else
                m_held.resize(0);
        }
    }
}

void SseReader::finish(const OnEvent &onEvent)
{
    if (!m_held.isEmpty())
        dispatch(m_held, false, onEvent);
    m_held = {};
    m_joined = {};
    m_overflowing = false;
    m_lineHasBytes = false;
    m_lastWasCr = false;
}

void SseReader::dispatch(QByteArrayView raw, bool terminated, const OnEvent &onEvent)
{
    Event event;
    event.raw = raw;
    event.terminated = terminated;
    const char *at = raw.data();
    const char *end = at + raw.size();
    if (!m_started && raw.startsWith("\xef\xbb\xbf"))
        at += 3;
    m_started = true;
    bool joined = false;
    while (at < end) {
        const char *stop = lineEnd(at, end);
        const QByteArrayView line(at, stop - at);
        at = stop + (stop < end ? 1 : 0);
        const qsizetype colon = line.indexOf(':');
        const QByteArrayView field = colon < 0 ? line : line.first(colon);
        QByteArrayView value = colon < 0 ? QByteArrayView() : line.sliced(colon + 1);
        if (value.startsWith(' '))
            value = value.sliced(1);
        if (field == "data") {
            if (event.hasData) {
                if (!joined)
                    m_joined = event.data.toByteArray();
                joined = true;
                m_joined.append('\n');
                m_joined.append(value);
            } else {
                event.data = value;
            }
            event.hasData = true;
        } else if (field == "event") {
            event.type = value;
        }
    }
    if (joined)
        event.data = m_joined;
    onEvent(event);
}

} // namespace gateway
