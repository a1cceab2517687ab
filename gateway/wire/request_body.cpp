// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include "wire/json_cursor.h"
#include "wire/token_estimate.h"

#include <simdjson.h>

#include <QHashSeed>

#include <algorithm>
#include <deque>
#include <vector>

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

constexpr qsizetype maxModelLength = 256;
constexpr qsizetype maxNamedKey = 64;
constexpr qint64 attachmentTokens = 765; // what a mid-sized image costs at the providers that say
constexpr size_t keptKeys = 64;

tl::unexpected<Error> invalid(const QString &message)
{
    return failure(ErrorCode::InvalidRequest, message);
}

// A key as it may be shown in an error: short, without control characters.
QString shown(QByteArrayView key)
{
    QString name = QString::fromUtf8(key.first(qMin(key.size(), maxNamedKey * 4)));
    name.truncate(maxNamedKey);
    for (QChar &c : name) {
        if (c.category() == QChar::Other_Control || c.isSurrogate())
            c = QChar::ReplacementCharacter;
    }
    return name;
}

constexpr size_t maxMembers = 1'000; // of the top-level object: dialects know a few dozen

// The keys of one object, so that one given twice is found: most servers take the last of two, and a policy
// that looked at the other one would be no policy. Linear for the usual handful, by order for the rest.
class KeySet final
{
public:
    explicit KeySet(std::vector<QByteArrayView> &keys) : m_keys(keys) { m_keys.clear(); }
    ~KeySet()
    {
        if (m_keys.capacity() > keptKeys)
            std::vector<QByteArrayView>().swap(m_keys);
    }
    Q_DISABLE_COPY_MOVE(KeySet)

    QByteArrayView add(const JsonString &key)
    {
        if (!key.escaped)
            return m_keys.emplace_back(key.raw);
        return m_keys.emplace_back(m_unescaped.emplace_back(key.text()));
    }

    std::optional<QByteArrayView> firstTwice()
    {
        if (m_keys.size() > 16)
            return firstTwiceOfMany();
        for (size_t i = 1; i < m_keys.size(); ++i) {
            const auto here = m_keys.begin() + qsizetype(i);
            if (std::find(m_keys.begin(), here, *here) != here)
                return *here;
        }
        return std::nullopt;
    }

private:
    std::optional<QByteArrayView> firstTwiceOfMany()
    {
        // By hash: a million keys compare as numbers. The seed is the process's own, so nobody can aim at it.
        std::vector<std::pair<size_t, QByteArrayView>> hashed;
        hashed.reserve(m_keys.size());
        for (const QByteArrayView key : m_keys)
            hashed.emplace_back(qHash(key, QHashSeed::globalSeed()), key);
        std::sort(hashed.begin(), hashed.end());
        const auto twice = std::adjacent_find(hashed.begin(), hashed.end());
        return twice == hashed.end() ? std::nullopt : std::optional(twice->second);
    }

    std::vector<QByteArrayView> &m_keys;
    std::deque<QByteArray> m_unescaped;
};

// Adds up the text that a model will read. Names of roles and parts stand for the few tokens that a message
// costs beside its text.
void countText(JsonCursor &cursor, TokenEstimator &estimate, bool withKeys)
{
    JsonString string;
    switch (cursor.peek()) {
    case Kind::String:
        if (!cursor.readString(string))
            return;
        if (string.raw.startsWith("data:") &&
            string.raw.first(qMin<qsizetype>(256, string.raw.size())).contains(";base64,"))
            estimate.addTokens(attachmentTokens);
        else
            string.pieces([&estimate](QByteArrayView piece) { estimate.add(piece); });
        return;
    case Kind::Array:
        cursor.enterArray();
        while (cursor.nextElement())
            countText(cursor, estimate, withKeys);
        return;
    case Kind::Object:
        cursor.enterObject();
        while (cursor.nextKey(string)) {
            if (string.equals("image_url") || string.equals("video_url") || string.equals("input_audio") ||
                string.equals("file_data")) {
                estimate.addTokens(attachmentTokens);
                cursor.skip();
                continue;
            }
            if (withKeys)
                estimate.add(string.raw);
            countText(cursor, estimate, withKeys);
        }
        return;
    case Kind::Number:
        estimate.addTokens(1); // completions and embeddings take token ids for text
        [[fallthrough]];
    default:
        cursor.skip();
    }
}

// "data" of a known top-level key, as Result's error or nothing.
using Problem = std::optional<QString>;

class BodyReader final
{
public:
    explicit BodyReader(const QByteArray &body) : m_cursor(body) {}

    Result<RequestBody> read(const QByteArray &bytes);

private:
    Problem readMember(QByteArrayView key);
    Problem readModel();
    Problem readStream();
    Problem readStreamOptions();
    void readLimit(std::optional<qint64> &limit);
    Span span(qsizetype begin) const { return {begin, m_cursor.position() - begin}; }
    qsizetype valueBegin()
    {
        m_cursor.peek();
        return m_cursor.position();
    }

    JsonCursor m_cursor;
    RequestBody m_body;
    TokenEstimator m_estimate;
    std::optional<qint64> m_maxCompletion, m_max, m_maxOutput;
};

