// SPDX-License-Identifier: MIT
#include "wire/json_cursor.h"
#include "wire/request_body.h"

#include "check.h"

#include <simdjson.h>

#include <QByteArrayList>

using namespace gateway;

namespace {

bool within(const Span &span, const QByteArray &body)
{
    return span.begin >= 0 && span.length > 0 && span.begin + span.length <= body.size();
}

// The top-level members but those that a splice may touch, as they stand.
QByteArrayList otherMembers(const QByteArray &body, bool withLimits)
{
    QByteArrayList members;
    JsonCursor cursor(body);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        cursor.peek();
        const qsizetype begin = cursor.position();
        cursor.skip();
        const bool isLimit = key.equals("max_tokens") || key.equals("max_completion_tokens") ||
                             key.equals("max_output_tokens");
        if (!key.equals("model") && !key.equals("stream_options") && (withLimits || !isLimit))
            members += key.raw.toByteArray() + ':' + body.mid(begin, cursor.position() - begin);
    }
    CHECK(cursor.finish());
    return members;
}

// Another parser's opinion. It knows more refusals: numbers that fit no double, lone surrogates; and fewer:
// depth.
void compareWithSimdjson(const QByteArray &body, const Result<RequestBody> &read)
{
    static simdjson::dom::parser parser;
    simdjson::dom::element root;
    const auto error = parser.parse(body.constData(), size_t(body.size())).get(root);
    const bool tooDeep = !read && read.error().message.contains(QStringLiteral("nested deeper"));
    const bool malformed = !read && !tooDeep &&
                           (read.error().message.contains(QStringLiteral("not valid")) ||
                            read.error().message.contains(QStringLiteral("body is empty")));
    if (error == simdjson::SUCCESS)
        CHECK(!malformed);
    else if (read)
        CHECK(error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR ||
              error == simdjson::CAPACITY);
}

// What holds for a body that was taken.
void checkRead(const QByteArray &body, const RequestBody &read)
{
    CHECK(within(read.object, body) && body[read.object.begin] == '{');
    CHECK(body[read.object.begin + read.object.length - 1] == '}');
    CHECK(!read.model || (within(read.modelSpan, body) && body[read.modelSpan.begin] == '"'));
    CHECK(!read.streamOptions || within(*read.streamOptions, body));
    CHECK(!read.includeUsageSpan || within(*read.includeUsageSpan, body));
    CHECK(read.promptTokenEstimate >= 0 && read.choices >= 1);
    CHECK(read.images >= 0 && read.remoteImages >= 0 && read.remoteImages <= read.images);
    for (const TokenLimit &limit : read.limits)
        CHECK(within(limit.value, body));
    for (const Span &span : read.conversation)
        CHECK(within(span, body));
    CHECK(conversationHash(body, read).size() == (read.conversation.isEmpty() ? 0 : 32));
}

void checkSplices(const QByteArray &body, const RequestBody &read)
{
    CHECK(applySplices(body, {}) == body);
    const QString model = QStringLiteral("up\"stream\\");
    const QByteArray spliced = applySplices(body, planSplices(read, model, true));
    const auto again = readRequestBody(spliced, read.dialect);
    CHECK(again);
    CHECK(again->model == model);
    CHECK(again->stream == read.stream);
    const bool asks = read.stream && read.dialect == WireDialect::OpenAiChat;
    CHECK(!asks || again->includeUsage == true);
    CHECK(again->maxTokens == read.maxTokens);
    CHECK(again->promptTokenEstimate == read.promptTokenEstimate && again->unboundable == read.unboundable);
    CHECK(conversationHash(spliced, *again) == conversationHash(body, read));
    CHECK(otherMembers(spliced, true) == otherMembers(body, true));
    CHECK(planSplices(*again, model, true).isEmpty());

    const QByteArray bounded = applySplices(body, planSplices(read, model, true, 50));
    const auto strict = readRequestBody(bounded, read.dialect);
    CHECK(strict && strict->maxTokens && *strict->maxTokens <= 50);
    for (const TokenLimit &limit : strict->limits)
        CHECK(limit.tokens && *limit.tokens <= 50);
    CHECK(otherMembers(bounded, false) == otherMembers(body, false));
    CHECK(planSplices(*strict, model, true, 50).isEmpty());
}

void check(const QByteArray &body, WireDialect dialect)
{
    const auto read = readRequestBody(body, dialect);
    compareWithSimdjson(body, read);
    JsonCursor cursor(body);
    const bool valid = cursor.skip() && cursor.finish();
    if (!read) {
        CHECK(read.error().code == ErrorCode::InvalidRequest && !read.error().message.isEmpty());
        return;
    }
    CHECK(valid);
    checkRead(body, *read);
    checkSplices(body, *read);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray body(reinterpret_cast<const char *>(data), qsizetype(size));
    for (const WireDialect dialect :
         {WireDialect::OpenAiChat, WireDialect::OpenAiResponses, WireDialect::Anthropic})
        check(body, dialect);
    return 0;
}
