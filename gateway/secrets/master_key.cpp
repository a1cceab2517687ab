// SPDX-License-Identifier: MIT
#include "secrets/master_key.h"

#include "secrets/environment_secret.h"
#include "secrets/key_file.h"
#include "secrets/keychain.h"
#include "secrets/sodium.h"

#include <QLoggingCategory>
#include <QSqlQuery>

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(logSecrets, "gateway.secrets", QtInfoMsg)

constexpr int keyBytes = 32;
constexpr QByteArrayView checkContext = "api-gateway master key check 1";

QByteArray checkValue(const Secret &key)
{
    return keyedHash(key.expose(), checkContext);
}

bool matches(const Secret &key, const QByteArray &check)
{
    const QByteArray own = checkValue(key);
    return own.size() == check.size() &&
           sodium_memcmp(own.constData(), check.constData(), size_t(own.size())) == 0;
}

Secret randomKey()
{
    QByteArray key(keyBytes, Qt::Uninitialized);
    randombytes_buf(key.data(), size_t(key.size()));
    return Secret(std::move(key));
}

std::optional<MasterKeyHome> homeFromString(const QString &text)
{
    for (const MasterKeyHome home :
         {MasterKeyHome::Environment, MasterKeyHome::Keychain, MasterKeyHome::File}) {
        if (text == toString(home))
            return home;
    }
    return std::nullopt;
}

// What the database knows of its master key.
struct Recorded
{
    QString home;  // empty: there is no master key yet
    QString entry; // of the keychain
    QByteArray check;
};

Result<Recorded> readRecorded(Database &database)
{
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT name, value FROM meta WHERE name IN ('master_key_home', "
                                        "'master_key_entry', 'master_key_check')"));
    if (!query)
        return tl::make_unexpected(query.error());
    Recorded recorded;
    while (query->next()) {
        const QString name = query->value(0).toString();
        if (name == QLatin1StringView("master_key_home"))
            recorded.home = query->value(1).toString();
        else if (name == QLatin1StringView("master_key_entry"))
            recorded.entry = query->value(1).toString();
        else
            recorded.check = query->value(1).toByteArray();
    }
    return recorded;
}

// False when another process has recorded its master key first.
Result<bool> record(Database &database, MasterKeyHome home, const QString &entry, const Secret &key)
{
    bool ours = false;
    const Outcome done = database.transaction([&]() -> Outcome {
        const Result<Recorded> recorded = readRecorded(database);
        if (!recorded)
            return tl::make_unexpected(recorded.error());
        if (!recorded->home.isEmpty())
            return {};
        ours = true;
        return database
                .run(QStringLiteral("INSERT INTO meta (name, value) VALUES ('master_key_home', ?), "
                                    "('master_key_entry', ?), ('master_key_check', ?)"),
                     {toString(home), entry, checkValue(key)})
                .map([](const QSqlQuery &) {});
    });
    return done.map([&] { return ours; });
}

QString keyFilePath(const Database &database)
{
    return database.location().dataDir + QStringLiteral("/master.key");
}

tl::unexpected<Error> unavailable(const QString &message)
{
    return failure(ErrorCode::SecretUnavailable, message);
}

Result<Secret> fromEnvironment(const Vault::Options &options)
{
    if (options.environmentSecret.isEmpty()) {
        return unavailable(QStringLiteral(
                "The provider keys of this database are sealed with GATEWAY_SECRET_KEY; set it "
                "to the secret that was used before."));
    }
    return environment_secret::deriveKey(options.environmentSecret);
}

Result<Secret> fromKeychain(const QString &entry, const Vault::Options &options)
{
    if (!options.useKeychain) {
        return unavailable(QStringLiteral(
                "The master key of this database is in the system's keychain, which is switched "
                "off here."));
    }
    const Result<Secret> key = keychain::read(entry, options.keychainTimeout);
    if (key)
        return key;
    if (key.error().code == ErrorCode::NotFound) {
        return unavailable(
                QStringLiteral("The master key of this database is not in this user's keychain (service "
                               "api-gateway, entry %1); run this as the user who made the database.")
                        .arg(entry));
    }
    return unavailable(
            QStringLiteral("The system's keychain, where the master key of this database is, does not answer "
                           "(%1); unlock it, or run this inside the desktop session.")
                    .arg(key.error().message));
}

Result<Secret> fromFile(const QString &path)
{
    const Result<Secret> key = keyfile::read(path);
    if (!key && key.error().code == ErrorCode::NotFound) {
        return unavailable(
                QStringLiteral(
                        "The master key of this database was in %1, which is missing; put the file back.")
                        .arg(path));
    }
    return key;
}

