// SPDX-License-Identifier: MIT
#include "ui/inspector/call_detail.h"

#include "ui/inspector/event_text.h"

#include "store/rows.h"
#include "wire/sse.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// For a shell: nothing inside single quotes means anything but the quote itself.
QString quoted(QString text)
{
    return u'\'' + text.replace(u'\'', u"'\\''"_s) + u'\'';
}

bool looksLikeEvents(const QByteArray &body)
{
    return body.startsWith("data:") || body.startsWith("event:") || body.startsWith(":");
}

QList<BodyText::Event> eventsOf(const QByteArray &body)
{
    QList<BodyText::Event> events;
    SseReader reader;
    const auto add = [&events](const SseReader::Event &event) {
        if (!event.hasData)
            return;
        const QByteArray type = event.type.toByteArray();
        const QByteArray data = event.data.toByteArray();
        const QJsonDocument json = QJsonDocument::fromJson(data);
        const QString name = type.isEmpty() ? QString() : u"event: "_s + QString::fromUtf8(type) + u'\n';
        events.append({EventText::of(type, data),
                       name + QString::fromUtf8(json.isNull() ? data : json.toJson()).trimmed()});
    };
    reader.feed(body, add);
    reader.finish(add);
    return events;
}

} // namespace

BodyText bodyText(const QString &headers, const QByteArray &body)
{
    BodyText shown;
    shown.headers = headers.trimmed();
    if (looksLikeEvents(body)) {
        shown.events = eventsOf(body);
        shown.text = QString::fromUtf8(body);
        return shown;
    }
    shown.json = QJsonDocument::fromJson(body);
    shown.text = QString::fromUtf8(shown.json.isNull() ? body : shown.json.toJson());
    return shown;
}

Result<CallDetail> loadCallDetail(Database &database, RequestId id)
{
    LedgerQueries queries(database, {});
    Result<CallRow> row = queries.call(id);
    if (!row)
        return tl::make_unexpected(row.error());
    CallDetail detail;
    detail.row = *std::move(row);
    const PriceId priceId = detail.row.settled.priceId.value_or(detail.row.opened.priceId);
    if (priceId) {
        // Also one that is no longer in force.
        const Result<QList<Price>> prices = rows::prices(database, true);
        if (!prices)
            return tl::make_unexpected(prices.error());
        const auto found = std::find_if(prices->begin(), prices->end(),
                                        [priceId](const Price &price) { return price.id == priceId; });
        if (found != prices->end())
            detail.price = *found;
    }
    const auto capture = queries.capture(id);
    if (!capture)
        return tl::make_unexpected(capture.error());
    if (*capture) {
        detail.captured = true;
        detail.request = (*capture)->request;
        detail.requestHeaders = (*capture)->requestHeaders;
        detail.client = bodyText((*capture)->requestHeaders, (*capture)->request);
        detail.unchanged = (*capture)->upstreamRequest.isNull();
        if (!(*capture)->upstreamHeaders.isEmpty()) {
            detail.sent = bodyText((*capture)->upstreamHeaders,
                                   detail.unchanged ? (*capture)->request : (*capture)->upstreamRequest);
        }
        detail.answer = bodyText((*capture)->responseHeaders, (*capture)->response);
        detail.answer.upstreamHeaders = (*capture)->upstreamAnswerHeaders;
    }
    return detail;
}

QString curlOf(const CallDetail &detail, const QString &address)
{
    return u"curl "_s + quoted(address + detail.row.opened.endpoint) +
           u" \\\n  -H \"Authorization: Bearer $GATEWAY_KEY\" \\\n  -H 'Content-Type: application/json' \\\n  -d "_s +
           quoted(QString::fromUtf8(detail.request));
}

} // namespace gateway::ui
