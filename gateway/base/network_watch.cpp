// SPDX-License-Identifier: MIT
#include "base/network_watch.h"

#include <QLoggingCategory>
#include <QNetworkInformation>

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(lcNetwork, "gateway.network", QtInfoMsg)

constexpr Millis interval{5'000};
constexpr Millis slept{30'000}; // beyond the interval: less is a busy machine
constexpr Millis settleTime{1'000};

} // namespace

bool SleepGauge::tick(Time now)
{
    const bool gap = m_last && now - *m_last > m_interval + slept;
    m_last = now;
    return gap;
}

NetworkWatch::NetworkWatch(const Clock &clock, QObject *parent)
    : QObject(parent), m_clock(clock), m_gauge(interval)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleTime);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        qCInfo(lcNetwork, "The network has changed or the machine woke up: connections of before are dropped.");
        Q_EMIT changed();
    });
    m_ticker.setInterval(interval);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        if (m_gauge.tick(m_clock.now()))
            tell();
    });
    m_ticker.start();
    watchReachability();
}

// Where the system offers it (NetworkManager, Windows, macOS); else the clock alone tells.
void NetworkWatch::watchReachability()
{
    using Reachability = QNetworkInformation::Reachability;
    if (!QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability))
        return;
    QNetworkInformation *network = QNetworkInformation::instance();
    if (!network)
        return;
    connect(network, &QNetworkInformation::reachabilityChanged, this, [this](Reachability reachability) {
        // From one network to another it passes through none, or changes its reach.
        if (reachability >= Reachability::Local)
            tell();
    });
}

void NetworkWatch::tell()
{
    m_settle.start();
}

} // namespace gateway
