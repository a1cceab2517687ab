// SPDX-License-Identifier: MIT
#pragma once

#include "config/snapshot.h"
#include "store/database.h"
#include "store/spent.h"

#include <QSqlQuery>

#include <optional>

namespace gateway {

// What the command line, a window or this process's own jobs have changed in the database: the configuration,
// and corrections of rows. A look costs one pragma while nothing has changed. Writer thread.
class DatabaseWatch final
{
public:
    explicit DatabaseWatch(Database &database);

    struct News
    {
        SnapshotPtr snapshot;            // null: no change
        QList<SpentQuarter> differences; // of corrected rows, to be added to what was spent
        QList<SpentQuarter> spent;       // with `recutUntil`, and from start()
        std::optional<Time> recutUntil;  // the setting `timezone` moved: all that was spent before this, cut
                                         // for the new one
    };

    // The configuration, and what was spent until now with all corrections.
    Result<News> start();

    // `force` where this connection may have changed the configuration itself. A failure is logged and tried
    // again with the next look.
    News look(bool force);

private:
    std::optional<qint64> dataVersion();
    bool lookForCorrections(News &news);
    bool lookForConfiguration(News &news);
    Outcome sumUp(const QString &zone, Time now, News &news);

    Database &m_database;
    QSqlQuery m_dataVersion;
    qint64 m_knownDataVersion = 0;
    qint64 m_knownRevision = 0;
    qint64 m_knownCorrection = 0;
    QString m_knownZone;
};

} // namespace gateway
