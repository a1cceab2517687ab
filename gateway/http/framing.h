// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "config/model.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace gateway {

struct FramingLimits
{
    qint64 headerBytes = 64 * 1024; // request line and headers together; trailers again
    int headerCount = 100;
    qint64 requestLineBytes = 16 * 1024;
    qint64 bodyBytes = 32LL * 1024 * 1024;
};

// The head of a request that has passed the guard. Header names are in lower case, values trimmed.
struct RequestHead
{
    QByteArray method;
    QByteArray path;  // as sent, never decoded; without the query
    QByteArray query; // without '?'
    int minorVersion = 1; // HTTP/1.x
    QList<HeaderField> headers;
    std::optional<qint64> contentLength; // empty with chunked
    bool chunked = false;
    bool expectContinue = false;
    bool keepAlive = true; // what the client wants

    QByteArray value(QByteArrayView name) const; // first one; null when absent
    bool has(QByteArrayView name) const { return !value(name).isNull(); }
    bool hasBody() const { return chunked || contentLength.value_or(0) > 0; }
};

// Why the bytes were refused. The connection cannot be used again.
struct FramingError
{
    int status = 400; // 400, 413, 414, 417, 431, 501 or 505
    ErrorCode code = ErrorCode::InvalidRequest;
    QString message;
};

// Incremental check of HTTP/1.x request framing (RFC 9112), stricter than QHttpServer's parser, which never sees a byte
// that has not passed here: CRLF only, no NUL, no folded lines, no white space before a colon, one Host, one
// Content-Length, never Content-Length with Transfer-Encoding, `chunked` as the only coding.
// Pure: bytes in, head and body out. One object per connection; reset() between requests.
class RequestParser final
{
public:
    enum class Progress { NeedMore, HeadComplete, Complete, Failed };

    explicit RequestParser(FramingLimits limits = {}) : m_limits(limits) {}

    // Consumes from the front of `input`. Returns HeadComplete once, when the head is there (call again to read the
    // body), then NeedMore until Complete. After Complete what is left in `input` belongs to the next request.
    Progress advance(QByteArray &input);

    void reset();
    void setLimits(FramingLimits limits) { m_limits = limits; }
    bool started() const { return m_started; } // a byte of a request has come
    RequestHead takeHead() { return std::move(m_head); }
    QByteArray takeBody() { return std::move(m_body); } // with capacity for simdjson's padding behind the end
    qint64 bodySize() const { return m_body.size(); }
    const FramingError &error() const { return m_error; }

private:
    enum class State { Head, Body, ChunkSize, ChunkData, ChunkEnd, Trailer, Complete, Failed };

    Progress readHead(QByteArray &input);
    Progress readBody(QByteArray &input);
    bool readChunkSize(const QByteArray &input, qsizetype &used);
    bool readChunkEnd(const QByteArray &input, qsizetype &used);
    bool readTrailer(const QByteArray &input, qsizetype &used);
    bool appendBody(const char *data, qsizetype size);
    bool parseHead(QByteArrayView text);
    bool parseRequestLine(QByteArrayView line);
    bool parseHeader(QByteArrayView line);
    bool interpretHeaders();
    bool fail(int status, ErrorCode code, const QString &message);
    std::optional<QByteArrayView> nextLine(const QByteArray &input, qsizetype from, qsizetype limit);

    FramingLimits m_limits;
    State m_state = State::Head;
    bool m_started = false;
    qsizetype m_scanned = 0; // bytes of the head that were looked at already
    RequestHead m_head;
    QByteArray m_body;
    qint64 m_declared = 0;  // Content-Length
    qint64 m_remaining = 0; // of the body or the chunk
    qint64 m_trailerBytes = 0;
    FramingError m_error;
};

} // namespace gateway
