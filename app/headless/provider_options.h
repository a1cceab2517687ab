// SPDX-License-Identifier: MIT
#pragma once

#include "secrets/secret.h"
#include "store/management.h"

#include <CLI/CLI.hpp>

#include <QStringList>

#include <optional>

// The arguments that describe a provider, for `provider add` and `provider set`.
namespace gateway::cli {

struct ProviderOptions
{
    QString preset;
    std::optional<QString> dialect;
    std::optional<QString> baseUrl;
    std::optional<QString> authHeader;
    std::optional<QString> caFile;
    std::optional<QString> proxy;
    std::optional<QString> usageOption;
    std::optional<bool> http2;
    std::optional<QString> anthropicUrl;
    std::optional<bool> responses;
    std::optional<bool> drainPlain;
    std::optional<bool> drainStreams;
    std::optional<bool> healthCheck;
    QStringList headers;
};

struct KeySource
{
    bool fromStdin = false;
    QString variable;
};

void declareNewProvider(CLI::App *command, ProviderOptions &options);
void declareProviderChange(CLI::App *command, ProviderOptions &options);
void declareKey(CLI::App *command, KeySource &source);

Provider newProvider(const QString &name, const ProviderOptions &options, bool &needsKey);
ProviderChange changeOf(const ProviderOptions &options);
bool hasChange(const ProviderOptions &options);
std::optional<Secret> readKey(const KeySource &source);

} // namespace gateway::cli
