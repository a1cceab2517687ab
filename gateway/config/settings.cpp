// SPDX-License-Identifier: MIT
#include "config/settings.h"

#include "config/proxy.h"
#include "config/setting_text.h"

#include <QDir>
#include <QHostAddress>
#include <QTimeZone>
#include <QUrl>

#include <algorithm>

namespace gateway {

using namespace setting_text;

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;
constexpr qint64 GiB = 1024 * MiB;
using namespace std::chrono_literals;

template <auto Member, qint64 Low, qint64 High>
constexpr SettingInfo bytesSetting(const char *name, const char *help)
{
    return {name, help, [](const Settings &settings) { return showBytes(settings.*Member); },
            [](Settings &settings, const QString &text) {
                return parseBytes(text, Low, High).map([&](qint64 value) { settings.*Member = value; });
            }};
}

template <auto Member, int Low, int High>
constexpr SettingInfo countSetting(const char *name, const char *help)
{
    return {name, help, [](const Settings &settings) { return QString::number(settings.*Member); },
            [](Settings &settings, const QString &text) {
                return parseCount(text, Low, High).map([&](int value) { settings.*Member = value; });
            }};
}

template <auto Member, qint64 LowMillis, qint64 HighMillis>
constexpr SettingInfo durationSetting(const char *name, const char *help)
{
    return {name, help, [](const Settings &settings) { return showDuration(settings.*Member); },
            [](Settings &settings, const QString &text) {
                return parseDuration(text, Millis(LowMillis), Millis(HighMillis)).map([&](Millis value) {
                    settings.*Member = value;
                });
            }};
}

template <auto Member>
constexpr SettingInfo flagSetting(const char *name, const char *help)
{
    return {name, help,
            [](const Settings &settings) {
                return settings.*Member ? QStringLiteral("true") : QStringLiteral("false");
            },
            [](Settings &settings, const QString &text) {
                return parseFlag(text).map([&](bool value) { settings.*Member = value; });
            }};
}

template <auto Member, Result<QString> (*Check)(const QString &)>
constexpr SettingInfo listSetting(const char *name, const char *help)
{
    return {name, help, [](const Settings &settings) { return (settings.*Member).join(u','); },
            [](Settings &settings, const QString &text) {
                return parseList(text, Check).map([&](const QStringList &list) { settings.*Member = list; });
            }};
}

template <auto Member, Result<QString> (*Check)(const QString &)>
constexpr SettingInfo textSetting(const char *name, const char *help)
{
    return {name, help, [](const Settings &settings) { return settings.*Member; },
            [](Settings &settings, const QString &text) {
                return Check(text.trimmed()).map([&](const QString &value) { settings.*Member = value; });
            }};
}

Outcome applyListen(Settings &settings, const QString &text)
{
    const Result<QStringList> list = parseList(text, [](const QString &entry) {
        return parseListenAddress(entry).map([&](const ListenAddress &) { return entry; });
    });
    if (!list)
        return tl::make_unexpected(list.error());
    if (list->isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("At least one address is needed, e.g. 127.0.0.1:5000."));
    settings.listen = *list;
    return {};
}

Result<QString> checkTimezone(const QString &text)
{
    if (!text.isEmpty() && !QTimeZone::isTimeZoneIdAvailable(text.toUtf8())) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral("\"%1\" is not a time zone; accepted are IANA names such as Asia/Shanghai, or "
                               "nothing for the system's.")
                        .arg(text));
    }
    return text;
}

Result<QString> checkModel(const QString &text)
{
    const bool bad =
            std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace() || !c.isPrint(); });
    if (text.isEmpty() || text.size() > 200 || bad) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("A model's name has 1 to 200 characters and no spaces."));
    }
    return text;
}

Result<QString> checkHost(const QString &text)
{
    const QString host = text.toLower();
    const bool bad = std::any_of(host.begin(), host.end(), [](QChar c) {
        return !(c.unicode() < 128 && c.isLetterOrNumber()) && c != u'-' && c != u'.' && c != u'_';
    });
    if (host.isEmpty() || host.size() > 253 || bad || host.startsWith(u'.') ||
        host.contains(QLatin1StringView(".."))) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral(
                        "\"%1\" is not a host name; accepted are names such as gateway.lan, without a port, "
                        "separated by commas.")
                        .arg(text));
    }
    return host;
}

Result<QString> checkOrigin(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool plain = url.isValid() && !url.scheme().isEmpty() && !url.host().isEmpty() &&
                       url.userInfo().isEmpty() &&
                       (url.path().isEmpty() || url.path() == QLatin1StringView("/")) && !url.hasQuery() &&
                       !url.hasFragment();
    if (text == QLatin1StringView("*"))
        return text;
    if (!plain) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral(
                        "\"%1\" is not an origin; accepted are entries such as http://localhost:3000 or "
                        "app://obsidian.md, separated by commas, or *.")
                        .arg(text));
    }
    // As a browser writes it in the header: lower case and no slash at the end.
    const QString port = url.port() < 0 ? QString() : QStringLiteral(":%1").arg(url.port());
    const QString host = url.host().contains(u':') ? QStringLiteral("[%1]").arg(url.host()) : url.host();
    return QStringLiteral("%1://%2%3").arg(url.scheme(), host.toLower(), port);
}

