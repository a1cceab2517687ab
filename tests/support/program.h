// SPDX-License-Identifier: MIT
#pragma once

#include "support/wait.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <map>
#include <memory>

namespace gateway::test {

struct Ran
{
    int exitCode = -1; // -1: did not start, did not end in time, or crashed
    QByteArray out;
    QByteArray err;

    QJsonObject object() const;
    QJsonArray array() const;
    bool errIsOneLine() const;
};

// A program run as a person runs it, with a home of its own and nothing of the environment of the test but
// PATH. No session bus: the keychain of whoever runs the tests is left alone.
class Program final
{
public:
    explicit Program(QString path) : m_path(std::move(path)) {}

    void setVariable(const QString &name, const QString &value) { m_variables[name] = value; }
    void unsetVariable(const QString &name) { m_variables.erase(name); }
    QString home() const { return m_home.path(); }

    Ran run(const QStringList &arguments, const QByteArray &input = {},
            std::chrono::milliseconds bound = 30s) const;

    // Arguments between spaces.
    Ran run(const char *line, const QByteArray &input = {}) const
    {
        return run(QString::fromUtf8(line).split(u' ', Qt::SkipEmptyParts), input);
    }

    // Started and left running. The caller ends it.
    std::unique_ptr<QProcess> start(const QStringList &arguments) const;

private:
    void prepare(QProcess &process, const QStringList &arguments) const;

    QString m_path;
    QTemporaryDir m_home;
    std::map<QString, QString> m_variables;
};

// Waits with a running event loop until the process has written `count` whole lines to stdout; fewer at the
// bound.
QList<QByteArray> readLines(QProcess &process, int count, std::chrono::milliseconds bound = 30s);
// Its exit code; -1 when it does not end within the bound, or crashes.
int waitForExit(QProcess &process, std::chrono::milliseconds bound = 30s);

// Whether any file below the directory holds the text.
bool filesHold(const QString &directory, const QByteArray &text);

} // namespace gateway::test
