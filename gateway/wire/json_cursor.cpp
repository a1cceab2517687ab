// SPDX-License-Identifier: MIT
#include "wire/json_cursor.h"

#include <bit>
#include <charconv>
#include <cstring>

namespace gateway {

namespace {

constexpr quint64 ones = 0x0101010101010101ULL;
constexpr quint64 highs = 0x8080808080808080ULL;

constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr int hexDigit(char c)
{
    if (isDigit(c))
        return c - '0';
    const char lower = char(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Four hex digits at `at`; -1 when they are not.
int hexQuad(const char *at, const char *end)
{
    if (end - at < 4)
        return -1;
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hexDigit(at[i]);
        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

// The first quote, backslash or control character at or after `at`. Eight bytes at a time: bodies are mostly
// text.
const char *plainRun(const char *at, const char *end)
{
    if constexpr (std::endian::native == std::endian::little) {
        while (end - at >= 8) {
            quint64 word = 0;
            std::memcpy(&word, at, sizeof(word));
            const quint64 quote = word ^ (ones * quint64('"'));
            const quint64 backslash = word ^ (ones * quint64('\\'));
            // The lowest bit set is always a true find: a borrow can only spoil the bytes above one.
            const quint64 found = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                                   ((word - ones * 0x20U) & ~word)) &
                                  highs;
            if (found != 0)
                return at + std::countr_zero(found) / 8;
            at += 8;
        }
    }
    while (at < end && *at != '"' && *at != '\\' && quint8(*at) >= 0x20)
        ++at;
    return at;
}

// Steps over a string whose opening quote has been taken; nullptr when it is not one.
const char *scanString(const char *at, const char *end, bool &escaped)
{
    for (;;) {
        at = plainRun(at, end);
        if (at == end)
            return nullptr;
        if (*at == '"')
            return at;
        if (*at != '\\' || end - at < 2)
            return nullptr;
        escaped = true;
        if (at[1] == 'u') {
            if (hexQuad(at + 2, end) < 0)
                return nullptr;
            at += 6;
        } else if (std::strchr("\"\\/bfnrt", at[1]) != nullptr && at[1] != '\0') {
            at += 2;
        } else {
            return nullptr;
        }
    }
}

const char *scanNumber(const char *at, const char *end)
{
    const auto digits = [&] {
        const char *first = at;
        while (at < end && isDigit(*at))
            ++at;
        return at > first;
    };
    if (at < end && *at == '-')
        ++at;
    if (at < end && *at == '0')
        ++at;
    else if (!digits())
        return nullptr;
    if (at < end && *at == '.') {
        ++at;
        if (!digits())
            return nullptr;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at < end && (*at == '+' || *at == '-'))
            ++at;
        if (!digits())
            return nullptr;
    }
    return at;
}

int encodeUtf8(uint code, std::array<char, 4> &out)
{
    if (code < 0x80) {
        out[0] = char(code);
        return 1;
    }
    if (code < 0x800) {
        out[0] = char(0xc0U | (code >> 6U));
        out[1] = char(0x80U | (code & 0x3fU));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = char(0xe0U | (code >> 12U));
        out[1] = char(0x80U | ((code >> 6U) & 0x3fU));
        out[2] = char(0x80U | (code & 0x3fU));
        return 3;
    }
    out[0] = char(0xf0U | (code >> 18U));
    out[1] = char(0x80U | ((code >> 12U) & 0x3fU));
    out[2] = char(0x80U | ((code >> 6U) & 0x3fU));
    out[3] = char(0x80U | (code & 0x3fU));
    return 4;
}

} // namespace

bool JsonString::equals(QByteArrayView ascii) const
{
    if (!escaped)
        return raw == ascii;
    // An escape is never shorter than what it stands for, and at most six times as long.
    if (raw.size() < ascii.size() || raw.size() > ascii.size() * 6)
        return false;
    return text() == ascii;
}

QByteArray JsonString::text() const
{
    if (!escaped)
        return raw.toByteArray();
    QByteArray out;
    out.reserve(raw.size());
    pieces([&out](QByteArrayView piece) { out.append(piece); });
    return out;
}

int JsonString::decodeEscape(qsizetype &at, std::array<char, 4> &decoded) const
{
    const char *end = raw.data() + raw.size();
    const char kind = raw[at + 1];
    if (kind != 'u') {
        at += 2;
        switch (kind) {
        case 'b':
            decoded[0] = '\b';
            break;
        case 'f':
            decoded[0] = '\f';
            break;
        case 'n':
            decoded[0] = '\n';
            break;
        case 'r':
            decoded[0] = '\r';
            break;
        case 't':
            decoded[0] = '\t';
            break;
        default:
            decoded[0] = kind;
        }
        return 1;
    }
    auto code = uint(hexQuad(raw.data() + at + 2, end));
    at += 6;
    const char *next = raw.data() + at;
    if (code >= 0xd800 && code < 0xdc00 && end - next >= 6 && next[0] == '\\' && next[1] == 'u') {
        const auto low = uint(hexQuad(next + 2, end));
        if (low >= 0xdc00 && low < 0xe000) {
            code = 0x10000U + ((code - 0xd800U) << 10U) + (low - 0xdc00U);
            at += 6;
        }
    }
    return encodeUtf8(code, decoded);
}

bool JsonCursor::fail()
{
    m_failed = true;
    return false;
}

void JsonCursor::skipSpaces()
{
    while (m_at < m_end && isSpace(*m_at))
        ++m_at;
}

bool JsonCursor::take(char c)
{
    skipSpace();
    if (m_failed || m_at == m_end || *m_at != c)
        return fail();
    ++m_at;
    return true;
}

JsonCursor::Kind JsonCursor::peek()
{
    skipSpace();
    if (m_failed || m_at == m_end)
        return Kind::Invalid;
    switch (*m_at) {
    case '{':
        return Kind::Object;
    case '[':
        return Kind::Array;
    case '"':
        return Kind::String;
    case 't':
        return Kind::True;
    case 'f':
        return Kind::False;
    case 'n':
        return Kind::Null;
    default:
        return *m_at == '-' || isDigit(*m_at) ? Kind::Number : Kind::Invalid;
    }
}

bool JsonCursor::enter(char c)
{
    if (!take(c))
        return false;
    if (m_depth == maxDepth) {
        m_tooDeep = true;
        return fail();
    }
    ++m_depth;
    m_justEntered = true;
    return true;
}

// Takes the closing `c`, or else the comma that must stand between two members.
bool JsonCursor::leave(char c)
{
    skipSpace();
    const bool first = m_justEntered;
    m_justEntered = false;
    if (m_failed || m_at == m_end) {
        fail();
        return true;
    }
    if (*m_at == c) {
        ++m_at;
        --m_depth;
        return true;
    }
    return !first && !take(',');
}

bool JsonCursor::enterObject()
{
    return enter('{');
}
bool JsonCursor::enterArray()
{
    return enter('[');
}

bool JsonCursor::nextKey(JsonString &key)
{
    return !leave('}') && readString(key) && take(':');
}

bool JsonCursor::nextElement()
{
    if (leave(']'))
        return false;
    return peek() != Kind::Invalid || fail();
}

bool JsonCursor::readString(JsonString &string)
{
    if (!take('"'))
        return false;
    bool escaped = false;
    const char *end = scanString(m_at, m_end, escaped);
    if (end == nullptr)
        return fail();
    string = {QByteArrayView(m_at, end - m_at), escaped};
    m_at = end + 1;
    return true;
}

bool JsonCursor::readNumber(QByteArrayView &number)
{
    skipSpace();
    const char *end = m_failed ? nullptr : scanNumber(m_at, m_end);
    if (end == nullptr)
        return fail();
    number = QByteArrayView(m_at, end - m_at);
    m_at = end;
    return true;
}

bool JsonCursor::literal(QByteArrayView word)
{
    if (m_end - m_at < word.size() || std::memcmp(m_at, word.data(), size_t(word.size())) != 0)
        return fail();
    m_at += word.size();
    return true;
}

bool JsonCursor::skip()
{
    switch (peek()) {
    case Kind::Object:
    case Kind::Array:
        return skipContainer();
    case Kind::String: {
        JsonString ignored;
        return readString(ignored);
    }
    case Kind::Number: {
        QByteArrayView ignored;
        return readNumber(ignored);
    }
    case Kind::True:
        return literal("true");
    case Kind::False:
        return literal("false");
    case Kind::Null:
        return literal("null");
    case Kind::Invalid:
        break;
    }
    return fail();
}

// The whole of a nested value without a call per member: the bulk of every body goes through here.
bool JsonCursor::skipContainer()
{
    std::array<char, maxDepth> closers; // NOLINT(cppcoreguidelines-pro-type-member-init): written before read
    const char *const end = m_end;
    const char *at = m_at;
    int depth = 0; // of the containers opened here
    const auto failAt = [&] {
        m_at = at;
        return fail();
    };
    const auto space = [&] {
        while (at < end && isSpace(*at))
            ++at;
        return at < end;
    };
    const auto string = [&] {
        bool escaped = false;
        const char *close = at < end && *at == '"' ? scanString(at + 1, end, escaped) : nullptr;
        if (close != nullptr)
            at = close + 1;
        return close != nullptr;
    };
    const auto key = [&] { return space() && string() && space() && *at++ == ':'; };

    for (;;) {
        if (!space())
            return failAt();
        const char c = *at;
        if (c == '{' || c == '[') {
            if (m_depth + depth == maxDepth) {
                m_tooDeep = true;
                return failAt();
            }
            const char closer = char(c + 2); // in ASCII, for both kinds
            closers[size_t(depth++)] = closer;
            ++at;
            if (!space())
                return failAt();
            if (*at != closer) {
                if (closer == '}' && !key())
                    return failAt();
                continue;
            }
        } else if (c == '"') {
            if (!string())
                return failAt();
        } else if (c == '-' || isDigit(c)) {
            const char *stop = scanNumber(at, end);
            if (stop == nullptr)
                return failAt();
            at = stop;
        } else {
            m_at = at;
            if (!literal(c == 't' ? "true" : c == 'f' ? "false" : "null"))
                return false;
            at = m_at;
        }
        // After a value: ends of containers, then a comma and what belongs before the next value.
        for (;;) {
            if (!space())
                return failAt();
            const char closer = closers[size_t(depth - 1)];
            if (*at == closer) {
                ++at;
                if (--depth == 0) {
                    m_at = at;
                    return true;
                }
                continue;
            }
            if (*at++ != ',' || (closer == '}' && !key()))
                return failAt();
            break;
        }
    }
}

bool JsonCursor::finish()
{
    skipSpace();
    return !m_failed && m_depth == 0 && m_at == m_end;
}

bool toInteger(QByteArrayView number, qint64 &value)
{
    const char *end = number.data() + number.size();
    const auto [stop, error] = std::from_chars(number.data(), end, value);
    return error == std::errc() && stop == end;
}

} // namespace gateway