Result<QString> checkDirectory(const QString &text)
{
    if (text.isEmpty() || QDir::isAbsolutePath(text))
        return QDir::cleanPath(text);
    return failure(ErrorCode::InvalidArgument,
                   QStringLiteral("\"%1\" is not an absolute path.").arg(text));
}

Result<QString> checkLanguage(const QString &text)
{
    return oneOf(text, {QStringLiteral("en"), QStringLiteral("zh_CN")});
}

Result<QString> checkTheme(const QString &text)
{
    return oneOf(text, {QStringLiteral("light"), QStringLiteral("dark")});
}

constexpr qint64 second = 1'000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;

constexpr SettingInfo table[] = {
        {"listen", "Addresses to listen on, separated by commas; a change takes effect at the next start.",
         [](const Settings &settings) { return settings.listen.join(u','); }, applyListen},
        textSetting<&Settings::timezone, checkTimezone>(
                "timezone",
                "IANA name of the zone in which days and dates are read; empty for the system's."),
        textSetting<&Settings::defaultModel, checkModel>("default_model",
                                                         "Model of a call to /v1/chat that names none."),
        listSetting<&Settings::allowedHosts, checkHost>(
                "allowed_hosts", "Host names that clients may use beside localhost and plain addresses."),
        listSetting<&Settings::allowedOrigins, checkOrigin>(
                "allowed_origins",
                "Origins of web pages and browser extensions that may call the gateway, or *."),

        bytesSetting<&Settings::maxHeaderBytes, 4 * KiB, MiB>("max_header_bytes",
                                                              "Largest head of a request."),
        countSetting<&Settings::maxHeaderCount, 10, 1'000>("max_header_count",
                                                           "Most header fields of a request."),
        bytesSetting<&Settings::maxBodyBytes, 64 * KiB, GiB>("max_body_bytes", "Largest body of a request."),
        bytesSetting<&Settings::maxBufferedBytes, MiB, 16 * GiB>(
                "max_buffered_bytes", "Most memory for the bodies of all requests together."),
        durationSetting<&Settings::headerTimeout, second, 5 * minute>(
                "header_timeout", "Longest wait for the head of a request."),
        durationSetting<&Settings::bodyTimeout, second, hour>("body_timeout",
                                                              "Longest wait for the body of a request."),
        durationSetting<&Settings::keepAliveTimeout, second, hour>("keep_alive_timeout",
                                                                   "How long an idle connection is kept."),
        countSetting<&Settings::maxConnections, 16, 65'535>("max_connections",
                                                            "Most connections of clients."),
        countSetting<&Settings::maxConnectionsPerAddress, 1, 65'535>("max_connections_per_address",
                                                                     "Most connections from one address."),

        durationSetting<&Settings::connectTimeout, 100, 5 * minute>(
                "connect_timeout", "Longest wait for a connection to a provider."),
        durationSetting<&Settings::firstByteTimeout, second, 2 * hour>(
                "first_byte_timeout", "Longest wait for a provider's answer to begin."),
        durationSetting<&Settings::silenceTimeout, second, 2 * hour>(
                "silence_timeout", "Longest silence within a provider's answer."),
        durationSetting<&Settings::totalTimeout, second, 24 * hour>("total_timeout",
                                                                    "Longest duration of a call."),
        textSetting<&Settings::upstreamProxy, normaliseProxy>(
                "upstream_proxy", "Proxy on the way to providers that name none, http://HOST:PORT or "
                                  "socks5://HOST:PORT; empty: none."),

        countSetting<&Settings::maxAttempts, 1, 10>("max_attempts",
                                                    "Most tries of one call at providers, all together."),
        countSetting<&Settings::cooldownFailures, 1, 100>(
                "cooldown_failures", "Failures within a minute before a provider's key is left alone for a while."),
        durationSetting<&Settings::cooldown, second, hour>(
                "cooldown", "How long it is left alone at first; repeated failure makes it up to ten times as long."),
        durationSetting<&Settings::affinity, 0, 24 * hour>(
                "affinity", "How long a conversation stays with its provider, for its prompt cache; 0s: not at all."),
        durationSetting<&Settings::streamKeepAlive, 0, hour>(
                "stream_keep_alive", "A comment is sent to the client when a stream is silent for so long; 0s: never."),
        durationSetting<&Settings::drainLimit, 0, hour>(
                "drain_limit", "How long an answer is read on, for its usage, after its client has left."),

        {"usd_cny_rate", "CNY for one USD; every call keeps the rate of its time.",
         [](const Settings &settings) { return showMicros(settings.usdCnyRateMicros); },
         [](Settings &settings, const QString &text) {
             return parseMicros(text, 10'000, 1'000'000'000).map([&](qint64 value) { settings.usdCnyRateMicros = value; });
         }},
        countSetting<&Settings::retentionDays, 0, 36'500>("retention_days",
                                                          "Days for which requests are kept; 0: for ever."),
        flagSetting<&Settings::capture>("capture", "Keep prompts and answers of calls (true or false)."),
        countSetting<&Settings::captureDays, 1, 3'650>("capture_days", "Days for which prompts and answers are kept."),
        durationSetting<&Settings::backupEvery, 0, 31 * 24 * hour>("backup_every",
                                                                   "Time between scheduled backups; 0s: none."),
        countSetting<&Settings::backupKeep, 1, 1'000>("backup_keep", "Scheduled backups that are kept."),
        countSetting<&Settings::backupMaxAgeDays, 0, 3'650>(
                "backup_max_age_days", "Scheduled backups that are older are removed; 0: whatever their age."),
        textSetting<&Settings::backupDirectory, checkDirectory>(
                "backup_dir", "Where scheduled backups go; empty: the folder backups of the data directory."),
        flagSetting<&Settings::accessLog>("access_log",
                                          "Write a line of JSON for each request to logs/access.log (true or false)."),
        bytesSetting<&Settings::logMaxBytes, 64 * KiB, GiB>("log_max_bytes", "Size at which a log is rotated."),
        countSetting<&Settings::logKeep, 1, 100>("log_keep", "Rotated logs that are kept."),

        flagSetting<&Settings::listModels>(
                "list_models", "Ask providers for their models at start and once a day (true or false)."),

        flagSetting<&Settings::serviceOverAccounting>(
                "service_over_accounting",
                "Answer calls even while the ledger cannot be written (true or false)."),
        durationSetting<&Settings::ledgerTimeout, 100, minute>(
                "ledger_timeout", "Longest wait for the ledger before a call is refused."),

        textSetting<&Settings::language, checkLanguage>(
                "language", "Language of the window: en, zh_CN, or empty for the system's."),
        textSetting<&Settings::theme, checkTheme>(
                "theme", "Look of the window: light, dark, or empty for the system's."),
        flagSetting<&Settings::trayEnabled>("tray", "Keep the window's icon in the tray (true or false)."),
        flagSetting<&Settings::startMinimised>("start_minimised",
                                               "Start the window in the tray, or minimised (true or false)."),
        flagSetting<&Settings::notifications>("notifications",
                                              "Tell of budgets near their end, refused keys and providers that are "
                                              "down (true or false)."),
};

} // namespace

