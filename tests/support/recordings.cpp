// SPDX-License-Identifier: MIT
#include "support/recordings.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QUrl>

namespace gateway::test {

namespace {

using namespace Qt::Literals::StringLiterals;
using Count = std::optional<qint64>;

QByteArray readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("Cannot read %s", qPrintable(path));
    return file.readAll();
}

QJsonObject readObject(const QString &path)
{
    const QJsonDocument document = QJsonDocument::fromJson(readFile(path));
    if (!document.isObject())
        qFatal("%s holds no JSON object", qPrintable(path));
    return document.object();
}

// The blocks of a stream, each with its blank line.
QByteArrayList blocksOf(const QByteArray &stream)
{
    static const QRegularExpression blank(u"(?:\\r\\n|\\r(?!\\n)|\\n){2}"_s);
    // Latin-1 maps bytes to characters one to one.
    const QString text = QString::fromLatin1(stream);
    QByteArrayList blocks;
    qsizetype at = 0;
    for (auto matches = blank.globalMatch(text); matches.hasNext();) {
        const qsizetype end = matches.next().capturedEnd();
        blocks += stream.mid(at, end - at);
        at = end;
    }
    if (at < stream.size())
        blocks += stream.mid(at);
    return blocks;
}

QByteArray dataOf(const QByteArray &block)
{
    QByteArray lines = block;
    lines.replace("\r\n", "\n").replace('\r', '\n');
    QByteArrayList data;
    for (QByteArray line : lines.split('\n')) {
        if (line.startsWith("\xef\xbb\xbf"))
            line = line.mid(3);
        if (line.startsWith("data: "))
            data += line.mid(6);
    }
    return data.join('\n');
}

Count countIn(const QJsonObject &usage, QLatin1StringView name)
{
    const QJsonValue value = usage.value(name);
    return value.isDouble() && value.toInteger(-1) >= 0 ? Count(value.toInteger()) : Count();
}

// Last value wins; only what the recordings hold, so that it is short enough to be believed.
void takeUsage(const QJsonValue &value, TokenUsage &total)
{
    const QJsonObject usage = value.toObject();
    const QJsonObject promptDetails = usage.value("prompt_tokens_details"_L1).toObject();
    const QJsonObject completionDetails = usage.value("completion_tokens_details"_L1).toObject();
    const auto take = [](Count &field, const Count &found) {
        if (found)
            field = found;
    };
    take(total.prompt, countIn(usage, "prompt_tokens"_L1));
    take(total.cached, countIn(promptDetails, "cached_tokens"_L1));
    take(total.cached, countIn(usage, "prompt_cache_hit_tokens"_L1));
    take(total.cached, countIn(usage, "cached_tokens"_L1));
    take(total.completion, countIn(usage, "completion_tokens"_L1));
    take(total.reasoning, countIn(completionDetails, "reasoning_tokens"_L1));
}

void takeResponsesUsage(const QJsonValue &value, TokenUsage &total)
{
    if (!value.isObject())
        return;
    total.prompt = countIn(value.toObject(), "input_tokens"_L1);
    total.cached = countIn(value["input_tokens_details"_L1].toObject(), "cached_tokens"_L1);
    total.cacheWrite = countIn(value["input_tokens_details"_L1].toObject(), "cache_write_tokens"_L1);
    total.completion = countIn(value.toObject(), "output_tokens"_L1);
    total.reasoning = countIn(value["output_tokens_details"_L1].toObject(), "reasoning_tokens"_L1);
}

// The sum of the input is made at the end, of the last of each part.
struct AnthropicUsage
{
    QJsonObject last;

