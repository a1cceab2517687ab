// SPDX-License-Identifier: MIT
#include "base/stop_signals.h"

#include <QSocketNotifier>

#include <array>
#include <utility>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#else
#include <windows.h>
#endif

namespace gateway {

#ifdef Q_OS_UNIX

namespace {

// A handler may do little more than write to a pipe, and reaches only what is global.
std::array<int, 2> signalPipe{-1, -1};

void tellPipe(int)
{
    const int before = errno;
    const char byte = 1;
    // A full pipe holds enough requests to stop already.
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], &byte, 1);
    errno = before;
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action
    {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

} // namespace

StopSignals::StopSignals(QObject *parent) : QObject(parent)
{
    if (::pipe(signalPipe.data()) != 0)
        qFatal("No pipe for signals");
    for (const int end : signalPipe) {
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
        ::fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(signalPipe[0], &byte, 1) == 1)
            Q_EMIT stopRequested();
    });
    handle(SIGINT, tellPipe);
    handle(SIGTERM, tellPipe);
    handle(SIGHUP, SIG_IGN);
    handle(SIGPIPE, SIG_IGN);
}

StopSignals::~StopSignals()
{
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    delete m_notifier;
    for (int &end : signalPipe)
        ::close(std::exchange(end, -1));
}

#else

namespace {

StopSignals *listener = nullptr;

BOOL WINAPI tellListener(DWORD)
{
    if (listener == nullptr)
        return FALSE;
    QMetaObject::invokeMethod(
            listener, [] { Q_EMIT listener->stopRequested(); }, Qt::QueuedConnection);
    return TRUE;
}

} // namespace

StopSignals::StopSignals(QObject *parent) : QObject(parent)
{
    listener = this;
    ::SetConsoleCtrlHandler(tellListener, TRUE);
}

StopSignals::~StopSignals()
{
    ::SetConsoleCtrlHandler(tellListener, FALSE);
    listener = nullptr;
}

#endif

} // namespace gateway