std::span<const SettingInfo> settingsTable()
{
    return table;
}

const SettingInfo *findSetting(QStringView name)
{
    const auto *found = std::find_if(std::begin(table), std::end(table), [name](const SettingInfo &info) {
        return name == QLatin1StringView(info.name);
    });
    return found == std::end(table) ? nullptr : found;
}

Settings settingsFromValues(const QHash<QString, QString> &values)
{
    Settings settings;
    for (const SettingInfo &info : table) {
        const auto value = values.constFind(QString::fromLatin1(info.name));
        if (value == values.cend())
            continue;
        if (const Outcome applied = info.apply(settings, *value); !applied)
            qWarning("The stored setting %s is not valid and its default is used.", info.name);
    }
    return settings;
}

QString ListenAddress::url() const
{
    const QString shown = host.isEmpty() ? QStringLiteral("127.0.0.1") : host;
    return QStringLiteral("http://%1:%2")
            .arg(shown.contains(u':') ? QStringLiteral("[%1]").arg(shown) : shown)
            .arg(port);
}

Result<ListenAddress> parseListenAddress(const QString &text)
{
    const auto refuse = [&text] {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("\"%1\" is not an address to listen on; accepted are 127.0.0.1:5000, "
                                      "localhost:5000, [::1]:5000, or :5000 for every interface.")
                               .arg(text));
    };
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0)
        return refuse();
    bool isNumber = false;
    const QString digits = text.mid(colon + 1);
    const uint port = digits.toUInt(&isNumber);
    if (!isNumber || port > 65'535 || !digits.at(0).isDigit())
        return refuse();

    QString host = text.left(colon);
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.mid(1, host.size() - 2);
    const QHostAddress address(host);
    const bool isIpv6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    const bool isIpv4 = address.protocol() == QAbstractSocket::IPv4Protocol;
    if (host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) == 0 && !bracketed)
        return ListenAddress{QStringLiteral("localhost"), quint16(port)};
    if (text.left(colon).isEmpty())
        return ListenAddress{{}, quint16(port)};
    // QHostAddress reads "127.1" too; what is meant must be what is written.
    if (isIpv6 != bracketed || (!isIpv6 && !isIpv4) || (isIpv4 && address.toString() != host))
        return refuse();
    return ListenAddress{address.toString(), quint16(port)};
}

} // namespace gateway
