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
QByteArrayList otherMembers(const QByteArray &body)
{
    QByteArrayList members;
    JsonCursor cursor(body);
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        cursor.peek();
        const qsizetype begin = cursor.position();
        cursor.skip();
        if (!key.equals("model") && !key.equals("stream_options"))
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray body(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto read = readRequestBody(body);
    compareWithSimdjson(body, read);
    JsonCursor cursor(body);
    const bool valid = cursor.skip() && cursor.finish();
    if (!read) {
        CHECK(read.error().code == ErrorCode::InvalidRequest && !read.error().message.isEmpty());
        return 0;
    }
    CHECK(valid);
    CHECK(within(read->object, body) && body[read->object.begin] == '{');
    CHECK(body[read->object.begin + read->object.length - 1] == '}');
    CHECK(!read->model || (within(read->modelSpan, body) && body[read->modelSpan.begin] == '"'));
    CHECK(!read->streamOptions || within(*read->streamOptions, body));
    CHECK(!read->includeUsageSpan || within(*read->includeUsageSpan, body));
    CHECK(read->promptTokenEstimate >= 0);

    CHECK(applySplices(body, {}) == body);
    const QString model = QStringLiteral("up\"stream\\");
    const QByteArray spliced = applySplices(body, planSplices(*read, model, true));
    const auto again = readRequestBody(spliced);
    CHECK(again);
    CHECK(again->model == model);
    CHECK(again->stream == read->stream);
    CHECK(!read->stream || again->includeUsage == true);
    CHECK(again->maxTokens == read->maxTokens);
    CHECK(otherMembers(spliced) == otherMembers(body));
    CHECK(planSplices(*again, model, true).isEmpty());
    return 0;
}
