// SPDX-License-Identifier: MIT
#include "wire/json_cursor.h"
#include "wire/usage.h"

#include <cstring>

namespace gateway {

namespace {

constexpr qsizetype maxKey = 64;
constexpr qsizetype maxUsage = qsizetype(64) * 1024;

// The end of the plain run inside a string: its quote or a backslash.
qsizetype stringRun(QByteArrayView bytes, qsizetype at)
{
    const char *begin = bytes.data() + at;
    const auto length = size_t(bytes.size() - at);
    const auto *quote = static_cast<const char *>(std::memchr(begin, '"', length));
    const size_t limit = quote != nullptr ? size_t(quote - begin) : length;
    const auto *backslash = static_cast<const char *>(std::memchr(begin, '\\', limit));
    return at + (backslash != nullptr ? backslash - begin : qsizetype(limit));
}

void appendBounded(QByteArray &to, QByteArrayView bytes, qsizetype limit)
{
    // One byte beyond the limit marks it as cut.
    to.append(bytes.first(qMin(bytes.size(), limit + 1 - qMin(limit + 1, to.size()))));
}

} // namespace

void UsageScanner::feed(QByteArrayView bytes)
{
    qsizetype at = 0;
    while (at < bytes.size()) {
        qsizetype next = at + 1;
        const char c = bytes[at];
        if (m_inString) {
            if (m_escaped) {
                m_escaped = false;
            } else if (c == '\\') {
                m_escaped = true;
            } else if (c == '"') {
                m_inString = false;
            } else {
                next = stringRun(bytes, at);
            }
            if (m_expectKey && m_inString)
                appendBounded(m_key, bytes.sliced(at, next - at), maxKey);
            if (m_capturing)
                appendBounded(m_value, bytes.sliced(at, next - at), maxUsage);
            if (!m_inString)
                endString();
            at = next;
            continue;
        }
        if (c == '}' || c == ']') {
            if (m_depth == 1)
                endValue();
            m_depth = qMax(0, m_depth - 1);
        } else if (c == ',' && m_depth == 1) {
            endValue();
            m_expectKey = true;
        }
        if (m_capturing)
            appendBounded(m_value, bytes.sliced(at, 1), maxUsage);
        if (c == '"') {
            m_inString = true;
            if (m_expectKey)
                m_key.resize(0);
        } else if (c == '{' || c == '[') {
            ++m_depth;
            m_expectKey = m_depth == 1 && c == '{';
        } else if (c == ':' && m_depth == 1 && m_isUsageKey) {
            m_isUsageKey = false;
            m_capturing = true;
            m_value.resize(0);
        }
        at = next;
    }
}

void UsageScanner::endString()
{
    if (!m_expectKey)
        return;
    m_expectKey = false;
    const JsonString key{m_key, m_key.contains('\\')};
    m_isUsageKey = m_key.size() <= maxKey && key.equals("usage");
}

void UsageScanner::endValue()
{
    if (m_capturing && m_value.size() <= maxUsage && m_value.trimmed().startsWith('{'))
        m_usage = m_value.trimmed();
    m_capturing = false;
    m_value = {};
}

ChunkFacts UsageScanner::facts() const
{
    if (m_usage.isEmpty())
        return {};
    return readChunk(QByteArray("{\"usage\":" + m_usage + '}'), m_dialect);
}

} // namespace gateway
