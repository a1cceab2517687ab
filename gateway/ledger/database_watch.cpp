// SPDX-License-Identifier: MIT
#include "ledger/database_watch.h"

#include "base/request_id.h"
#include "store/snapshot_loader.h"

namespace gateway {

DatabaseWatch::DatabaseWatch(Database &database) : m_database(database), m_dataVersion(database.sql())
{
    m_dataVersion.setForwardOnly(true);
    m_dataVersion.prepare(QStringLiteral("PRAGMA data_version"));
}

Result<DatabaseWatch::News> DatabaseWatch::start()
{
    News news;
    // The version first: what changes in between is loaded twice rather than not at all.
    m_knownDataVersion = dataVersion().value_or(0);
    const Result<SnapshotPtr> snapshot = loadSnapshot(m_database);
    if (!snapshot)
        return tl::make_unexpected(snapshot.error());
    news.snapshot = *snapshot;
    m_knownRevision = news.snapshot->revision;
    m_knownZone = news.snapshot->settings.timezone;
    // With the corrections that are in these sums, no more and no less.
    const Outcome spent = m_database.transaction([&] {
        return m_database.run(QStringLiteral("SELECT coalesce(max(id), 0) FROM corrections"))
                .map([&](QSqlQuery query) {
                    m_knownCorrection = query.next() ? query.value(0).toLongLong() : 0;
                })
                .and_then([&] { return sumUp(m_knownZone, SystemClock().now(), news); });
    });
    if (!spent)
        return tl::make_unexpected(spent.error());
    return news;
}

DatabaseWatch::News DatabaseWatch::look(bool force)
{
    News news;
    const std::optional<qint64> version = dataVersion();
    // The version does not move for what this connection itself has done: its jobs.
    if (!version || (*version == m_knownDataVersion && !force))
        return news;
    const bool corrections = lookForCorrections(news);
    if (corrections && lookForConfiguration(news))
        m_knownDataVersion = *version;
    return news;
}

std::optional<qint64> DatabaseWatch::dataVersion()
{
    std::optional<qint64> version;
    if (m_dataVersion.exec() && m_dataVersion.next())
        version = m_dataVersion.value(0).toLongLong();
    m_dataVersion.finish();
    return version;
}

Outcome DatabaseWatch::sumUp(const QString &zone, Time now, News &news)
{
    return spentUntil(m_database, zone, now).map([&](QList<SpentQuarter> sums) {
        news.spent = std::move(sums);
    });
}

// False: to be tried again.
bool DatabaseWatch::lookForConfiguration(News &news)
{
    const Result<qint64> revision = configRevision(m_database);
    if (!revision)
        return false;
    if (*revision == m_knownRevision)
        return true;
    const Result<SnapshotPtr> snapshot = loadSnapshot(m_database);
    if (!snapshot) {
        qWarning("A changed configuration could not be read: %s", qUtf8Printable(snapshot.error().message));
        return false;
    }
    const QString zone = (*snapshot)->settings.timezone;
    if (zone != m_knownZone) {
        // With the corrections that have been told, no more and no less.
        const Time now = SystemClock().now();
        const Outcome cut = m_database.transaction([&]() -> Outcome {
            if (!lookForCorrections(news))
                return failure(ErrorCode::Storage, QStringLiteral("corrections"));
            return sumUp(zone, now, news);
        });
        if (!cut) {
            qWarning("What was spent could not be read: %s", qUtf8Printable(cut.error().message));
            return false;
        }
        news.recutUntil = spentIsFineSince(now);
        m_knownZone = zone;
    }
    m_knownRevision = (*snapshot)->revision;
    news.snapshot = *snapshot;
    return true;
}

bool DatabaseWatch::lookForCorrections(News &news)
{
    Result<QSqlQuery> query = m_database.run(
            QStringLiteral(
                    "SELECT id, request_id, user_id, key_id, usd_micros, cny_micros, tokens FROM corrections "
                    "WHERE id > ? ORDER BY id"),
            {m_knownCorrection});
    if (!query)
        return false;
    while (query->next()) {
        const auto number = [&](int column) { return query->value(column).toLongLong(); };
        m_knownCorrection = number(0);
        constexpr std::chrono::minutes quarter(15);
        const Time started = timeOf({number(1)});
        news.differences.append({{number(2)},
                                 {number(3)},
                                 started - started.time_since_epoch() % quarter,
                                 number(4),
                                 number(5),
                                 number(6)});
    }
    return true;
}

} // namespace gateway