    void take(const QJsonValue &value)
    {
        const QJsonObject usage = value.toObject();
        for (auto count = usage.begin(); count != usage.end(); ++count)
            last.insert(count.key(), count.value());
    }
    TokenUsage total() const
    {
        TokenUsage usage;
        const Count input = countIn(last, "input_tokens"_L1);
        usage.cached = countIn(last, "cache_read_input_tokens"_L1);
        usage.cacheWrite = countIn(last, "cache_creation_input_tokens"_L1);
        usage.cacheWriteLong = countIn(last["cache_creation"_L1].toObject(), "ephemeral_1h_input_tokens"_L1);
        usage.completion = countIn(last, "output_tokens"_L1);
        usage.reasoning = countIn(last["output_tokens_details"_L1].toObject(), "thinking_tokens"_L1);
        if (input)
            usage.prompt = *input + usage.cached.value_or(0) + usage.cacheWrite.value_or(0);
        return usage;
    }
};

void inspectOtherBody(Recording &recording, const QJsonObject &body)
{
    recording.isError = body.value("error"_L1).isObject();
    if (recording.dialect == WireDialect::OpenAiResponses) {
        takeResponsesUsage(body.value("usage"_L1), recording.usage);
        return;
    }
    AnthropicUsage usage;
    usage.take(body.value("usage"_L1));
    recording.usage = usage.total();
}

void inspectOtherStream(Recording &recording)
{
    static const QStringList preamble{u"response.created"_s, u"response.in_progress"_s, u"message_start"_s,
                                      u"ping"_s};
    AnthropicUsage usage;
    bool begun = false;
    for (const QByteArray &block : blocksOf(recording.bytes)) {
        const QJsonObject event = QJsonDocument::fromJson(dataOf(block)).object();
        const QString type = event.value("type"_L1).toString();
        const QJsonObject response = event.value("response"_L1).toObject();
        const bool isError = type == u"error" || type == u"response.failed";
        recording.isError = recording.isError || isError;
        recording.errorFirst = recording.errorFirst || (isError && !begun);
        begun = begun || !preamble.contains(type);
        if (type == u"response.completed" || type == u"response.incomplete" || type == u"response.failed") {
            recording.done = true;
            takeResponsesUsage(response.value("usage"_L1), recording.usage);
        }
        recording.done = recording.done || type == u"message_stop";
        usage.take(event.value("message"_L1)["usage"_L1]);
        usage.take(event.value("usage"_L1));
    }
    if (recording.dialect == WireDialect::Anthropic)
        recording.usage = usage.total();
    recording.withoutUsage = recording.bytes;
}

void inspectBody(Recording &recording)
{
    const QJsonObject body = QJsonDocument::fromJson(recording.bytes).object();
    if (recording.dialect != WireDialect::OpenAiChat) {
        inspectOtherBody(recording, body);
        return;
    }
    recording.isError = body.value("error"_L1).isObject();
    takeUsage(body.value("usage"_L1), recording.usage);
}

void inspectStream(Recording &recording)
{
    if (recording.dialect != WireDialect::OpenAiChat) {
        inspectOtherStream(recording);
        return;
    }
    for (const QByteArray &block : blocksOf(recording.bytes)) {
        const QByteArray data = dataOf(block);
        recording.done = recording.done || data == "[DONE]";
        const QJsonObject chunk = QJsonDocument::fromJson(data).object();
        const QJsonValue choices = chunk.value("choices"_L1);
        const QJsonValue usage = chunk.value("usage"_L1);
        recording.isError = recording.isError || chunk.value("error"_L1).isObject();
        takeUsage(choices[0].toObject().value("usage"_L1), recording.usage);
        takeUsage(usage, recording.usage);
        if (choices.isArray() && choices.toArray().isEmpty() && usage.isObject())
            ++recording.keptBack;
        else
            recording.withoutUsage += block;
    }
}

WireDialect dialectOf(const QString &name)
{
    if (name.startsWith(u"anthropic/"))
        return WireDialect::Anthropic;
    return name.startsWith(u"openai-responses/") || name.contains(u"_responses_")
                   ? WireDialect::OpenAiResponses
                   : WireDialect::OpenAiChat;
}

QByteArray endpointOf(const QString &name)
{
    const QString file = name.section(u'/', 1);
    if (dialectOf(name) != WireDialect::OpenAiChat)
        return dialectOf(name) == WireDialect::Anthropic ? "/v1/messages" : "/v1/responses";
    if (file.contains(u"embedding"))
        return "/v1/embeddings";
    if (file.contains(u"image"))
        return "/v1/images/generations";
    if (file.contains(u"transcription"))
        return "/v1/audio/transcriptions";
    return file.contains(u"completion-") ? "/v1/completions" : "/v1/chat/completions";
}

QByteArray framed(const QByteArrayList &chunks, WireDialect dialect)
{
    QByteArray stream;
    for (const QByteArray &chunk : chunks) {
        if (chunk.trimmed().isEmpty())
            continue;
        if (dialect != WireDialect::OpenAiChat) {
            const QString type = QJsonDocument::fromJson(chunk).object().value("type"_L1).toString();
            stream += "event: " + type.toLatin1() + '\n';
        }
        stream += "data: " + chunk.trimmed() + "\n\n";
    }
    if (dialect == WireDialect::OpenAiChat && !stream.endsWith("data: [DONE]\n\n"))
        stream += "data: [DONE]\n\n";
    return stream;
}

QByteArrayList dataOfEvents(const QByteArrayList &lines)
{
    QByteArrayList chunks;
    for (const QByteArray &line : lines)
        chunks += QJsonDocument::fromJson(line).object().value("Data"_L1).toString().toUtf8();
    return chunks;
}

Recording readForeign(const QDir &folder, const QString &file)
{
    Recording recording;
    const QString stem = file.section(u'.', 0, -2);
    recording.name = folder.dirName() + u'/' + stem;
    recording.bytes = readFile(folder.filePath(file));
    recording.dialect = dialectOf(recording.name);
    recording.endpoint = endpointOf(recording.name);
    if (file.endsWith(u".chunks.txt"))
        recording.bytes = framed(recording.bytes.split('\n'), recording.dialect);
    else if (file.endsWith(u".jsonl"))
        recording.bytes = framed(dataOfEvents(recording.bytes.split('\n')), recording.dialect);
    else if (file.endsWith(u".json")) {
        const QJsonObject body = QJsonDocument::fromJson(recording.bytes).object();
        if (body.value("object"_L1) == "chat.completion.chunk"_L1)
            recording.bytes = framed({recording.bytes}, recording.dialect);
        else
            recording.kind = Recording::Kind::Body;
        const QString error = body.value("error"_L1)["type"_L1].toString();
        if (body.value("error"_L1).isObject())
            recording.httpStatus = error == u"insufficient_quota" ? 429 : 400;
    }
    recording.contentType =
            recording.kind == Recording::Kind::Body ? "application/json" : "text/event-stream; charset=utf-8";
    if (const QString meta = folder.filePath(stem + u".meta.json"); QFile::exists(meta)) {
        const QJsonObject response = readObject(meta).value("response"_L1).toObject();
        recording.httpStatus = response.value("status"_L1).toInt(recording.httpStatus);
        const QString type = response.value("headers"_L1)["Content-Type"_L1].toString();
        if (!type.isEmpty())
            recording.contentType = type.toLatin1();
    }
    if (recording.kind == Recording::Kind::Body)
        inspectBody(recording);
    else
        inspectStream(recording);
    return recording;
}

// Expectations of the project's own files are written down beside them, by hand.
Recording readOwn(const QDir &folder, const QString &file)
{
    Recording recording;
    const QString stem = file.section(u'.', 0, 0);
    recording.name = u"own/"_s + stem;
    recording.kind = file.endsWith(u".sse") ? Recording::Kind::Stream : Recording::Kind::Body;
    recording.bytes = readFile(folder.filePath(file));
    const QJsonObject expected = readObject(folder.filePath(stem + u".expected.json"));
    const QByteArray endpoint = expected.value("endpoint"_L1).toString().toLatin1();
    recording.dialect = endpoint == "/v1/messages"    ? WireDialect::Anthropic
                        : endpoint == "/v1/responses" ? WireDialect::OpenAiResponses
                                                      : WireDialect::OpenAiChat;
    if (recording.kind == Recording::Kind::Stream)
        inspectStream(recording); // for withoutUsage
    recording.contentType = expected.value("content_type"_L1).toString().toLatin1();
    recording.httpStatus = expected.value("status"_L1).toInt();
    recording.endpoint = endpoint;
    recording.isError = expected.value("error"_L1).toBool();
    recording.done = expected.value("done"_L1).toBool();
    recording.keptBack = expected.value("kept_back"_L1).toInt();
    const QJsonObject usage = expected.value("usage"_L1).toObject();
    recording.usage = {.prompt = countIn(usage, "prompt"_L1),
                       .cached = countIn(usage, "cached"_L1),
                       .cacheWrite = countIn(usage, "cache_write"_L1),
                       .completion = countIn(usage, "completion"_L1),
                       .reasoning = countIn(usage, "reasoning"_L1),
                       .cacheWriteLong = countIn(usage, "cache_write_1h"_L1)};
    return recording;
}

} // namespace

QList<Recording> loadRecordings()
{
    QList<Recording> recordings;
    const QDir own(QStringLiteral(TEST_SOURCE_DIR "/recordings"));
    for (const QString &file : own.entryList({u"*.sse"_s, u"*.json"_s}, QDir::Files, QDir::Name)) {
        if (!file.endsWith(u".expected.json"))
            recordings.append(readOwn(own, file));
    }
    const QString foreign = qEnvironmentVariable("GATEWAY_RECORDINGS");
    if (foreign.isEmpty())
        return recordings;
    for (const QString &name :
         {u"anthropic"_s, u"deepseek"_s, u"moonshot"_s, u"openai"_s, u"openai-responses"_s}) {
        const QDir folder(foreign + u'/' + name);
        for (const QString &file : folder.entryList(
                     {u"*.sse"_s, u"*.json"_s, u"*.jsonl"_s, u"*.chunks.txt"_s}, QDir::Files, QDir::Name)) {
            const bool ofAnswers = !file.endsWith(u".meta.json") && !file.endsWith(u".request.json");
            if (ofAnswers)
                recordings.append(readForeign(folder, file));
        }
    }
    return recordings;
}

} // namespace gateway::test
