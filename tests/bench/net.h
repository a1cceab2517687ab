// SPDX-License-Identifier: MIT
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>

// What the two load programs share: a clock that both read alike, sockets, and options.
namespace bench {

inline int64_t nowNanos()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time); // one clock for all processes of the machine
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

inline void die(const char *what)
{
    std::perror(what);
    std::exit(1);
}

inline void setUpSocket(int socket)
{
    fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

inline sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

inline void allowManyDescriptors()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Arms `timer` for a time of nowNanos()'s clock; 0 disarms.
inline void armTimer(int timer, int64_t at)
{
    itimerspec spec{};
    spec.it_value.tv_sec = at / 1'000'000'000;
    spec.it_value.tv_nsec = at % 1'000'000'000;
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &spec, nullptr);
}

// "--name value" pairs.
class Options
{
public:
    Options(int argc, char **argv)
    {
        for (int i = 1; i + 1 < argc; i += 2)
            m_values[argv[i]] = argv[i + 1];
    }
    std::string text(const std::string &name, const std::string &fallback = {}) const
    {
        const auto found = m_values.find(name);
        return found == m_values.end() ? fallback : found->second;
    }
    int64_t number(const std::string &name, int64_t fallback) const
    {
        const auto found = m_values.find(name);
        return found == m_values.end() ? fallback : std::stoll(found->second);
    }

private:
    std::map<std::string, std::string> m_values;
};

} // namespace bench
