// SPDX-License-Identifier: MIT
#include "http/framing.h"

#include "check.h"
#include "cuts.h"

using namespace gateway;

namespace {

struct Seen
{
    QByteArray head; // what counts of it, as text
    QByteArray body;
    friend bool operator==(const Seen &, const Seen &) = default;
};

struct Parsed
{
    QList<Seen> requests;
    int failed = 0; // status
    // Bytes that are wrong in two ways may be refused for either, whichever comes to light first.
    friend bool operator==(const Parsed &a, const Parsed &b)
    {
        return a.requests == b.requests && (a.failed != 0) == (b.failed != 0);
    }
};

QByteArray shown(const RequestHead &head)
{
    QByteArray text =
            head.method + ' ' + head.path + '?' + head.query + ' ' + QByteArray::number(head.minorVersion);
    for (const HeaderField &field : head.headers)
        text += '\n' + field.name + ": " + field.value;
    return text + '\n' + QByteArray::number(head.contentLength.value_or(-1)) + (head.chunked ? "c" : "") +
           (head.expectContinue ? "e" : "") + (head.keepAlive ? "k" : "");
}

// As a connection does it: bytes are appended, and requests taken until more is needed.
template <typename Feed>
Parsed parseWith(const FramingLimits &limits, Feed &&feed)
{
    Parsed result;
    RequestParser parser(limits);
    QByteArray input;
    Seen current;
    feed([&](QByteArrayView piece) {
        input += piece;
        while (result.failed == 0) {
            const auto progress = parser.advance(input);
            CHECK(parser.bodySize() <= limits.bodyBytes);
            if (progress == RequestParser::Progress::NeedMore)
                break;
            if (progress == RequestParser::Progress::Failed) {
                result.failed = parser.error().status;
                CHECK(result.failed >= 400 && result.failed < 600 && !parser.error().message.isEmpty());
            } else if (progress == RequestParser::Progress::HeadComplete) {
                const RequestHead head = parser.takeHead();
                CHECK(!head.method.isEmpty() && !head.path.isEmpty());
                CHECK(!(head.chunked && head.contentLength));
                for (const HeaderField &field : head.headers) {
                    CHECK(!field.name.isEmpty() && field.name == field.name.toLower());
                    CHECK(!field.value.contains('\r') && !field.value.contains('\n') &&
                          !field.value.contains('\0'));
                }
                current.head = shown(head);
            } else {
                current.body = parser.takeBody();
                result.requests += current;
                parser.reset();
            }
        }
    });
    return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    const uint32_t seed = uint32_t(data[0]) | uint32_t(data[1]) << 8U;
    FramingLimits limits;
    if (data[2] != 0) {
        limits.headerBytes = 200;
        limits.requestLineBytes = 100;
        limits.headerCount = 4;
        limits.bodyBytes = data[2];
    }
    const QByteArrayView stream(reinterpret_cast<const char *>(data) + 3, qsizetype(size) - 3);
    const Parsed once = parseWith(limits, [&](auto &&take) { take(stream); });
    CHECK(parseWith(limits, [&](auto &&take) { Cuts(seed).feed(stream, take); }) == once);
    CHECK(parseWith(limits, [&](auto &&take) {
              for (qsizetype i = 0; i < stream.size(); ++i)
                  take(stream.sliced(i, 1));
          }) == once);
    return 0;
}
