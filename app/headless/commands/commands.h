// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

// One function and one file per family of commands. Each declares its part of the command line and sets
// Session::command when it was chosen.
namespace gateway::cli {

class Session;

void addServeCommand(CLI::App &app, Session &session);
void addStatusCommand(CLI::App &app, Session &session);
void addProviderCommands(CLI::App &app, Session &session);
void addUserCommands(CLI::App &app, Session &session);
void addKeyCommands(CLI::App &app, Session &session);
void addRouteCommands(CLI::App &app, Session &session);
void addPriceCommands(CLI::App &app, Session &session);
void addUsageCommand(CLI::App &app, Session &session);
void addRequestsCommands(CLI::App &app, Session &session);
void addBackupCommands(CLI::App &app, Session &session);
void addConfigCommands(CLI::App &app, Session &session);
void addAuditCommands(CLI::App &app, Session &session);
void addDoctorCommand(CLI::App &app, Session &session);
void addSetUpDemoCommand(CLI::App &app, Session &session);

} // namespace gateway::cli
