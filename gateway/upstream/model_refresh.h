// SPDX-License-Identifier: MIT
#pragma once

#include "upstream/prepared_provider.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace gateway {

class ProviderProbe;

// Keeps the providers' model lists fresh, so that a model is found without a route: asks each enabled provider that was
// never listed, or not for a day, one after the other, and says what it heard. A provider that does not answer is left
// alone until the next start or the next day. Gateway thread.
class ModelRefresh final : public QObject
{
    Q_OBJECT

public:
    explicit ModelRefresh(const Clock &clock, QObject *parent = nullptr);
    ~ModelRefresh() override;

    void apply(const SnapshotPtr &snapshot, const PreparedProviders &providers);

Q_SIGNALS:
    void listed(const QString &provider, const QStringList &models);

private:
    void check();
    void askNext();

    const Clock &m_clock;
    SnapshotPtr m_snapshot;
    PreparedProviders m_providers;
    QHash<ProviderId, Time> m_asked;
    QList<ProviderId> m_queue;
    std::unique_ptr<ProviderProbe> m_probe;
    QTimer m_timer;
};

} // namespace gateway
