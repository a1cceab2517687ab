// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include <array>
#include <cstring>

namespace gateway {

namespace {

constexpr qsizetype jsonPadding = 64; // simdjson reads, but does not use, this much behind the end
constexpr qsizetype maxChunkLine = 256;
constexpr qsizetype firstReservation = 1024 * 1024;

constexpr std::array<bool, 256> makeTokenTable()
{
    std::array<bool, 256> table{};
    for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
        table[static_cast<unsigned char>(c)] = true;
    for (size_t c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (size_t c = 'A'; c <= 'Z'; ++c)
        table[c] = table[c | 0x20U] = true;
    return table;
}
constexpr std::array<bool, 256> tokenTable = makeTokenTable();

bool isToken(QByteArrayView text)
{
    for (const char c : text) {
        if (!tokenTable[static_cast<unsigned char>(c)])
            return false;
    }
    return !text.isEmpty();
}

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

QByteArrayView trimmed(QByteArrayView text)
{
    while (!text.isEmpty() && (text.front() == ' ' || text.front() == '\t'))
        text = text.sliced(1);
    while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t'))
        text.chop(1);
    return text;
}

bool equalsIgnoringCase(QByteArrayView a, QByteArrayView b) { return a.compare(b, Qt::CaseInsensitive) == 0; }

bool listHas(QByteArrayView list, QByteArrayView token)
{
    while (!list.isEmpty()) {
        const qsizetype comma = list.indexOf(',');
        const QByteArrayView item = comma < 0 ? list : list.first(comma);
        if (equalsIgnoringCase(trimmed(item), token))
            return true;
        list = comma < 0 ? QByteArrayView() : list.sliced(comma + 1);
    }
    return false;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

QByteArray RequestHead::value(QByteArrayView name) const
{
    for (const HeaderField &field : headers) {
        if (field.name == name)
            return field.value.isNull() ? QByteArray("") : field.value;
    }
    return {};
}

void RequestParser::reset()
{
    m_state = State::Head;
    m_started = false;
    m_scanned = 0;
    m_head = {};
    m_body = {};
    m_declared = 0;
    m_remaining = 0;
    m_trailerBytes = 0;
}

bool RequestParser::fail(int status, ErrorCode code, const QString &message)
{
    m_state = State::Failed;
    m_error = {status, code, message};
    return false;
}

RequestParser::Progress RequestParser::advance(QByteArray &input)
{
    switch (m_state) {
    case State::Failed:
        return Progress::Failed;
    case State::Complete:
        return Progress::Complete;
    case State::Head:
        return readHead(input);
    default:
        return readBody(input);
    }
}

RequestParser::Progress RequestParser::readHead(QByteArray &input)
{
    // Empty lines before a request line are tolerated (RFC 9112 2.2): some clients send one after a body.
    qsizetype skip = 0;
    while (!m_started && input.size() - skip >= 2 && input.at(skip) == '\r' && input.at(skip + 1) == '\n')
        skip += 2;
    if (skip > 0)
        input.remove(0, skip);
    if (input.isEmpty() || (!m_started && input.size() == 1 && input.front() == '\r'))
        return Progress::NeedMore;
    m_started = true;

    const char *data = input.constData();
    for (qsizetype i = m_scanned; i < input.size(); ++i) {
        const char c = data[i];
        if (c == '\0') {
            fail(400, ErrorCode::InvalidRequest, QStringLiteral("The request head contains a NUL byte."));
            return Progress::Failed;
        }
        if (c != '\n')
            continue;
        if (i == 0 || data[i - 1] != '\r') {
            fail(400, ErrorCode::InvalidRequest, QStringLiteral("Lines of the request head must end with CR LF."));
            return Progress::Failed;
        }
        if (i >= 3 && data[i - 2] == '\n') { // CR LF CR LF
            if (i + 1 > m_limits.headerBytes)
                break;
            if (!parseHead(QByteArrayView(data, i - 1)))
                return Progress::Failed;
            input.remove(0, i + 1);
            m_declared = m_remaining = m_head.contentLength.value_or(0);
            m_state = m_head.chunked ? State::ChunkSize : m_remaining > 0 ? State::Body : State::Complete;
            return Progress::HeadComplete;
        }
    }
    m_scanned = input.size();

    // The line as far as it has come; its CR does not count.
    const qsizetype lineEnd = input.indexOf('\n');
    if ((lineEnd < 0 ? input.size() : lineEnd) > m_limits.requestLineBytes + 1) {
        fail(414, ErrorCode::UriTooLong, QStringLiteral("The request line is too long."));
        return Progress::Failed;
    }
    if (input.size() > m_limits.headerBytes) {
        fail(431, ErrorCode::HeadersTooLarge,
             QStringLiteral("The request headers are larger than %1 bytes.").arg(m_limits.headerBytes));
        return Progress::Failed;
    }
    return Progress::NeedMore;
}

bool RequestParser::parseHead(QByteArrayView text)
{
    m_head = {};
    bool first = true;
    while (!text.isEmpty()) {
        const qsizetype end = text.indexOf('\n'); // every LF is preceded by CR: checked while scanning
        const QByteArrayView line = text.first(end - 1);
        text = text.sliced(end + 1);
        if (line.contains('\r'))
            return fail(400, ErrorCode::InvalidRequest,
                        QStringLiteral("The request head contains a CR that does not end a line."));
        if (first ? !parseRequestLine(line) : !parseHeader(line))
            return false;
        first = false;
    }
    return interpretHeaders();
}

bool RequestParser::parseRequestLine(QByteArrayView line)
{
    if (line.size() > m_limits.requestLineBytes)
        return fail(414, ErrorCode::UriTooLong, QStringLiteral("The request line is too long."));
    const qsizetype firstSpace = line.indexOf(' ');
    const qsizetype lastSpace = line.lastIndexOf(' ');
    const QByteArrayView version = lastSpace < 0 ? QByteArrayView() : line.sliced(lastSpace + 1);
    if (firstSpace <= 0 || lastSpace <= firstSpace || !isToken(line.first(firstSpace))
        || !version.startsWith("HTTP/"))
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("The request line is not HTTP."));
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return fail(505, ErrorCode::NotImplemented, QStringLiteral("Only HTTP/1.1 and HTTP/1.0 are spoken here."));
    m_head.method = line.first(firstSpace).toByteArray();
    m_head.minorVersion = version.back() - '0';

    QByteArrayView target = line.sliced(firstSpace + 1, lastSpace - firstSpace - 1);
    for (const char c : target) {
        if (isControl(c) || c == ' ' || static_cast<unsigned char>(c) >= 0x80)
            return fail(400, ErrorCode::InvalidRequest,
                        QStringLiteral("The request target contains a character that must be percent-encoded."));
    }
    if (target.startsWith("http://") || target.startsWith("https://")) { // absolute form, as sent to proxies
        const qsizetype path = target.indexOf('/', target.indexOf(':') + 3);
        target = path < 0 ? QByteArrayView("/") : target.sliced(path);
    }
    if (!target.startsWith('/') && !(target == "*" && m_head.method == "OPTIONS"))
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("The request target must be a path."));
    const qsizetype question = target.indexOf('?');
    m_head.path = (question < 0 ? target : target.first(question)).toByteArray();
    m_head.query = question < 0 ? QByteArray() : target.sliced(question + 1).toByteArray();
    return true;
}

bool RequestParser::parseHeader(QByteArrayView line)
{
    if (m_head.headers.size() >= m_limits.headerCount)
        return fail(431, ErrorCode::HeadersTooLarge,
                    QStringLiteral("The request has more than %1 headers.").arg(m_limits.headerCount));
    const qsizetype colon = line.indexOf(':');
    if (colon <= 0 || !isToken(line.first(colon)))
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("A header line has no valid name."));
    const QByteArrayView value = trimmed(line.sliced(colon + 1));
    for (const char c : value) {
        if (isControl(c) && c != '\t')
            return fail(400, ErrorCode::InvalidRequest,
                        QStringLiteral("A header value contains a control character."));
    }
    m_head.headers.append({line.first(colon).toByteArray().toLower(), value.toByteArray()});
    return true;
}

bool RequestParser::interpretHeaders()
{
    int hosts = 0;
    int lengths = 0;
    int codings = 0;
    m_head.keepAlive = m_head.minorVersion == 1;
    for (const HeaderField &field : std::as_const(m_head.headers)) {
        if (field.name == "host") {
            ++hosts;
        } else if (field.name == "content-length") {
            ++lengths;
            bool ok = !field.value.isEmpty() && field.value.size() <= 18;
            for (const char c : field.value)
                ok = ok && c >= '0' && c <= '9';
            if (!ok)
                return fail(400, ErrorCode::InvalidRequest, QStringLiteral("Content-Length is not a number."));
            m_head.contentLength = field.value.toLongLong();
        } else if (field.name == "transfer-encoding") {
            ++codings;
            if (!equalsIgnoringCase(field.value, "chunked"))
                return fail(501, ErrorCode::NotImplemented,
                            QStringLiteral("The only transfer coding spoken here is chunked."));
        } else if (field.name == "connection") {
            if (listHas(field.value, "close"))
                m_head.keepAlive = false;
            else if (m_head.minorVersion == 0 && listHas(field.value, "keep-alive"))
                m_head.keepAlive = true;
        } else if (field.name == "expect") {
            if (!equalsIgnoringCase(field.value, "100-continue"))
                return fail(417, ErrorCode::InvalidRequest,
                            QStringLiteral("The only expectation met here is 100-continue."));
            m_head.expectContinue = m_head.minorVersion == 1;
        }
    }
    if (hosts > 1 || (hosts == 0 && m_head.minorVersion == 1))
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("A request must have one Host header."));
    if (lengths > 1)
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("Content-Length is given more than once."));
    if (codings > 1 || (codings == 1 && (lengths == 1 || m_head.minorVersion == 0)))
        return fail(400, ErrorCode::InvalidRequest,
                    QStringLiteral("Transfer-Encoding is given twice, with Content-Length, or in HTTP/1.0."));
    m_head.chunked = codings == 1;
    return true; // a body that is declared too large fails after the head, so that the refusal knows its request
}

