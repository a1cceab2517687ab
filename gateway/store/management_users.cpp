// SPDX-License-Identifier: MIT
#include "secrets/gateway_key.h"
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

namespace gateway {

namespace {

tl::unexpected<Error> noSuchUser(const QString &name)
{
    return failure(ErrorCode::NotFound, QStringLiteral("There is no user \"%1\".").arg(name));
}

tl::unexpected<Error> userExists(const QString &name)
{
    return failure(ErrorCode::AlreadyExists, QStringLiteral("There is a user \"%1\" already.").arg(name));
}

Result<QList<UserInfo>> readUsers(Database &database, const QString &name = {})
{
    const auto budgets = rows::budgets(database);
    if (!budgets)
        return tl::make_unexpected(budgets.error());
    const QString statement =
            QStringLiteral(
                    "SELECT id, name, enabled, created_at, password_hash IS NOT NULL, (SELECT count(*) FROM "
                    "keys "
                    "k WHERE k.user_id = u.id AND k.revoked_at IS NULL AND k.prefix <> ''), (SELECT "
                    "max((SELECT max(r.id) FROM "
                    "requests r WHERE r.key_id = k.id)) FROM keys k WHERE k.user_id = u.id), %1 FROM users u "
                    "WHERE removed_at IS NULL")
                    .arg(rows::limitColumns(QLatin1StringView("u")));
    Result<QSqlQuery> query = name.isEmpty()
                                      ? database.run(statement + QStringLiteral(" ORDER BY name"))
                                      : database.run(statement + QStringLiteral(" AND name = ?"), {name});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<UserInfo> users;
    while (query->next()) {
        UserInfo info;
        info.user = {UserId{query->value(0).toLongLong()}, query->value(1).toString(),
                     query->value(2).toBool(), rows::readLimits(*query, 7),
                     fromMillis(query->value(3).toLongLong())};
        info.user.limits.budgets = budgets->value({info.user.id, {}});
        info.hasPassword = query->value(4).toBool();
        info.keys = query->value(5).toInt();
        info.lastUsedAt = rows::timeOfRow(query->value(6));
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

} // namespace

Result<User> Management::addUser(const QString &name, const std::optional<Secret> &password,
                                 const Limits &limits)
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
    const Result<Limits> allowed = validation::limits(limits);
    if (!allowed)
        return tl::make_unexpected(allowed.error());
    User user{{}, *checked, true, *allowed, m_clock.now()};
    if (const Outcome good = validation::future(user.limits.expiresAt, user.createdAt); !good)
        return tl::make_unexpected(good.error());
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
                              })
                              .and_then([&] {
                                  return rows::writeLimits(m_database, {user.id, {}}, user.limits);
                              })
                              .map([&] { return user.name; });
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

Outcome Management::changeUserLimits(const QString &name, const LimitsChange &change_)
{
    return change(QStringLiteral("user.limits"), [&]() -> Result<QString> {
        const Result<UserInfo> info = findUser(m_database, name);
        if (!info)
            return tl::make_unexpected(info.error());
        const Limits &before = info->user.limits;
        const Result<Limits> after = validation::limits(changed(before, change_));
        if (!after)
            return tl::make_unexpected(after.error());
        if (change_.expiresAt) {
            if (const Outcome good = validation::future(*change_.expiresAt, m_clock.now()); !good)
                return tl::make_unexpected(good.error());
        }
        if (*after == before)
            return QString();
        return rows::writeLimits(m_database, {info->user.id, {}}, *after).map([&] {
            return info->user.name;
        });
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

} // namespace gateway
