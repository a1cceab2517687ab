// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include <algorithm>

namespace gateway {

namespace {

QByteArray quoted(const QString &text)
{
    constexpr char hex[] = "0123456789abcdef";
    QByteArray out("\"");
    const QByteArray utf8 = text.toUtf8();
    out.reserve(utf8.size() + 2);
    for (const char c : utf8) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (quint8(c) < 0x20) {
            out += "\\u00";
            out += hex[quint8(c) >> 4U];
            out += hex[quint8(c) & 0xfU];
        } else {
            out += c;
        }
    }
    out += '"';
    return out;
}

} // namespace

QList<Splice> planSplices(const RequestBody &body, const QString &upstreamModel, bool askForUsage,
                          std::optional<qint64> maxTokens, bool newerName)
{
    QList<Splice> splices;
    QByteArray members; // added at the end of the object
    const auto addMember = [&](const QByteArray &member) {
        if (!body.isEmptyObject || !members.isEmpty())
            members += ',';
        members += member;
    };

    if (!body.model)
        addMember("\"model\":" + quoted(upstreamModel));
    else if (*body.model != upstreamModel)
        splices.append({body.modelSpan.begin, body.modelSpan.length, quoted(upstreamModel)});

    if (askForUsage && body.dialect == WireDialect::OpenAiChat && body.stream &&
        !body.includeUsage.value_or(false)) {
        if (body.includeUsageSpan)
            splices.append({body.includeUsageSpan->begin, body.includeUsageSpan->length, "true"});
        else if (!body.streamOptions)
            addMember("\"stream_options\":{\"include_usage\":true}");
        else if (!body.streamOptionsMembers) // null
            splices.append(
                    {body.streamOptions->begin, body.streamOptions->length, "{\"include_usage\":true}"});
        else
            splices.append(
                    {body.streamOptions->begin + 1, 0,
                     *body.streamOptionsMembers > 0 ? "\"include_usage\":true," : "\"include_usage\":true"});
    }
    if (maxTokens) {
        const QByteArray number = QByteArray::number(qMax<qint64>(0, *maxTokens));
        for (const TokenLimit &limit : body.limits) {
            if (!limit.tokens || *limit.tokens <= 0 || *limit.tokens > *maxTokens)
                splices.append({limit.value.begin, limit.value.length, number});
        }
        if (body.limits.isEmpty())
            addMember((body.dialect == WireDialect::OpenAiResponses           ? "\"max_output_tokens\":"
                       : newerName && body.dialect == WireDialect::OpenAiChat ? "\"max_completion_tokens\":"
                                                                              : "\"max_tokens\":") +
                      number);
    }

    if (!members.isEmpty())
        splices.append({body.object.begin + body.object.length - 1, 0, members});
    std::sort(splices.begin(), splices.end(),
              [](const Splice &a, const Splice &b) { return a.begin < b.begin; });
    return splices;
}

QByteArray applySplices(const QByteArray &body, const QList<Splice> &splices)
{
    qsizetype size = body.size();
    for (const Splice &splice : splices)
        size += splice.insert.size() - splice.length;
    QByteArray out;
    out.reserve(size);
    qsizetype at = 0;
    for (const Splice &splice : splices) {
        out.append(QByteArrayView(body).sliced(at, splice.begin - at));
        out.append(splice.insert);
        at = splice.begin + splice.length;
    }
    out.append(QByteArrayView(body).sliced(at));
    return out;
}

} // namespace gateway
