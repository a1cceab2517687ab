// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QByteArray>
#include <QHash>
#include <QNetworkAccessManager>

#include <memory>
#include <vector>

namespace gateway {

// QNetworkAccessManager keeps at most 6 HTTP/1.1 connections to a host, and the seventh call waits silently behind long
// streams. So there are several managers ("lanes"), each for one host, so that a provider that keeps its manager's thread
// busy holds up nobody else: a call takes the first lane of its host with room; a lane is made on demand and goes when it
// has been idle for a while. Gateway thread.
class LanePool final
{
    struct Lane;

public:
    LanePool();
    ~LanePool();
    Q_DISABLE_COPY_MOVE(LanePool)

    // A place for one call to one host; given back when it goes out of scope.
    class Place final
    {
    public:
        Place() = default;
        Place(Place &&other) noexcept;
        Place &operator=(Place &&other) noexcept;
        Place(const Place &) = delete;
        Place &operator=(const Place &) = delete;
        ~Place() { release(); }
        QNetworkAccessManager *manager() const;
        void release();
        // No other call may use this lane's connections: one of them is out of step with its requests, or the lane does
        // not connect. What is under way on it may end.
        void retire();

    private:
        friend class LanePool;
        Lane *m_lane = nullptr;
    };

    // `host` is "https://api.openai.com:443"; `proxy` is of proxyOf(), empty for the direct way.
    Place take(const QByteArray &host, bool http2, const QString &proxy = {});
    void shrink(SteadyTime now); // drops lanes that are retired or were idle for two minutes; call now and then
    // No call from now on uses a connection made until now: the network is another one. What is under way may end.
    void retireAll();
    size_t size() const; // lanes in all

private:
    QHash<QByteArray, std::shared_ptr<std::vector<std::unique_ptr<Lane>>>> m_lanes; // by host and way there
};

} // namespace gateway
