// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>

// CLI11 with Qt's types: arguments are UTF-8.
namespace gateway::cli {

class Session;

CLI::Option *addText(CLI::App *command, const std::string &name, QString &target, const std::string &help);
CLI::Option *addText(CLI::App *command, const std::string &name, std::optional<QString> &target,
                     const std::string &help);
// One value each time the option is given; all are kept.
CLI::Option *addTexts(CLI::App *command, const std::string &name, QStringList &target,
                      const std::string &help);

// "--name,!--no-name": empty unless one of them is given. (CLI11's own flags would set an optional to false.)
CLI::Option *addFlag(CLI::App *command, const std::string &names, std::optional<bool> &target,
                     const std::string &help);

// A leaf of the command tree: options live as long as the parser, and `run` is called after parsing when this
// command was chosen. `Options` is a plain struct.
template <typename Options>
CLI::App *addCommand(CLI::App *parent, Session &session, const std::string &name, const std::string &help,
                     const std::function<void(CLI::App *, Options &)> &declare,
                     const std::function<void(const Options &)> &run);

// A group of commands: one of them must be named.
CLI::App *addGroup(CLI::App &app, const std::string &name, const std::string &help);

} // namespace gateway::cli

#include "session.h"

template <typename Options>
CLI::App *gateway::cli::addCommand(CLI::App *parent, Session &session, const std::string &name,
                                   const std::string &help,
                                   const std::function<void(CLI::App *, Options &)> &declare,
                                   const std::function<void(const Options &)> &run)
{
    CLI::App *command = parent->add_subcommand(name, help);
    command->fallthrough();
    auto options = std::make_shared<Options>();
    if (declare)
        declare(command, *options);
    command->callback([&session, options, run] {
        session.command = [options, run] {
            run(*options);
            return 0;
        };
    });
    return command;
}
