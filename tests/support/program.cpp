// SPDX-License-Identifier: MIT
#include "support/program.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QProcessEnvironment>

namespace gateway::test {

namespace {

bool hasEnded(const QProcess &process)
{
    return process.state() == QProcess::NotRunning;
}

int exitCodeOf(const QProcess &process)
{
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

} // namespace

QJsonObject Ran::object() const
{
    return QJsonDocument::fromJson(out).object();
}

QJsonArray Ran::array() const
{
    return QJsonDocument::fromJson(out).array();
}

bool Ran::errIsOneLine() const
{
    return err.count('\n') == 1 && err.endsWith('\n');
}

void Program::prepare(QProcess &process, const QStringList &arguments) const
{
    QProcessEnvironment environment;
    // Sanitizers are told about their options by the environment.
    for (const char *kept : {"PATH", "TMPDIR", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"}) {
        if (qEnvironmentVariableIsSet(kept))
            environment.insert(QString::fromLatin1(kept), qEnvironmentVariable(kept));
    }
    environment.insert(QStringLiteral("HOME"), m_home.path());
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("disabled:"));
    for (const auto &[name, value] : m_variables)
        environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(m_home.path());
    process.setProgram(m_path);
    process.setArguments(arguments);
}

Ran Program::run(const QStringList &arguments, const QByteArray &input, std::chrono::milliseconds bound) const
{
    QProcess process;
    prepare(process, arguments);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    // With a running event loop: what the program calls may live in the test.
    Ran ran;
    if (waitUntil([&] { return hasEnded(process); }, bound))
        ran.exitCode = exitCodeOf(process);
    else
        process.kill();
    process.waitForFinished(5'000);
    ran.out = process.readAllStandardOutput();
    ran.err = process.readAllStandardError();
    return ran;
}

std::unique_ptr<QProcess> Program::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    prepare(*process, arguments);
    process->start();
    return process;
}

QList<QByteArray> readLines(QProcess &process, int count, std::chrono::milliseconds bound)
{
    QList<QByteArray> lines;
    waitUntil(
            [&] {
                while (lines.size() < count && process.canReadLine())
                    lines += process.readLine().trimmed();
                return lines.size() >= count || (hasEnded(process) && !process.canReadLine());
            },
            bound);
    return lines;
}

int waitForExit(QProcess &process, std::chrono::milliseconds bound)
{
    return waitUntil([&] { return hasEnded(process); }, bound) ? exitCodeOf(process) : -1;
}

bool filesHold(const QString &directory, const QByteArray &text)
{
    QDirIterator files(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(text))
            return true;
    }
    return false;
}

} // namespace gateway::test
