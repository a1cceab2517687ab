// SPDX-License-Identifier: MIT
#include "config/presets.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QUrl>

#include <algorithm>

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(logPresets, "gateway.presets")

QString text(const QJsonObject &entry, QLatin1StringView name)
{
    return entry.value(name).toString();
}

std::optional<Dialect> dialectOf(const QString &name)
{
    if (name == u"openai")
        return Dialect::OpenAi;
    if (name == u"anthropic")
        return Dialect::Anthropic;
    if (name == u"demo")
        return Dialect::Demo;
    return std::nullopt;
}

bool readAuth(const QString &name, AuthStyle &auth, QByteArray &header)
{
    if (name == u"bearer") {
        auth = AuthStyle::Bearer;
    } else if (name == u"none") {
        auth = AuthStyle::None;
    } else if (name.startsWith(u"header:")) {
        auth = AuthStyle::Header;
        header = name.sliced(7).toLatin1();
        return !header.isEmpty();
    } else {
        return false;
    }
    return true;
}

std::optional<UsageOption> usageOptionOf(const QString &name)
{
    if (name == u"ask")
        return UsageOption::Ask;
    if (name == u"unneeded")
        return UsageOption::Unneeded;
    return std::nullopt;
}

std::optional<ProviderPreset> readPreset(const QJsonObject &entry)
{
    using namespace Qt::Literals::StringLiterals;
    ProviderPreset preset;
    preset.id = text(entry, "id"_L1);
    preset.name = text(entry, "name"_L1);
    preset.nameZh = text(entry, "name_zh"_L1);
    preset.needsKey = entry.value("needs_key"_L1).toBool(true);
    preset.keyUrl = text(entry, "key_url"_L1);
    preset.keyEnv = text(entry, "key_env"_L1);
    preset.testModel = text(entry, "test_model"_L1);
    preset.baseUrlHint = text(entry, "base_url_hint"_L1);
    preset.anthropicBaseUrl = text(entry, "anthropic_base_url"_L1);

    Provider &provider = preset.provider;
    provider.preset = preset.id;
    const QString auth = entry.value("auth"_L1).toString(u"bearer"_s);
    const auto dialect = dialectOf(entry.value("dialect"_L1).toString(u"openai"_s));
    const auto usageOption = usageOptionOf(entry.value("usage"_L1).toString(u"ask"_s));
    if (preset.id.isEmpty() || preset.name.isEmpty() || !dialect || !usageOption ||
        !readAuth(auth, provider.auth, provider.authHeader) ||
        !readAuth(entry.value("anthropic_auth"_L1).toString(auth), preset.anthropicAuth,
                  preset.anthropicAuthHeader))
        return std::nullopt;
    provider.dialect = *dialect;
    provider.usageOption = *usageOption;
    provider.anthropicUrl = preset.anthropicBaseUrl;
    provider.responses = entry.value("responses"_L1).toBool();
    if (const QString base = text(entry, "base_url"_L1); !base.isEmpty()) {
        const auto url = normaliseBaseUrl(base);
        if (!url)
            return std::nullopt;
        provider.baseUrl = *url;
    } else if (preset.baseUrlHint.isEmpty() && provider.dialect != Dialect::Demo) {
        return std::nullopt;
    }
    for (const QJsonValue model : entry.value("models"_L1).toArray())
        provider.models.append(model.toString());
    return preset;
}

QList<ProviderPreset> loadPresets()
{
    QList<ProviderPreset> presets;
    QFile file(QStringLiteral(":/presets/providers.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(logPresets) << "The list of known providers is missing from this build.";
        return presets;
    }
    const QJsonArray entries = QJsonDocument::fromJson(file.readAll()).object().value(u"providers").toArray();
    for (const QJsonValue entry : entries) {
        if (auto preset = readPreset(entry.toObject()))
            presets.append(std::move(*preset));
        else
            qCWarning(logPresets) << "A bad entry in the list of known providers was left out:"
                                  << entry.toObject().value(u"id").toString();
    }
    return presets;
}

// The path of a URL without its trailing slashes.
QString pathOf(const QUrl &url)
{
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

} // namespace

const QList<ProviderPreset> &providerPresets()
{
    static const QList<ProviderPreset> presets = loadPresets();
    return presets;
}

const ProviderPreset *findPreset(QStringView id)
{
    const auto &presets = providerPresets();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [id](const ProviderPreset &preset) { return preset.id == id; });
    return found == presets.end() ? nullptr : &*found;
}

