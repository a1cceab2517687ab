// SPDX-License-Identifier: MIT
#pragma once

#include "support/program.h"

namespace gateway::test {

// For tests of the command line: the program with a data directory of its own. setUp() and tearDown() around
// each.
class CliBench
{
protected:
    void setUp(const QString &path)
    {
        m_program = std::make_unique<Program>(path);
        m_program->setVariable(QStringLiteral("GATEWAY_DATA_DIR"), dataDir());
    }
    void tearDown() { m_program.reset(); }

    Ran run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        return m_program->run(arguments, input);
    }
    Ran run(const char *line, const QByteArray &input = {}) const { return m_program->run(line, input); }
    QString dataDir() const { return m_program->home() + QStringLiteral("/data"); }

    std::unique_ptr<Program> m_program;
};

} // namespace gateway::test
