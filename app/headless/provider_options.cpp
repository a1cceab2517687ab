// SPDX-License-Identifier: MIT
#include "provider_options.h"

#include "arguments.h"
#include "failure.h"
#include "terminal.h"

#include "config/presets.h"
#include "config/proxy.h"

#include <QFile>
#include <QSslCertificate>
#include <QUrl>

#include <array>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

constexpr qint64 maxCaBytes = 1024 * 1024;

void addSwitch(CLI::App *command, const std::string &name, std::optional<bool> &target,
               const std::string &help)
{
    command->add_option_function<std::string>(
                   name, [&target](const std::string &word) { target = word == "on"; }, help)
            ->check(CLI::IsMember({"on", "off"}))
            ->type_name("on|off");
}

void declareCommon(CLI::App *command, ProviderOptions &options)
{
    addText(command, "--base-url", options.baseUrl, "Its address with the version path, e.g. https://host/v1")
            ->type_name("URL");
    addFlag(command, "--http2,!--no-http2", options.http2, "Speak HTTP/2 (slower for many short calls)");
    addText(command, "--ca", options.caFile, "A PEM file with its certificate authority (none: forget it)")
            ->type_name("FILE");
    addText(command, "--proxy", options.proxy,
            "On the way there: http://HOST:PORT, socks5://HOST:PORT, none, or default: as upstream_proxy "
            "says")
            ->type_name("URL");
    addTexts(command, "--header", options.headers, "Sent with every call (none: forget them)")
            ->type_name("'NAME: VALUE'");
    addText(command, "--usage-option", options.usageOption,
            "Whether to ask for usage in streams: ask, refused or unneeded")
            ->check(CLI::IsMember({"ask", "refused", "unneeded"}))
            ->type_name("HOW");
    addText(command, "--anthropic-url", options.anthropicUrl,
            "Where it speaks Anthropic's dialect, without a version (none: nowhere)")
            ->type_name("URL");
    addSwitch(command, "--responses", options.responses, "Whether it offers /v1/responses");
    addSwitch(command, "--drain-plain", options.drainPlain,
              "A client that leaves: read a plain answer to its end, for its usage (on)");
    addSwitch(command, "--drain-streams", options.drainStreams, "The same for a stream (off: cancel it)");
    addSwitch(command, "--health-check", options.healthCheck,
              "Ask for its models now and then while it is out of order (off)");
}

QByteArray readCa(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        fail(ErrorCode::NotFound, u"%1 cannot be read: %2."_s.arg(path, file.errorString()));
    const QByteArray pem = file.read(maxCaBytes);
    if (QSslCertificate::fromData(pem, QSsl::Pem).isEmpty())
        fail(ErrorCode::InvalidArgument, u"%1 holds no certificate in PEM form."_s.arg(path));
    return pem;
}

// What is on a command line can be read by every user of the machine and stays in the shell's history.
bool carriesCredential(const QByteArray &name)
{
    static constexpr std::array names{"authorization", "proxy-authorization", "x-api-key",
                                      "api-key",       "x-goog-api-key",      "cookie"};
    return std::any_of(names.begin(), names.end(),
                       [lower = name.toLower()](const char *known) { return lower == known; });
}

QList<HeaderField> headersOf(const QStringList &lines)
{
    QList<HeaderField> headers;
    for (const QString &line : lines) {
        const qsizetype colon = line.indexOf(u':');
        const QByteArray name = line.left(colon).trimmed().toUtf8();
        if (colon < 1 || name.isEmpty() || name.contains(' '))
            fail(ErrorCode::InvalidArgument, u"A header is written 'NAME: VALUE'."_s);
        if (carriesCredential(name)) {
            fail(ErrorCode::InvalidArgument,
                 u"%1 would put a key on the command line: give it with --key-stdin instead."_s.arg(
                         QString::fromUtf8(name)));
        }
        headers += {name, line.mid(colon + 1).trimmed().toUtf8()};
    }
    return headers;
}

QString proxyOption(const QString &text)
{
    return text == u"default"_s ? QString() : take(normaliseProxy(text));
}

QString anthropicUrlOf(const QString &text)
{
    return text == u"none"_s ? QString() : text;
}

Dialect dialectOf(const QString &text)
{
    if (text == u"anthropic"_s)
        return Dialect::Anthropic;
    return text == u"demo"_s ? Dialect::Demo : Dialect::OpenAi;
}

UsageOption usageOptionOf(const QString &text)
{
    if (text == u"refused"_s)
        return UsageOption::Refused;
    return text == u"unneeded"_s ? UsageOption::Unneeded : UsageOption::Ask;
}

} // namespace

