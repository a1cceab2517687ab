// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <QString>

// What the commands of a provider and those of its keys share.
namespace gateway::cli {

class Session;

struct NamedProvider
{
    QString name;
    bool json = false;
};

void declareProvider(CLI::App *command, NamedProvider &options);
// The provider as JSON, or the sentence with its name in it.
void showProvider(Session &session, const NamedProvider &options, const QString &done);

void addProviderKeyCommands(CLI::App *group, Session &session); // `key`, `keys`

} // namespace gateway::cli
