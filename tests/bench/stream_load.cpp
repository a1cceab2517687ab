// SPDX-License-Identifier: MIT
// Opens many streamed calls at once and checks every event: one thread, epoll.
//   stream_load --port N [--path /v1/chat/completions] [--key sk-...] [--model paced]
//               [--streams 1000] [--window 4000] [--chunks 50]
// The streams are started evenly over `--window` milliseconds. Each must bring events 0 .. chunks-1 in order
// and then [DONE] (paced_upstream.cpp says how they look). Prints one line of JSON; exit 1 when any stream
// had an error.
#include "net.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

using namespace bench;

namespace {

struct Stream
{
    int socket = -1;
    int64_t startedAt = 0;
    int64_t firstTokenAt = 0;
    int64_t expected = 0; // number of the next event
    std::string in;       // raw, from the head on
    std::string body;     // decoded, from the last unfinished event on
    bool headDone = false;
    bool done = false;      // [DONE] was seen
    int64_t chunkLeft = -1; // of the current chunk with its CRLF; -1: at a size line
};

double percentile(std::vector<double> &values, double fraction)
{
    if (values.empty())
        return -1;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<size_t>(fraction * static_cast<double>(values.size())))];
}

class Load
{
public:
    explicit Load(const Options &options)
        : m_address(loopback(static_cast<int>(options.number("--port", 0))))
        , m_chunks(options.number("--chunks", 50))
        , m_window(options.number("--window", 4000) * 1'000'000)
        , m_streams(static_cast<size_t>(options.number("--streams", 1000)))
    {
        const std::string body = R"({"model":")" + options.text("--model", "paced") +
                                 R"(","messages":[{"role":"user","content":"Count."}],"stream":true})";
        const std::string key = options.text("--key");
        m_request = "POST " + options.text("--path", "/v1/chat/completions") +
                    " HTTP/1.1\r\nHost: localhost\r\n" +
                    (key.empty() ? std::string() : "Authorization: Bearer " + key + "\r\n") +
                    "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body;
        m_poll = epoll_create1(0);
        m_timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = m_streams.size();
        epoll_ctl(m_poll, EPOLL_CTL_ADD, m_timer, &event);
    }

    int run()
    {
        const int64_t begin = nowNanos();
        const int64_t giveUpAt = begin + m_window + 120'000'000'000LL;
        size_t started = 0;
        const auto startDue = [&] {
            const int64_t step = m_window / static_cast<int64_t>(m_streams.size());
            while (started < m_streams.size() && begin + static_cast<int64_t>(started) * step <= nowNanos())
                start(started++);
            if (started < m_streams.size())
                armTimer(m_timer, begin + static_cast<int64_t>(started) * step);
        };
        startDue();
        std::vector<epoll_event> events(512);
        while ((m_open > 0 || started < m_streams.size()) && nowNanos() < giveUpAt) {
            const int count = epoll_wait(m_poll, events.data(), static_cast<int>(events.size()), 1000);
            for (int i = 0; i < count; ++i) {
                if (events[i].data.u64 < m_streams.size())
                    read(m_streams[events[i].data.u64]);
            }
            uint64_t expirations = 0;
            if (::read(m_timer, &expirations, sizeof expirations) > 0)
                startDue();
        }
        for (Stream &stream : m_streams) {
            if (stream.socket >= 0)
                end(stream, "no end in time");
        }
        report();
        return m_errors == 0 ? 0 : 1;
    }

