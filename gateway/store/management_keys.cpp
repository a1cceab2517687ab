// SPDX-License-Identifier: MIT
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
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT u.name, u.enabled, (SELECT max(r.id) FROM requests r WHERE "
                                        "r.key_id = k.id), %1 FROM "
                                        "keys k JOIN users u ON u.id = k.user_id WHERE %2 ORDER BY k.id")
                                 .arg(rows::keyColumns, condition),
                         values);
    if (!query)
        return tl::make_unexpected(query.error());
    QList<KeyInfo> keys;
    while (query->next()) {
        keys.append({rows::readKey(*query, 3), query->value(0).toString(), query->value(1).toBool(),
                     rows::timeOfRow(query->value(2))});
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
    if (key && key->key.revokedAt)
        return failure(ErrorCode::InvalidArgument, QStringLiteral("The key %1 is revoked.").arg(id.value));
    return key;
}

Result<IssuedKey> insertKey(Database &database, Key key)
{
    const Secret secret = makeGatewayKey();
    key.hash = gatewayKeyHash(secret.expose());
    key.prefix = QString::fromLatin1(secret.expose().left(prefixLength));
    key.suffix = QString::fromLatin1(secret.expose().right(suffixLength));
    const Result<QSqlQuery> inserted = database.run(
            QStringLiteral(
                    "INSERT INTO keys (user_id, label, hash, prefix, suffix, models, created_at, expires_at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
            {key.userId.value, key.label, key.hash, key.prefix, key.suffix, rows::joinLines(key.limits.models),
             toMillis(key.createdAt), rows::toVariant(key.limits.expiresAt)});
    if (!inserted)
        return tl::make_unexpected(inserted.error());
    key.id = {inserted->lastInsertId().toLongLong()};
    return IssuedKey{key, secret};
}

Outcome revoke(Database &database, KeyId id, Time now)
{
    return database
            .run(QStringLiteral("UPDATE keys SET revoked_at = ? WHERE id = ?"), {toMillis(now), id.value})
            .map([](const QSqlQuery &) {});
}

} // namespace

Result<IssuedKey> Management::issueKey(const KeyRequest &request)
{
    Key key;
    key.createdAt = m_clock.now();
    key.limits.expiresAt = request.expiresAt;
    const Outcome good = validation::label(request.label)
                                 .map([&](const QString &label) { key.label = label; })
                                 .and_then([&] { return validation::modelPatterns(request.models); })
                                 .map([&](const QStringList &models) { key.limits.models = models; })
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
    return readKeys(m_database, QStringLiteral("u.removed_at IS NULL"));
}

Result<KeyInfo> Management::key(KeyId id)
{
    return findKey(m_database, id);
}

Outcome Management::changeKey(KeyId id, const KeyChange &change_)
{
    QStringList columns;
    QVariantList values;
    const auto set = [&](const QString &column, const QVariant &value) {
        columns.append(column + QStringLiteral(" = ?"));
        values.append(value);
    };
    if (change_.label) {
        const Result<QString> label = validation::label(*change_.label);
        if (!label)
            return tl::make_unexpected(label.error());
        set(QStringLiteral("label"), *label);
    }
    if (change_.models) {
        const Result<QStringList> models = validation::modelPatterns(*change_.models);
        if (!models)
            return tl::make_unexpected(models.error());
        set(QStringLiteral("models"), rows::joinLines(*models));
    }
    if (change_.expiresAt) {
        if (const Outcome good = validation::future(*change_.expiresAt, m_clock.now()); !good)
            return good;
        set(QStringLiteral("expires_at"), rows::toVariant(*change_.expiresAt));
    }
    return change(QStringLiteral("key.set"), [&]() -> Result<QString> {
        const Result<KeyInfo> info = findLivingKey(m_database, id);
        if (!info)
            return tl::make_unexpected(info.error());
        if (columns.isEmpty())
            return QString();
        return m_database
                .run(QStringLiteral("UPDATE keys SET %1 WHERE id = ?")
                             .arg(columns.join(QStringLiteral(", "))),
                     values + QVariantList{id.value})
                .map([&](const QSqlQuery &) { return keySubject(id, info->userName); });
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

Result<IssuedKey> Management::rotateKey(KeyId id)
{
    IssuedKey issued;
    return change(QStringLiteral("key.rotate"),
                  [&]() -> Result<QString> {
                      const Result<KeyInfo> info = findLivingKey(m_database, id);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      Key key = info->key;
                      key.createdAt = m_clock.now();
                      if (const Outcome good = validation::future(key.limits.expiresAt, key.createdAt); !good)
                          return tl::make_unexpected(good.error());
                      return insertKey(m_database, key)
                              .map([&](const IssuedKey &made) { issued = made; })
                              .and_then([&] { return revoke(m_database, id, key.createdAt); })
                              .map([&] {
                                  return QStringLiteral("%1, now key %2")
                                          .arg(keySubject(id, info->userName))
                                          .arg(issued.key.id.value);
                              });
                  })
            .map([&] { return issued; });
}

} // namespace gateway
