// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include "wire/json_cursor.h"
#include "wire/prompt_reader.h"
#include "wire/strict_fields.h"

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
constexpr qint64 maxChoices = qint64(1) << 20;
constexpr size_t keptKeys = 64;
constexpr qsizetype maxOpening = 8; // messages before the user's first one

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

// "data" of a known top-level key, as Result's error or nothing.
using Problem = std::optional<QString>;

class BodyReader final
{
public:
    BodyReader(const QByteArray &body, WireDialect dialect) : m_cursor(body), m_json(body)
    {
        m_body.dialect = dialect;
    }

    Result<RequestBody> read();

private:
    Problem readMember(QByteArrayView key);
    bool readPromptMember(QByteArrayView key);
    Problem readModel();
    Problem readStream();
    Problem readStreamOptions();
    void readMessages();
    void readLimit(QByteArrayView name);
    void readCount(QByteArrayView name);
    void readPrompts();
    void conclude();
    bool isChat() const { return m_body.dialect == WireDialect::OpenAiChat; }
    Span span(qsizetype begin) const { return {begin, m_cursor.position() - begin}; }
    qsizetype valueBegin()
    {
        m_cursor.peek();
        return m_cursor.position();
    }

    JsonCursor m_cursor;
    QByteArrayView m_json;
    RequestBody m_body;
    wire::PromptReader m_prompt;
    std::optional<Span> m_cacheKey;
    QList<Span> m_systemSpans;
    QList<Span> m_messageSpans; // up to the first one of the user
    qint64 m_count = 1;
    qint64 m_prompts = 1;
};

Result<RequestBody> BodyReader::read()
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
    if (!simdjson::validate_utf8(m_json.data(), size_t(m_json.size())))
        return invalid(QStringLiteral("The request body is not valid UTF-8."));
    if (const auto twice = keys.firstTwice())
        return invalid(QStringLiteral("The key \"%1\" is given twice.").arg(shown(*twice)));
    if (problem)
        return invalid(*problem);
    conclude();
    return std::move(m_body);
}

void BodyReader::conclude()
{
    for (const TokenLimit &limit : m_body.limits) {
        // Chat's newer name counts before the older one.
        if (limit.tokens && (!m_body.maxTokens || limit.name == "max_completion_tokens"))
            m_body.maxTokens = limit.tokens;
    }
    m_body.choices = m_count * m_prompts;
    m_body.promptTokenEstimate = m_prompt.tokens();
    m_body.images = m_prompt.images();
    m_body.remoteImages = m_prompt.remoteImages();
    m_body.unboundable += m_prompt.unboundable();
    if (m_cacheKey)
        m_body.conversation = {*m_cacheKey};
    else
        m_body.conversation = m_systemSpans + m_messageSpans;
}

Problem BodyReader::readMember(QByteArrayView key)
{
    if (key == "model")
        return readModel();
    if (key == "stream")
        return readStream();
    if (isChat() && key == "stream_options")
        return readStreamOptions();
    if (readPromptMember(key))
        return {};
    if (key == "max_tokens" && m_body.dialect != WireDialect::OpenAiResponses) {
        readLimit("max_tokens");
    } else if (key == "max_completion_tokens" && isChat()) {
        readLimit("max_completion_tokens");
    } else if (key == "max_output_tokens" && m_body.dialect == WireDialect::OpenAiResponses) {
        readLimit("max_output_tokens");
    } else if (isChat() && (key == "n" || key == "best_of")) {
        readCount(key);
    } else if (key == "prompt_cache_key" && m_cursor.peek() == Kind::String) {
        const qsizetype begin = valueBegin();
        JsonString text;
        if (m_cursor.readString(text) && !text.raw.isEmpty())
            m_cacheKey = span(begin);
    } else {
        const qsizetype begin = valueBegin();
        m_cursor.skip();
        if (m_cursor.failed())
            return {};
        const QByteArrayView value = m_json.sliced(begin, m_cursor.position() - begin);
        if (const QByteArrayView meant = wire::almostPolicyMember(key); !meant.isEmpty())
            return QStringLiteral("The key \"%1\" must be written \"%2\".")
                    .arg(shown(key), QString::fromLatin1(meant));
        if (wire::leavesCostOpen(m_body.dialect, key, value))
            m_body.unboundable.append(QString::fromLatin1(key));
        if (wire::choosesOtherModels(key, value))
            m_body.otherModels.append(QString::fromLatin1(key));
    }
    return {};
}

