// SPDX-License-Identifier: MIT
#pragma once

#include "store/database.h"

#include <QList>
#include <QString>

namespace gateway::cli {

struct Finding
{
    enum class Severity { Fine, Warning, Problem };

    QString check; // "database"
    Severity severity = Severity::Fine;
    QString message; // what was found, and what to do about it
};

// Looks at everything a gateway on this location needs. Makes nothing and calls nobody outside this machine;
// blocks.
QList<Finding> checkUp(const DatabaseLocation &location);

} // namespace gateway::cli