QString joinEndpoint(const QString &baseUrl, QStringView endpoint)
{
    QString base = baseUrl;
    while (base.endsWith(u'/'))
        base.chop(1);
    const qsizetype host = base.indexOf(u"://") + 3;
    const bool hasPath = base.indexOf(u'/', host) >= 0;
    if (hasPath && endpoint.startsWith(u"/v1/"))
        endpoint = endpoint.sliced(3);
    return base + endpoint;
}

QString joinAnthropicEndpoint(const QString &baseUrl, QStringView endpoint)
{
    QString base = baseUrl;
    while (base.endsWith(u'/'))
        base.chop(1);
    if (base.endsWith(u"/v1"))
        base.chop(3);
    return base + endpoint;
}

AnthropicAccess anthropicAccess(const Provider &provider)
{
    if (provider.dialect == Dialect::Anthropic)
        return {provider.baseUrl, provider.auth, provider.authHeader};
    if (provider.anthropicUrl.isEmpty())
        return {};
    const ProviderPreset *preset = findPreset(provider.preset);
    if (preset != nullptr && preset->anthropicBaseUrl == provider.anthropicUrl)
        return {provider.anthropicUrl, preset->anthropicAuth, preset->anthropicAuthHeader};
    return {provider.anthropicUrl, provider.auth, provider.authHeader};
}

Result<QString> normaliseBaseUrl(const QString &text)
{
    const auto refused = [](const QString &message) { return failure(ErrorCode::InvalidArgument, message); };
    const QString trimmed = text.trimmed();
    QUrl url(trimmed, QUrl::StrictMode);
    if (url.scheme() != u"http" && url.scheme() != u"https") {
        return refused(QStringLiteral("A base URL starts with http:// or https://, for example "
                                      "https://api.openai.com/v1."));
    }
    if (!url.isValid() || url.host().isEmpty())
        return refused(QStringLiteral("This is not a URL with a host, such as https://api.openai.com/v1."));
    if (url.authority().contains(u'@'))
        return refused(
                QStringLiteral("A base URL holds no user name or password; the key is given apart from it."));
    if (url.hasQuery() || url.hasFragment())
        return refused(QStringLiteral("A base URL ends with its path; leave out what begins with ? or #."));
    if (url.port() == 0)
        return refused(QStringLiteral("0 is no port that a provider could listen on."));

    QString path = pathOf(url);
    for (const QStringView pasted :
         {QStringView(u"/chat/completions"), QStringView(u"/completions"), QStringView(u"/embeddings"),
          QStringView(u"/models"), QStringView(u"/responses"), QStringView(u"/v1/messages"),
          QStringView(u"/v1/messages/count_tokens")}) {
        if (path.endsWith(pasted)) {
            path.chop(pasted.size());
            break;
        }
    }
    while (path.endsWith(u'/'))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    return url.toString(QUrl::FullyEncoded);
}

QString modelToTry(const Provider &provider, const QStringList &models)
{
    const ProviderPreset *preset = findPreset(provider.preset);
    if (preset && !preset->testModel.isEmpty() && (models.isEmpty() || models.contains(preset->testModel)))
        return preset->testModel;
    // Some lists begin with models that do not chat.
    static const QStringList others{QStringLiteral("embed"), QStringLiteral("rerank"),
                                    QStringLiteral("tts"),   QStringLiteral("whisper"),
                                    QStringLiteral("image"), QStringLiteral("moderation")};
    for (const QString &model : models) {
        const bool other = std::any_of(others.begin(), others.end(), [&model](const QString &word) {
            return model.contains(word, Qt::CaseInsensitive);
        });
        if (!other)
            return model;
    }
    return models.value(0);
}

} // namespace gateway
