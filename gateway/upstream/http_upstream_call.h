// SPDX-License-Identifier: MIT
#pragma once

#include "upstream/lanes.h"
#include "upstream/upstream_call.h"

#include <QNetworkReply>
#include <QPointer>

namespace gateway {

class UploadDevice;

// A call over QNetworkAccessManager. See UpstreamCall for the contract.
class HttpUpstreamCall final : public UpstreamCall
{
    Q_OBJECT

public:
    HttpUpstreamCall(UpstreamRequest request, LanePool &lanes, const Clock &clock);
    ~HttpUpstreamCall() override;

    // What is sent, but for the body and its length.
    static QNetworkRequest networkRequest(const UpstreamRequest &request);

    void start() override;
    void setPaused(bool paused) override;
    void cancel() override;
    void checkDeadlines(SteadyTime now) override;
    bool wasSent() const override;
    void countEvents() override { m_countsEvents = true; }
    void noteEvent() override;
    std::optional<Millis> connectTime() const override { return m_connectTime; }

private:
    void onHead();
    void onReadyRead();
    void onFinished();
    void conclude();
    void fail(ErrorCode code, const QString &message);
    void dropReply();
    Error describe(QNetworkReply::NetworkError error) const;

    UpstreamRequest m_request;
    LanePool &m_lanes;
    const Clock &m_clock;
    LanePool::Place m_place;
    UploadDevice *m_upload = nullptr;
    QNetworkReply *m_reply = nullptr;
    SteadyTime m_started;
    SteadyTime m_lastEvent; // connection made, head or bytes of the answer, end of a pause
    std::optional<SteadyTime> m_lastData; // bytes of the answer, as far as checkDeadlines() saw
    std::optional<Millis> m_connectTime;
    bool m_headSeen = false;
    bool m_countsEvents = false;
    bool m_eventSeen = false;
    bool m_connected = false;
    bool m_paused = false;
    bool m_looked = false; // at the connection, since the last data
    bool m_replyFinished = false;
    bool m_over = false;
};

} // namespace gateway