Result<RequestBody> BodyReader::read(const QByteArray &bytes)
{
    if (m_cursor.peek() == Kind::Invalid && m_cursor.finish())
        return invalid(QStringLiteral("The request body is empty; a JSON object is expected."));
    // Positions first: an invalid byte and a wrong type are told apart for the person who looks for them.
    thread_local std::vector<QByteArrayView> keyStorage;
    KeySet keys(keyStorage);
    Problem problem;
    if (m_cursor.peek() == Kind::Object) {
        m_body.object.begin = m_cursor.position();
        m_cursor.enterObject();
        JsonString key;
        while (m_cursor.nextKey(key)) {
            if (keyStorage.size() >= maxMembers)
                return invalid(QStringLiteral("The request body has more than %1 members.").arg(maxMembers));
            const Problem found = readMember(keys.add(key));
            if (found && !problem)
                problem = found;
        }
        m_body.object = span(m_body.object.begin);
        m_body.isEmptyObject = keyStorage.empty();
    } else {
        m_cursor.skip();
        problem = QStringLiteral("The request body must be a JSON object.");
    }
    if (m_cursor.tooDeep())
        return invalid(QStringLiteral("The request body is nested deeper than %1 levels.")
                               .arg(JsonCursor::maxDepth));
    if (!m_cursor.finish()) {
        return invalid(
                QStringLiteral("The request body is not valid JSON (at byte %1).").arg(m_cursor.position()));
    }
    if (!simdjson::validate_utf8(bytes.constData(), size_t(bytes.size())))
        return invalid(QStringLiteral("The request body is not valid UTF-8."));
    if (const auto twice = keys.firstTwice())
        return invalid(QStringLiteral("The key \"%1\" is given twice.").arg(shown(*twice)));
    if (problem)
        return invalid(*problem);
    m_body.maxTokens = m_maxCompletion ? m_maxCompletion : m_max ? m_max : m_maxOutput;
    m_body.promptTokenEstimate = m_estimate.tokens();
    return std::move(m_body);
}

Problem BodyReader::readMember(QByteArrayView key)
{
    if (key == "model")
        return readModel();
    if (key == "stream")
        return readStream();
    if (key == "stream_options")
        return readStreamOptions();
    if (key == "messages") {
        m_body.hasMessages = m_cursor.peek() == Kind::Array;
        countText(m_cursor, m_estimate, false);
    } else if (key == "input" || key == "prompt") {
        m_body.hasInput = m_body.hasInput || m_cursor.peek() != Kind::Null;
        countText(m_cursor, m_estimate, false);
    } else if (key == "tools" || key == "functions") {
        countText(m_cursor, m_estimate, true);
    } else if (key == "max_completion_tokens") {
        readLimit(m_maxCompletion);
    } else if (key == "max_tokens") {
        readLimit(m_max);
    } else if (key == "max_output_tokens") {
        readLimit(m_maxOutput);
    } else {
        m_cursor.skip();
    }
    return {};
}

Problem BodyReader::readModel()
{
    const qsizetype begin = valueBegin();
    JsonString text;
    if (m_cursor.peek() != Kind::String) {
        m_cursor.skip();
        return QStringLiteral("\"model\" must be a string.");
    }
    if (!m_cursor.readString(text))
        return {};
    m_body.modelSpan = span(begin);
    // Three bytes of UTF-8, and six of an escape, are one UTF-16 unit at most.
    if (text.raw.size() > maxModelLength * 6)
        return QStringLiteral("\"model\" is longer than %1 characters.").arg(maxModelLength);
    const QString model = QString::fromUtf8(text.text());
    if (model.isEmpty())
        return QStringLiteral("\"model\" is empty.");
    if (model.size() > maxModelLength)
        return QStringLiteral("\"model\" is longer than %1 characters.").arg(maxModelLength);
    for (const QChar c : model) {
        // A lone surrogate decodes to replacement characters, which no model is called.
        const char16_t unit = c.unicode();
        if (unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit == QChar::ReplacementCharacter)
            return QStringLiteral("\"model\" holds a character that no model name has.");
    }
    m_body.model = model;
    return {};
}

Problem BodyReader::readStream()
{
    const Kind kind = m_cursor.peek();
    m_cursor.skip();
    if (kind != Kind::True && kind != Kind::False && kind != Kind::Null)
        return QStringLiteral("\"stream\" must be true or false.");
    m_body.stream = kind == Kind::True;
    return {};
}

Problem BodyReader::readStreamOptions()
{
    const qsizetype begin = valueBegin();
    const Kind kind = m_cursor.peek();
    if (kind != Kind::Object) {
        m_cursor.skip();
        if (kind != Kind::Null)
            return QStringLiteral("\"stream_options\" must be an object.");
        m_body.streamOptions = span(begin);
        return {};
    }
    Problem problem;
    qsizetype members = 0;
    m_cursor.enterObject();
    JsonString key;
    while (m_cursor.nextKey(key)) {
        const qsizetype value = valueBegin();
        const Kind valueKind = m_cursor.peek();
        m_cursor.skip();
        ++members;
        if (!key.equals("include_usage"))
            continue;
        if (m_body.includeUsageSpan)
            problem = QStringLiteral("The key \"stream_options.include_usage\" is given twice.");
        m_body.includeUsageSpan = span(value);
        if (valueKind == Kind::True || valueKind == Kind::False)
            m_body.includeUsage = valueKind == Kind::True;
        else if (valueKind != Kind::Null)
            problem = QStringLiteral("\"stream_options.include_usage\" must be true or false.");
    }
    m_body.streamOptions = span(begin);
    m_body.streamOptionsMembers = members;
    return problem;
}

// What a provider would refuse is left for the provider to refuse.
void BodyReader::readLimit(std::optional<qint64> &limit)
{
    if (m_cursor.peek() != Kind::Number) {
        m_cursor.skip();
        return;
    }
    QByteArrayView number;
    qint64 value = 0;
    if (m_cursor.readNumber(number) && toInteger(number, value) && value >= 0)
        limit = value;
}

} // namespace

Result<RequestBody> readRequestBody(const QByteArray &body)
{
    return BodyReader(body).read(body);
}

} // namespace gateway