private:
    void start(size_t index)
    {
        Stream &stream = m_streams[index];
        stream.startedAt = nowNanos();
        stream.socket = socket(AF_INET, SOCK_STREAM, 0);
        ++m_open;
        m_peak = std::max(m_peak, m_open);
        // On the loopback a connection is there at once or refused: no need to wait for it.
        if (connect(stream.socket, reinterpret_cast<const sockaddr *>(&m_address), sizeof m_address) != 0) {
            end(stream, "connect");
            return;
        }
        setUpSocket(stream.socket);
        if (::send(stream.socket, m_request.data(), m_request.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(m_request.size())) {
            end(stream, "send");
            return;
        }
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = index;
        epoll_ctl(m_poll, EPOLL_CTL_ADD, stream.socket, &event);
    }

    void end(Stream &stream, const char *error)
    {
        if (error) {
            ++m_errors;
            if (m_firstError.empty())
                m_firstError = error + std::string(" after event ") + std::to_string(stream.expected);
        }
        ::close(stream.socket);
        stream.socket = -1;
        --m_open;
    }

    void read(Stream &stream)
    {
        if (stream.socket < 0)
            return;
        char buffer[65536];
        const ssize_t count = ::read(stream.socket, buffer, sizeof buffer);
        if (count < 0 && errno == EAGAIN)
            return;
        if (count <= 0) {
            end(stream, "connection closed");
            return;
        }
        stream.in.append(buffer, static_cast<size_t>(count));
        if (!stream.headDone) {
            const size_t head = stream.in.find("\r\n\r\n");
            if (head == std::string::npos)
                return;
            if (stream.in.compare(9, 3, "200") != 0 ||
                !strcasestr(stream.in.substr(0, head).c_str(), "chunked")) {
                end(stream,
                    stream.in.compare(9, 3, "200") != 0 ? "status is not 200" : "answer is not chunked");
                return;
            }
            stream.in.erase(0, head + 4);
            stream.headDone = true;
        }
        const bool last = decode(stream);
        const char *error = takeEvents(stream);
        if (error)
            end(stream, error);
        else if (last)
            end(stream, stream.done && stream.expected == m_chunks ? nullptr : "ended early");
    }

    // True when the last chunk has come.
    static bool decode(Stream &stream)
    {
        for (;;) {
            if (stream.chunkLeft > 0) {
                const size_t taken = std::min(static_cast<size_t>(stream.chunkLeft), stream.in.size());
                const size_t data =
                        std::min(taken, static_cast<size_t>(std::max<int64_t>(0, stream.chunkLeft - 2)));
                stream.body.append(stream.in, 0, data);
                stream.in.erase(0, taken);
                stream.chunkLeft -= static_cast<int64_t>(taken);
                if (stream.chunkLeft > 0)
                    return false;
            }
            const size_t line = stream.in.find("\r\n");
            if (line == std::string::npos)
                return false;
            const int64_t size = std::strtoll(stream.in.c_str(), nullptr, 16);
            if (size == 0)
                return true;
            stream.in.erase(0, line + 2);
            stream.chunkLeft = size + 2;
        }
    }

    const char *takeEvents(Stream &stream)
    {
        size_t end = 0;
        while ((end = stream.body.find("\n\n")) != std::string::npos) {
            const std::string event = stream.body.substr(0, end);
            stream.body.erase(0, end + 2);
            const int64_t now = nowNanos();
            if (event == "data: [DONE]") {
                stream.done = true;
                continue;
            }
            const size_t content = event.find("\"content\":\"");
            if (content == std::string::npos) {
                if (event.find("\"error\"") != std::string::npos)
                    return "error event";
                continue;
            }
            char *rest = nullptr;
            const int64_t number = std::strtoll(event.c_str() + content + 11, &rest, 10);
            const int64_t sentAt = std::strtoll(rest, nullptr, 10);
            if (number != stream.expected)
                return "event out of order";
            if (stream.expected++ == 0)
                m_firstTokens.push_back(static_cast<double>(now - stream.startedAt) / 1e6);
            m_transits.push_back(static_cast<double>(now - sentAt) / 1e6);
        }
        return nullptr;
    }

    void report()
    {
        std::printf(
                "{\"streams\":%zu,\"errors\":%d,\"first_error\":\"%s\",\"peak_streams\":%d,\"chunks\":%zu,"
                "\"first_token_p50_ms\":%.2f,\"first_token_p99_ms\":%.2f,\"first_token_max_ms\":%.2f,"
                "\"transit_p50_ms\":%.2f,\"transit_p99_ms\":%.2f}\n",
                m_streams.size(), m_errors, m_firstError.c_str(), m_peak, m_transits.size(),
                percentile(m_firstTokens, 0.5), percentile(m_firstTokens, 0.99), percentile(m_firstTokens, 1),
                percentile(m_transits, 0.5), percentile(m_transits, 0.99));
    }

    sockaddr_in m_address;
    int64_t m_chunks;
    int64_t m_window;
    std::vector<Stream> m_streams;
    std::string m_request;
    int m_poll = -1;
    int m_timer = -1;
    int m_open = 0;
    int m_peak = 0;
    int m_errors = 0;
    std::string m_firstError;
    std::vector<double> m_firstTokens; // milliseconds
    std::vector<double> m_transits;    // from the upstream's send to our read, milliseconds
};

} // namespace

int main(int argc, char **argv)
{
    allowManyDescriptors();
    return Load(Options(argc, argv)).run();
}
