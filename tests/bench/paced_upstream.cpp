// SPDX-License-Identifier: MIT
// An OpenAI-dialect upstream that streams at a fixed pace, for measurements: one thread, epoll, plain HTTP on
// a free port of the loopback (printed on stdout).
//   paced_upstream [--chunks 50] [--interval 100] [--flood-bytes 400000000]
// A streamed call gets `--chunks` events, one each `--interval` milliseconds (the first after one interval),
// whose content is "NUMBER NANOSECONDS": its number from 0 and when it was sent. The model "flood" gets
// `--flood-bytes` as fast as they are taken. GET /stats tells what was done so far.
#include "net.h"

#include <strings.h>

#include <algorithm>
#include <memory>
#include <queue>
#include <unordered_map>
#include <vector>

using namespace bench;

namespace {

const char streamHead[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Connection
{
    int socket = -1;
    uint64_t id = 0;
    std::string in;
    std::string out;
    int64_t next = 0; // number of the next event; -1: not streaming
    int64_t due = 0;
    int64_t floodLeft = 0;
    bool streaming = false;
    bool wantsWrite = false;
};

struct Due
{
    int64_t at;
    uint64_t id;
    bool operator<(const Due &other) const { return at > other.at; } // earliest on top
};

class Upstream
{
public:
    explicit Upstream(const Options &options)
        : m_chunks(options.number("--chunks", 50))
        , m_interval(options.number("--interval", 100) * 1'000'000)
        , m_floodBytes(options.number("--flood-bytes", 400'000'000))
    {
        m_poll = epoll_create1(0);
        m_timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
        m_listener = socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address = loopback(0);
        if (bind(m_listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
            listen(m_listener, 4096) != 0)
            die("listen");
        socklen_t size = sizeof address;
        getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size);
        setUpSocket(m_listener);
        watch(m_listener, EPOLLIN, 0);
        watch(m_timer, EPOLLIN, 1);
        std::printf("%d\n", ntohs(address.sin_port));
        std::fflush(stdout);
    }

    [[noreturn]] void run()
    {
        std::vector<epoll_event> events(512);
        for (;;) {
            const int count = epoll_wait(m_poll, events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < count; ++i) {
                if (events[i].data.u64 == 0)
                    accept();
                else if (events[i].data.u64 == 1)
                    tick();
                else
                    handle(events[i].data.u64, events[i].events);
            }
        }
    }

private:
    void watch(int socket, uint32_t mask, uint64_t id, int operation = EPOLL_CTL_ADD)
    {
        epoll_event event{};
        event.events = mask;
        event.data.u64 = id;
        epoll_ctl(m_poll, operation, socket, &event);
    }

    void accept()
    {
        for (;;) {
            const int socket = ::accept(m_listener, nullptr, nullptr);
            if (socket < 0)
                return;
            setUpSocket(socket);
            auto connection = std::make_unique<Connection>();
            connection->socket = socket;
            connection->id = ++m_lastId;
            watch(socket, EPOLLIN, connection->id);
            m_connections.emplace(connection->id, std::move(connection));
        }
    }

    void drop(Connection &connection)
    {
        endStream(connection);
        ::close(connection.socket);
        m_connections.erase(connection.id);
    }

    void endStream(Connection &connection)
    {
        if (connection.streaming)
            --m_streams;
        connection.streaming = false;
    }

    void handle(uint64_t id, uint32_t events)
    {
        const auto found = m_connections.find(id);
        if (found == m_connections.end())
            return;
        Connection &connection = *found->second;
        if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
            char buffer[65536];
            const ssize_t count = ::read(connection.socket, buffer, sizeof buffer);
            if (count == 0 || (count < 0 && errno != EAGAIN)) {
                drop(connection);
                return;
            }
            if (count > 0)
                connection.in.append(buffer, static_cast<size_t>(count));
            while (takeRequest(connection)) {
            }
        }
        flush(connection);
    }

    bool takeRequest(Connection &connection)
    {
        const size_t end = connection.in.find("\r\n\r\n");
        if (end == std::string::npos)
            return false;
        size_t length = 0;
        for (size_t line = 0; line < end; line = connection.in.find("\r\n", line) + 2) {
            if (strncasecmp(connection.in.c_str() + line, "content-length:", 15) == 0)
                length = std::strtoull(connection.in.c_str() + line + 15, nullptr, 10);
        }
        if (connection.in.size() < end + 4 + length)
            return false;
        const std::string head = connection.in.substr(0, end);
        const std::string body = connection.in.substr(end + 4, length);
        connection.in.erase(0, end + 4 + length);
        answer(connection, head, body);
        return true;
    }

    void answer(Connection &connection, const std::string &head, const std::string &body)
    {
        if (head.rfind("GET /stats", 0) == 0) {
            plain(connection, "{\"posts\":" + std::to_string(m_posts) +
                                      ",\"streams\":" + std::to_string(m_streams) +
                                      ",\"peak_streams\":" + std::to_string(m_peakStreams) +
                                      ",\"bytes_sent\":" + std::to_string(m_sent) + "}");
            return;
        }
        ++m_posts;
        if (body.find("\"stream\":true") == std::string::npos) {
            plain(connection,
                  R"({"id":"chatcmpl-1","object":"chat.completion","created":1755137921,"model":"paced",)"
                  R"("choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},)"
                  R"("finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":1,"total_tokens":13}})");
            return;
        }
        connection.out += streamHead;
        connection.streaming = true;
        m_peakStreams = std::max(m_peakStreams, ++m_streams);
        if (body.find("\"model\":\"flood\"") != std::string::npos) {
            connection.floodLeft = m_floodBytes;
            return;
        }
        connection.next = 0;
        connection.due = nowNanos() + m_interval;
        m_due.push({connection.due, connection.id});
        armTimer(m_timer, m_due.top().at);
    }

    static void plain(Connection &connection, const std::string &body)
    {
        connection.out += "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    static void chunk(Connection &connection, const std::string &event)
    {
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", event.size());
        connection.out += size + event + "\r\n";
    }

    static std::string event(const std::string &choices, const std::string &rest = {})
    {
        return R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1755137921,"model":"paced",)"
               R"("choices":[)" +
               choices + "]" + rest + "}\n\n";
    }

    static std::string content(const std::string &text)
    {
        return event(R"({"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null})");
    }

    void tick()
    {
        uint64_t expirations = 0;
        if (::read(m_timer, &expirations, sizeof expirations) < 0)
            return;
        const int64_t now = nowNanos();
        while (!m_due.empty() && m_due.top().at <= now) {
            const auto found = m_connections.find(m_due.top().id);
            m_due.pop();
            if (found == m_connections.end())
                continue;
            Connection &connection = *found->second;
            chunk(connection, content(std::to_string(connection.next) + " " + std::to_string(nowNanos())));
            if (++connection.next < m_chunks) {
                connection.due += m_interval;
                m_due.push({connection.due, connection.id});
            } else {
                finishStream(connection);
            }
            flush(connection);
        }
        if (!m_due.empty())
            armTimer(m_timer, m_due.top().at);
    }

    void finishStream(Connection &connection)
    {
        chunk(connection, event(R"({"index":0,"delta":{},"finish_reason":"stop"})"));
        chunk(connection,
              event({}, R"(,"usage":{"prompt_tokens":12,"completion_tokens":)" + std::to_string(m_chunks) +
                                R"(,"total_tokens":)" + std::to_string(12 + m_chunks) + "}"));
        chunk(connection, "data: [DONE]\n\n");
        connection.out += "0\r\n\r\n";
        endStream(connection);
    }

    void flush(Connection &connection)
    {
        for (;;) {
            if (connection.out.empty() && connection.floodLeft > 0) {
                static const std::string block = content(std::string(16'000, 'x'));
                chunk(connection, block);
                connection.floodLeft -= static_cast<int64_t>(block.size());
                if (connection.floodLeft <= 0)
                    finishStream(connection);
            }
            if (connection.out.empty())
                break;
            const ssize_t count =
                    ::send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
            if (count < 0 && errno != EAGAIN) {
                drop(connection);
                return;
            }
            if (count < 0)
                break;
            m_sent += count;
            connection.out.erase(0, static_cast<size_t>(count));
        }
        const bool wantsWrite = !connection.out.empty();
        if (wantsWrite != connection.wantsWrite) {
            connection.wantsWrite = wantsWrite;
            watch(connection.socket, wantsWrite ? EPOLLIN | EPOLLOUT : EPOLLIN, connection.id, EPOLL_CTL_MOD);
        }
    }

    int64_t m_chunks;
    int64_t m_interval;
    int64_t m_floodBytes;
    int m_poll = -1;
    int m_timer = -1;
    int m_listener = -1;
    uint64_t m_lastId = 1;
    std::unordered_map<uint64_t, std::unique_ptr<Connection>> m_connections;
    std::priority_queue<Due> m_due;
    int64_t m_posts = 0;
    int64_t m_streams = 0;
    int64_t m_peakStreams = 0;
    int64_t m_sent = 0;
};

} // namespace

int main(int argc, char **argv)
{
    allowManyDescriptors();
    Upstream(Options(argc, argv)).run();
}
