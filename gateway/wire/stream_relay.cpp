// SPDX-License-Identifier: MIT
#include "wire/stream_relay.h"

namespace gateway {

namespace {

constexpr qsizetype maxWithheld = qsizetype(64) * 1024;

} // namespace

bool StreamRelay::read(const SseReader::Event &event)
{
    if (!event.hasData)
        return false;
    ++m_events;
    if (event.data.startsWith("[DONE]")) {
        m_done = true;
        return false;
    }
    const ChunkFacts facts = readChunk(event.data);
    m_usage.add(facts);
    m_content = m_content || facts.hasContent;
    m_finish = m_finish || facts.isFinish;
    if (facts.isError || event.type == "error") {
        m_error = true;
        if (!facts.errorType.isEmpty())
            m_errorType = facts.errorType;
    }
    return facts.onlyUsage && !facts.isError;
}

void StreamRelay::take(const SseReader::Event &event, QByteArray &out)
{
    if (event.isTail) {
        if (!m_keptBack)
            out.append(event.raw);
        return;
    }
    // An LF that may as well come in the next piece does not count.
    const qsizetype size = event.raw.size() - (event.raw.endsWith("\r\n") ? 1 : 0);
    m_keptBack = read(event) && size <= maxWithheld;
    if (!m_keptBack)
        out.append(event.raw.sliced(m_passed));
    m_passed = 0;
}

void StreamRelay::passHeld(QByteArray &out)
{
    const QByteArrayView held = m_reader.held();
    if (held.size() <= maxWithheld)
        return;
    out.append(held.sliced(m_passed));
    m_passed = held.size();
}

QByteArray StreamRelay::feed(QByteArrayView upstream)
{
    if (m_mode == Mode::Transparent) {
        m_reader.feed(upstream, [this](const SseReader::Event &event) {
            if (!event.isTail)
                read(event);
        });
        return upstream.toByteArray();
    }
    QByteArray out;
    out.reserve(m_reader.held().size() - m_passed + upstream.size());
    m_reader.feed(
            upstream, [&](const SseReader::Event &event) { take(event, out); },
            [&](QByteArrayView piece) {
                out.append(piece.sliced(m_passed));
                m_passed = 0;
                m_keptBack = false;
            });
    passHeld(out);
    return out;
}

QByteArray StreamRelay::finish()
{
    QByteArray out;
    m_torn = !m_reader.atBoundary();
    m_reader.finish([&](const SseReader::Event &event) {
        if (m_mode == Mode::HoldUsageChunk)
            take(event, out);
        else
            read(event);
    });
    m_torn = m_torn && !(m_mode == Mode::HoldUsageChunk && m_keptBack);
    return out;
}

bool StreamRelay::atBoundary() const
{
    if (m_torn)
        return false;
    if (m_mode == Mode::HoldUsageChunk && m_passed == 0)
        return !m_reader.isOverflowing();
    return m_reader.atBoundary();
}

} // namespace gateway
