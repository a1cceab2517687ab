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
// streams. So there are several managers ("lanes"): a call takes the first lane with room for its host; a lane is made
// on demand and goes when it has been idle for a while. Gateway thread.
class LanePool final
{
public:
    LanePool();
    ~LanePool();
    Q_DISABLE_COPY_MOVE(LanePool)

    // A place for one call to one host ("https://api.openai.com:443"); given back when it goes out of scope.
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

    private:
        friend class LanePool;
        struct Lane *m_lane = nullptr;
        QByteArray m_host;
    };

    Place take(const QByteArray &host, bool http2);
    void shrink(SteadyTime now);     // drops lanes that were idle for a minute; call now and then
    void dropIdleConnections();      // after sleep or a change of network
    size_t size() const { return m_lanes.size(); }

private:
    std::vector<std::unique_ptr<struct Lane>> m_lanes;
};

} // namespace gateway