bool RequestParser::appendBody(const char *data, qsizetype size)
{
    const qsizetype needed = m_body.size() + size;
    if (needed > m_limits.bodyBytes)
        return fail(413, ErrorCode::RequestTooLarge,
                    QStringLiteral("The request body is larger than %1 bytes.").arg(m_limits.bodyBytes));
    if (m_body.capacity() < needed + jsonPadding) {
        // A declared length is believed only up to 1 MiB at once: memory follows what was really sent.
        const qsizetype declared = qMin<qsizetype>(m_declared, firstReservation);
        m_body.reserve(qMax(qMax(declared, needed), m_body.size() * 2) + jsonPadding);
    }
    m_body.append(data, size);
    return true;
}

// The next CRLF-ended line at `from`; empty when it is not there yet, or when it is bad (then the state is Failed).
std::optional<QByteArrayView> RequestParser::nextLine(const QByteArray &input, qsizetype from, qsizetype limit)
{
    const qsizetype end = input.indexOf('\n', from);
    const qsizetype length = (end < 0 ? input.size() : end) - from;
    if (length > limit) {
        fail(400, ErrorCode::InvalidRequest, QStringLiteral("A line of the chunked body is too long."));
        return std::nullopt;
    }
    if (end < 0)
        return std::nullopt;
    const QByteArrayView line(input.constData() + from, length);
    if (!line.endsWith('\r') || line.first(length - 1).contains('\r') || line.contains('\0')) {
        fail(400, ErrorCode::InvalidRequest, QStringLiteral("Lines of a chunked body must end with CR LF."));
        return std::nullopt;
    }
    return line.first(length - 1);
}

