// SPDX-License-Identifier: MIT
#include "config/local_key.h"
#include "secrets/gateway_key.h"
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

namespace gateway {

namespace {

constexpr int prefixLength = 7;
constexpr int suffixLength = 4;

tl::unexpected<Error> noSuchKey(KeyId id)
{
    return failure(ErrorCode::NotFound, QStringLiteral("There is no key %1.").arg(id.value));
}

QString keySubject(KeyId id, const QString &user)
{
    return QStringLiteral("key %1 of %2").arg(QString::number(id.value), user);
}

Result<QList<KeyInfo>> readKeys(Database &database, const QString &condition, const QVariantList &values = {})
{
    const auto budgets = rows::budgets(database);
    if (!budgets)
        return tl::make_unexpected(budgets.error());
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT u.name, u.enabled, (SELECT max(r.id) FROM requests r WHERE "
                                        "r.key_id = k.id), %1 FROM "
                                        "keys k JOIN users u ON u.id = k.user_id WHERE %2 ORDER BY k.id")
                                 .arg(rows::keyColumns(), condition),
                         values);
    if (!query)
        return tl::make_unexpected(query.error());
    QList<KeyInfo> keys;
    while (query->next()) {
        KeyInfo info{rows::readKey(*query, 3), query->value(0).toString(), query->value(1).toBool(),
                     rows::timeOfRow(query->value(2))};
        info.key.limits.budgets = budgets->value({{}, info.key.id});
        keys.append(std::move(info));
    }
    return keys;
}

Result<KeyInfo> findKey(Database &database, KeyId id)
{
    const Result<QList<KeyInfo>> keys = readKeys(database, QStringLiteral("k.id = ?"), {id.value});
    if (!keys)
        return tl::make_unexpected(keys.error());
    if (keys->isEmpty())
        return noSuchKey(id);
    return keys->constFirst();
}

Result<KeyInfo> findLivingKey(Database &database, KeyId id)
{
    Result<KeyInfo> key = findKey(database, id);
    if (key && isLocal(key->key))
        return noSuchKey(id);
    if (key && key->key.revokedAt)
        return failure(ErrorCode::InvalidArgument, QStringLiteral("The key %1 is revoked.").arg(id.value));
    return key;
}

Outcome insertRow(Database &database, Key &key)
{
    return database
            .run(QStringLiteral("INSERT INTO keys (user_id, label, hash, prefix, suffix, created_at) "
                                "VALUES (?, ?, ?, ?, ?, ?)"),
                 {key.userId.value, key.label, key.hash, key.prefix, key.suffix, toMillis(key.createdAt)})
            .map([&](const QSqlQuery &query) { key.id = {query.lastInsertId().toLongLong()}; });
}

Result<IssuedKey> insertKey(Database &database, Key key)
{
    const Secret secret = makeGatewayKey();
    key.hash = gatewayKeyHash(secret.expose());
    key.prefix = QString::fromLatin1(secret.expose().left(prefixLength));
    key.suffix = QString::fromLatin1(secret.expose().right(suffixLength));
    const Outcome inserted = insertRow(database, key).and_then([&] {
        return rows::writeLimits(database, {{}, key.id}, key.limits);
    });
    if (!inserted)
        return tl::make_unexpected(inserted.error());
    return IssuedKey{key, secret};
}

Outcome copyRaises(Database &database, KeyId from, KeyId to)
{
    return database
            .run(QStringLiteral(
                         "INSERT INTO raises (key_id, unit, period, amount, period_start, created_at) SELECT "
                         "?, "
                         "unit, period, amount, period_start, created_at FROM raises WHERE key_id = ?"),
                 {to.value, from.value})
            .map([](const QSqlQuery &) {});
}

Outcome setTime(Database &database, KeyId id, QLatin1StringView column, Time time)
{
    return database
            .run(QStringLiteral("UPDATE keys SET %1 = ? WHERE id = ?").arg(column),
                 {toMillis(time), id.value})
            .map([](const QSqlQuery &) {});
}

Outcome revoke(Database &database, KeyId id, Time now)
{
    return setTime(database, id, QLatin1StringView("revoked_at"), now);
}

} // namespace

Result<IssuedKey> Management::issueKey(const KeyRequest &request)
{
    Key key;
    key.createdAt = m_clock.now();
    const Outcome good =
            validation::label(request.label)
                    .map([&](const QString &label) { key.label = label; })
                    .and_then([&] { return validation::limits(request.limits); })
                    .map([&](const Limits &limits) { key.limits = limits; })
                    .and_then([&] { return validation::future(key.limits.expiresAt, key.createdAt); });
    if (!good)
        return tl::make_unexpected(good.error());

    IssuedKey issued;
    return change(QStringLiteral("key.issue"),
                  [&]() -> Result<QString> {
                      const Result<UserInfo> info = user(request.user);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      key.userId = info->user.id;
                      return insertKey(m_database, key).map([&](const IssuedKey &made) {
                          issued = made;
                          return keySubject(made.key.id, info->user.name);
                      });
                  })
            .map([&] { return issued; });
}