// What the model reads; whether the member was of that kind.
bool BodyReader::readPromptMember(QByteArrayView key)
{
    const bool isResponses = m_body.dialect == WireDialect::OpenAiResponses;
    const qsizetype begin = valueBegin();
    if (key == "messages" && !isResponses) {
        m_body.hasMessages = m_cursor.peek() == Kind::Array;
        readMessages();
    } else if (key == "input" && m_body.dialect != WireDialect::Anthropic) {
        m_body.hasInput = m_body.hasInput || m_cursor.peek() != Kind::Null;
        if (isResponses)
            readMessages();
        else
            m_prompt.read(m_cursor);
    } else if (key == "prompt" && isChat()) {
        m_body.hasInput = m_body.hasInput || m_cursor.peek() != Kind::Null;
        readPrompts();
    } else if ((key == "system" && m_body.dialect == WireDialect::Anthropic) ||
               (key == "instructions" && isResponses)) {
        m_prompt.read(m_cursor);
        m_systemSpans.append(span(begin));
    } else if (key == "tools" || (key == "functions" && isChat())) {
        m_prompt.readTools(m_cursor);
    } else {
        return false;
    }
    return true;
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

// Messages or items; the first ones, up to the first of the user, tell conversations apart.
void BodyReader::readMessages()
{
    const qsizetype begin = valueBegin();
    if (m_cursor.peek() != Kind::Array) {
        m_prompt.read(m_cursor);
        m_messageSpans.append(span(begin));
        return;
    }
    bool open = true;
    m_cursor.enterArray();
    while (m_cursor.nextElement()) {
        const qsizetype message = valueBegin();
        m_prompt.read(m_cursor);
        if (!open || m_cursor.failed())
            continue;
        m_messageSpans.append(span(message));
        open = !wire::isUserMessage(m_json.sliced(message, m_cursor.position() - message)) &&
               m_messageSpans.size() < maxOpening;
    }
}

// A completion's prompts: one, or a list of texts or of token lists, with an answer for each.
void BodyReader::readPrompts()
{
    if (m_cursor.peek() != Kind::Array) {
        m_prompt.read(m_cursor);
        return;
    }
    qint64 prompts = 0;
    m_cursor.enterArray();
    while (m_cursor.nextElement()) {
        prompts += m_cursor.peek() == Kind::Number ? 0 : 1;
        m_prompt.read(m_cursor);
    }
    m_prompts = std::clamp<qint64>(prompts, 1, maxChoices);
}

// What a provider would refuse is left for the provider to refuse.
void BodyReader::readLimit(QByteArrayView name)
{
    TokenLimit limit{name, {valueBegin(), 0}, std::nullopt};
    QByteArrayView number;
    qint64 value = 0;
    if (m_cursor.peek() != Kind::Number)
        m_cursor.skip();
    else if (m_cursor.readNumber(number) && toInteger(number, value) && value >= 0)
        limit.tokens = value;
    limit.value = span(limit.value.begin);
    m_body.limits.append(limit);
}

void BodyReader::readCount(QByteArrayView name)
{
    QByteArrayView number;
    qint64 value = 0;
    const Kind kind = m_cursor.peek();
    if (kind != Kind::Number)
        m_cursor.skip();
    const bool isCount = kind == Kind::Number && m_cursor.readNumber(number) && toInteger(number, value) &&
                         value > 0 && value <= maxChoices;
    if (isCount)
        m_count = qMax(m_count, value);
    else if (kind != Kind::Null)
        m_body.unboundable.append(QString::fromLatin1(name));
}

} // namespace

Result<RequestBody> readRequestBody(const QByteArray &body, WireDialect dialect)
{
    return BodyReader(body, dialect).read();
}

} // namespace gateway
