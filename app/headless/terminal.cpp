// SPDX-License-Identifier: MIT
#include "terminal.h"

#include "failure.h"

#include <QJsonDocument>

#include <cstdio>

#ifdef Q_OS_UNIX
#include <pwd.h>
#include <termios.h>
#include <unistd.h>
#else
#include <io.h>
#include <windows.h>
#endif

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

constexpr qsizetype maxSecretBytes = 64 * 1024;

void write(FILE *stream, const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

#ifdef Q_OS_UNIX
bool isTerminal(int descriptor)
{
    return ::isatty(descriptor) == 1;
}

class EchoOff final
{
public:
    EchoOff()
    {
        if (::tcgetattr(STDIN_FILENO, &m_before) != 0)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~tcflag_t(ECHO);
        m_changed = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~EchoOff()
    {
        if (m_changed)
            ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(EchoOff)

private:
    termios m_before{};
    bool m_changed = false;
};
#else
bool isTerminal(int descriptor)
{
    return ::_isatty(descriptor) != 0;
}

class EchoOff final
{
public:
    EchoOff()
    {
        if (::GetConsoleMode(m_input, &m_before))
            m_changed = ::SetConsoleMode(m_input, m_before & ~DWORD(ENABLE_ECHO_INPUT));
    }
    ~EchoOff()
    {
        if (m_changed)
            ::SetConsoleMode(m_input, m_before);
    }
    Q_DISABLE_COPY_MOVE(EchoOff)

private:
    HANDLE m_input = ::GetStdHandle(STD_INPUT_HANDLE);
    DWORD m_before = 0;
    bool m_changed = false;
};
#endif

// Up to the end of the line from a terminal, up to the end of the file from anything else.
QByteArray readInput(bool oneLine)
{
    QByteArray bytes;
    int c = 0;
    while (bytes.size() <= maxSecretBytes && (c = std::getchar()) != EOF) {
        if (oneLine && c == '\n')
            break;
        bytes.append(char(c));
    }
    return bytes;
}

Secret checked(QByteArray bytes, const QString &what)
{
    while (bytes.endsWith('\n') || bytes.endsWith('\r'))
        bytes.chop(1);
    if (bytes.isEmpty())
        fail(ErrorCode::InvalidArgument, u"No %1 was given: write it to standard input."_s.arg(what));
    if (bytes.size() > maxSecretBytes || bytes.contains('\n') || bytes.contains('\0'))
        fail(ErrorCode::InvalidArgument, u"The %1 must be one line of at most 64 KiB."_s.arg(what));
    return Secret(std::move(bytes));
}

} // namespace

void print(const QString &text)
{
    write(stdout, text.toUtf8() + '\n');
}

void printError(const QString &text)
{
    write(stderr, text.toUtf8() + '\n');
}

void print(const QJsonObject &object)
{
    write(stdout, QJsonDocument(object).toJson());
}

void print(const QJsonArray &array)
{
    write(stdout, QJsonDocument(array).toJson());
}

bool errorsAreSeen()
{
    return isTerminal(2);
}

QString printable(const QString &text)
{
    QString safe;
    safe.reserve(text.size());
    for (const QChar c : text) {
        const bool control =
                c.category() == QChar::Other_Control || c.unicode() == 0x2028 || c.unicode() == 0x2029;
        const bool direction =
                c.category() == QChar::Other_Format && c.unicode() != 0x200d; // keeps joined emoji
        if (control || direction)
            safe += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QLatin1Char('0'));
        else
            safe += c;
    }
    return safe;
}

Secret readSecret(const QString &what)
{
    if (!isTerminal(0))
        return checked(readInput(false), what);
    write(stderr, u"%1 (not shown): "_s.arg(what).toUtf8());
    QByteArray typed;
    {
        const EchoOff quiet;
        typed = readInput(true);
    }
    write(stderr, "\n");
    return checked(std::move(typed), what);
}

Secret secretFromVariable(const QString &variable)
{
    const QByteArray name = variable.toUtf8();
    if (!qEnvironmentVariableIsSet(name.constData()))
        fail(ErrorCode::InvalidArgument,
             u"The environment variable %1 is not set."_s.arg(printable(variable)));
    return checked(qgetenv(name.constData()), u"value of %1"_s.arg(printable(variable)));
}

QString operatingSystemUser()
{
#ifdef Q_OS_UNIX
    if (const passwd *entry = ::getpwuid(::getuid()); entry != nullptr)
        return QString::fromUtf8(entry->pw_name);
    return QString::number(::getuid());
#else
    return qEnvironmentVariable("USERNAME", u"unknown"_s);
#endif
}

} // namespace gateway::cli