bool RequestParser::readChunkSize(const QByteArray &input, qsizetype &used)
{
    const std::optional<QByteArrayView> line = nextLine(input, used, maxChunkLine);
    if (!line)
        return false;
    qint64 size = 0;
    qsizetype digits = 0;
    while (digits < line->size() && hexDigit(line->at(digits)) >= 0) {
        if (digits == 15)
            return fail(400, ErrorCode::InvalidRequest, QStringLiteral("A chunk size is too large."));
        size = size * 16 + hexDigit(line->at(digits++));
    }
    const QByteArrayView extension = trimmed(line->sliced(digits));
    if (digits == 0 || (!extension.isEmpty() && !extension.startsWith(';')))
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("A chunk size is not a hexadecimal number."));
    if (size > m_limits.bodyBytes - m_body.size())
        return fail(413, ErrorCode::RequestTooLarge,
                    QStringLiteral("The request body is larger than %1 bytes.").arg(m_limits.bodyBytes));
    used += line->size() + 2;
    m_remaining = size;
    m_state = size == 0 ? State::Trailer : State::ChunkData;
    return true;
}

bool RequestParser::readChunkEnd(const QByteArray &input, qsizetype &used)
{
    const qsizetype seen = qMin<qsizetype>(input.size() - used, 2);
    if (std::memcmp(input.constData() + used, "\r\n", size_t(seen)) != 0)
        return fail(400, ErrorCode::InvalidRequest, QStringLiteral("A chunk is longer than its size says."));
    if (seen < 2)
        return false;
    used += 2;
    m_state = State::ChunkSize;
    return true;
}