void declareNewProvider(CLI::App *command, ProviderOptions &options)
{
    addText(command, "--preset", options.preset, "A known provider, see `provider presets`")->type_name("ID");
    addText(command, "--dialect", options.dialect, "openai, anthropic, or demo (answers inside the gateway)")
            ->check(CLI::IsMember({"openai", "anthropic", "demo"}))
            ->type_name("DIALECT");
    declareCommon(command, options);
    addText(command, "--auth-header", options.authHeader,
            "Send the key in this header, not as a bearer token")
            ->type_name("NAME");
}

void declareProviderChange(CLI::App *command, ProviderOptions &options)
{
    declareCommon(command, options);
}

void declareKey(CLI::App *command, KeySource &source)
{
    auto *fromStdin = command->add_flag("--key-stdin", source.fromStdin, "Read its key from standard input");
    addText(command, "--key-env", source.variable, "Take its key from this environment variable")
            ->excludes(fromStdin)
            ->type_name("VAR");
}

std::optional<Secret> readKey(const KeySource &source)
{
    if (source.fromStdin)
        return readSecret(u"key"_s);
    if (!source.variable.isEmpty())
        return secretFromVariable(source.variable);
    return {};
}

Provider newProvider(const QString &name, const ProviderOptions &options, bool &needsKey)
{
    Provider provider;
    if (!options.preset.isEmpty()) {
        const ProviderPreset *preset = findPreset(options.preset);
        if (preset == nullptr) {
            fail(ErrorCode::NotFound,
                 u"There is no preset \"%1\": `api-gatewayd provider presets` lists them."_s.arg(
                         options.preset));
        }
        provider = preset->provider;
        provider.preset = preset->id;
        needsKey = preset->needsKey;
    }
    provider.name = name;
    if (options.dialect)
        provider.dialect = dialectOf(*options.dialect);
    if (options.preset.isEmpty() && provider.dialect == Dialect::Anthropic) {
        provider.auth = AuthStyle::Header;
        provider.authHeader = "x-api-key";
        provider.usageOption = UsageOption::Unneeded;
    }
    if (options.preset.isEmpty() && provider.dialect != Dialect::Demo && !options.baseUrl)
        throw UsageFailure{u"Say where the provider is: --preset ID, or --base-url URL."_s};
    if (options.baseUrl) {
        // What the preset offers elsewhere is not for the key of another host.
        const QString url = take(normaliseBaseUrl(*options.baseUrl));
        if (QUrl(url).host() != QUrl(provider.baseUrl).host())
            provider.anthropicUrl.clear();
        provider.baseUrl = url;
    }
    if (options.anthropicUrl)
        provider.anthropicUrl = anthropicUrlOf(*options.anthropicUrl);
    provider.responses = options.responses.value_or(provider.responses);
    provider.drainPlain = options.drainPlain.value_or(provider.drainPlain);
    provider.drainStreams = options.drainStreams.value_or(provider.drainStreams);
    provider.healthCheck = options.healthCheck.value_or(provider.healthCheck);
    if (provider.baseUrl.isEmpty() && provider.dialect != Dialect::Demo) {
        const QString hint = findPreset(options.preset)->baseUrlHint;
        throw UsageFailure{
                u"This provider has an address for each customer: give --base-url, like %1."_s.arg(hint)};
    }
    if (options.authHeader) {
        provider.auth = AuthStyle::Header;
        provider.authHeader = options.authHeader->toUtf8();
    }
    if (options.caFile && *options.caFile != u"none"_s)
        provider.caPem = readCa(*options.caFile);
    if (options.proxy)
        provider.proxy = proxyOption(*options.proxy);
    if (options.http2)
        provider.http2 = *options.http2;
    if (options.usageOption)
        provider.usageOption = usageOptionOf(*options.usageOption);
    provider.headers += headersOf(options.headers);
    return provider;
}

ProviderChange changeOf(const ProviderOptions &options)
{
    ProviderChange change;
    if (options.baseUrl)
        change.baseUrl = take(normaliseBaseUrl(*options.baseUrl));
    change.http2 = options.http2;
    if (options.caFile)
        change.caPem = *options.caFile == u"none"_s ? QByteArray() : readCa(*options.caFile);
    if (options.proxy)
        change.proxy = proxyOption(*options.proxy);
    if (options.headers == QStringList{u"none"_s})
        change.headers = QList<HeaderField>();
    else if (!options.headers.isEmpty())
        change.headers = headersOf(options.headers);
    if (options.usageOption)
        change.usageOption = usageOptionOf(*options.usageOption);
    if (options.anthropicUrl)
        change.anthropicUrl = anthropicUrlOf(*options.anthropicUrl);
    change.responses = options.responses;
    change.drainPlain = options.drainPlain;
    change.drainStreams = options.drainStreams;
    change.healthCheck = options.healthCheck;
    return change;
}

bool hasChange(const ProviderOptions &options)
{
    return options.baseUrl || options.http2 || options.caFile || options.proxy ||
           !options.headers.isEmpty() || options.usageOption || options.anthropicUrl || options.responses ||
           options.drainPlain || options.drainStreams || options.healthCheck;
}

} // namespace gateway::cli
