// SPDX-License-Identifier: MIT
#include "wire/stream_relay.h"

#include <array>

namespace gateway {

namespace {

constexpr qsizetype maxWithheld = qsizetype(64) * 1024;
constexpr qsizetype largeEvent = qsizetype(4) * 1024; // no comment is that long

// What an event too large to be read begins with, or holds near its beginning, when it is a last one. A last
// event of the responses dialect repeats the whole answer.
constexpr std::array<QByteArrayView, 3> lastEvents{"response.completed", "response.incomplete",
                                                   "response.failed"};

} // namespace

bool StreamRelay::read(const SseReader::Event &event)
{
    if (!event.hasData)
        return false;
    if (m_dialect == WireDialect::OpenAiChat && event.data.startsWith("[DONE]")) {
        ++m_events;
        m_done = true;
        m_begun = true;
        return false;
    }
    const ChunkFacts facts = readChunk(event.data, m_dialect);
    const bool isPing = facts.isPing || (m_dialect == WireDialect::Anthropic && event.type == "ping");
    if (isPing)
        return false;
    ++m_events;
    readFacts(facts, event.type);
    return m_dialect == WireDialect::OpenAiChat && facts.onlyUsage && !facts.isError;
}

void StreamRelay::readFacts(const ChunkFacts &facts, QByteArrayView type)
{
    m_usage.add(facts);
    m_content = m_content || facts.hasContent;
    m_finish = m_finish || facts.isFinish;
    m_done = m_done || facts.isTerminal;
    if (facts.sequenceNumber)
        m_nextSequence = *facts.sequenceNumber + 1;
    if (facts.isError || type == "error") {
        m_errorFirst = m_errorFirst || !m_begun;
        m_error = true;
        if (!facts.errorType.isEmpty())
            m_errorType = facts.errorType;
    }
    m_begun = m_begun || !facts.isPreamble;
}

// An event beyond what is held is not read. It still counts, and it may be the last one.
void StreamRelay::readOverflow(QByteArrayView piece)
{
    m_largeBytes += piece.size();
    m_keptBack = false;
    if (!m_overflowing) {
        ++m_events;
        m_begun = true;
        m_content = true;
        if (m_dialect == WireDialect::OpenAiResponses) {
            const QByteArrayView head = piece.first(qMin<qsizetype>(piece.size(), 200));
            for (const QByteArrayView type : lastEvents) {
                const bool isLast = head.contains(type);
                m_done = m_finish = m_done || isLast;
                m_error = m_error || (isLast && type == "response.failed");
            }
        }
    }
    m_overflowing = m_reader.isOverflowing();
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
    const qint64 largeBefore = m_largeBytes;
    QByteArray out = relay(upstream);
    if (m_reader.held().size() > largeEvent && m_largeBytes == largeBefore)
        m_largeBytes += upstream.size();
    return throughHold(std::move(out));
}

QByteArray StreamRelay::relay(QByteArrayView upstream)
{
    if (m_mode == Mode::Transparent) {
        m_reader.feed(
                upstream,
                [this](const SseReader::Event &event) {
                    if (!event.isTail)
                        read(event);
                },
                [this](QByteArrayView piece) { readOverflow(piece); });
        return upstream.toByteArray();
    }
    QByteArray out;
    out.reserve(m_reader.held().size() - m_passed + upstream.size());
    m_reader.feed(
            upstream, [&](const SseReader::Event &event) { take(event, out); },
            [&](QByteArrayView piece) {
                out.append(piece.sliced(m_passed));
                m_passed = 0;
                readOverflow(piece);
            });
    passHeld(out);
    return out;
}

QByteArray StreamRelay::throughHold(QByteArray out)
{
    if (!m_holding)
        return out;
    if (m_start.isEmpty())
        m_start = std::move(out);
    else
        m_start += out;
    // What begins an answer is small. The size counts what the upstream sent and not how it was cut.
    if (m_begun || m_start.size() > maxWithheld)
        return release();
    return {};
}

QByteArray StreamRelay::release()
{
    m_holding = false;
    return std::exchange(m_start, {});
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
    return release() + out;
}

bool StreamRelay::atBoundary() const
{
    if (m_torn)
        return false;
    if (m_holding || (m_mode == Mode::HoldUsageChunk && m_passed == 0))
        return !m_reader.isOverflowing();
    return m_reader.atBoundary();
}

} // namespace gateway
