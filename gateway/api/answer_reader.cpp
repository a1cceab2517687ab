// SPDX-License-Identifier: MIT
#include "api/answer_reader.h"

#include "upstream/header_policy.h"
#include "wire/json_cursor.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

namespace {

bool isCompressed(const QList<HeaderField> &headers)
{
    const QByteArray coding = headerValue(headers, "content-encoding").trimmed().toLower();
    return !coding.isEmpty() && coding != "identity";
}

bool hasType(const QList<HeaderField> &headers, QByteArrayView type)
{
    return headerValue(headers, "content-type").trimmed().toLower().startsWith(type);
}

bool isJson(QByteArrayView text)
{
    JsonCursor cursor(text);
    return cursor.skip() && cursor.finish();
}

} // namespace

Outcome AnswerReader::invalid(const QString &what) const
{
    return failure(ErrorCode::UpstreamInvalidResponse,
                   QStringLiteral("Provider '%1' %2").arg(m_expected.provider, what));
}

Outcome AnswerReader::readHead(int status, const QList<HeaderField> &headers)
{
    m_status = status;
    m_headers = headers;
    if (status < 200 || status > 599 || (status >= 300 && status < 400))
        return invalid(
                QStringLiteral(
                        "answered with a redirect or an unexpected status (HTTP %1). Check its base URL.")
                        .arg(status));
    if (headers.isEmpty()) // Qt drops them all when one line is malformed, the length of the body included
        return invalid(QStringLiteral("did not answer with valid HTTP."));
    if (status >= 400) {
        m_kind = Kind::Refusal;
    } else if (hasType(headers, "text/event-stream") && !isCompressed(headers)) {
        becomeStream();
    } else {
        // An answer that is streamed in some other form (compressed although nobody asked) is passed on as it
        // comes.
        m_kind = Kind::Plain;
        m_holdWhole = !m_expected.stream || hasType(headers, "application/json") || hasType(headers, "text/html");
    }
    return {};
}

void AnswerReader::becomeStream()
{
    m_kind = Kind::Stream;
    m_relay = std::make_unique<StreamRelay>(m_expected.askedForUsage ? StreamRelay::Mode::HoldUsageChunk
                                                                     : StreamRelay::Mode::Transparent,
                                            m_expected.dialect, StreamRelay::Start::Held);
}

Outcome AnswerReader::feed(const QByteArray &data)
{
    // Events under another type, as some servers send them.
    if (m_kind == Kind::Plain && m_received == 0 && m_expected.stream && !isCompressed(m_headers) &&
        (data.startsWith("data:") || data.startsWith("event:") || data.startsWith(':')))
        becomeStream();
    m_received += data.size();
    switch (m_kind) {
    case Kind::Stream:
        m_pending += m_relay->feed(data);
        break;
    case Kind::Refusal:
        m_pending += data;
        if (m_pending.size() > heldRefusal)
            return invalid(
                    QStringLiteral("refused the call (HTTP %1) with more than 1 MiB of text.").arg(m_status));
        break;
    default:
        if (m_scanner)
            m_scanner->feed(data);
        m_pending += data;
        if (!m_passing && (!m_holdWhole || m_pending.size() > heldAnswer)) {
            m_passing = true;
            m_scanner = std::make_unique<UsageScanner>();
            m_scanner->feed(m_pending);
        }
        break;
    }
    return {};
}

Outcome AnswerReader::finish()
{
    m_finished = true;
    // Qt takes some connections that end too early for the end of the answer.
    if (!complete() && m_received < announcedLength().value_or(0))
        return invalid(QStringLiteral("ended its answer before all of it was there."));
    switch (m_kind) {
    case Kind::Stream: {
        const bool wasHeld = m_relay->isHolding();
        m_pending += m_relay->finish();
        if (wasHeld && !complete() && !m_relay->sawError())
            m_pending.clear(); // the client has nothing of it, and shall not: another attempt can be made
        if (m_relay->events() == 0)
            return invalid(QStringLiteral("ended its stream before it said anything."));
        if (!complete() && !m_relay->sawError())
            return invalid(QStringLiteral("ended its stream before the answer was complete."));
        return {};
    }
    case Kind::Plain: {
        const bool mustBeJson = !m_passing && !isCompressed(m_headers) &&
                                (hasType(m_headers, "application/json") || hasType(m_headers, "text/html") ||
                                 m_pending.isEmpty());
        if (mustBeJson && !isJson(m_pending))
            return invalid(
                    QStringLiteral("answered with something that is not whole JSON. Check its base URL."));
        if (m_scanner && hasType(m_headers, "application/json") && !isCompressed(m_headers) && !m_scanner->isWhole())
            return invalid(QStringLiteral("ended its answer in the middle of it."));
        readPlain();
        return {};
    }
    default:
        return {};
    }
}

void AnswerReader::readPlain()
{
    QByteArray json = m_pending;
    if (m_scanner)
        json = "{\"usage\":" + m_scanner->usageObject() +
               '}'; // not JSON when there was none: reads as nothing
    const ChunkFacts facts = readChunk(json, m_expected.dialect);
    m_usage.add(facts);
    m_plainError = facts.isError;
    m_plainContent = facts.hasContent;
}

bool AnswerReader::mayPass() const
{
    switch (m_kind) {
    case Kind::Stream:
        return !m_relay->isHolding() && !m_relay->firstEventIsError() && !m_pending.isEmpty();
    case Kind::Plain:
        return m_passing;
    default:
        return false;
    }
}

std::optional<qint64> AnswerReader::announcedLength() const
{
    if (!headerValue(m_headers, "transfer-encoding").isNull()) // which decides when both are there
        return std::nullopt;
    bool known = false;
    const qint64 length = headerValue(m_headers, "content-length").toLongLong(&known);
    return known && length >= 0 ? std::optional(length) : std::nullopt;
}

bool AnswerReader::complete() const
{
    return m_relay && (m_relay->sawDone() || m_relay->sawFinish());
}

bool AnswerReader::errorInside() const
{
    return m_plainError || (m_relay && m_relay->sawError());
}

bool AnswerReader::errorFirst() const
{
    return m_relay ? m_relay->firstEventIsError() : m_plainError && !m_passing;
}

// Of a stream: the data of the event that holds the error. It came first, so it is short of the hold's bound.
QByteArray AnswerReader::errorText() const
{
    if (m_kind != Kind::Stream)
        return m_pending;
    for (const QByteArray &line : m_pending.split('\n')) {
        if (line.startsWith("data:") && readChunk(line.mid(5).trimmed(), m_expected.dialect).isError)
            return line.mid(5).trimmed();
    }
    if (!errorInside())
        return {};
    // It came after content and is with the client; its type was kept.
    const QJsonObject error{{QStringLiteral("type"), errorName()}};
    return QJsonDocument(QJsonObject{{QStringLiteral("error"), error}}).toJson(QJsonDocument::Compact);
}

QString AnswerReader::errorName() const
{
    return m_relay ? m_relay->errorType() : QString();
}

bool AnswerReader::sawContent() const
{
    return m_relay ? m_relay->sawContent() : m_plainContent;
}

} // namespace gateway
