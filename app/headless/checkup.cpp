// SPDX-License-Identifier: MIT
#include "checkup.h"

#include "rows.h"

#include "base/port_holder.h"
#include "config/presets.h"
#include "secrets/vault.h"
#include "store/data_directory.h"
#include "store/management.h"
#include "store/migrations.h"

#include <QFileInfo>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

using Severity = Finding::Severity;

constexpr int connectPatience = 2'000; // ms, to an address of this machine

Finding dataDirectory(const QString &path)
{
    const QString check = u"data directory"_s;
    const QFileInfo info(path);
    if (!info.exists())
        return {check, Severity::Problem, u"%1 is not there: `api-gatewayd serve` makes it."_s.arg(path)};
    if (!info.isDir())
        return {check, Severity::Problem, u"%1 is no directory: name another with --data-dir."_s.arg(path)};
#ifdef Q_OS_UNIX
    if (info.ownerId() != ::getuid()) {
        return {check, Severity::Problem,
                u"%1 belongs to %2: run this as that user, or name another directory."_s.arg(path,
                                                                                             info.owner())};
    }
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                            QFile::WriteOther | QFile::ExeOther;
    if ((info.permissions() & others) != 0)
        return {check, Severity::Warning,
                u"%1 was open to other users; access was taken from them now."_s.arg(path)};
#endif
    return {check, Severity::Fine, path};
}

Finding integrity(Database &database)
{
    const QString check = u"database"_s;
    auto rows = database.run(u"PRAGMA quick_check(1)"_s);
    if (!rows)
        return {check, Severity::Problem, rows.error().message};
    if (!rows->next() || rows->value(0).toString() != u"ok"_s) {
        return {check, Severity::Problem,
                u"%1 is damaged: stop the gateway and put back a copy."_s.arg(database.location().file)};
    }
    rows->finish();
    auto version = database.run(u"PRAGMA user_version"_s);
    const int schema = version && version->next() ? version->value(0).toInt() : 0;
    const QFileInfo file(database.location().file);
    return {check, Severity::Fine,
            u"%1: whole, schema %2, %3 KiB"_s.arg(file.filePath()).arg(schema).arg(file.size() / 1024)};
}

QList<Finding> serving(const QString &dataDir, const Settings &settings)
{
    const auto holder = ServeLock::holder(dataDir);
    if (holder && holder->address.isEmpty()) {
        return {{u"gateway"_s, Severity::Warning,
                 u"process %1 holds the data directory and does not listen (yet)"_s.arg(holder->pid)}};
    }
    if (holder) {
        const QUrl url(holder->address);
        QTcpSocket socket;
        socket.connectToHost(url.host(), quint16(url.port()));
        if (!socket.waitForConnected(connectPatience)) {
            return {{u"gateway"_s, Severity::Problem,
                     u"process %1 serves, but %2 does not answer: restart it."_s.arg(holder->pid)
                             .arg(holder->address)}};
        }
        return {{u"gateway"_s, Severity::Fine,
                 u"process %1 serves on %2"_s.arg(holder->pid).arg(holder->address)}};
    }

    QList<Finding> findings{{u"gateway"_s, Severity::Fine, u"not running"_s}};
    for (const QString &text : settings.listen) {
        const auto address = parseListenAddress(text);
        if (!address) {
            findings += {u"port"_s, Severity::Problem, address.error().message};
            continue;
        }
        const bool local = address->host == u"localhost"_s;
        const QHostAddress host = local                     ? QHostAddress(QHostAddress::LocalHost)
                                  : address->host.isEmpty() ? QHostAddress(QHostAddress::Any)
                                                            : QHostAddress(address->host);
        QTcpServer server;
        if (server.listen(host, address->port)) {
            findings += {u"port"_s, Severity::Fine, u"%1 is free"_s.arg(text)};
            continue;
        }
        const auto process = portHolder(address->port);
        const QString by =
                process ? u" by %1 (process %2)"_s.arg(process->program).arg(process->pid) : QString();
        findings += {
                u"port"_s, Severity::Problem,
                u"%1 is taken%2: stop that, or choose another with `config set listen 127.0.0.1:5050`."_s.arg(
                        text, by)};
    }
    return findings;
}

bool isLoop(const Provider &provider, const Settings &settings)
{
    const QUrl url(provider.baseUrl);
    const QHostAddress host(url.host());
    const bool here = url.host() == u"localhost"_s || host.isLoopback() || host.isEqual(QHostAddress::Any);
    const int port = url.port(url.scheme() == u"https"_s ? 443 : 80);
    for (const QString &text : settings.listen) {
        const auto address = parseListenAddress(text);
        if (address && address->port == port && (here || address->host == url.host()))
            return true;
    }
    return false;
}

