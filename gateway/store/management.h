// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "config/model.h"
#include "config/settings.h"
#include "ledger/price_import.h"
#include "secrets/secret.h"
#include "secrets/vault.h"
#include "store/database.h"
#include "store/limits_change.h"

namespace gateway {

struct UserInfo
{
    User user;
    int keys = 0; // not revoked
    bool hasPassword = false;
    std::optional<Time> lastUsedAt;
};

struct KeyInfo
{
    Key key;
    QString userName;
    bool userEnabled = true;
    std::optional<Time> lastUsedAt;
};

struct RouteInfo
{
    Route route;
    QStringList providers; // names, one for each target
};

struct TargetRequest // one target of a route, by its provider's name
{
    QString provider;
    QString model; // empty: the model as asked
    int priority = 0;
    int weight = 1;
};

struct KeyRequest // what `key issue` asks for
{
    QString user;
    QString label;
    Limits limits{};
};

struct KeyChange // only what is set is changed
{
    std::optional<QString> label;
    LimitsChange limits{};
};

struct IssuedKey
{
    Key key;
    Secret secret; // the whole key: shown once, stored nowhere
};

struct ProviderChange // only what is set is changed
{
    std::optional<QString> name;
    std::optional<QString> baseUrl;
    std::optional<bool> http2;
    std::optional<QByteArray> caPem;
    std::optional<QString> proxy;
    std::optional<QList<HeaderField>> headers;
    std::optional<int> position;
    std::optional<UsageOption> usageOption;
    std::optional<QString> anthropicUrl;
    std::optional<bool> responses;
    std::optional<bool> drainPlain;
    std::optional<bool> drainStreams;
    std::optional<bool> healthCheck;
};

struct AuditEntry
{
    Time at{};
    QString actor;   // "cli:root", "window:ann", "gateway"
    QString action;  // "key.issue"
    QString subject; // "key 3 of ann"; never a secret
};

// Every management action, for the command line and the window alike: one transaction each, which also writes
// the audit log and raises `config_revision` (a serving gateway follows within a second). Lives in the thread
// of its database. Errors: InvalidArgument, NotFound, AlreadyExists, InUse, Storage.
class Management final
{
public:
    Management(Database &database, const Clock &clock, QString actor);

    Result<User> addUser(const QString &name, const std::optional<Secret> &password = {},
                         const Limits &limits = {});
    Result<QList<UserInfo>> users();
    Result<UserInfo> user(const QString &name);
    Outcome renameUser(const QString &name, const QString &newName);
    Outcome setPassword(const QString &name, const Secret &password);
    Outcome setUserEnabled(const QString &name, bool enabled);
    Outcome changeUserLimits(const QString &name, const LimitsChange &change);
    Outcome removeUser(const QString &name); // revokes its keys; its rows in the ledger stay

    Result<IssuedKey> issueKey(const KeyRequest &request);
    Result<QList<KeyInfo>> keys();
    Result<KeyInfo> key(KeyId id);
    Outcome changeKey(KeyId id, const KeyChange &change);
    Outcome revokeKey(KeyId id);
    // A new key with the same rights. The old one is revoked, or with an overlap expires then.
    Result<IssuedKey> rotateKey(KeyId id, Millis overlap = {});
    // The row under which a serving process books its own calls (config/local_key.h); made, with its user,
    // when it is not there. No other action lists or changes it.
    Result<KeyId> localKey();

    // More for the period that is going on now: adds to the budget of the same unit and period, which must be
    // there.
    Result<Raise> raiseUser(const QString &name, const Budget &extra);
    Result<Raise> raiseKey(KeyId id, const Budget &extra);
    Result<QList<Raise>> raises(); // for the periods that are going on now

    // `provider` without ids and keys; the first real (not demo) provider removes the demo's route. The first
    // one with a list of models (here or by setProviderModels) also gives the default model when the present
    // one leads nowhere, as that of the demo's route does then.
    Result<Provider> addProvider(const Provider &provider, const std::optional<Secret> &key,
                                 const Vault *vault);
    Result<QList<Provider>> providers();
    Result<Provider> provider(const QString &name);
    Outcome changeProvider(const QString &name, const ProviderChange &change);
    Outcome setProviderKey(const QString &name, const Secret &key, const Vault &vault,
                           bool addOneMore = false);
    Outcome replaceProviderKey(const QString &name, qint64 keyId, const Secret &key, const Vault &vault);
    Outcome removeProviderKey(const QString &name, qint64 keyId);
    // Refused by the provider: kept, and asked last from now on. A new key in its place has no flag.
    Outcome flagProviderKey(qint64 keyId, const QString &reason);
    Outcome clearProviderKeyFlag(qint64 keyId);
    Outcome setProviderEnabled(const QString &name, bool enabled);
    Outcome setProviderModels(const QString &name,
                              const QStringList &models); // raises the revision only on change
    Outcome removeProvider(const QString &name);          // InUse while a route (not the demo's) leads to it

    Result<Route> setRoute(const QString &model, const QList<TargetRequest> &targets, bool demo = false);
    Result<Route> setRoute(const QString &model, const QString &providerName, const QString &upstreamModel,
                           bool demo = false); // to one target
    Result<QList<RouteInfo>> routes();
    Outcome removeRoute(const QString &model);

    // Prices in force and to come; what is not taken back. The built-in ones are brought up to date first.
    Result<QList<Price>> prices();
    // By its model, rates, tiers, currency and validFrom, for all providers, those of its preset, or one by
    // name; in place of what was set for the same before.
    Result<Price> setPrice(const Price &price, const QString &providerName = {});
    Outcome removePrice(const QString &model, const QString &providerName = {}); // what was set or imported
    // Of a list that was read (ledger/price_import.h), only what this gateway may call unless told `all`.
    // Tells what it did, or with `dryRun` what it would do.
    Result<PriceDiff> importPrices(const QList<Price> &listed, bool all, bool dryRun);

    Result<Settings> settings();
    Outcome setSetting(const QString &name, const QString &value);

    Result<QList<AuditEntry>> audit(int limit = 100); // newest first

    // True when no user, key or provider was ever made: the first start may set up the demo.
    Result<bool> isEmpty();
    Result<qint64> revision();

    // Several actions as one: all of them happen or none.
    Outcome together(const std::function<Outcome()> &work);

private:
    // Runs `work`, which returns the subject for the audit log, in a transaction; an empty subject means that
    // there was nothing to change, and leaves no trace.
    Outcome change(const QString &action, const std::function<Result<QString>()> &work);
    Outcome raise(Raise &raised); // sets its period
    Outcome keepDefaultModelAnswered(const Provider &listing);

    Database &m_database;
    const Clock &m_clock;
    QString m_actor;
};

// What a fresh installation shows at once: provider `demo`, user `demo`, a key, and a marked route from the
// default model to the demo. Returns the key; a failure leaves nothing behind.
Result<IssuedKey> setUpDemo(Management &management, const QString &keyLabel);

} // namespace gateway