// Another key than the one that this database was sealed with.
QString wrongKey(MasterKeyHome home, const QString &entry, const QString &path)
{
    switch (home) {
    case MasterKeyHome::Environment:
        return QStringLiteral(
                "GATEWAY_SECRET_KEY is not the secret that the provider keys of this database are sealed "
                "with; set it to the secret that was used before.");
    case MasterKeyHome::Keychain:
        return QStringLiteral("The entry %1 of the system's keychain is not the master key of this database; "
                              "restore that "
                              "entry.")
                .arg(entry);
    case MasterKeyHome::File:
        break;
    }
    return QStringLiteral("%1 is not the master key of this database; put back the file that belongs to it.")
            .arg(path);
}

Result<Secret> fromHome(MasterKeyHome home, const QString &entry, const QString &path,
                        const Vault::Options &options)
{
    switch (home) {
    case MasterKeyHome::Environment:
        return fromEnvironment(options);
    case MasterKeyHome::Keychain:
        return fromKeychain(entry, options);
    case MasterKeyHome::File:
        break;
    }
    return fromFile(path);
}

Result<MasterKey> fromRecorded(Database &database, const Recorded &recorded, const Vault::Options &options)
{
    const std::optional<MasterKeyHome> home = homeFromString(recorded.home);
    if (!home) {
        return unavailable(
                QStringLiteral("The master key of this database lives in \"%1\", which this program does not "
                               "know; use the newer program that made it.")
                        .arg(recorded.home));
    }
    const QString path = keyFilePath(database);
    const Result<Secret> key = fromHome(*home, recorded.entry, path, options);
    if (!key)
        return tl::make_unexpected(key.error());
    if (!matches(*key, recorded.check))
        return unavailable(wrongKey(*home, recorded.entry, path));
    if (*home != MasterKeyHome::Environment && !options.environmentSecret.isEmpty())
        qCDebug(logSecrets, "The secret of the environment is not used: the master key has another home.");
    return MasterKey{*key, *home};
}

// A new entry of the keychain under a name of its own: two processes that make the first master key at once
// must not overwrite each other's.
Result<bool> createInKeychain(Database &database, const Vault::Options &options, MasterKey &found)
{
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT value FROM meta WHERE name = 'database_id'"));
    if (!query)
        return tl::make_unexpected(query.error());
    const QString id = query->next() ? query->value(0).toString() : QString();
    query->finish();
    const QString entry = QStringLiteral("master-key-%1-%2")
                                  .arg(id.left(16))
                                  .arg(randombytes_random(), 8, 16, QLatin1Char('0'));
    const Secret key = randomKey();
    const Outcome written = keychain::write(entry, key, options.keychainTimeout);
    const Result<Secret> back =
            written ? keychain::read(entry, options.keychainTimeout) : tl::make_unexpected(written.error());
    if (!back || back->expose() != key.expose()) {
        qCInfo(logSecrets, "The system's keychain is not used: %s.",
               qUtf8Printable(back ? QStringLiteral("it gives back something else") : back.error().message));
        return failure(ErrorCode::SecretUnavailable, QStringLiteral("The keychain cannot be used."));
    }
    const Result<bool> ours = record(database, MasterKeyHome::Keychain, entry, key);
    if (!ours || !*ours)
        keychain::remove(entry, options.keychainTimeout);
    else
        found = {key, MasterKeyHome::Keychain};
    return ours;
}

Result<bool> createInFile(Database &database, MasterKey &found)
{
    const QString path = keyFilePath(database);
    // A file that is there already is from a start that ended before the database knew of it, or serves
    // another database of this directory: it is a good key and is kept.
    if (const Outcome made = keyfile::create(path, randomKey());
        !made && made.error().code != ErrorCode::AlreadyExists) {
        return tl::make_unexpected(made.error());
    }
    const Result<Secret> key = keyfile::read(path);
    if (!key)
        return tl::make_unexpected(key.error());
    found = {*key, MasterKeyHome::File};
    return record(database, MasterKeyHome::File, {}, *key);
}

// False: another process was first, look again.
Result<bool> createFirst(Database &database, const Vault::Options &options, MasterKey &found)
{
    if (!options.environmentSecret.isEmpty()) {
        if (const Outcome good = environment_secret::check(options.environmentSecret); !good)
            return tl::make_unexpected(good.error());
        found = {environment_secret::deriveKey(options.environmentSecret), MasterKeyHome::Environment};
        return record(database, MasterKeyHome::Environment, {}, found.key);
    }
    if (options.useKeychain) {
        const Result<bool> made = createInKeychain(database, options, found);
        if (made || made.error().code != ErrorCode::SecretUnavailable)
            return made;
    }
    return createInFile(database, found);
}

} // namespace

Result<MasterKey> obtainMasterKey(Database &database, const Vault::Options &options)
{
    prepareSodium();
    for (;;) {
        const Result<Recorded> recorded = readRecorded(database);
        if (!recorded)
            return tl::make_unexpected(recorded.error());
        if (!recorded->home.isEmpty())
            return fromRecorded(database, *recorded, options);
        MasterKey made;
        const Result<bool> ours = createFirst(database, options, made);
        if (!ours)
            return tl::make_unexpected(ours.error());
        if (*ours)
            return made;
    }
}

} // namespace gateway
