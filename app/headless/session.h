// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "store/ledger_queries.h"
#include "store/management.h"

#include <QTimeZone>

#include <functional>
#include <memory>

namespace gateway::cli {

// What the commands share: where the data is, and everything opened on it when it is first asked for. The
// accessors end the command (cli::Failure) when they cannot do what they are asked. Lives in the main thread.
class Session final
{
public:
    Session() = default;
    Q_DISABLE_COPY_MOVE(Session)

    // Flags; empty where they were not given.
    QString dataDirFlag;
    QString databaseFlag;

    // The command that the arguments chose.
    std::function<int()> command;

    DatabaseLocation location() const;
    bool
    maySetUp() const; // the place was named by a flag or the environment: a database may be created there

    Database &database();
    Management &management();
    const Vault &vault();
    LedgerQueries ledger();
    Settings settings();
    QTimeZone timeZone();
    const Clock &clock() const { return m_clock; }

private:
    SystemClock m_clock;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Management> m_management;
    std::shared_ptr<const Vault> m_vault;
};

} // namespace gateway::cli
