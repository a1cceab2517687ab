// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

#include "base/request_id.h"

namespace gateway {

namespace {

constexpr int prefixLength = 7;
constexpr int suffixLength = 4;

tl::unexpected<Error> noSuchUser(const QString &name)
{
    return failure(ErrorCode::NotFound, QStringLiteral("There is no user \"%1\".").arg(name));
}

tl::unexpected<Error> noSuchKey(KeyId id)
{
    return failure(ErrorCode::NotFound, QStringLiteral("There is no key %1.").arg(id.value));
}

tl::unexpected<Error> userExists(const QString &name)
{
    return failure(ErrorCode::AlreadyExists, QStringLiteral("There is a user \"%1\" already.").arg(name));
}

QString keySubject(KeyId id, const QString &user)
{
    return QStringLiteral("key %1 of %2").arg(QString::number(id.value), user);
}

// The id of a row of the ledger holds its time; the newest of a user or key is the end of an index.
std::optional<Time> lastUsed(const QVariant &newestId)
{
    return newestId.isNull() ? std::nullopt : std::optional(timeOf(RequestId{newestId.toLongLong()}));
}

Result<QList<UserInfo>> readUsers(Database &database, const QString &name = {})
{
    const QString statement = QStringLiteral(
            "SELECT id, name, enabled, created_at, password_hash IS NOT NULL, (SELECT count(*) FROM keys k "
            "WHERE "
            "k.user_id = u.id AND k.revoked_at IS NULL), (SELECT max((SELECT max(r.id) FROM requests r WHERE "
            "r.key_id = k.id)) FROM keys k WHERE k.user_id = u.id) FROM users u WHERE removed_at IS NULL");
    Result<QSqlQuery> query = name.isEmpty()
                                      ? database.run(statement + QStringLiteral(" ORDER BY name"))
                                      : database.run(statement + QStringLiteral(" AND name = ?"), {name});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<UserInfo> users;
    while (query->next()) {
        UserInfo info;
        info.user = {UserId{query->value(0).toLongLong()}, query->value(1).toString(),
                     query->value(2).toBool(), fromMillis(query->value(3).toLongLong())};
        info.hasPassword = query->value(4).toBool();
        info.keys = query->value(5).toInt();
        info.lastUsedAt = lastUsed(query->value(6));
        users.append(info);
    }
    return users;
}

Result<UserInfo> findUser(Database &database, const QString &name)
{
    const QString stored = name.trimmed().normalized(QString::NormalizationForm_C);
    if (stored.isEmpty())
        return noSuchUser(name);
    const Result<QList<UserInfo>> users = readUsers(database, stored);
    if (!users)
        return tl::make_unexpected(users.error());
    if (users->isEmpty())
        return noSuchUser(name);
    return users->constFirst();
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
                     lastUsed(query->value(2))});
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
            {key.userId.value, key.label, key.hash, key.prefix, key.suffix, rows::joinLines(key.models),
             toMillis(key.createdAt), rows::toVariant(key.expiresAt)});
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

Result<User> Management::addUser(const QString &name, const std::optional<Secret> &password)
{
    const Result<QString> checked = validation::userName(name);
    if (!checked)
        return tl::make_unexpected(checked.error());
    QVariant hash;
    if (password) {
        if (const Outcome good = validation::password(*password); !good)
            return tl::make_unexpected(good.error());
        hash = QString::fromLatin1(hashPassword(*password));
    }
    User user{{}, *checked, true, m_clock.now()};
    return change(QStringLiteral("user.add"),
                  [&]() -> Result<QString> {
                      if (findUser(m_database, user.name))
                          return userExists(user.name);
                      return m_database
                              .run(QStringLiteral("INSERT INTO users (name, password_hash, created_at) "
                                                  "VALUES (?, ?, ?)"),
                                   {user.name, hash, toMillis(user.createdAt)})
                              .map([&](const QSqlQuery &query) {
                                  user.id = {query.lastInsertId().toLongLong()};
                                  return user.name;
                              });
                  })
            .map([&] { return user; });
}

