// SPDX-License-Identifier: MIT
#include "ledger/write_queue.h"

#include <algorithm>
#include <iterator>

namespace gateway {

namespace {

// A settlement that nobody waits for lingers for the next call's opening, which saves a transaction of its
// own.
constexpr std::chrono::milliseconds settleLinger{10};

constexpr qint64 mostCapturedBytes = 64LL * 1024 * 1024;
constexpr qint64 mostCapturedBody = 1024 * 1024; // what it takes to write one delays an opening

} // namespace

WriteQueue::Ticket WriteQueue::open(CallOpened record)
{
    Ticket ticket = 0;
    bool wake = false;
    {
        const std::lock_guard guard(m_mutex);
        m_opens.push_back(std::move(record));
        ticket = ++m_issued;
        wake = m_sleep != Sleep::Awake;
    }
    if (wake)
        m_wake.notify_one();
    return ticket;
}

void WriteQueue::settle(Settlement record)
{
    bool wake = false;
    {
        const std::lock_guard guard(m_mutex);
        m_settles.push_back(std::move(record));
        wake = m_sleep == Sleep::UntilAnything;
    }
    if (wake)
        m_wake.notify_one();
}

void WriteQueue::job(Job work)
{
    {
        const std::lock_guard guard(m_mutex);
        m_jobs.push_back(std::move(work));
    }
    m_wake.notify_one();
}

void WriteQueue::capture(CallCapture capture)
{
    capture.request.truncate(mostCapturedBody);
    capture.response.truncate(mostCapturedBody);
    capture.upstreamRequest.truncate(mostCapturedBody);
    const qint64 bytes = capture.bytes();
    const std::lock_guard guard(m_mutex);
    if (m_capturedBytes + bytes > mostCapturedBytes)
        return;
    m_capturedBytes += bytes;
    m_captures.push_back(std::move(capture));
}

void WriteQueue::close()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closed = true;
    }
    m_wake.notify_one();
}

WriteQueue::Batch WriteQueue::take(std::chrono::steady_clock::time_point wakeAt, size_t limit)
{
    std::unique_lock guard(m_mutex);
    const auto urgent = [this] { return m_closed || !m_opens.empty() || !m_jobs.empty(); };
    m_sleep = Sleep::UntilAnything;
    m_wake.wait_until(guard, wakeAt, [&] { return urgent() || !m_settles.empty(); });
    if (!urgent() && !m_settles.empty()) {
        m_sleep = Sleep::UntilOpening;
        m_wake.wait_for(guard, settleLinger, urgent);
    }
    m_sleep = Sleep::Awake;

    Batch batch;
    const auto end = m_opens.begin() + qptrdiff(std::min(m_opens.size(), limit));
    batch.opens.assign(std::make_move_iterator(m_opens.begin()), std::make_move_iterator(end));
    m_opens.erase(m_opens.begin(), end);
    batch.lastTicket = m_issued - m_opens.size();
    batch.settles.assign(std::make_move_iterator(m_settles.begin()),
                         std::make_move_iterator(m_settles.end()));
    m_settles.clear();
    batch.jobs.swap(m_jobs);
    batch.captures.swap(m_captures);
    m_capturedBytes = 0;
    batch.closed = m_closed && m_opens.empty();
    return batch;
}

} // namespace gateway
