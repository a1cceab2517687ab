// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "config/model.h"

namespace gateway {

// A known provider, from resources/presets/providers.json: what a person need not look up.
struct ProviderPreset
{
    QString id;   // "moonshot-cn"
    QString name; // "Moonshot AI (China)"
    QString nameZh;
    Provider provider; // dialect, base URL, auth, quirks and a first list of models filled in; no id, no keys
    bool needsKey = true;
    QString keyUrl;      // where a person gets a key
    QString keyEnv;      // customary environment variable, "MOONSHOT_API_KEY"
    QString testModel;   // a cheap one for the test button
    QString baseUrlHint; // what to fill in, "https://{resource}.openai.azure.com/openai/v1", when there is no
                         // base URL
    QString anthropicBaseUrl; // where it speaks Anthropic's dialect beside its own; empty when it does not
    // How it wants to be told the key there.
    AuthStyle anthropicAuth = AuthStyle::Bearer;
    QByteArray anthropicAuthHeader;
};

// In the order of the file. The file is checked by a test; a bad entry is left out with a warning.
const QList<ProviderPreset> &providerPresets();
const ProviderPreset *findPreset(QStringView id);

// Joins a base URL and an endpoint without doubling the version: base "https://h/v1" or
// "https://h/api/paas/v4" +
// "/v1/chat/completions" gives ".../v1/chat/completions" and ".../api/paas/v4/chat/completions"; a base
// without any path gets "/v1".
QString joinEndpoint(const QString &baseUrl, QStringView endpoint);

// The same for Anthropic's dialect, whose base URLs are written without the version: "https://h/anthropic" +
// "/v1/messages" gives "https://h/anthropic/v1/messages". One that ends with the version is taken, too.
QString joinAnthropicEndpoint(const QString &baseUrl, QStringView endpoint);

// Where a provider speaks Anthropic's dialect, and how it is told the key there: its own way when that is its
// dialect; else the preset's, which may differ from the way beside it. No base URL: it does not.
struct AnthropicAccess
{
    QString baseUrl;
    AuthStyle auth = AuthStyle::Bearer;
    QByteArray authHeader; // with AuthStyle::Header
};
AnthropicAccess anthropicAccess(const Provider &provider);

// What `--base-url` accepts: http or https, a host, no credentials, query or fragment; a trailing slash or a
// pasted
// "/chat/completions" is cut off, "/v1/messages" with its version.
Result<QString> normaliseBaseUrl(const QString &text);

// The one of `models` that is likely to chat: the preset's own, else the first that does not look made for
// something else.
QString modelToTry(const Provider &provider, const QStringList &models);

} // namespace gateway