Finding providerState(const Provider &provider, const Settings &settings, const Vault *vault)
{
    const QString check = u"provider %1"_s.arg(provider.name);
    if (!provider.enabled)
        return {check, Severity::Fine, u"disabled"_s};
    if (provider.dialect == Dialect::Demo)
        return {check, Severity::Fine, u"answers inside the gateway"_s};
    if (const auto url = normaliseBaseUrl(provider.baseUrl); !url)
        return {check, Severity::Problem, url.error().message + u" Set it with `provider set --base-url`."_s};
    if (isLoop(provider, settings)) {
        return {check, Severity::Problem,
                u"%1 is this gateway itself: set its address with `provider set %2 --base-url`."_s.arg(
                        provider.baseUrl, provider.name)};
    }
    for (const SealedKey &key : provider.keys) {
        if (vault != nullptr && !vault->unseal(key.sealed)) {
            return {check, Severity::Problem,
                    u"the key …%1 cannot be opened: set it again with `provider key %2 --key-stdin`."_s.arg(
                            key.hint, provider.name)};
        }
    }
    for (const SealedKey &key : provider.keys) {
        if (key.flaggedAt) {
            return {check, Severity::Warning,
                    u"refuses its key %1 (%2): `provider test %3` tries it again, `provider key %3` replaces it."_s
                            .arg(hintOf(key), key.flag, provider.name)};
        }
    }
    const ProviderPreset *preset = provider.preset.isEmpty() ? nullptr : findPreset(provider.preset);
    if (provider.keys.isEmpty() && preset != nullptr && preset->needsKey) {
        return {check, Severity::Warning, u"has no key: `provider key %1 --key-stdin`."_s.arg(provider.name)};
    }
    return {check, Severity::Fine,
            u"%1 (`provider test %2` calls it)"_s.arg(provider.baseUrl, provider.name)};
}

QList<Finding> providers(Database &database, const QList<Provider> &all, const Settings &settings)
{
    if (all.isEmpty())
        return {{u"providers"_s, Severity::Warning, u"none yet: `api-gatewayd provider add`."_s}};

    QList<Finding> findings;
    std::shared_ptr<const Vault> vault;
    // Opening makes a master key where there is none, and this only looks.
    auto home = database.run(u"SELECT 1 FROM meta WHERE name = 'master_key_home'"_s);
    const bool hasMasterKey = home && home->next();
    home.map([](QSqlQuery &query) { query.finish(); });
    if (hasMasterKey) {
        auto opened = Vault::open(database, Vault::optionsFromEnvironment());
        if (opened) {
            vault = *opened;
            findings += {u"master key"_s, Severity::Fine, u"from the %1"_s.arg(toString(vault->home()))};
        } else {
            findings += {u"master key"_s, Severity::Problem, opened.error().message};
        }
    } else {
        findings += {u"master key"_s, Severity::Fine, u"none is needed yet"_s};
    }
    for (const Provider &provider : all)
        findings += providerState(provider, settings, vault.get());
    return findings;
}

QList<Finding> openFiles()
{
#ifdef Q_OS_UNIX
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max < 4096) {
        return {{u"open files"_s, Severity::Warning,
                 u"at most %1 are allowed, which bounds the calls at once: raise it (ulimit -n)."_s.arg(
                         qint64(limit.rlim_max))}};
    }
#endif
    return {};
}

} // namespace

QList<Finding> checkUp(const DatabaseLocation &location)
{
    QList<Finding> findings{dataDirectory(location.dataDir)};
    if (findings.first().severity == Severity::Problem)
        return findings;

    auto database = Database::open(location, OpenMode::Existing);
    if (!database) {
        const QString hint = database.error().code == ErrorCode::NotFound
                                     ? u" Start `api-gatewayd serve` once to make it."_s
                                     : QString();
        findings += {u"database"_s, Severity::Problem, database.error().message + hint};
        return findings;
    }
    findings += integrity(**database);
    const SystemClock clock;
    Management management(**database, clock, u"cli"_s);
    const auto settings = management.settings();
    const auto all = management.providers();
    if (!settings || !all) {
        findings += {u"database"_s, Severity::Problem, (settings ? all.error() : settings.error()).message};
        return findings;
    }
    findings += serving(location.dataDir, *settings);
    findings += providers(**database, *all, *settings);
    findings += openFiles();
    return findings;
}

} // namespace gateway::cli
