// SPDX-License-Identifier: MIT
#include "upstream/lanes.h"

#include "config/proxy.h"

#include <QNetworkProxy>

#include <algorithm>

namespace gateway {

namespace {

constexpr int connectionsPerHost = 6; // of one manager, fixed in Qt 6.4
constexpr int streamsPerHost = 100;   // one HTTP/2 connection carries many calls
constexpr auto idleLane = std::chrono::minutes(2); // about as long as Qt keeps its connections

} // namespace

struct LanePool::Lane
{
    QNetworkAccessManager manager;
    int calls = 0; // in flight
    bool retired = false;
    SteadyTime idleSince{};
};

LanePool::LanePool() = default;
LanePool::~LanePool() = default;

LanePool::Place::Place(Place &&other) noexcept : m_lane(std::exchange(other.m_lane, nullptr)) {}

LanePool::Place &LanePool::Place::operator=(Place &&other) noexcept
{
    if (this != &other) {
        release();
        m_lane = std::exchange(other.m_lane, nullptr);
    }
    return *this;
}

QNetworkAccessManager *LanePool::Place::manager() const { return &m_lane->manager; }

void LanePool::Place::release()
{
    if (Lane *lane = std::exchange(m_lane, nullptr))
        --lane->calls;
}

void LanePool::Place::retire()
{
    if (m_lane)
        m_lane->retired = true;
}

LanePool::Place LanePool::take(const QByteArray &host, bool http2, const QString &proxy)
{
    const int room = http2 ? streamsPerHost : connectionsPerHost;
    auto &lanes = m_lanes[proxy.isEmpty() ? host : host + ' ' + proxy.toUtf8()];
    if (!lanes)
        lanes = std::make_shared<std::vector<std::unique_ptr<Lane>>>();
    auto lane = std::find_if(lanes->begin(), lanes->end(), [room](const auto &candidate) {
        return !candidate->retired && candidate->calls < room;
    });
    if (lane == lanes->end()) {
        auto made = std::make_unique<Lane>();
        made->manager.setProxy(
                toNetworkProxy(proxy)); // never the system's: it is looked up by code that can block
        made->manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
        made->manager.setCookieJar(nullptr);
        made->manager.setAutoDeleteReplies(false);
        lane = lanes->insert(lanes->end(), std::move(made));
    }
    ++(*lane)->calls;
    (*lane)->idleSince = {};
    Place place;
    place.m_lane = lane->get();
    return place;
}

void LanePool::shrink(SteadyTime now)
{
    for (auto host = m_lanes.begin(); host != m_lanes.end();) {
        auto &lanes = **host;
        std::erase_if(lanes, [now](const std::unique_ptr<Lane> &lane) {
            if (lane->calls > 0)
                return false;
            if (lane->idleSince == SteadyTime{})
                lane->idleSince = now;
            return lane->retired || now - lane->idleSince >= idleLane;
        });
        host = lanes.empty() ? m_lanes.erase(host) : std::next(host);
    }
}

void LanePool::retireAll()
{
    for (const auto &lanes : std::as_const(m_lanes)) {
        for (const auto &lane : *lanes)
            lane->retired = true;
    }
}

size_t LanePool::size() const
{
    size_t count = 0;
    for (const auto &lanes : m_lanes)
        count += lanes->size();
    return count;
}

} // namespace gateway
