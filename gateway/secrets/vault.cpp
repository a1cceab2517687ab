// SPDX-License-Identifier: MIT
#include "secrets/vault.h"

#include "secrets/key_file.h"
#include "secrets/keychain.h"
#include "secrets/sodium.h"

#include <QSqlQuery>

#include <algorithm>
#include <set>

namespace gateway {

namespace {

constexpr int keyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr int nonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr int tagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(keyBytes == 32);

constexpr char sealVersion = 1;
constexpr int minimumSecret = 32;

// What each use of the master key is for, so that no output of one can be taken for another's.
constexpr QByteArrayView sealContext = "api-gateway sealed secret 1";
constexpr QByteArrayView checkContext = "api-gateway master key check 1";
constexpr QByteArrayView deriveContext = "api-gateway master key from environment 1";

const unsigned char *bytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}
unsigned char *bytes(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

// BLAKE2b of `context`, keyed with `key` (at most 64 bytes).
QByteArray keyedHash(QByteArrayView key, QByteArrayView context)
{
    QByteArray hash(keyBytes, Qt::Uninitialized);
    crypto_generichash(bytes(hash), size_t(hash.size()), bytes(context), quint64(context.size()), bytes(key),
                       size_t(key.size()));
    return hash;
}

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

Secret deriveFromEnvironment(const QByteArray &secret)
{
    // Any length goes in: hashed first, because a BLAKE2b key has at most 64 bytes.
    QByteArray digest(crypto_generichash_BYTES_MAX, Qt::Uninitialized);
    crypto_generichash(bytes(digest), size_t(digest.size()), bytes(secret), quint64(secret.size()), nullptr,
                       0);
    const Secret wiped(std::move(digest));
    return Secret(keyedHash(wiped.expose(), deriveContext));
}

Secret randomKey()
{
    QByteArray key(keyBytes, Qt::Uninitialized);
    randombytes_buf(key.data(), size_t(key.size()));
    return Secret(std::move(key));
}

// Repeats of a short piece, and words that examples and templates are full of.
bool isPlaceholder(const QByteArray &secret)
{
    for (qsizetype period = 1; period <= secret.size() / 4; ++period) {
        bool repeats = true;
        for (qsizetype i = period; i < secret.size() && repeats; ++i)
            repeats = secret[i] == secret[i - period];
        if (repeats)
            return true;
    }
    if (std::set<char>(secret.begin(), secret.end()).size() < 8)
        return true;
    static constexpr QByteArrayView words[] = {"devsecretkey",
                                               "changeme",
                                               "changethis",
                                               "replaceme",
                                               "replacethis",
                                               "yoursecret",
                                               "secretkey",
                                               "placeholder",
                                               "examplesecret",
                                               "insecure",
                                               "0123456789abcdef0123456789abcdef"};
    QByteArray plain;
    for (const char c : secret.toLower()) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain.append(c);
    }
    const bool known = std::any_of(std::begin(words), std::end(words),
                                   [&plain](QByteArrayView word) { return plain.contains(word); });
    sodium_memzero(plain.data(), size_t(plain.size()));
    return known;
}

Outcome checkEnvironmentSecret(const QByteArray &secret)
{
    static const QString advice = QStringLiteral("make one with `openssl rand -hex 32`");
    if (isPlaceholder(secret)) {
        return failure(
                ErrorCode::SecretRefused,
                QStringLiteral(
                        "GATEWAY_SECRET_KEY (or SECRET_KEY) holds a placeholder and not a secret; %1, or "
                        "unset it.")
                        .arg(advice));
    }
    if (secret.size() < minimumSecret) {
        return failure(
                ErrorCode::SecretRefused,
                QStringLiteral("GATEWAY_SECRET_KEY (or SECRET_KEY) has %1 characters and needs at least %2; "
                               "%3, or unset it.")
                        .arg(secret.size())
                        .arg(minimumSecret)
                        .arg(advice));
    }
    return {};
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

struct Found
{
    Secret key;
    MasterKeyHome home = MasterKeyHome::File;
};

Result<Found> fromRecorded(Database &database, const Recorded &recorded, const Vault::Options &options)
{
    const auto unavailable = [](const QString &message) {
        return failure(ErrorCode::SecretUnavailable, message);
    };
    const std::optional<MasterKeyHome> home = homeFromString(recorded.home);
    if (!home) {
        return unavailable(
                QStringLiteral("The master key of this database lives in \"%1\", which this program does "
                               "not know; use the newer program that made it.")
                        .arg(recorded.home));
    }
    const QString file = keyFilePath(database);
    Result<Secret> key = Secret();
    QString wrong;
    switch (*home) {
    case MasterKeyHome::Environment:
        if (options.environmentSecret.isEmpty()) {
            return unavailable(
                    QStringLiteral("The provider keys of this database are sealed with GATEWAY_SECRET_KEY; "
                                   "set it to the secret that was used before."));
        }
        key = deriveFromEnvironment(options.environmentSecret);
        wrong = QStringLiteral(
                "GATEWAY_SECRET_KEY is not the secret that the provider keys of this database are sealed "
                "with; set it to the secret that was used before.");
        break;
    case MasterKeyHome::Keychain:
        if (!options.useKeychain) {
            return unavailable(
                    QStringLiteral("The master key of this database is in the system's keychain, which is "
                                   "switched off here."));
        }
        key = keychain::read(recorded.entry, options.keychainTimeout);
        if (!key && key.error().code == ErrorCode::NotFound) {
            return unavailable(
                    QStringLiteral("The master key of this database is not in this user's keychain (service "
                                   "api-gateway, entry %1); run this as the user who made the database.")
                            .arg(recorded.entry));
        }
        if (!key) {
            return unavailable(
                    QStringLiteral("The system's keychain, where the master key of this database is, does "
                                   "not answer (%1); unlock it, or run this inside the desktop session.")
                            .arg(key.error().message));
        }
        wrong = QStringLiteral("The entry %1 of the system's keychain is not the master key of this "
                               "database; restore "
                               "that entry.")
                        .arg(recorded.entry);
        break;
    case MasterKeyHome::File:
        key = keyfile::read(file);
        if (!key && key.error().code == ErrorCode::NotFound) {
            return unavailable(
                    QStringLiteral(
                            "The master key of this database was in %1, which is missing; put the file back.")
                            .arg(file));
        }
        wrong = QStringLiteral(
                        "%1 is not the master key of this database; put back the file that belongs to it.")
                        .arg(file);
        break;
    }
    if (!key)
        return tl::make_unexpected(key.error());
    if (!matches(*key, recorded.check))
        return unavailable(wrong);
    if (*home != MasterKeyHome::Environment && !options.environmentSecret.isEmpty()) {
        qInfo("The secret of the environment is not used: the master key of this database is in the %s.",
              *home == MasterKeyHome::Keychain ? "system's keychain" : "file master.key");
    }
    return Found{*key, *home};
}

// A new entry of the keychain under a name of its own: two processes that make the first master key at once
// must not overwrite each other's.
Result<bool> createInKeychain(Database &database, const Vault::Options &options, Found &found)
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
        qInfo("The system's keychain is not used: %s.",
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

Result<bool> createInFile(Database &database, Found &found)
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
Result<bool> createFirst(Database &database, const Vault::Options &options, Found &found)
{
    if (!options.environmentSecret.isEmpty()) {
        if (const Outcome good = checkEnvironmentSecret(options.environmentSecret); !good)
            return tl::make_unexpected(good.error());
        found = {deriveFromEnvironment(options.environmentSecret), MasterKeyHome::Environment};
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

QString toString(MasterKeyHome home)
{
    switch (home) {
    case MasterKeyHome::Environment:
        return QStringLiteral("environment");
    case MasterKeyHome::Keychain:
        return QStringLiteral("keychain");
    case MasterKeyHome::File:
        break;
    }
    return QStringLiteral("file");
}

Vault::Options Vault::optionsFromEnvironment()
{
    Options options;
    options.environmentSecret = qgetenv("GATEWAY_SECRET_KEY");
    if (options.environmentSecret.isEmpty())
        options.environmentSecret = qgetenv("SECRET_KEY");
    return options;
}

Result<std::shared_ptr<const Vault>> Vault::open(Database &database, const Options &options)
{
    prepareSodium();
    for (;;) {
        const Result<Recorded> recorded = readRecorded(database);
        if (!recorded)
            return tl::make_unexpected(recorded.error());
        Found found;
        if (!recorded->home.isEmpty()) {
            const Result<Found> known = fromRecorded(database, *recorded, options);
            if (!known)
                return tl::make_unexpected(known.error());
            found = *known;
        } else {
            const Result<bool> made = createFirst(database, options, found);
            if (!made)
                return tl::make_unexpected(made.error());
            if (!*made)
                continue;
        }
        return std::shared_ptr<const Vault>(new Vault(found.key, found.home));
    }
}

QByteArray Vault::seal(const Secret &secret) const
{
    const QByteArray &text = secret.expose();
    QByteArray sealed(1 + nonceBytes + text.size() + tagBytes, Qt::Uninitialized);
    sealed[0] = sealVersion;
    unsigned char *nonce = bytes(sealed) + 1;
    randombytes_buf(nonce, nonceBytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonceBytes, nullptr, bytes(text), quint64(text.size()),
                                               bytes(sealContext), quint64(sealContext.size()), nullptr,
                                               nonce, bytes(m_key.expose()));
    return sealed;
}

Result<Secret> Vault::unseal(const QByteArray &sealed) const
{
    const auto damaged = [] {
        return failure(
                ErrorCode::SecretUnavailable,
                QStringLiteral(
                        "A stored provider key cannot be opened with this master key; set the key of that "
                        "provider again."));
    };
    const qsizetype length = sealed.size() - 1 - nonceBytes - tagBytes;
    if (length < 0 || sealed[0] != sealVersion)
        return damaged();
    QByteArray text(length, Qt::Uninitialized);
    const unsigned char *nonce = bytes(QByteArrayView(sealed)) + 1;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                bytes(text), nullptr, nullptr, nonce + nonceBytes, quint64(length + tagBytes),
                bytes(sealContext), quint64(sealContext.size()), nonce, bytes(m_key.expose())) != 0) {
        return damaged();
    }
    return Secret(std::move(text));
}

} // namespace gateway
