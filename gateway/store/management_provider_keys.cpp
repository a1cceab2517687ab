// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "store/provider_keys.h"
#include "store/rows.h"
#include "store/validation.h"

namespace gateway {

namespace {

Outcome ignoreRows(const Result<QSqlQuery> &query)
{
    return query.map([](const QSqlQuery &) {});
}

// Enough to recognise a key by, and nothing of one that is so short that four characters give it away.
QString hintOf(const Secret &key)
{
    constexpr qsizetype hintLength = 4;
    const QByteArray &text = key.expose();
    return text.size() >= 4 * hintLength ? QString::fromLatin1(text.right(hintLength)) : QString();
}

tl::unexpected<Error> noSuchKey(const Provider &provider, qint64 keyId)
{
    return failure(ErrorCode::NotFound,
                   QStringLiteral("The provider \"%1\" has no key %2; `provider keys %1` lists them.")
                           .arg(provider.name)
                           .arg(keyId));
}

bool hasKey(const Provider &provider, qint64 keyId)
{
    return std::any_of(provider.keys.cbegin(), provider.keys.cend(),
                       [keyId](const SealedKey &key) { return key.id == keyId; });
}

struct FlagRow
{
    QString provider;
    QString flag; // empty: none
};

Result<FlagRow> readFlag(Database &database, qint64 keyId)
{
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT p.name, k.flagged_at, k.flag FROM provider_keys k JOIN "
                                        "providers p ON p.id = k.provider_id WHERE k.id = ?"),
                         {keyId});
    if (!query)
        return tl::make_unexpected(query.error());
    if (!query->next())
        return failure(ErrorCode::NotFound, QStringLiteral("There is no provider's key %1.").arg(keyId));
    return FlagRow{query->value(0).toString(),
                   query->value(1).isNull() ? QString() : query->value(2).toString()};
}

} // namespace

Outcome insertProviderKey(Database &database, ProviderId id, const Secret &key, const Vault &vault, Time now)
{
    return ignoreRows(database.run(
            QStringLiteral(
                    "INSERT INTO provider_keys (provider_id, sealed, hint, created_at) VALUES (?, ?, ?, ?)"),
            {id.value, vault.seal(key), hintOf(key), toMillis(now)}));
}

Outcome Management::setProviderKey(const QString &name, const Secret &key, const Vault &vault,
                                   bool addOneMore)
{
    const Result<Secret> good = validation::providerKey(key);
    if (!good)
        return tl::make_unexpected(good.error());
    const QString action = addOneMore ? QStringLiteral("provider.key.add") : QStringLiteral("provider.key");
    return change(action, [&]() -> Result<QString> {
        const Result<Provider> found = provider(name);
        if (!found)
            return tl::make_unexpected(found.error());
        const Outcome ready =
                addOneMore ? validation::oneMoreKey(*found)
                           : ignoreRows(m_database.run(
                                     QStringLiteral("DELETE FROM provider_keys WHERE provider_id = ?"),
                                     {found->id.value}));
        return ready
                .and_then(
                        [&] { return insertProviderKey(m_database, found->id, *good, vault, m_clock.now()); })
                .map([&] { return found->name; });
    });
}

Outcome Management::replaceProviderKey(const QString &name, qint64 keyId, const Secret &key,
                                       const Vault &vault)
{
    const Result<Secret> good = validation::providerKey(key);
    if (!good)
        return tl::make_unexpected(good.error());
    return change(QStringLiteral("provider.key"), [&]() -> Result<QString> {
        const Result<Provider> found = provider(name);
        if (!found)
            return tl::make_unexpected(found.error());
        if (!hasKey(*found, keyId))
            return noSuchKey(*found, keyId);
        return m_database
                .run(QStringLiteral("UPDATE provider_keys SET sealed = ?, hint = ?, created_at = ?, "
                                    "flagged_at = NULL, "
                                    "flag = NULL WHERE id = ?"),
                     {vault.seal(*good), hintOf(*good), toMillis(m_clock.now()), keyId})
                .map([&](const QSqlQuery &) {
                    return QStringLiteral("%1, key %2").arg(found->name).arg(keyId);
                });
    });
}

Outcome Management::removeProviderKey(const QString &name, qint64 keyId)
{
    return change(QStringLiteral("provider.key.remove"), [&]() -> Result<QString> {
        const Result<Provider> found = provider(name);
        if (!found)
            return tl::make_unexpected(found.error());
        if (!hasKey(*found, keyId))
            return noSuchKey(*found, keyId);
        return m_database.run(QStringLiteral("DELETE FROM provider_keys WHERE id = ?"), {keyId})
                .map([&](const QSqlQuery &) {
                    return QStringLiteral("%1, key %2").arg(found->name).arg(keyId);
                });
    });
}

Outcome Management::flagProviderKey(qint64 keyId, const QString &reason)
{
    return change(QStringLiteral("provider.key.flag"), [&]() -> Result<QString> {
        const Result<FlagRow> before = readFlag(m_database, keyId);
        if (!before)
            return tl::make_unexpected(before.error());
        const QString flag = validation::flag(reason);
        if (before->flag == flag)
            return QString();
        return m_database
                .run(QStringLiteral("UPDATE provider_keys SET flagged_at = ?, flag = ? WHERE id = ?"),
                     {toMillis(m_clock.now()), flag, keyId})
                .map([&](const QSqlQuery &) {
                    return QStringLiteral("%1, key %2: %3")
                            .arg(before->provider, QString::number(keyId), flag);
                });
    });
}

Outcome Management::clearProviderKeyFlag(qint64 keyId)
{
    return change(QStringLiteral("provider.key.unflag"), [&]() -> Result<QString> {
        const Result<FlagRow> before = readFlag(m_database, keyId);
        if (!before)
            return tl::make_unexpected(before.error());
        if (before->flag.isEmpty())
            return QString();
        return m_database
                .run(QStringLiteral("UPDATE provider_keys SET flagged_at = NULL, flag = NULL WHERE id = ?"),
                     {keyId})
                .map([&](const QSqlQuery &) {
                    return QStringLiteral("%1, key %2").arg(before->provider, QString::number(keyId));
                });
    });
}

} // namespace gateway
