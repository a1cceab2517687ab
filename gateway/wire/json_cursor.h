// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>

namespace gateway {

// A string literal inside a JSON text: what stands between its quotes, as it stands there.
struct JsonString
{
    QByteArrayView raw;
    bool escaped = false; // holds a backslash: raw is not yet the text

    // Compares with plain ASCII, escapes resolved.
    bool equals(QByteArrayView ascii) const;
    // The text in UTF-8. A lone surrogate, which JSON allows, becomes its own three bytes, so that two
    // different strings never become one.
    QByteArray text() const;
    // The same in pieces and without a copy of the whole: `sink(QByteArrayView)` is called in order.
    template <typename Sink>
    void pieces(Sink &&sink) const
    {
        qsizetype at = 0;
        while (escaped) {
            const qsizetype backslash = raw.indexOf('\\', at);
            if (backslash < 0)
                break;
            if (backslash > at)
                sink(raw.sliced(at, backslash - at));
            std::array<char, 4> decoded{};
            at = backslash;
            const int length = decodeEscape(at, decoded);
            sink(QByteArrayView(decoded.data(), length));
        }
        if (at < raw.size())
            sink(raw.sliced(at));
    }

private:
    // Steps `at` over the escape (a surrogate pair at once); the result's length.
    int decodeEscape(qsizetype &at, std::array<char, 4> &decoded) const;
};

// Walks a JSON text once, front to back, checking the grammar of RFC 8259 as it goes; positions are those of
// the text. Unlike a parser it makes no tree, needs no memory and no padding, and accepts what the grammar
// accepts: numbers of any size and lone surrogates, which real clients send and which must reach the provider
// as they are. UTF-8 is not checked here. After a failure every call fails.
//
//     if (cursor.enterObject()) {
//         JsonString key;
//         while (cursor.nextKey(key))
//             cursor.skip(); // or any other call that takes exactly one value
//     }
class JsonCursor final
{
public:
    enum class Kind : quint8 { Invalid, Object, Array, String, Number, True, False, Null };
    static constexpr int maxDepth = 512;

    explicit JsonCursor(QByteArrayView json)
        : m_begin(json.data()), m_at(m_begin), m_end(m_begin + json.size())
    {}

    Kind peek(); // of the next value; whitespace before it is skipped
    qsizetype position() const { return m_at - m_begin; }

    bool enterObject();
    bool nextKey(JsonString &key); // false at the end of the object, which is then left
    bool enterArray();
    bool nextElement(); // false at the end of the array, which is then left
    bool readString(JsonString &string);
    bool readNumber(QByteArrayView &number);
    bool skip(); // one value of any kind

    bool failed() const { return m_failed; }
    bool tooDeep() const { return m_tooDeep; }
    bool finish(); // nothing but whitespace is left, and nothing failed

private:
    bool fail();
    void skipSpace()
    {
        if (m_at < m_end && quint8(*m_at) <= ' ')
            skipSpaces();
    }
    void skipSpaces();
    bool take(char c);
    bool enter(char c);
    bool leave(char c);
    bool literal(QByteArrayView word);
    bool skipContainer();

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    int m_depth = 0;
    bool m_justEntered = false;
    bool m_failed = false;
    bool m_tooDeep = false;
};

// A JSON integer as it stands, when it is one and fits; 1e3 and 1.0 are not.
bool toInteger(QByteArrayView number, qint64 &value);

} // namespace gateway
