// SPDX-License-Identifier: MIT
#include "ui/inspector/resend.h"

#include "wire/request_body.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto hidden = "***"_L1;

WireDialect dialectOf(const QString &path)
{
    return path.startsWith("/v1/messages"_L1)    ? WireDialect::Anthropic
           : path.startsWith("/v1/responses"_L1) ? WireDialect::OpenAiResponses
                                                 : WireDialect::OpenAiChat;
}

bool saysHowTheBodyIsMeant(const QString &name)
{
    return name == "content-type"_L1 || name == "accept"_L1 || name.startsWith("anthropic-"_L1) ||
           name.startsWith("openai-"_L1);
}

} // namespace

ResendProblem resendProblem(const CallDetail &detail)
{
    if (!detail.captured || detail.request.isEmpty())
        return ResendProblem::NotKept;
    return detail.request.size() < detail.row.opened.requestBytes ? ResendProblem::OnlyPart
                                                                  : ResendProblem::None;
}

Result<Resend> resendOf(const CallDetail &detail, const QString &model)
{
    Resend resend{detail.row.opened.endpoint, {}, detail.request};
    const QStringList lines = detail.requestHeaders.split(u'\n');
    QStringList query;
    for (const QString &item : lines.constFirst().section(u' ', 1).section(u'?', 1).split(u'&')) {
        if (!item.isEmpty() && !item.contains(hidden))
            query += item;
    }
    if (!query.isEmpty())
        resend.target += u'?' + query.join(u'&');
    for (const QString &line : lines) {
        const QString name = line.section(u':', 0, 0).trimmed().toLower();
        const QString value = line.section(u':', 1).trimmed();
        if (saysHowTheBodyIsMeant(name) && !value.contains(hidden))
            resend.headers.append({name.toLatin1(), value.toUtf8()});
    }
    if (model.isEmpty() || model == detail.row.opened.model)
        return resend;
    const Result<RequestBody> read = readRequestBody(detail.request, dialectOf(detail.row.opened.endpoint));
    if (!read)
        return tl::make_unexpected(read.error());
    resend.body = applySplices(detail.request, planSplices(*read, model, false));
    return resend;
}

} // namespace gateway::ui