// Trailers are read and dropped: none has a meaning here.
bool RequestParser::readTrailer(const QByteArray &input, qsizetype &used)
{
    const std::optional<QByteArrayView> line = nextLine(input, used, m_limits.headerBytes);
    if (!line)
        return false;
    used += line->size() + 2;
    m_trailerBytes += line->size() + 2;
    if (m_trailerBytes > m_limits.headerBytes)
        return fail(431, ErrorCode::HeadersTooLarge, QStringLiteral("The trailers are too large."));
    if (line->isEmpty())
        m_state = State::Complete;
    return true;
}

RequestParser::Progress RequestParser::readBody(QByteArray &input)
{
    if (m_declared > m_limits.bodyBytes) {
        fail(413, ErrorCode::RequestTooLarge,
             QStringLiteral("The request body is larger than %1 bytes.").arg(m_limits.bodyBytes));
        return Progress::Failed;
    }
    qsizetype used = 0;
    bool more = true;
    while (more && m_state != State::Complete && m_state != State::Failed) {
        switch (m_state) {
        case State::Body:
        case State::ChunkData: {
            const qsizetype size = qMin<qsizetype>(input.size() - used, m_remaining);
            more = size > 0 && appendBody(input.constData() + used, size);
            if (!more)
                break;
            used += size;
            m_remaining -= size;
            if (m_remaining == 0)
                m_state = m_state == State::Body ? State::Complete : State::ChunkEnd;
            break;
        }
        case State::ChunkEnd:
            more = readChunkEnd(input, used);
            break;
        case State::ChunkSize:
            more = readChunkSize(input, used);
            break;
        default:
            more = readTrailer(input, used);
            break;
        }
    }
    input.remove(0, used);
    switch (m_state) {
    case State::Failed:
        return Progress::Failed;
    case State::Complete:
        return Progress::Complete;
    default:
        return Progress::NeedMore;
    }
}

} // namespace gateway
