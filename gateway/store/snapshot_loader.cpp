// SPDX-License-Identifier: MIT
#include "store/snapshot_loader.h"

#include "store/rows.h"

namespace gateway {

namespace {

// One instant for all the statements; a reader in WAL mode waits for nobody.
class ReadTransaction final
{
public:
    explicit ReadTransaction(Database &database)
        : m_database(database), m_begun(database.run(QStringLiteral("BEGIN")))
    {}
    ~ReadTransaction()
    {
        if (m_begun)
            (void)m_database.run(QStringLiteral("COMMIT"));
    }
    Q_DISABLE_COPY_MOVE(ReadTransaction)

    Outcome begun() const
    {
        return m_begun.map([](const QSqlQuery &) {});
    }

private:
    Database &m_database;
    Result<QSqlQuery> m_begun;
};

Outcome readKeys(Database &database, Snapshot &snapshot)
{
    const auto budgets = rows::budgets(database);
    if (!budgets)
        return tl::make_unexpected(budgets.error());
    // Revoked and expired keys are there too: their refusal says what they are.
    Result<QSqlQuery> query = database.run(
            QStringLiteral("SELECT %1, u.name, u.enabled, %2 FROM keys k JOIN users u ON u.id = k.user_id")
                    .arg(rows::keyColumns(), rows::limitColumns(QLatin1StringView("u"))));
    if (!query)
        return tl::make_unexpected(query.error());
    constexpr int ofUser = rows::keyColumnCount;
    while (query->next()) {
        Snapshot::KeyEntry entry{rows::readKey(*query, 0), query->value(ofUser).toString(),
                                 query->value(ofUser + 1).toBool(), rows::readLimits(*query, ofUser + 2)};
        entry.key.limits.budgets = budgets->value({{}, entry.key.id});
        entry.userLimits.budgets = budgets->value({entry.key.userId, {}});
        const QByteArray hash = entry.key.hash;
        snapshot.keysByHash.insert(hash, std::move(entry));
    }
    return {};
}

} // namespace

Result<SnapshotPtr> loadSnapshot(Database &database)
{
    const ReadTransaction transaction(database);
    if (const Outcome begun = transaction.begun(); !begun)
        return tl::make_unexpected(begun.error());

    auto snapshot = std::make_shared<Snapshot>();
    const auto set = [](auto &member) {
        return [&member](auto &&value) { member = std::forward<decltype(value)>(value); };
    };
    const Outcome loaded = configRevision(database)
                                   .map(set(snapshot->revision))
                                   .and_then([&] { return rows::settingValues(database); })
                                   .map([&](const QHash<QString, QString> &values) {
                                       snapshot->settings = settingsFromValues(values);
                                   })
                                   .and_then([&] { return readKeys(database, *snapshot); })
                                   .and_then([&] { return rows::providers(database); })
                                   .map(set(snapshot->providers))
                                   .and_then([&] { return rows::routes(database); })
                                   .map(set(snapshot->routes))
                                   .and_then([&] { return rows::raises(database); })
                                   .map(set(snapshot->raises))
                                   .and_then([&] { return rows::prices(database); })
                                   .map([&](const QList<Price> &prices) {
                                       snapshot->prices = std::make_shared<PriceTable>(prices);
                                   });
    if (!loaded)
        return tl::make_unexpected(loaded.error());
    return SnapshotPtr(std::move(snapshot));
}

Result<qint64> configRevision(Database &database)
{
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT value FROM meta WHERE name = 'config_revision'"));
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next())
        return failure(ErrorCode::Storage,
                       QStringLiteral("The database has lost its revision; restore a backup."));
    return query->value(0).toLongLong();
}

} // namespace gateway
