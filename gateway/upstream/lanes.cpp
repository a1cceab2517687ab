// SPDX-License-Identifier: MIT
#include "upstream/lanes.h"

#include <QNetworkProxy>

#include <algorithm>

namespace gateway {

namespace {

constexpr int connectionsPerHost = 6; // of one manager, fixed in Qt 6.4
constexpr int streamsPerHost = 100;   // one HTTP/2 connection carries many calls
constexpr auto idleLane = std::chrono::seconds(60);

} // namespace

struct Lane
{
    QNetworkAccessManager manager;
    QHash<QByteArray, int> calls; // in flight, by host
    int total = 0;
    SteadyTime idleSince{};
};

LanePool::LanePool() = default;
LanePool::~LanePool() = default;

LanePool::Place::Place(Place &&other) noexcept
    : m_lane(std::exchange(other.m_lane, nullptr)), m_host(std::move(other.m_host))
{
}

LanePool::Place &LanePool::Place::operator=(Place &&other) noexcept
{
    if (this != &other) {
        release();
        m_lane = std::exchange(other.m_lane, nullptr);
        m_host = std::move(other.m_host);
    }
    return *this;
}

QNetworkAccessManager *LanePool::Place::manager() const { return &m_lane->manager; }

void LanePool::Place::release()
{
    if (Lane *lane = std::exchange(m_lane, nullptr)) {
        --lane->calls[m_host];
        --lane->total;
    }
}

LanePool::Place LanePool::take(const QByteArray &host, bool http2)
{
    const int room = http2 ? streamsPerHost : connectionsPerHost;
    auto lane = std::find_if(m_lanes.begin(), m_lanes.end(),
                             [&](const auto &candidate) { return candidate->calls.value(host) < room; });
    if (lane == m_lanes.end()) {
        auto made = std::make_unique<Lane>();
        made->manager.setProxy(QNetworkProxy::NoProxy); // the system's proxy is looked up by code that can block
        made->manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
        made->manager.setCookieJar(nullptr);
        made->manager.setAutoDeleteReplies(false);
        lane = m_lanes.insert(m_lanes.end(), std::move(made));
    }
    ++(*lane)->calls[host];
    ++(*lane)->total;
    (*lane)->idleSince = {};
    Place place;
    place.m_lane = lane->get();
    place.m_host = host;
    return place;
}

void LanePool::shrink(SteadyTime now)
{
    for (size_t i = m_lanes.size(); i-- > 1;) { // the first stays: it is the warm one
        Lane &lane = *m_lanes[i];
        if (lane.total > 0)
            continue;
        if (lane.idleSince == SteadyTime{})
            lane.idleSince = now;
        else if (now - lane.idleSince >= idleLane)
            m_lanes.erase(m_lanes.begin() + qptrdiff(i));
    }
}

void LanePool::dropIdleConnections()
{
    for (const auto &lane : m_lanes) {
        if (lane->total == 0)
            lane->manager.clearConnectionCache();
    }
}

} // namespace gateway