Result<QList<UserInfo>> Management::users()
{
    return readUsers(m_database);
}

Result<UserInfo> Management::user(const QString &name)
{
    return findUser(m_database, name);
}

Outcome Management::renameUser(const QString &name, const QString &newName)
{
    const Result<QString> checked = validation::userName(newName);
    if (!checked)
        return tl::make_unexpected(checked.error());
    return change(QStringLiteral("user.rename"), [&]() -> Result<QString> {
        const Result<UserInfo> info = findUser(m_database, name);
        if (!info)
            return tl::make_unexpected(info.error());
        if (info->user.name == *checked)
            return QString();
        if (findUser(m_database, *checked))
            return userExists(*checked);
        return m_database
                .run(QStringLiteral("UPDATE users SET name = ? WHERE id = ?"),
                     {*checked, info->user.id.value})
                .map([&](const QSqlQuery &) {
                    return QStringLiteral("%1 to %2").arg(info->user.name, *checked);
                });
    });
}

Outcome Management::setPassword(const QString &name, const Secret &password)
{
    if (const Outcome good = validation::password(password); !good)
        return good;
    // Slow on purpose, so not while the database is locked.
    const QString hash = QString::fromLatin1(hashPassword(password));
    return change(QStringLiteral("user.password"), [&]() -> Result<QString> {
        const Result<UserInfo> info = findUser(m_database, name);
        if (!info)
            return tl::make_unexpected(info.error());
        return m_database
                .run(QStringLiteral("UPDATE users SET password_hash = ? WHERE id = ?"),
                     {hash, info->user.id.value})
                .map([&](const QSqlQuery &) { return info->user.name; });
    });
}

Outcome Management::setUserEnabled(const QString &name, bool enabled)
{
    return change(enabled ? QStringLiteral("user.enable") : QStringLiteral("user.disable"),
                  [&]() -> Result<QString> {
                      const Result<UserInfo> info = findUser(m_database, name);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      if (info->user.enabled == enabled)
                          return QString();
                      return m_database
                              .run(QStringLiteral("UPDATE users SET enabled = ? WHERE id = ?"),
                                   {int(enabled), info->user.id.value})
                              .map([&](const QSqlQuery &) { return info->user.name; });
                  });
}

Outcome Management::removeUser(const QString &name)
{
    return change(QStringLiteral("user.remove"), [&]() -> Result<QString> {
        const Result<UserInfo> info = findUser(m_database, name);
        if (!info)
            return tl::make_unexpected(info.error());
        const qint64 now = toMillis(m_clock.now());
        return m_database
                .run(QStringLiteral(
                             "UPDATE keys SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL"),
                     {now, info->user.id.value})
                .and_then([&](const QSqlQuery &) {
                    return m_database.run(QStringLiteral("UPDATE users SET removed_at = ?, enabled = 0, "
                                                         "password_hash = NULL WHERE id = ?"),
                                          {now, info->user.id.value});
                })
                .map([&](const QSqlQuery &) { return info->user.name; });
    });
}

Result<IssuedKey> Management::issueKey(const KeyRequest &request)
{
    Key key;
    key.createdAt = m_clock.now();
    key.expiresAt = request.expiresAt;
    const Outcome good = validation::label(request.label)
                                 .map([&](const QString &label) { key.label = label; })
                                 .and_then([&] { return validation::modelPatterns(request.models); })
                                 .map([&](const QStringList &models) { key.models = models; })
                                 .and_then([&] { return validation::future(key.expiresAt, key.createdAt); });
    if (!good)
        return tl::make_unexpected(good.error());

    IssuedKey issued;
    return change(QStringLiteral("key.issue"),
                  [&]() -> Result<QString> {
                      const Result<UserInfo> info = findUser(m_database, request.user);
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
                      if (const Outcome good = validation::future(key.expiresAt, key.createdAt); !good)
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
