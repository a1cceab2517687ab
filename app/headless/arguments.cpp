// SPDX-License-Identifier: MIT
#include "arguments.h"

#include <cstdint>

namespace gateway::cli {

CLI::Option *addText(CLI::App *command, const std::string &name, QString &target, const std::string &help)
{
    const auto assign = [&target](const std::string &value) { target = QString::fromStdString(value); };
    return command->add_option_function<std::string>(name, assign, help);
}

CLI::Option *addText(CLI::App *command, const std::string &name, std::optional<QString> &target,
                     const std::string &help)
{
    const auto assign = [&target](const std::string &value) { target = QString::fromStdString(value); };
    return command->add_option_function<std::string>(name, assign, help);
}

CLI::Option *addTexts(CLI::App *command, const std::string &name, QStringList &target,
                      const std::string &help)
{
    const auto assign = [&target](const std::vector<std::string> &values) {
        for (const std::string &value : values)
            target += QString::fromStdString(value);
    };
    return command->add_option_function<std::vector<std::string>>(name, assign, help)
            ->allow_extra_args(false);
}

CLI::Option *addFlag(CLI::App *command, const std::string &names, std::optional<bool> &target,
                     const std::string &help)
{
    return command->add_flag_function(
            names, [&target](std::int64_t count) { target = count > 0; }, help);
}

CLI::App *addGroup(CLI::App &app, const std::string &name, const std::string &help)
{
    CLI::App *group = app.add_subcommand(name, help);
    group->fallthrough();
    group->require_subcommand(1);
    return group;
}

} // namespace gateway::cli