Result<QList<KeyInfo>> Management::keys()
{
    return readKeys(m_database, QStringLiteral("u.removed_at IS NULL AND k.prefix <> ''"));
}

Result<KeyInfo> Management::key(KeyId id)
{
    return findKey(m_database, id);
}

Outcome Management::changeKey(KeyId id, const KeyChange &change_)
{
    return change(QStringLiteral("key.set"), [&]() -> Result<QString> {
        const Result<KeyInfo> info = findLivingKey(m_database, id);
        if (!info)
            return tl::make_unexpected(info.error());
        const Key &before = info->key;
        Key after = before;
        Outcome good =
                validation::label(change_.label.value_or(before.label))
                        .map([&](const QString &label) { after.label = label; })
                        .and_then([&] { return validation::limits(changed(before.limits, change_.limits)); })
                        .map([&](const Limits &limits) { after.limits = limits; });
        if (good && change_.limits.expiresAt)
            good = validation::future(*change_.limits.expiresAt, m_clock.now());
        if (!good)
            return tl::make_unexpected(good.error());
        if (after == before)
            return QString();
        return m_database
                .run(QStringLiteral("UPDATE keys SET label = ? WHERE id = ?"), {after.label, id.value})
                .and_then([&](const QSqlQuery &) {
                    return rows::writeLimits(m_database, {{}, id}, after.limits);
                })
                .map([&] { return keySubject(id, info->userName); });
    });
}

Outcome Management::revokeKey(KeyId id)
{
    return change(QStringLiteral("key.revoke"), [&]() -> Result<QString> {
        const Result<KeyInfo> info = findKey(m_database, id);
        if (!info)
            return tl::make_unexpected(info.error());
        if (info->key.revokedAt)
            return QString();
        return revoke(m_database, id, m_clock.now()).map([&] { return keySubject(id, info->userName); });
    });
}

Result<IssuedKey> Management::rotateKey(KeyId id, Millis overlap)
{
    IssuedKey issued;
    return change(QStringLiteral("key.rotate"),
                  [&]() -> Result<QString> {
                      const Result<KeyInfo> info = findLivingKey(m_database, id);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      Key key = info->key;
                      key.createdAt = m_clock.now();
                      const std::optional<Time> expiry = key.limits.expiresAt;
                      const Outcome good = validation::future(expiry, key.createdAt).and_then([&] {
                          return validation::overlap(overlap);
                      });
                      if (!good)
                          return tl::make_unexpected(good.error());
                      const Time end = key.createdAt + overlap;
                      return insertKey(m_database, key)
                              .map([&](const IssuedKey &made) { issued = made; })
                              .and_then([&] { return copyRaises(m_database, id, issued.key.id); })
                              .and_then([&]() -> Outcome {
                                  if (overlap <= Millis(0))
                                      return revoke(m_database, id, key.createdAt);
                                  if (expiry && *expiry <= end)
                                      return {};
                                  return setTime(m_database, id, QLatin1StringView("expires_at"), end);
                              })
                              .map([&] {
                                  return QStringLiteral("%1, now key %2")
                                          .arg(keySubject(id, info->userName))
                                          .arg(issued.key.id.value);
                              });
                  })
            .map([&] { return issued; });
}

Result<KeyId> Management::localKey()
{
    const auto existing = [this] {
        return readKeys(m_database,
                        QStringLiteral("k.prefix = '' AND k.revoked_at IS NULL AND u.removed_at IS NULL"));
    };
    const Result<QList<KeyInfo>> known = existing();
    if (!known)
        return tl::make_unexpected(known.error());
    if (!known->isEmpty())
        return known->constFirst().key.id;

    Key key;
    const Outcome made = together([&]() -> Outcome {
        // Another process may have been quicker.
        const Result<QList<KeyInfo>> again = existing();
        if (!again)
            return tl::make_unexpected(again.error());
        if (!again->isEmpty()) {
            key = again->constFirst().key;
            return {};
        }
        if (!user(localUserName)) {
            if (const auto added = addUser(localUserName); !added)
                return tl::make_unexpected(added.error());
        }
        return change(QStringLiteral("key.local"), [&]() -> Result<QString> {
            const Result<UserInfo> owner = user(localUserName);
            if (!owner)
                return tl::make_unexpected(owner.error());
            key.userId = owner->user.id;
            key.label = QStringLiteral("window");
            key.hash = gatewayKeyHash(makeGatewayKey().expose()); // of a text that is gone already
            key.createdAt = m_clock.now();
            return insertRow(m_database, key).map([&] { return keySubject(key.id, owner->user.name); });
        });
    });
    if (!made)
        return tl::make_unexpected(made.error());
    return key.id;
}

} // namespace gateway
