// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace gateway::ui {

enum class SnippetLanguage { Curl, Python, JavaScript };

// A first call through the gateway, ready to paste. `baseUrl` is the gateway's address without a path. Pure.
QString snippet(SnippetLanguage language, const QString &baseUrl, const QString &key, const QString &model);

} // namespace gateway::ui
